#include "harness/commands/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "harness/base/text.h"

namespace tagproof {
namespace {

struct Shard {
  std::size_t index = 0;  // from 0
  std::size_t count = 1;
};

std::optional<Shard> read_shard(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() != 2) return std::nullopt;
  std::size_t numbers[2] = {0, 0};
  for (std::size_t i = 0; i < 2; ++i) {
    const char* end = parts[i].data() + parts[i].size();
    const auto [at, problem] = std::from_chars(parts[i].data(), end, numbers[i]);
    if (problem != std::errc{} || at != end) return std::nullopt;
  }
  if (numbers[0] < 1 || numbers[1] < 1 || numbers[0] > numbers[1]) return std::nullopt;
  return Shard{numbers[0] - 1, numbers[1]};
}

}  // namespace

Result<bool> select(std::vector<Scenario>& scenarios, const Options& options) {
  if (const auto tags = options.value("--tag")) {
    const auto wanted = split(*tags, ',');
    std::erase_if(scenarios, [&](const Scenario& scenario) {
      return std::ranges::none_of(scenario.tags, [&](const std::string& tag) {
        return std::ranges::find(wanted, std::string_view(tag)) != wanted.end();
      });
    });
    if (scenarios.empty()) return error(fmt::format("no scenario has a tag of `{}`", *tags));
  }
  if (const auto part = options.value("--filter")) {
    std::erase_if(scenarios, [&](const Scenario& scenario) {
      return scenario.name.find(*part) == std::string::npos;
    });
    if (scenarios.empty()) return error(fmt::format("no scenario's name contains `{}`", *part));
  }
  if (const auto text = options.value("--shard")) {
    const auto shard = read_shard(*text);
    if (!shard) return error(fmt::format("`--shard` takes I/N with 1 ≤ I ≤ N, not `{}`", *text));
    // Every N-th, so that shards take about as long as each other.
    std::vector<Scenario> mine;
    for (std::size_t i = shard->index; i < scenarios.size(); i += shard->count)
      mine.push_back(std::move(scenarios[i]));
    scenarios = std::move(mine);
    if (scenarios.empty()) return error(fmt::format("shard {} is empty", *text));
  }
  if (scenarios.empty()) return error("there is no scenario to run");
  return true;
}

}  // namespace tagproof
