#include "harness/lab/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "harness/judge/person_memory.h"
#include "harness/lab/explore_journeys.h"
#include "harness/lab/shrink.h"
#include "harness/run/parallel.h"
#include "harness/run/ready_shop.h"
#include "harness/run/worker.h"

namespace tagproof {
namespace {

/// Journeys run under the seed that `run` takes by itself, so that what is written fails there; the
/// search's own seed draws the journeys.
const Seed kRunSeed{1};
/// One journey of so many is run twice, to see that it gives the same bytes.
constexpr std::uint64_t kTwiceEvery = 97;
/// What one worker takes at a time.
constexpr std::uint64_t kBlock = 64;

bool same_bytes(const Evidence& a, const Evidence& b) {
  return a.orders == b.orders && a.ledgers == b.ledgers &&
         std::ranges::equal(a.captures, b.captures, [](const Capture& x, const Capture& y) {
           return x.id == y.id && x.time == y.time && x.request == y.request &&
                  x.answer == y.answer;
         });
}

/// One worker's bench: what it keeps from one journey to the next.
class Bench {
 public:
  static Result<std::unique_ptr<Bench>> make(const Scenario& shop, const ExploreOptions& options) {
    auto worker =
        Worker::start({.transport = TransportKind::direct, .platforms = options.platforms});
    if (!worker) return worker.error();
    // A fault may change the journey, too: such a shop is made ready for each.
    const bool edits = std::ranges::any_of(
        options.faults, [](const Fault* fault) { return fault->on_scenario != nullptr; });
    auto ready = ReadyShop::read(shop, edits ? std::span<const Fault* const>{} : options.faults);
    if (!ready) return ready.error();
    return std::unique_ptr<Bench>(new Bench(std::move(*worker), std::move(*ready), edits, options));
  }

  /// The shop with the journey that look() drives: only name, shoppers and journey may change.
  Scenario& scenario() { return shop_->scenario(); }

  /// Drives and judges the bench's own journey; the violation, if any. Adds to the counts.
  std::optional<Violation> look(bool twice, Explored& counts) {
    auto driven = run();
    if (!driven) return impossible(driven.error());
    judgement_ = judge(*driven, options_.checks, nullptr, false, &people_);
    ++counts.cases;
    counts.steps += scenario().journey.size();
    counts.events += driven->events.size();
    auto violation = first_violation({scenario(), *driven, judgement_});
    if (!violation && twice) {
      const auto again = run();
      if (!again || !same_bytes(*driven, *again))
        violation =
            Violation{.invariant = &kSameAgain, .message = "the second run gave other bytes"};
    }
    worker_->take_back(std::move(*driven));
    return violation;
  }

  /// The same for any scenario, with all that a right scenario would expect of it when asked.
  std::optional<Violation> look_at(const Scenario& scenario, bool twice,
                                   Expectations* expect = nullptr) {
    std::vector<const Fault*> faults;
    for (const auto* fault : options_.faults) {
      if (std::ranges::find(scenario.faults, fault->name) != scenario.faults.end())
        faults.push_back(fault);
    }
    const auto evidence = worker_->run(scenario, faults, kRunSeed);
    if (!evidence) return impossible(evidence.error());
    const auto judgement = judge(*evidence, options_.checks, nullptr, false, &people_);
    const Lived lived{scenario, *evidence, judgement};
    auto violation = first_violation(lived);
    if (!violation && twice) {
      const auto again = worker_->run(scenario, faults, kRunSeed);
      if (!again || !same_bytes(*evidence, *again))
        violation = Violation{.invariant = &kSameAgain, .message = "other bytes the second time"};
    }
    if (violation && expect != nullptr) {
      expect->findings.emplace();
      if (violation->invariant->expect != nullptr)
        violation->invariant->expect(lived, *violation, *expect);
    }
    return violation;
  }

 private:
  Bench(std::unique_ptr<Worker> worker, std::unique_ptr<ReadyShop> shop, bool faults_edit,
        const ExploreOptions& options)
      : worker_(std::move(worker)),
        shop_(std::move(shop)),
        faults_edit_(faults_edit),
        options_(options) {}

