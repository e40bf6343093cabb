#include "harness/lab/prove.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/text.h"
#include "harness/judge/difference.h"
#include "harness/lab/comparison.h"
#include "harness/run/parallel.h"
#include "harness/run/worker.h"

namespace tagproof {
namespace {

using CheckIds = std::set<std::string, std::less<>>;

/// A journey without the fault: what every run of it under one is held against.
struct Base {
  Evidence evidence{};
  Judgement judgement{};
};

class Prover {
 public:
  Prover(std::span<const Scenario> scenarios, const ProveOptions& options)
      : scenarios_(scenarios), options_(options), bases_(scenarios.size()) {}

  Result<Proof> prove() {
    for (std::size_t i = 0; i < std::max<std::size_t>(options_.jobs, 1); ++i) {
      auto worker =
          Worker::start({.transport = TransportKind::direct, .platforms = options_.platforms});
      if (!worker) return worker.error();
      workers_.push_back(std::move(*worker));
    }
    fired_.resize(workers_.size());
    Proof proof;
    for_each_index(scenarios_.size(), workers_.size(), [&](std::size_t worker, std::size_t index) {
      run_base(worker, index);
      tell(scenarios_[index].name);
    });
    if (problem_) return *problem_;
    proof.cells.resize(scenarios_.size() * options_.faults.size());
    // A journey after the other, so that what is held against its base finds it warm.
    for_each_index(proof.cells.size(), workers_.size(), [&](std::size_t worker, std::size_t index) {
      const auto scenario = index / options_.faults.size();
      const auto fault = index % options_.faults.size();
      proof.cells[fault * scenarios_.size() + scenario] = run_cell(worker, scenario, fault);
      tell(scenarios_[scenario].name);
    });
    if (problem_) return *problem_;
    summarise(proof);
    return proof;
  }

 private:
  std::optional<Base> run(std::size_t worker, const Scenario& scenario,
                          std::span<const Fault* const> faults) {
    auto evidence = workers_[worker]->run(scenario, faults, options_.seed);
    if (!evidence) {
      std::string under;
      for (const auto* fault : faults) under += fmt::format(" under `{}`", fault->name);
      fail(fmt::format("{}{}: {}", scenario.name, under, evidence.error().message));
      return std::nullopt;
    }
    Base base{.evidence = std::move(*evidence)};
    base.judgement = judge(base.evidence, options_.checks, &scenario.expect, false);
    for (const auto& finding : base.judgement.findings) fired_[worker].insert(finding.check);
    return base;
  }

  void run_base(std::size_t worker, std::size_t index) {
    const auto& scenario = scenarios_[index];
    if (auto base = run(worker, scenario, own_faults(scenario))) bases_[index] = std::move(*base);
  }

  Proof::Cell run_cell(std::size_t worker, std::size_t index, std::size_t nth) {
    const auto& scenario = scenarios_[index];
    const auto* fault = options_.faults[nth];
    auto faults = own_faults(scenario);
    if (std::ranges::find(faults, fault) != faults.end()) return {};  // it is in the base already
    faults.push_back(fault);
    const auto under = run(worker, scenario, faults);
    if (!under) return {};
    const auto& base = bases_[index];
    Proof::Cell cell;
    for (const auto* finding : added_findings(under->judgement, base.judgement)) {
      if (std::ranges::find(cell.checks, finding->check) == cell.checks.end())
        cell.checks.push_back(finding->check);
    }
    std::ranges::sort(cell.checks);
    // Caught comes first: what a platform's set-up does can be seen though the same was sent.
    if (std::ranges::find(cell.checks, fault->check) != cell.checks.end()) {
      cell.outcome = ProofOutcome::caught;
    } else if (same_traffic(under->evidence, base.evidence) &&
               under->evidence.ledgers == base.evidence.ledgers) {
      cell.outcome = ProofOutcome::not_applicable;
    } else if (same_outcome(under->evidence, base.evidence)) {
      cell.outcome = ProofOutcome::harmless;
    } else {
      cell.outcome = ProofOutcome::survived;
    }
    return cell;
  }

  void summarise(Proof& proof) const {
    for (std::size_t i = 0; i < scenarios_.size(); ++i) {
      const auto& scenario = scenarios_[i];
      proof.journeys.push_back({.name = scenario.name,
                                .file = scenario.file,
                                .title = scenario.title,
                                .passes = bases_[i].judgement.verdict == Verdict::pass});
    }
    for (std::size_t f = 0; f < options_.faults.size(); ++f) {
      const auto* fault = options_.faults[f];
      // One journey that catches it is enough; the enumerators stand in the order in which they
      // decide.
      auto outcome = ProofOutcome::not_applicable;
      for (std::size_t s = 0; s < scenarios_.size(); ++s)
        outcome = std::min(outcome, proof.cell(f, s).outcome);
      proof.faults.push_back({.name = std::string(fault->name),
                              .mistake = std::string(fault->mistake),
                              .who = std::string(fault->who),
                              .cost = std::string(fault->cost),
                              .place = std::string(tagproof::text(fault->place)),
                              .check = std::string(fault->check),
                              .source = std::string(fault->source),
                              .outcome = outcome});
    }
    CheckIds fired;
    for (const auto& of_worker : fired_) fired.insert(of_worker.begin(), of_worker.end());
    for (const auto* check : options_.checks) {
      if (fired.contains(check->id)) continue;
      proof.silent_checks.push_back({.check = std::string(check->id),
                                     .why = std::string(check->why),
                                     .fault = std::string(split(check->proven_by, ' ').front())});
    }
  }

  void fail(std::string message) {
    const std::scoped_lock hold(lock_);
    if (!problem_) problem_ = error(std::move(message));
  }
  void tell(std::string_view scenario) const {
    if (options_.progress) options_.progress(scenario);
  }

  std::span<const Scenario> scenarios_;
  const ProveOptions& options_;
  std::vector<Base> bases_;
  std::vector<std::unique_ptr<Worker>> workers_{};
  std::vector<CheckIds> fired_{};  // by worker
  std::mutex lock_{};
  std::optional<Error> problem_{};
};

}  // namespace

std::size_t prove_runs(std::size_t scenarios, std::size_t faults) {
  return scenarios * (faults + 1);
}

Result<Proof> prove(std::span<const Scenario> scenarios, const ProveOptions& options) {
  return Prover(scenarios, options).prove();
}

}  // namespace tagproof
