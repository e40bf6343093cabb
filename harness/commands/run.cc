#include <fmt/format.h>

#include <algorithm>

#include "harness/commands/command.h"
#include "harness/commands/progress.h"
#include "harness/commands/run_folder.h"
#include "harness/commands/selection.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/vocabulary.h"
#include "harness/judge/check.h"
#include "harness/judge/difference.h"
#include "harness/judge/identity.h"
#include "harness/run/capture_file.h"
#include "harness/run/parallel.h"
#include "harness/run/worker.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr OptionSpec kRunOptions[] = {
    {.name = "--target",
     .value = "simulated|FILE",
     .text = "what is driven; left out: the nearest target file, else simulated"},
    {.name = "--reporter",
     .value = "NAME[=PATH]",
     .text = "console, json, junit, html, markdown or github; several",
     .repeatable = true},
    {.name = "--fault", .value = "NAME", .text = "inject a fault; several", .repeatable = true},
    {.name = "--jobs", .value = "N", .text = "scenarios side by side; left out: one for each core"},
    {.name = "--seed", .value = "N", .text = "moves every generated id (1)"},
    {.name = "--shard", .value = "I/N", .text = "the I-th of N equal parts"},
    {.name = "--tag", .value = "A,B", .text = "scenarios with any of these tags"},
    {.name = "--filter", .value = "TEXT", .text = "scenarios whose name contains TEXT"},
    {.name = "--strict", .text = "warnings fail, too"},
    {.name = "--transport",
     .value = "http|direct",
     .text = "sockets, or the same bytes without them (http)"},
    {.name = "--contract", .value = "FILE", .text = "in place of the nearest contract"},
    {.name = "--storefront", .value = "FILE", .text = "in place of the nearest storefront"},
    {.name = "--tagging", .value = "FILE", .text = "in place of the nearest tagging"},
    {.name = "--out", .value = "DIR", .text = "where runs and history are kept (.tagproof)"},
    {.name = "--no-keep", .text = "leave nothing behind"},
    {.name = "--color", .value = "auto|always|never", .text = "colour on the console"},
    {.name = "--show-personal-data", .text = "don't mask; the report says so"},
};

// What the command line asks for, checked.
struct RunPlan {
  std::vector<ReporterChoice> reporters{};
  std::vector<const Fault*> faults{};
  std::size_t jobs = 1;
  std::uint64_t seed = 1;
  TransportKind transport = TransportKind::http;
  bool colour = false;
};

Result<RunPlan> make_run_plan(const Options& options, const World& world) {
  RunPlan plan;
  auto reporters = reporter_choices(options);
  if (!reporters) return reporters.error();
  plan.reporters = std::move(*reporters);
  auto faults = fault_option(options, "--fault");
  if (!faults) return faults.error();
  plan.faults = std::move(*faults);
  auto jobs = number_option(options, "--jobs", kMaxJobs);
  if (!jobs) return jobs.error();
  plan.jobs = static_cast<std::size_t>(jobs->value_or(world.cores));
  if (plan.jobs == 0) return error("`--jobs` takes a number from 1");
  auto seed = number_option(options, "--seed", UINT64_MAX);
  if (!seed) return seed.error();
  plan.seed = seed->value_or(1);
  const std::string transport = options.value("--transport").value_or("http");
  if (transport != "http" && transport != "direct") {
    return error(fmt::format("`--transport` takes http or direct, not `{}`", transport));
  }
  plan.transport = transport == "direct" ? TransportKind::direct : TransportKind::http;
  auto coloured = colour(options, world);
  if (!coloured) return coloured.error();
  plan.colour = *coloured;
  return plan;
}

std::vector<const Fault*> faults_of(const Scenario& scenario,
                                    const std::vector<const Fault*>& given) {
  auto faults = own_faults(scenario);
  for (const Fault* fault : given) {
    if (std::ranges::find(faults, fault) == faults.end()) faults.push_back(fault);
  }
  return faults;
}

// `run --fault`: any finding that the fault adds fails, warnings included.
bool fault_added_a_finding(const Judgement& with, const Judgement& without) {
  return std::ranges::any_of(added_findings(with, without), [](const Finding* finding) {
    return finding->severity != Severity::info;
  });
}

class Runner {
 public:
  Runner(const RunPlan& plan, const std::vector<Scenario>& scenarios, bool strict,
         CaptureFiles* files, Progress& progress)
      : plan_(plan), scenarios_(scenarios), strict_(strict), files_(files), progress_(progress) {}

  Result<std::vector<ScenarioResult>> run() {
    const std::size_t jobs =
        std::clamp<std::size_t>(plan_.jobs, 1, std::max<std::size_t>(scenarios_.size(), 1));
    for (std::size_t i = 0; i < jobs; ++i) {
      auto worker = Worker::start({.transport = plan_.transport, .platforms = platforms()});
      if (!worker) return worker.error();
      workers_.push_back(std::move(*worker));
    }
    std::vector<ScenarioResult> results(scenarios_.size());
    for_each_index(scenarios_.size(), jobs, [&](std::size_t worker, std::size_t index) {
      results[index] = one(*workers_[worker], index);
      progress_.done(results[index].scenario, results[index].verdict);
    });
    return results;
  }

