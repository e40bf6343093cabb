#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "mock_platforms/engine.h"

/// mock_platforms/*/examples: what foreign clients send. A `.hit` is one or several raw requests;
/// "@@ 5m" between two lets that time pass. Before the first, "@@ set meta.same_source_repeats
/// dedup" is a setting in force, and "@@ action google_ads 1234567890 AW-123456789 987 AbC
/// one_per_click" a configured account with a conversion action: its id, label and way of counting.
namespace tagproof::test {

struct Hit {
  Request request{};
  Duration after{};
};
struct Example {
  EngineOptions options{};
  std::vector<Hit> hits{};
};

/// The `.hit` files of a platform, sorted.
std::vector<std::filesystem::path> examples_of(const Platform& platform);
Example read_example(const std::filesystem::path& path);

/// What is answered and what becomes of the events, as `.answer` and `.events.json` hold it.
struct Walked {
  std::string answers{};
  std::string events{};
};
Walked walk(const Example& example, std::span<const Platform* const> platforms);

}  // namespace tagproof::test
