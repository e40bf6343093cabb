#pragma once

#include <vector>

#include "harness/base/result.h"
#include "harness/commands/command.h"
#include "harness/model/scenario.h"

namespace tagproof {

/// Keeps the scenarios that `--tag a,b`, `--filter TEXT` and `--shard I/N` choose, in their order.
/// No scenario left is an error.
Result<bool> select(std::vector<Scenario>& scenarios, const Options& options);

}  // namespace tagproof
