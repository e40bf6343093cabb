#pragma once

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/mock_platforms/mock.h"

/// The test of a platform's rule table: for each row a session that breaks it (or that it decides)
/// and one that keeps it; the last request of a session is looked at. A rule without a case, a case
/// without a rule and a row that isn't complete are failing tests.
namespace tagproof::test {

struct Later {
  Request request{};
  Duration after{};
  Later(Request what, Duration wait = {})  // NOLINT(google-explicit-constructor)
      : request(std::move(what)), after(wait) {}
};

struct RuleCase {
  std::string rule{};
  std::vector<Later> breaks{};
  std::vector<Later> keeps{};
  EngineOptions options{};
};

/// Every rule that the session's last hit met, those that are no defect too.
inline std::set<std::string> rules_met(const std::vector<Later>& session,
                                       const EngineOptions& options) {
  Engine engine(platforms(), options);
  std::set<std::string> rules;
  auto now = kNow;
  int count = 0;
  for (const auto& one : session) {
    rules.clear();
    now += one.after;
    auto prepared = engine.prepare(one.request);
    for (const auto& seen : prepared.decoded.observations) rules.emplace(seen.rule->id);
    const auto received =
        engine.receive(std::move(prepared), now, CaptureId("c-" + std::to_string(++count)), "n");
    for (const auto& event : received.events) {
      rules.emplace(event.rule);
      for (const auto warning : event.warnings) rules.emplace(warning);
    }
  }
  return rules;
}

inline void check_rules(const Platform& platform, const std::vector<RuleCase>& cases) {
  std::set<std::string> tested;
  for (const auto& row : cases) {
    CAPTURE(row.rule);
    CHECK(tested.insert(row.rule).second);
    CHECK(rules_met(row.breaks, row.options).contains(row.rule));
    REQUIRE_FALSE(row.keeps.empty());
    CHECK_FALSE(rules_met(row.keeps, row.options).contains(row.rule));
  }
  std::set<std::string> known;
  const auto complete = [&](const Rule& rule) {
    CAPTURE(rule.id);
    CHECK(known.emplace(rule.id).second);
    CHECK(rule.id.starts_with(std::string(platform.id) + "."));
    CHECK(!rule.text.empty());
    CHECK(rule.source.starts_with("https://"));
    CHECK(rule.read.size() == 7);
    CHECK(!rule.tests.empty());
    CHECK_MESSAGE(tested.contains(std::string(rule.id)), rule.id << " has no case");
  };
  for (const auto& rule : platform.rules) complete(rule);
  for (const auto& rule : platform.dedup) complete(rule.rule);
  CHECK(tested == known);
}

}  // namespace tagproof::test
