#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "mock_platforms/engine.h"
#include "tests/hit_file.h"

/// The examples of each platform's folder (tests/hit_file.h), run.
namespace tagproof::test {

/// The `.hit` files of a platform, sorted.
std::vector<std::filesystem::path> examples_of(const Platform& platform);
HitFile read_example(const std::filesystem::path& path);

/// What is answered and what becomes of the events, as `.answer` and `.events.json` hold it.
struct Walked {
  std::string answers{};
  std::string events{};
};
Walked walk(const HitFile& example, std::span<const Platform* const> platforms);

}  // namespace tagproof::test
