#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <utility>

#include "harness/commands/command.h"
#include "harness/commands/progress.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/target_parts.h"
#include "harness/run/redaction.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr OptionSpec kRedactOptions[] = {
    {.name = "--out", .value = "FILE", .text = "where it is written (stdout), mode 0600"},
    {.name = "--key",
     .value = "TEXT",
     .text = "makes the pseudonyms: the same in all files with the same key; keep it secret"},
    {.name = "--seed",
     .value = "N",
     .text = "without --key, pseudonyms are of the file's content and N (1)"},
    {.name = "--hosts", .value = "FILE", .text = "the shop's own names for platforms"},
};

int redact_file(const Options& options, World& world) {
  const auto seed = number_option(options, "--seed", UINT64_MAX);
  if (!seed) return usage_error(world, "redact", seed.error().message);
  if (options.has("--seed") && options.has("--key"))
    return usage_error(world, "redact", "`--seed` has no meaning beside `--key`");
  if (options.has("--key") && options.value("--key").value_or("").empty())
    return usage_error(world, "redact", "`--key` is empty");
  Problems problems;
  const std::vector<HostRoute> hosts = load_hosts(options, world, problems);
  if (!problems.empty()) return file_problems(world, problems);

  const std::string& file = options.arguments().front();
  const std::string path = path_in(world, file);
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  ByteProgress progress(world.err, world.err_is_terminal);
  progress.begin(file, unknown ? 0 : size);
  const RedactionOptions how{.platforms = platforms(),
                             .hosts = hosts,
                             .key = options.value("--key").value_or(""),
                             .seed = seed->value_or(1),
                             .progress = [&](std::uint64_t bytes) { progress.at(bytes); }};
  std::ostringstream text;
  const bool to_file = options.has("--out");
  auto done = redact_recording(path, file, how, to_file ? text : world.out);
  progress.end();
  if (!done) {
    problems.add({.file = file, .message = done.error().message});
    return file_problems(world, problems);
  }
  constexpr unsigned kOwnerOnly = 0600;
  if (to_file) {
    const auto written =
        write_file_atomically(path_in(world, *options.value("--out")), text.view(), kOwnerOnly);
    if (!written) {
      world.err << "tagproof: " << written.error().message << "\n";
      return kExitEnvironment;
    }
  }
  for (const auto& remark : done->remarks) world.err << "tagproof: " << remark << "\n";
  world.err << fmt::format("tagproof: {} requests; look it over before it leaves the house\n",
                           done->requests);
  return kExitOk;
}

}  // namespace

extern const Command kRedactCommand;
const Command kRedactCommand{.name = "redact",
                             .arguments = "FILE",
                             .text = "a recording with personal data replaced by stable pseudonyms",
                             .options = kRedactOptions,
                             .min_arguments = 1,
                             .max_arguments = 1,
                             .run = redact_file};

}  // namespace tagproof
