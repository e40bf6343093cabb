// GA4's rule sheet: each rule is met by what breaks it and not by what keeps it (ga4_rows_*.cc).
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "mock_platforms/ga4/ga4.h"
#include "tests/unit/mock_platforms/ga4_rows.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

std::vector<ga4_rows::Row> rows() {
  std::vector<ga4_rows::Row> all;
  for (auto* of : {&ga4_rows::mp, &ga4_rows::names, &ga4_rows::collect, &ga4_rows::commerce,
                   &ga4_rows::consent}) {
    for (auto& row : of()) all.push_back(std::move(row));
  }
  return all;
}

/// Every rule that the last hit met, those that are no defect too.
std::set<std::string> met(const std::vector<Request>& requests, const EngineOptions& options) {
  Engine engine(platforms(), options);
  std::set<std::string> rules;
  for (const auto& request : requests) {
    rules.clear();
    auto prepared = engine.prepare(request);
    for (const auto& seen : prepared.decoded.observations) rules.emplace(seen.rule->id);
    const auto received = engine.receive(std::move(prepared), kNow, CaptureId("c"), "n");
    for (const auto& event : received.events) {
      rules.emplace(event.rule);
      for (const auto warning : event.warnings) rules.emplace(warning);
    }
  }
  return rules;
}

}  // namespace

TEST_CASE("ga4: each rule is met by what breaks it and not by what keeps it") {
  for (const auto& row : rows()) {
    CAPTURE(row.rule);
    CHECK(met(row.breaks, row.options).contains(row.rule));
    CHECK_FALSE(met(row.keeps, row.options).contains(row.rule));
  }
}

TEST_CASE("ga4: each rule has its row, complete, once") {
  std::set<std::string> tested;
  for (const auto& row : rows()) {
    CHECK_MESSAGE(tested.insert(row.rule).second, row.rule);
    CHECK_MESSAGE(!row.breaks.empty(), row.rule);
    CHECK_MESSAGE(!row.keeps.empty(), row.rule);
  }
  std::set<std::string> known;
  const auto complete = [&](const Rule& rule) {
    CAPTURE(rule.id);
    CHECK(known.emplace(rule.id).second);
    CHECK(rule.id.starts_with("ga4."));
    CHECK(!rule.text.empty());
    CHECK(rule.source.starts_with("https://"));
    CHECK(rule.read.size() == 7);
    CHECK(!rule.tests.empty());
    CHECK(tested.contains(std::string(rule.id)));
  };
  for (const auto& rule : ga4::kPlatform.rules) complete(rule);
  for (const auto& rule : ga4::kPlatform.dedup) complete(rule.rule);
  CHECK(tested == known);
}
