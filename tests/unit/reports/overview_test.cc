#include "reports/overview.h"

#include <doctest/doctest.h>

#include "tests/unit/reports/run_builder.h"

using namespace tagproof;
using namespace tagproof::reports;

namespace {

ScenarioResult ended(Verdict verdict) {
  ScenarioResult result;
  result.scenario = "s";
  result.file = "scenarios/s.yaml";
  result.verdict = verdict;
  return result;
}

Finding found(Severity severity, std::string check = "value.mismatch") {
  Finding finding;
  finding.check = std::move(check);
  finding.severity = severity;
  finding.platform = PlatformId("meta");
  finding.order = OrderId("1001");
  return finding;
}

AtStake stake(std::string_view amount, std::string currency, Direction direction) {
  return {{*Decimal::parse(amount), std::move(currency)}, direction};
}

}  // namespace

TEST_CASE("the headline says it in plain words") {
  struct Row {
    std::vector<Verdict> verdicts;
    const char* headline;
  };
  constexpr auto kPass = Verdict::pass;
  constexpr auto kFail = Verdict::fail;
  constexpr auto kError = Verdict::error;
  for (const Row& row : {
           Row{{}, "No journey was run"},
           Row{{kPass}, "1 of 1 journey is tracked right"},
           Row{{kPass, kPass}, "2 of 2 journeys are tracked right"},
           Row{{kPass, kFail}, "1 of 2 journeys is tracked wrong"},
           Row{{kFail, kFail, kError}, "2 of 3 journeys are tracked wrong, 1 could not be tested"},
           Row{{kPass, kError}, "1 of 2 journeys could not be tested"},
       }) {
    Run run;
    for (const Verdict verdict : row.verdicts) run.scenarios.push_back(ended(verdict));
    CHECK(overview(run).headline == row.headline);
  }
}

TEST_CASE("what a finding means depends on what its scenario asked for") {
  Run run;
  ScenarioResult result = ended(Verdict::fail);
  const Finding error = found(Severity::error);
  const Finding warning = found(Severity::warning, "match.not-attributable");
  result.judgement.findings = {error, warning};

  SUBCASE("an error fails, a warning warns, an info informs") {
    const Weights weights(run, result);
    CHECK(weights.of(error) == Weight::fails);
    CHECK(weights.of(warning) == Weight::warns);
    CHECK(weights.of(found(Severity::info)) == Weight::informs);
  }
  SUBCASE("in a scenario that passes, an error was expected") {
    result.verdict = Verdict::pass;
    CHECK(Weights(run, result).of(error) == Weight::expected);
    CHECK(Weights(run, result).of(warning) == Weight::warns);
  }
  SUBCASE("so is what `findings:` names, even where something else fails") {
    result.judgement.expectations = {{"findings", 3, "[value.mismatch]", "[value.mismatch]", true}};
    CHECK(Weights(run, result).of(error) == Weight::expected);
    CHECK(Weights(run, result).of(found(Severity::error, "value.mismatch-of-other")) ==
          Weight::fails);
    CHECK(Weights(run, result).of(found(Severity::error, "value.mis")) == Weight::fails);
  }
  SUBCASE("under --strict a warning fails") {
    run.strict = true;
    CHECK(Weights(run, result).of(warning) == Weight::fails);
  }
  SUBCASE("where nothing else can be what fails, it is the warning that a fault added") {
    result.judgement.findings = {warning};
    CHECK(Weights(run, result).of(warning) == Weight::fails);
  }
}

TEST_CASE("`findings: none` is no news beside the findings") {
  const Run run;
  ScenarioResult result = ended(Verdict::fail);
  result.judgement.findings = {found(Severity::error)};
  const Weights weights(run, result);
  CHECK_FALSE(weights.is_news({"findings", 3, "none", "[value.mismatch]", false}));
  CHECK(weights.is_news({"findings", 3, "[dedup.counted-twice]", "[value.mismatch]", false}));
  CHECK(weights.is_news({"conversions.meta", 3, "1", "2", false}));
  CHECK_FALSE(weights.is_news({"conversions.meta", 3, "1", "1", true}));
}

TEST_CASE("an order's money is at stake once for a platform, however many findings name it") {
  Run run;
  run.scenarios = {ended(Verdict::fail)};
  auto& findings = run.scenarios.front().judgement.findings;
  findings = {found(Severity::error, "a.a"), found(Severity::error, "b.b"),
              found(Severity::error, "c.c")};
  findings[0].at_stake = stake("10.00", "EUR", Direction::over);
  findings[1].at_stake = stake("12.00", "EUR", Direction::over);
  findings[2].at_stake = stake("5", "JPY", Direction::under);
  CHECK(in_words(overview(run).at_stake) == "12.00 EUR recorded too much · 5 JPY not recorded");
  findings[1].order = OrderId("1002");
  CHECK(in_words(overview(run).at_stake) == "22.00 EUR recorded too much · 5 JPY not recorded");
  findings[1].severity = Severity::warning;  // nothing is at stake in a warning
  CHECK(in_words(overview(run).at_stake) == "10.00 EUR recorded too much · 5 JPY not recorded");
}

TEST_CASE("findings of one kind are one problem over all journeys") {
  const Run run = testing::a_run();
  const Overview all = overview(run);
  REQUIRE(all.problems.size() == 3);
  CHECK(all.problems.front().first().check == "dedup.event-id-mismatch");
  CHECK(all.owners == std::vector<std::string>{"Shop backend", "Growth Analytics"});
  CHECK(all.warnings.size() == 1);
  CHECK(all.expected.size() == 1);

  Run twice = run;
  twice.scenarios.push_back(twice.scenarios[1]);
  twice.scenarios.back().scenario = "again";
  const Overview both = overview(twice);
  CHECK(both.problems.size() == 3);
  CHECK(both.problems.front().scenarios() ==
        std::vector<std::string_view>{"refresh-thank-you", "again"});
  CHECK(in_words(both.problems.front().at_stake) == "100.50 EUR recorded too much");
}

TEST_CASE("a cell of the matrix: recorded, of those that should be") {
  const Run run = testing::a_run();
  const Overview all = overview(run);
  REQUIRE(all.platforms.size() == 3);
  const auto cell = [&](std::size_t row, std::size_t platform) {
    return all.rows[row].cells[platform];
  };
  CHECK(cell(0, 0).state == Cell::State::right);
  CHECK(cell(1, 1).state == Cell::State::wrong);
  CHECK(cell(1, 1).counted == 2);
  CHECK(cell(1, 1).expected == 1);
  CHECK(cell(1, 2).state == Cell::State::right);
  CHECK(cell(3, 0).counted == 0);
  CHECK(cell(3, 0).unconsented == 1);
  CHECK(cell(3, 0).expected == 0);  // explained: no consent
  CHECK(cell(4, 1).state == Cell::State::warning);
  CHECK(cell(6, 0).state == Cell::State::untested);
}

TEST_CASE("the command repeats one scenario, cell and fault") {
  Run run;
  run.seed = 7;
  ScenarioResult result = ended(Verdict::fail);
  CHECK(repeat_command(run, result) == "tagproof run scenarios/s.yaml --seed 7");
  result.scenario = "s[DE,basic]";
  result.cell = {{"shopper.region", "DE"}};
  result.faults = {"answer-lost"};
  run.strict = true;
  CHECK(
      repeat_command(run, result) ==
      "tagproof run scenarios/s.yaml --filter 's[DE,basic]' --fault answer-lost --seed 7 --strict");
  run.command = "tagproof check traffic.har";
  CHECK(repeat_command(run, result) == "tagproof check traffic.har");
}