 private:
  ScenarioResult one(Worker& worker, std::size_t index) {
    const Scenario& scenario = scenarios_[index];
    const Stopwatch watch;
    ScenarioResult result;
    result.scenario = scenario.name;
    result.file = scenario.file;
    result.cell = scenario.cell;
    result.title = scenario.title;
    result.risk = scenario.risk;
    result.tags = scenario.tags;
    const auto faults = faults_of(scenario, plan_.faults);
    for (const Fault* fault : faults) result.faults.emplace_back(fault->name);
    std::function<void(const Capture&)> keep;
    if (files_ != nullptr)
      keep = [this, index](const Capture& capture) { files_->append(index, capture); };
    auto evidence = worker.run(scenario, faults, Seed(plan_.seed), keep);
    if (evidence) {
      result.evidence = std::move(*evidence);
      explain_people(result.evidence);
      result.judgement = judge(result.evidence, all_checks(), &scenario.expect, strict_);
      result.verdict = result.judgement.verdict;
      if (!plan_.faults.empty() && result.verdict == Verdict::pass) {
        result.verdict = verdict_under_fault(worker, scenario, result.judgement);
      }
    } else {
      result.verdict = Verdict::error;
      result.error = evidence.error().message;
    }
    result.duration_ms = watch.milliseconds();
    return result;
  }

  // The same journey without the given faults tells what they added.
  Verdict verdict_under_fault(Worker& worker, const Scenario& scenario, const Judgement& with) {
    auto evidence = worker.run(scenario, own_faults(scenario), Seed(plan_.seed), {});
    if (!evidence) return Verdict::error;
    const Judgement without = judge(*evidence, all_checks(), &scenario.expect, strict_);
    return fault_added_a_finding(with, without) ? Verdict::fail : Verdict::pass;
  }

  const RunPlan& plan_;
  const std::vector<Scenario>& scenarios_;
  bool strict_;
  CaptureFiles* files_;
  Progress& progress_;
  std::vector<std::unique_ptr<Worker>> workers_{};
};

int exit_code(const Run& run) {
  const auto sum = run.summary();
  if (sum.errors > 0) return kExitEnvironment;
  return sum.failed > 0 ? kExitFailed : kExitOk;
}

int environment_failed(World& world, const Error& problem) {
  world.err << "tagproof: " << problem.message << "\n";
  return kExitEnvironment;
}

int run_command(const Options& options, World& world) {
  const auto plan = make_run_plan(options, world);
  if (!plan) return usage_error(world, "run", plan.error().message);

  const Vocabulary words = vocabulary();
  Problems problems;
  auto suite = load_suite(load_options(options, world, words), problems);
  if (!problems.empty() || !suite) return file_problems(world, problems);
  if (auto chosen = select(suite->scenarios, options); !chosen) {
    return usage_error(world, "run", chosen.error().message);
  }
  for (const auto& scenario : suite->scenarios) {
    if (scenario.target.kind != TargetKind::simulated) {
      return usage_error(
          world, "run",
          fmt::format("{}: target `{}` can't be driven by this version; it knows `simulated`",
                      scenario.file, text(scenario.target.kind)));
    }
  }

  std::optional<RunFolder> folder;
  std::unique_ptr<CaptureFiles> captures;
  const TimePoint started = world.clock.now();
  if (!options.has("--no-keep")) {
    auto made =
        RunFolder::make(path_in(world, options.value("--out").value_or(".tagproof")), started);
    if (!made) return environment_failed(world, made.error());
    folder = std::move(*made);
    auto opened = CaptureFiles::open(folder->path(), suite->scenarios.size());
    if (!opened) return environment_failed(world, opened.error());
    captures = std::move(*opened);
  }

  Run run;
  run.tool = tool_name();
  run.run = folder ? folder->run_id() : make_run_id(started, 0);
  run.seed = plan->seed;
  run.started = rfc3339(started);
  run.contract = suite->scenarios.front().contract.name;
  run.files = std::move(suite->files);
  run.strict = options.has("--strict");
  run.shows_personal_data = options.has("--show-personal-data");
  run.command = fmt::format("tagproof run {}", fmt::join(options.arguments(), " "));

  const Stopwatch watch;
  Progress progress(world.err, world.err_is_terminal, suite->scenarios.size());
  Runner runner(*plan, suite->scenarios, run.strict, captures.get(), progress);
  auto results = runner.run();
  progress.end();
  if (!results) return environment_failed(world, results.error());
  run.scenarios = std::move(*results);
  run.duration_ms = watch.milliseconds();

  if (captures) {
    if (auto joined = captures->join(); !joined) return environment_failed(world, joined.error());
  }
  const int code = exit_code(run);
  const Run shown = masked(std::move(run));
  ReportOptions console{.colour = plan->colour, .width = world.columns};
  if (folder) {
    console.report_path = folder->report_path();
    if (auto finished = folder->finish(shown); !finished)
      return environment_failed(world, finished.error());
  }
  const bool written = write_reports(plan->reporters, console, world,
                                     [&](const Reporter& reporter, const ReportOptions& how,
                                         std::ostream& out) { reporter.write(shown, how, out); });
  if (!written) return kExitEnvironment;
  return code;
}

}  // namespace

extern const Command kRunCommand;
const Command kRunCommand{.name = "run",
                          .arguments = "[PATHS]",
                          .text = "run scenarios; the main job",
                          .options = kRunOptions,
                          .max_arguments = SIZE_MAX,
                          .run = run_command};

}  // namespace tagproof
