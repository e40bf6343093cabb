// `tagproof explore`: random journeys from a seed; what fails is shrunk and written as a scenario.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/base/text.h"
#include "harness/commands/command.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/vocabulary.h"
#include "harness/files/load.h"
#include "harness/files/write.h"
#include "harness/judge/identity.h"
#include "harness/lab/explore.h"
#include "harness/run/worker.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr std::uint64_t kUsualCases = 20'000;
constexpr OptionSpec kExploreOptions[] = {
    {.name = "--cases", .value = "N", .text = "how many journeys (20000; with --time: no limit)"},
    {.name = "--time", .value = "DURATION", .text = "ends after so long: 30s, 5m"},
    {.name = "--seed", .value = "N", .text = "draws other journeys (1)"},
    {.name = "--from", .value = "N", .text = "the first case: goes on where a search ended (0)"},
    {.name = "--faults",
     .value = "NAMES",
     .text = "makes the shop faulty: names, joined by commas; several",
     .repeatable = true},
    {.name = "--out",
     .value = "DIR",
     .text = "takes each failure as a scenario, beside the files that it ran with"},
    {.name = "--jobs", .value = "N", .text = "journeys side by side; left out: one for each core"},
    {.name = "--reporter",
     .value = "NAME[=PATH]",
     .text = "console, json, junit, html, markdown or github; several",
     .repeatable = true},
    {.name = "--contract", .value = "FILE", .text = "in place of the nearest contract"},
    {.name = "--storefront", .value = "FILE", .text = "in place of the nearest storefront"},
    {.name = "--tagging", .value = "FILE", .text = "in place of the nearest tagging"},
    {.name = "--target", .value = "simulated|FILE", .text = "accounts, hosts and settings"},
    {.name = "--color", .value = "auto|always|never", .text = "colour on the console"},
};

// What the command line asks for, checked.
struct ExplorePlan {
  std::vector<ReporterChoice> reporters{};
  std::vector<const Fault*> faults{};
  std::uint64_t cases = kUsualCases;
  std::optional<Duration> time{};
  std::uint64_t seed = 1;
  std::uint64_t from = 0;
  std::size_t jobs = 1;
  bool colour = false;
};

Result<std::vector<const Fault*>> faults_of(const Options& options) {
  std::vector<const Fault*> faults;
  for (const auto& list : options.values("--faults")) {
    for (const auto name : split(list, ',')) {
      const Fault* fault = find_fault(trim(name));
      if (fault == nullptr) {
        std::vector<std::string_view> known;
        for (const Fault* one : all_faults()) known.push_back(one->name);
        const auto near = nearest(name, known);
        return error(
            near ? fmt::format("unknown fault `{}`; did you mean `{}`?", name, *near)
                 : fmt::format("unknown fault `{}`; `tagproof list faults` shows all", name));
      }
      faults.push_back(fault);
    }
  }
  return faults;
}

Result<ExplorePlan> make_explore_plan(const Options& options, const World& world) {
  ExplorePlan plan;
  auto reporters = reporter_choices(options);
  if (!reporters) return reporters.error();
  plan.reporters = std::move(*reporters);
  auto faults = faults_of(options);
  if (!faults) return faults.error();
  plan.faults = std::move(*faults);
  if (const auto given = options.value("--time")) {
    plan.time = parse_duration(*given);
    if (!plan.time) return error(fmt::format("`--time` takes 30s or 5m, not `{}`", *given));
    plan.cases = UINT64_MAX / 2;
  }
  auto cases = number_option(options, "--cases", UINT64_MAX / 2);
  if (!cases) return cases.error();
  plan.cases = cases->value_or(plan.cases);
  if (plan.cases == 0) return error("`--cases` takes a number from 1");
  auto seed = number_option(options, "--seed", UINT64_MAX);
  if (!seed) return seed.error();
  plan.seed = seed->value_or(1);
  auto from = number_option(options, "--from", UINT64_MAX / 2);
  if (!from) return from.error();
  plan.from = from->value_or(0);
  auto jobs = number_option(options, "--jobs", kMaxJobs);
  if (!jobs) return jobs.error();
  plan.jobs = static_cast<std::size_t>(jobs->value_or(world.cores));
  if (plan.jobs == 0) return error("`--jobs` takes a number from 1");
  auto coloured = colour(options, world);
  if (!coloured) return coloured.error();
  plan.colour = *coloured;
  return plan;
}

/// A failure as it is shown: its file, when one was written, and its steps as YAML has them.
struct Shown {
  const Failure& failure;
  std::string file{};  // from the current folder; empty: not written
};

std::vector<std::string> steps_of(const Scenario& scenario) {
  std::vector<std::string> steps;
  for (const auto& step : scenario.journey) steps.push_back(write_step(step));
  return steps;
}

std::string again(const ExplorePlan& plan, std::uint64_t from) {
  std::string line = fmt::format("tagproof explore --seed {} --from {}", plan.seed, from);
  for (const auto* fault : plan.faults) line += fmt::format(" --faults {}", fault->name);
  return line;
}

