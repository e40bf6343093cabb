#pragma once

#include <optional>
#include <vector>

#include "harness/base/problems.h"
#include "harness/commands/command.h"
#include "harness/model/contract.h"
#include "harness/model/scenario.h"
#include "harness/model/target.h"

namespace tagproof {

/// What hits are judged by, of the commands without a scenario: `--contract` or the nearest one,
/// and what `--accounts` and `--hosts` say.
struct TargetParts {
  std::optional<Contract> contract{};
  TargetConfig target{};
  std::vector<FileDigest> files{};
};
/// All problems of all files at once.
TargetParts load_target_parts(const Options& options, const World& world, Problems& problems);

/// What `--hosts` says alone.
std::vector<HostRoute> load_hosts(const Options& options, const World& world, Problems& problems);

}  // namespace tagproof
