#include "harness/commands/target_parts.h"

#include <string>
#include <string_view>
#include <utility>

#include "harness/commands/shared_options.h"
#include "harness/commands/vocabulary.h"
#include "harness/files/load.h"

namespace tagproof {

TargetParts load_target_parts(const Options& options, const World& world, Problems& problems) {
  TargetParts parts;
  const Vocabulary words = vocabulary();
  const LoadOptions load = load_options(options, world, words);
  std::optional<std::string> contract = options.value("--contract");
  if (!contract) contract = find_contract_upwards(load, problems);
  if (contract) parts.contract = load_contract(*contract, load, problems, &parts.files);
  const auto add = [&](std::string_view option, auto take) {
    const auto path = options.value(option);
    if (!path) return;
    if (auto read = load_target_parts(*path, load, problems, &parts.files)) {
      for (auto& [name, value] : read->settings) parts.target.settings[name] = std::move(value);
      take(*read);
    }
  };
  add("--accounts", [&](TargetConfig& read) { parts.target.accounts = std::move(read.accounts); });
  add("--hosts", [&](TargetConfig& read) { parts.target.hosts = std::move(read.hosts); });
  return parts;
}

std::vector<HostRoute> load_hosts(const Options& options, const World& world, Problems& problems) {
  const auto path = options.value("--hosts");
  if (!path) return {};
  const Vocabulary words = vocabulary();
  auto read = load_target_parts(*path, load_options(options, world, words), problems);
  return read ? std::move(read->hosts) : std::vector<HostRoute>{};
}

}  // namespace tagproof