  /// What a fault has made of a journey may be one that can't be done: that is nobody's mistake.
  [[nodiscard]] std::optional<Violation> impossible(const Error& why) const {
    if (faults_edit_) return std::nullopt;
    return Violation{.invariant = &kPossible, .message = why.message};
  }

  Result<Evidence> run() {
    return faults_edit_ ? worker_->run(scenario(), options_.faults, kRunSeed)
                        : worker_->run(*shop_, kRunSeed);
  }

  std::unique_ptr<Worker> worker_;
  std::unique_ptr<ReadyShop> shop_;
  bool faults_edit_;
  const ExploreOptions& options_;
  Judgement judgement_{};
  PersonMemory people_{};
};

/// What makes two failures one kind.
std::string kind_of(const Violation& violation) {
  return fmt::format("{} {}", violation.invariant->id, violation.key);
}

Failure shrunk(Bench& bench, const JourneyMaker& maker, const ExploreOptions& options,
               std::uint64_t number, const Violation& first) {
  auto scenario = bench.scenario();
  maker.make(options.seed, number, scenario);
  scenario.faults.clear();
  for (const auto* fault : options.faults) scenario.faults.emplace_back(fault->name);
  Failure failure{.invariant = std::string(first.invariant->id),
                  .text = std::string(first.invariant->text),
                  .message = first.message,
                  .number = number,
                  .steps_before = scenario.journey.size()};
  const bool twice = first.invariant == &kSameAgain;
  const auto fails = [&](const Scenario& candidate) {
    const auto violation = bench.look_at(candidate, twice);
    return violation && violation->invariant == first.invariant && violation->key == first.key;
  };
  // Without one of its steps, a journey that can't be done is another one that can't.
  if (first.invariant != &kPossible) scenario = shrink(std::move(scenario), fails);
  if (const auto last = bench.look_at(scenario, twice, &scenario.expect))
    failure.message = last->message;
  scenario.title = failure.text;
  scenario.risk = failure.message;
  scenario.tags = {"explored"};
  failure.scenario = std::move(scenario);
  return failure;
}

}  // namespace

Result<Explored> explore(const Scenario& shop, const ExploreOptions& options) {
  const JourneyMaker maker(shop);
  const std::size_t jobs = std::max<std::size_t>(options.jobs, 1);
  std::vector<std::unique_ptr<Bench>> benches;
  for (std::size_t i = 0; i < jobs; ++i) {
    auto bench = Bench::make(shop, options);
    if (!bench) return bench.error();
    benches.push_back(std::move(*bench));
  }

  std::vector<Explored> counts(jobs);
  std::mutex lock;
  std::map<std::string, std::pair<std::uint64_t, Violation>> found;  // kind -> its lowest case
  std::uint64_t done = 0;
  while (done < options.cases && found.empty()) {
    const auto round = std::min(kExploreRound, options.cases - done);
    const auto blocks = static_cast<std::size_t>((round + kBlock - 1) / kBlock);
    for_each_index(blocks, jobs, [&](std::size_t worker, std::size_t block) {
      auto& bench = *benches[worker];
      const auto begin = block * kBlock;
      const auto end = std::min<std::uint64_t>(begin + kBlock, round);
      for (auto i = begin; i < end; ++i) {
        const auto number = options.from + done + i;
        maker.make(options.seed, number, bench.scenario());
        const auto violation = bench.look(number % kTwiceEvery == 0, counts[worker]);
        if (!violation) continue;
        const std::scoped_lock hold(lock);
        const auto [it, is_new] = found.try_emplace(kind_of(*violation), number, *violation);
        if (!is_new && number < it->second.first) it->second = {number, *violation};
      }
    });
    done += round;
    if (options.progress) options.progress(done, found.size());
    if (options.stop && options.stop()) break;
  }

  Explored explored;
  for (const auto& one : counts) {
    explored.cases += one.cases;
    explored.steps += one.steps;
    explored.events += one.events;
  }
  explored.next = options.from + done;
  for (const auto& [kind, first] : found)
    explored.failures.push_back(
        shrunk(*benches.front(), maker, options, first.first, first.second));
  std::ranges::sort(explored.failures, [](const Failure& a, const Failure& b) {
    return std::tie(a.number, a.invariant) < std::tie(b.number, b.invariant);
  });
  return explored;
}

}  // namespace tagproof