void write_json(const ExplorePlan& plan, const Explored& explored,
                const std::vector<Shown>& failures, std::ostream& out) {
  nlohmann::ordered_json document{{"format", "tagproof.explore/1"},
                                  {"tool", tool_name()},
                                  {"seed", plan.seed},
                                  {"from", plan.from},
                                  {"next", explored.next},
                                  {"cases", explored.cases},
                                  {"steps", explored.steps},
                                  {"events", explored.events},
                                  {"faults", nlohmann::ordered_json::array()},
                                  {"failures", nlohmann::ordered_json::array()}};
  for (const auto* fault : plan.faults) document["faults"].push_back(fault->name);
  for (const auto& [failure, file] : failures) {
    document["failures"].push_back(
        {{"invariant", failure.invariant},
         {"text", failure.text},
         {"message", failure.message},
         {"case", failure.number},
         {"file", file.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(file)},
         {"steps_before", failure.steps_before},
         {"journey", steps_of(failure.scenario)}});
  }
  out << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

void write_console(const ExplorePlan& plan, const Explored& explored,
                   const std::vector<Shown>& failures, double milliseconds, bool timed,
                   std::ostream& out) {
  for (const auto& [failure, file] : failures) {
    out << fmt::format("{}  {}\n  {}\n  case {}, shrunk from {} steps to {}:\n", failure.invariant,
                       failure.text, failure.message, failure.number, failure.steps_before,
                       failure.scenario.journey.size());
    for (const auto& step : steps_of(failure.scenario)) out << fmt::format("    - {}\n", step);
    if (!file.empty()) out << fmt::format("  tagproof run {}\n", file);
    out << "\n";
  }
  const double cases = static_cast<double>(std::max<std::uint64_t>(explored.cases, 1));
  out << fmt::format("{} journeys, {:.1f} steps and {:.1f} events each", explored.cases,
                     static_cast<double>(explored.steps) / cases,
                     static_cast<double>(explored.events) / cases);
  if (timed)
    out << fmt::format(", {:.1f} s, {:.0f} a second", milliseconds / 1000,
                       cases * 1000 / std::max(milliseconds, 1.0));
  if (failures.empty()) {
    out << fmt::format("\nEvery invariant holds. Go on with: {}\n", again(plan, explored.next));
  } else {
    out << fmt::format("\n{} kind{} of failure. Go on with: {}\n", failures.size(),
                       failures.size() == 1 ? "" : "s", again(plan, explored.next));
  }
}

/// The failures as a run of their scenarios, for the reporters that show runs.
Result<Run> run_of(const ExplorePlan& plan, const std::vector<Shown>& failures,
                   const Scenario& shop, const World& world, double milliseconds) {
  Run run;
  run.tool = tool_name();
  run.seed = 1;
  run.started = rfc3339(world.clock.now());
  run.run = "explore";
  run.contract = shop.contract.name;
  run.duration_ms = milliseconds;
  run.command = again(plan, plan.from);
  auto worker = Worker::start({.transport = TransportKind::direct, .platforms = platforms()});
  if (!worker) return worker.error();
  for (const auto& [failure, file] : failures) {
    const auto& scenario = failure.scenario;
    ScenarioResult result;
    result.scenario = scenario.name;
    result.file = file;
    result.title = scenario.title;
    result.risk = scenario.risk;
    result.tags = scenario.tags;
    result.faults = scenario.faults;
    auto evidence = (*worker)->run(scenario, plan.faults, Seed(1));
    if (evidence) {
      result.evidence = std::move(*evidence);
      explain_people(result.evidence);
      result.judgement = judge(result.evidence, all_checks(), &scenario.expect, false);
      result.verdict = result.judgement.verdict;
    } else {
      result.verdict = Verdict::error;
      result.error = evidence.error().message;
    }
    run.scenarios.push_back(std::move(result));
  }
  return masked(std::move(run));
}

std::string file_name(const Failure& failure, std::uint64_t seed) {
  return fmt::format("{}-{}-{}.yaml", failure.invariant, seed, failure.number);
}

/// Writes the scenarios beside the files of the shop; the paths of the scenarios, from the current
/// folder.
Result<std::vector<std::string>> write_failures(const ExplorePlan& plan, const Explored& explored,
                                                const ShopFiles& shop, const std::string& given,
                                                const World& world) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  if (explored.failures.empty()) return paths;
  const fs::path folder = path_in(world, given);
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return error(fmt::format("can't make {}: {}", folder.string(), problem.message()));
  for (const auto& file : shop.texts) {
    const auto path = folder / fmt::format("{}.yaml", text(file.kind));
    if (const auto done = write_file_atomically(path.string(), file.text); !done)
      return done.error();
  }
  for (const auto& [platform, feed] : shop.contract.feeds) {
    // A feed lies where the contract says, seen from the contract.
    const auto contract = std::ranges::find(shop.texts, FileKind::contract, &ShopFiles::Text::kind);
    if (contract == shop.texts.end()) continue;
    const auto from = fs::path(path_in(world, contract->path)).parent_path() / feed;
    if (fs::path(feed).is_absolute()) continue;
    fs::create_directories((folder / feed).parent_path(), problem);
    fs::copy_file(from, folder / feed, fs::copy_options::overwrite_existing, problem);
    if (problem)
      return error(fmt::format("can't copy the feed {}: {}", from.string(), problem.message()));
  }
  for (const auto& failure : explored.failures) {
    const auto name = file_name(failure, plan.seed);
    const auto comment =
        fmt::format("Found by `{}`, shrunk from {} steps.\n{}\n{}", again(plan, failure.number),
                    failure.steps_before, failure.text, failure.message);
    const auto done =
        write_file_atomically((folder / name).string(), write_scenario(failure.scenario, comment));
    if (!done) return done.error();
    paths.push_back((fs::path(given) / name).lexically_normal().generic_string());
  }
  return paths;
}

