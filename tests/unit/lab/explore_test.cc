// Random journeys: reproducible, possible, clean on the reference shop; what is planted is found
// and comes out small.
#include "harness/lab/explore.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "harness/base/time.h"
#include "harness/files/load.h"
#include "harness/files/write.h"
#include "harness/lab/explore_journeys.h"
#include "harness/lab/interleavings.h"
#include "harness/run/worker.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

const ShopFiles& files() {
  static const ShopFiles kFiles = reference_shop();
  return kFiles;
}

Scenario shop() {
  Scenario scenario;
  scenario.contract = files().contract;
  scenario.storefront = files().storefront;
  scenario.tagging = files().tagging;
  scenario.target = files().target;
  return scenario;
}

struct Search {
  std::vector<const Check*> checks = all_checks();
  std::vector<const Fault*> faults{};
  ExploreOptions options{};

  explicit Search(std::uint64_t cases, std::initializer_list<std::string_view> names = {}) {
    for (const auto name : names) {
      REQUIRE_MESSAGE(find_fault(name) != nullptr, name);
      faults.push_back(find_fault(name));
    }
    options = {.platforms = platforms(), .checks = checks, .faults = faults, .cases = cases};
  }
  Explored run() {
    auto explored = explore(shop(), options);
    REQUIRE(explored);
    return std::move(*explored);
  }
};

std::string story(const Failure& failure) {
  return failure.invariant + ": " + failure.message + "\n" + write_scenario(failure.scenario);
}

TEST_CASE("case n of a seed is one journey, whatever came before it") {
  const auto base = shop();
  const JourneyMaker maker(base);
  auto alone = base;
  auto after_others = base;
  for (std::uint64_t n = 0; n < 199; ++n) maker.make(Seed(7), n, after_others);
  maker.make(Seed(7), 198, alone);
  CHECK(alone.journey == after_others.journey);
  CHECK(alone.shoppers == after_others.shoppers);
  maker.make(Seed(8), 198, after_others);
  CHECK_FALSE(alone.journey == after_others.journey);
}

TEST_CASE("every drawn journey is possible, writes as YAML and reads back the same") {
  const auto base = shop();
  const JourneyMaker maker(base);
  const LoadOptions options;
  auto drawn = base;
  std::set<std::string_view> kinds;
  for (std::uint64_t n = 0; n < 3000; ++n) {
    CAPTURE(n);
    maker.make(Seed(1), n, drawn);
    for (const auto& step : drawn.journey) kinds.insert(step_name(step.action));
    if (n >= 100) continue;
    Problems problems;
    const auto read =
        load_scenario_text(write_scenario(drawn), "drawn.yaml", files(), options, problems);
    INFO(show(problems));
    REQUIRE(read);
    REQUIRE(read->size() == 1);
    for (auto& step : read->front().journey) const_cast<Step&>(step).line = 0;
    CHECK(read->front().journey == drawn.journey);
    CHECK(read->front().shoppers == drawn.shoppers);
  }
  CHECK(kinds.size() == step_names().size());  // no step that explore never takes
}

TEST_CASE("the reference shop holds every invariant; journeys are long enough to mean something") {
  Search search(400);
  const auto explored = search.run();
  for (const auto& failure : explored.failures) FAIL_CHECK(story(failure));
  CHECK(explored.cases == 400);
  CHECK(explored.steps >= 5 * explored.cases);
  CHECK(explored.events >= 6 * explored.cases);
  CHECK(explored.next == 400);
}

TEST_CASE("what is found doesn't depend on how many search side by side") {
  Search one(64, {"value-includes-tax"});
  Search three(64, {"value-includes-tax"});
  three.options.jobs = 3;
  const auto a = one.run();
  const auto b = three.run();
  REQUIRE_FALSE(a.failures.empty());
  REQUIRE(a.failures.size() == b.failures.size());
  for (std::size_t i = 0; i < a.failures.size(); ++i) {
    CHECK(a.failures[i].number == b.failures[i].number);
    CHECK(story(a.failures[i]) == story(b.failures[i]));
  }
}

TEST_CASE("a search goes on where another ended") {
  Search whole(120);
  Search first(60);
  Search second(60);
  second.options.from = first.run().next;
  CHECK(second.options.from == 60);
  CHECK(first.run().events + second.run().events == whole.run().events);
}

TEST_CASE("each kind of mistake is found, comes out small, and its file fails") {
  struct Row {
    std::string_view fault{};
    std::string_view invariant{};
  };
  constexpr Row kRows[] = {
      {"event-id-differs-by-channel", "counted-once"},
      {"purchase-on-pending-payment", "only-countable"},
      {"value-includes-tax", "right-value"},
      {"item-ids-differ-by-platform", "right-items"},
      {"server-ignores-consent", "refusal-kept"},
      {"refund-not-sent", "no-error"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.fault);
    Search search(256, {row.fault});
    const auto explored = search.run();
    const auto found = std::ranges::find(explored.failures, row.invariant, &Failure::invariant);
    std::string all;
    for (const auto& failure : explored.failures) all += story(failure) + "\n";
    REQUIRE_MESSAGE(found != explored.failures.end(), all);
    CHECK_MESSAGE(found->scenario.journey.size() <= 6, story(*found));
    CHECK(found->scenario.faults == std::vector<std::string>{std::string(row.fault)});

    Problems problems;
    const LoadOptions options;
    const auto read = load_scenario_text(write_scenario(found->scenario, "Found by explore."),
                                         "found.yaml", files(), options, problems);
    INFO(show(problems));
    REQUIRE(read);
    auto worker = Worker::start({.transport = TransportKind::direct, .platforms = platforms()});
    REQUIRE(worker);
    const auto evidence = (*worker)->run(read->front(), search.faults, Seed(1));
    REQUIRE(evidence);
    CHECK(judge(*evidence, search.checks, &read->front().expect, false).verdict == Verdict::fail);
    const auto clean = (*worker)->run(read->front(), {}, Seed(1));
    REQUIRE(clean);
  }
}

TEST_CASE("every interleaving is possible and holds; each is another journey") {
  const auto base = shop();
  auto scenario = base;
  auto worker = Worker::start({.transport = TransportKind::direct, .platforms = platforms()});
  REQUIRE(worker);
  const auto checks = all_checks();
  std::set<std::string> orders;
  // A step of 17 shares no factor with the counts of any dimension but the bound itself.
  for (std::uint64_t n = 0; n < interleavings(); n += 17) {
    CAPTURE(n);
    scenario.name = "race";
    interleave(n, "MUG-WHITE", "card", scenario);
    std::string text;
    for (const auto& step : scenario.journey) text += write_step(step) + "\n";
    orders.insert(text);
    const auto evidence = (*worker)->run(scenario, {}, Seed(1));
    REQUIRE_MESSAGE(evidence, text);
    const auto judgement = judge(*evidence, checks, nullptr, false);
    const auto violation = first_violation({scenario, *evidence, judgement});
    CHECK_MESSAGE(!violation, text << (violation ? violation->message : ""));
  }
  CHECK(orders.size() > 100);
}

}  // namespace
}  // namespace tagproof
