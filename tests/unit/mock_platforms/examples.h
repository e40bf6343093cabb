#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "mock_platforms/engine.h"

/// mock_platforms/*/examples: what foreign clients send. A `.hit` is one or several raw requests;
/// "@@ 5m" between two lets that time pass, "@@ set meta.same_source_repeats dedup" lines before
/// the first are settings in force.
namespace tagproof::test {

struct Hit {
  Request request{};
  Duration after{};
};
struct Example {
  std::map<std::string, std::string, std::less<>> settings{};
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