bool write_all_reports(const ExplorePlan& plan, const Explored& explored,
                       const std::vector<Shown>& failures, const Scenario& shop,
                       double milliseconds, World& world) {
  bool all_written = true;
  bool stdout_taken = false;
  std::optional<Run> run;
  for (const auto& [reporter, path] : plan.reporters) {
    std::ostringstream out;
    if (reporter->name == "json") {
      write_json(plan, explored, failures, out);
    } else if (reporter->name == "console") {
      write_console(plan, explored, failures, milliseconds, true, out);
    } else {
      if (!run) {
        auto made = run_of(plan, failures, shop, world, milliseconds);
        if (!made) {
          world.err << "tagproof: " << made.error().message << "\n";
          return false;
        }
        run = std::move(*made);
      }
      reporter->write(*run, {.width = world.columns}, out);
    }
    if (path.empty()) {
      world.out << out.view();
      stdout_taken = true;
    } else if (const auto done = write_file_atomically(path_in(world, path), out.view()); !done) {
      world.err << "tagproof: " << done.error().message << "\n";
      all_written = false;
    }
  }
  if (!stdout_taken) write_console(plan, explored, failures, milliseconds, true, world.out);
  return all_written;
}

int explore_command(const Options& options, World& world) {
  const auto plan = make_explore_plan(options, world);
  if (!plan) return usage_error(world, "explore", plan.error().message);
  const Vocabulary words = vocabulary();
  Problems problems;
  const auto shop = load_shop(load_options(options, world, words), problems);
  if (!problems.empty() || !shop) return file_problems(world, problems);
  if (shop->storefront.catalogue.empty())
    return usage_error(world, "explore",
                       "the storefront's catalogue is empty: nothing can be bought");

  Scenario scenario;
  scenario.contract = shop->contract;
  scenario.storefront = shop->storefront;
  scenario.tagging = shop->tagging;
  scenario.target = shop->target;
  scenario.file = "explored";
  for (const auto* fault : plan->faults) scenario.faults.emplace_back(fault->name);

  const Stopwatch watch;
  const auto checks = all_checks();
  ExploreOptions wanted{.platforms = platforms(),
                        .checks = checks,
                        .faults = plan->faults,
                        .seed = Seed(plan->seed),
                        .from = plan->from,
                        .cases = plan->cases,
                        .jobs = plan->jobs};
  if (plan->time) {
    const double most = static_cast<double>(plan->time->count()) / 1000;
    wanted.stop = [&watch, most] { return watch.milliseconds() >= most; };
  }
  if (world.err_is_terminal) {
    wanted.progress = [&world, &watch](std::uint64_t done, std::size_t failed) {
      world.err << fmt::format("\r\x1b[K{} journeys, {:.0f} a second{}", done,
                               static_cast<double>(done) * 1000 / watch.milliseconds(),
                               failed == 0 ? "" : "; shrinking what failed")
                << std::flush;
    };
  }
  const auto explored = explore(scenario, wanted);
  if (world.err_is_terminal) world.err << "\r\x1b[K" << std::flush;
  if (!explored) {
    world.err << "tagproof: " << explored.error().message << "\n";
    return kExitEnvironment;
  }
  const double milliseconds = watch.milliseconds();

  std::vector<Shown> failures;
  for (const auto& failure : explored->failures) failures.push_back({failure});
  if (const auto out = options.value("--out")) {
    const auto paths = write_failures(*plan, *explored, *shop, *out, world);
    if (!paths) {
      world.err << "tagproof: " << paths.error().message << "\n";
      return kExitEnvironment;
    }
    for (std::size_t i = 0; i < paths->size(); ++i) failures[i].file = (*paths)[i];
  }
  if (!write_all_reports(*plan, *explored, failures, scenario, milliseconds, world))
    return kExitEnvironment;
  return failures.empty() ? kExitOk : kExitFailed;
}

}  // namespace

extern const Command kExploreCommand;
const Command kExploreCommand{
    .name = "explore",
    .arguments = "[PATHS]",
    .text = "random journeys from a seed; shrinks a failure to a smallest scenario",
    .options = kExploreOptions,
    .max_arguments = SIZE_MAX,
    .run = explore_command};

}  // namespace tagproof
