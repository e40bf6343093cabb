#include <fmt/format.h>

#include <filesystem>

#include "harness/commands/command.h"
#include "harness/commands/progress.h"
#include "harness/commands/selection.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/suggest.h"
#include "harness/commands/vocabulary.h"
#include "harness/faults/fault.h"
#include "harness/judge/check.h"
#include "harness/lab/prove.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr OptionSpec kProveOptions[] = {
    {.name = "--reporter",
     .value = "NAME[=PATH]",
     .text = "console, json, junit, html, markdown or github; several",
     .repeatable = true},
    {.name = "--fault",
     .value = "NAME",
     .text = "only this fault; several. Silent checks are looked for only with all of them",
     .repeatable = true},
    {.name = "--jobs", .value = "N", .text = "runs side by side; left out: one for each core"},
    {.name = "--seed", .value = "N", .text = "moves every generated id (1)"},
    {.name = "--shard", .value = "I/N", .text = "the I-th of N equal parts of the scenarios"},
    {.name = "--tag", .value = "A,B", .text = "scenarios with any of these tags"},
    {.name = "--filter", .value = "TEXT", .text = "scenarios whose name contains TEXT"},
    {.name = "--contract", .value = "FILE", .text = "in place of the nearest contract"},
    {.name = "--storefront", .value = "FILE", .text = "in place of the nearest storefront"},
    {.name = "--tagging", .value = "FILE", .text = "in place of the nearest tagging"},
    {.name = "--target", .value = "simulated|FILE", .text = "in place of the nearest target"},
    {.name = "--out", .value = "DIR", .text = "write the suggested scenarios there"},
    {.name = "--color", .value = "auto|always|never", .text = "colour on the console"},
};

/// Writes the suggested scenarios; none is ever written over.
Result<bool> write_suggestions(const Proof& proof, const std::string& folder, World& world) {
  namespace fs = std::filesystem;
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return error(fmt::format("can't make {}: {}", folder, problem.message()));
  for (const auto& one : proof.suggestions) {
    const auto path = (fs::path(folder) / (one.scenario + ".yaml")).string();
    if (fs::exists(path)) {
      world.err << fmt::format("tagproof: {} is there already, and was kept\n", path);
      continue;
    }
    if (auto written = write_file_atomically(path, one.text); !written) return written.error();
  }
  return true;
}

int prove_command(const Options& options, World& world) {
  auto reporters = reporter_choices(options);
  if (!reporters) return usage_error(world, "prove", reporters.error().message);
  const auto named = fault_option(options, "--fault");
  if (!named) return usage_error(world, "prove", named.error().message);
  const auto jobs = number_option(options, "--jobs", kMaxJobs);
  if (!jobs) return usage_error(world, "prove", jobs.error().message);
  if (jobs->value_or(1) == 0) return usage_error(world, "prove", "`--jobs` takes a number from 1");
  const auto seed = number_option(options, "--seed", UINT64_MAX);
  if (!seed) return usage_error(world, "prove", seed.error().message);
  const auto coloured = colour(options, world);
  if (!coloured) return usage_error(world, "prove", coloured.error().message);

  const Vocabulary words = vocabulary();
  const auto load = load_options(options, world, words);
  Problems problems;
  auto suite = load_suite(load, problems);
  if (!problems.empty() || !suite) return file_problems(world, problems);
  if (auto chosen = select(suite->scenarios, options); !chosen)
    return usage_error(world, "prove", chosen.error().message);
  for (const auto& scenario : suite->scenarios) {
    if (scenario.target.kind != TargetKind::simulated) {
      return usage_error(world, "prove",
                         fmt::format("{}: faults are injected into the simulated target only, and "
                                     "this one's is `{}`; add `--target simulated`",
                                     scenario.file, text(scenario.target.kind)));
    }
  }

  const auto checks = all_checks();
  const Stopwatch watch;
  ProveOptions wanted{
      .platforms = platforms(),
      .checks = checks,
      .faults = named->empty() ? all_faults() : std::span<const Fault* const>(*named),
      .seed = Seed(seed->value_or(1)),
      .jobs = static_cast<std::size_t>(jobs->value_or(world.cores))};
  Progress progress(world.err, world.err_is_terminal,
                    prove_runs(suite->scenarios.size(), wanted.faults.size()));
  wanted.progress = [&progress](std::string_view name) { progress.done(name, Verdict::pass); };
  auto proof = prove(suite->scenarios, wanted);
  progress.end();
  if (!proof) {
    world.err << "tagproof: " << proof.error().message << "\n";
    return kExitEnvironment;
  }
  if (!named->empty()) proof->silent_checks.clear();
  proof->tool = tool_name();
  proof->seed = seed->value_or(1);
  proof->contract = suite->scenarios.front().contract.name;
  proof->command = fmt::format("tagproof prove {}", fmt::join(options.arguments(), " "));
  proof->files = std::move(suite->files);
  if (proof->summary().caught < proof->summary().faults) {
    Problems unneeded;  // the scenarios were read without: each has its own shop
    if (const auto shop = load_shop(load, unneeded); shop && unneeded.empty())
      proof->suggestions = suggest_scenarios(*proof, *shop, load, wanted);
  }
  proof->duration_ms = watch.milliseconds();

  if (const auto folder = options.value("--out")) {
    if (const auto written = write_suggestions(*proof, path_in(world, *folder), world); !written) {
      world.err << "tagproof: " << written.error().message << "\n";
      return kExitEnvironment;
    }
  }
  const ReportOptions console{.colour = *coloured, .width = world.columns};
  const bool written =
      write_reports(*reporters, console, world,
                    [&](const Reporter& reporter, const ReportOptions& how, std::ostream& out) {
                      reporter.write_proof(*proof, how, out);
                    });
  if (!written) return kExitEnvironment;
  return proof->holds() ? kExitOk : kExitFailed;
}

}  // namespace

extern const Command kProveCommand;
const Command kProveCommand{
    .name = "prove",
    .arguments = "[PATHS]",
    .text = "every scenario under every fault: which check catches which fault",
    .options = kProveOptions,
    .max_arguments = SIZE_MAX,
    .run = prove_command};

}  // namespace tagproof
