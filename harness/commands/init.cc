#include "harness/files/init.h"

#include <fmt/format.h>

#include <filesystem>

#include "harness/commands/command.h"
#include "harness/commands/shared_options.h"

namespace tagproof {
namespace {

int init(const Options& options, World& world) {
  namespace fs = std::filesystem;
  const std::string given = options.arguments().empty() ? "." : options.arguments().front();
  const fs::path folder = path_in(world, given);
  std::size_t written = 0;
  for (const auto& file : init_files()) {
    const fs::path path = folder / file.path;
    std::error_code problem;
    if (fs::exists(path, problem)) {
      world.out << fmt::format("  kept     {}  (it was there)\n", file.path);
      continue;
    }
    fs::create_directories(path.parent_path(), problem);
    if (problem) {
      world.err << fmt::format("tagproof: can't make {}: {}\n", path.parent_path().string(),
                               problem.message());
      return kExitEnvironment;
    }
    if (const auto done = write_file_atomically(path.string(), file.content); !done) {
      world.err << "tagproof: " << done.error().message << "\n";
      return kExitEnvironment;
    }
    world.out << fmt::format("  wrote    {}\n", file.path);
    ++written;
  }
  const std::string where = given == "." ? "" : fmt::format("cd {} && ", given);
  world.out << fmt::format("\n{} file{} written. Next:\n  {}tagproof run\n\n", written,
                           written == 1 ? "" : "s", where);
  // A simulated run proves the contract and the checks, not the shop (design.md section 5).
  world.out
      << "These scenarios run against a simulated shop: they show that the contract and the checks "
         "work,\n"
         "and sign off nothing. Make contract.yaml say what your shop's tracking must do first.\n";
  return kExitOk;
}

}  // namespace

extern const Command kInitCommand;
const Command kInitCommand{
    .name = "init",
    .arguments = "[DIR]",
    .text = "a contract, storefront, tagging, target and the seven scenarios for a new shop",
    .max_arguments = 1,
    .run = init};

}  // namespace tagproof
