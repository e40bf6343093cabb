#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/text.h"
#include "harness/commands/command.h"
#include "harness/commands/explain_order.h"
#include "harness/commands/shared_options.h"
#include "harness/judge/check.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

void explain_check(const Check& check, std::ostream& out) {
  out << fmt::format("{}  ({}, looks at each {}; cause: {}; layer: {})\n\n", check.id,
                     text(check.severity), text(check.on), text(check.cause), text(check.layer));
  out << "Why it matters\n  " << check.why << "\n\nHow to fix it\n  " << check.fix
      << "\n\nSource\n  " << check.source << "\n\n";
  out << "Shown by\n";
  for (const auto fault : split(check.proven_by, ' '))
    out << fmt::format("  tagproof run --fault {}    makes it fire\n", fault);
  out << fmt::format("  scenario {}    keeps it quiet\n", check.quiet_on);
}

int unknown_check(World& world, const std::string& id) {
  std::vector<std::string_view> known;
  for (const Check* check : all_checks()) known.push_back(check->id);
  const auto near = nearest(id, known);
  return usage_error(world, "explain",
                     fmt::format("unknown check `{}`{}; `tagproof list checks` shows all", id,
                                 near ? fmt::format("; did you mean `{}`?", *near) : ""));
}

/// The run.json that is meant: of `--run` (a run's folder or its run.json), else of the newest run.
/// Ids of runs begin with their time, so the greatest name is the newest.
Result<std::string> run_document(const Options& options, const World& world) {
  namespace fs = std::filesystem;
  std::error_code problem;
  if (const auto given = options.value("--run")) {
    const std::string path = path_in(world, *given);
    return fs::is_directory(path, problem) ? path + "/run.json" : path;
  }
  const std::string out = options.value("--out").value_or(".tagproof");
  std::string newest;
  for (const auto& entry : fs::directory_iterator(path_in(world, out) + "/runs", problem)) {
    std::error_code ignored;
    if (!fs::exists(entry.path() / "run.json", ignored)) continue;
    newest = std::max(newest, entry.path().string());
  }
  if (newest.empty())
    return error(
        fmt::format("no run in {}/runs; `tagproof run` leaves one there, `--run` names one", out));
  return newest + "/run.json";
}

Result<RecordedRun> recorded_run(const Options& options, const World& world) {
  const auto path = run_document(options, world);
  if (!path) return path.error();
  std::ifstream in(*path, std::ios::binary);
  if (!in) return error(fmt::format("can't read {}", *path));
  std::stringstream text;
  text << in.rdbuf();
  auto run = read_run(text.str());
  if (!run) return error(fmt::format("{}: {}", *path, run.error().message));
  return run;
}

/// Journeys in which something is wrong with the order come first; the others are as good as each
/// other, and one of them is enough.
int explain_the_order(const std::string& order, const Options& options, World& world) {
  const auto run = recorded_run(options, world);
  if (!run) {
    usage_error(world, "explain", run.error().message);
    return kExitUsage;
  }
  const auto wanted = options.value("--scenario");
  if (wanted) {
    for (const auto& scenario : run->scenarios) {
      if (scenario.scenario != *wanted) continue;
      if (explain_order(scenario, order, platforms(), world.out)) return kExitOk;
      return usage_error(
          world, "explain",
          fmt::format("scenario `{}` of run {} has no order `{}`", *wanted, run->run, order));
    }
    std::vector<std::string_view> known;
    for (const auto& scenario : run->scenarios) known.push_back(scenario.scenario);
    const auto near = nearest(*wanted, known);
    return usage_error(world, "explain",
                       fmt::format("run {} has no scenario `{}`{}", run->run, *wanted,
                                   near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }
  const auto has_errors = [&](const RecordedScenario& scenario) {
    return std::ranges::any_of(scenario.findings, [&](const Finding& finding) {
      return finding.order == order && finding.severity == Severity::error;
    });
  };
  std::string others;
  bool told = false;
  for (const bool wrong : {true, false}) {
    for (const auto& scenario : run->scenarios) {
      if (has_errors(scenario) != wrong) continue;
      std::ostringstream text;
      if (!explain_order(scenario, order, platforms(), text)) continue;
      if (wrong || !told) {
        world.out << text.view();
        told = true;
      } else {
        others += (others.empty() ? "" : ", ") + scenario.scenario;
      }
    }
  }
  if (!told)
    return usage_error(world, "explain", fmt::format("run {} has no order `{}`", run->run, order));
  if (!others.empty())
    world.out << fmt::format("Also in: {} (`--scenario NAME` shows it)\n", others);
  return kExitOk;
}

int explain(const Options& options, World& world) {
  const auto order = options.value("--order");
  if (order && !options.arguments().empty())
    return usage_error(world, "explain", "a check or `--order`, not both");
  if (order) return explain_the_order(*order, options, world);
  for (const auto name : {"--run", "--scenario", "--out"}) {
    if (options.has(name))
      return usage_error(world, "explain", fmt::format("`{}` goes with `--order`", name));
  }
  if (options.arguments().empty())
    return usage_error(world, "explain", "it takes a check, or `--order ID`");
  const std::string& id = options.arguments().front();
  const Check* check = find_check(id);
  if (check == nullptr) return unknown_check(world, id);
  explain_check(*check, world.out);
  return kExitOk;
}

constexpr OptionSpec kExplainOptions[] = {
    {.name = "--order",
     .value = "ID",
     .text =
         "how an order's events were merged or not, and what the nearest partner of each lacked"},
    {.name = "--run", .value = "DIR", .text = "of that run (the newest)"},
    {.name = "--scenario", .value = "NAME", .text = "of that scenario (those where it went wrong)"},
    {.name = "--out", .value = "DIR", .text = "where runs are kept (.tagproof)"},
};

}  // namespace

extern const Command kExplainCommand;
const Command kExplainCommand{
    .name = "explain",
    .arguments = "CHECK",
    .text =
        "what a check means, why it matters, how to fix it, its source; --order: how events merged",
    .options = kExplainOptions,
    .max_arguments = 1,
    .run = explain};

}  // namespace tagproof
