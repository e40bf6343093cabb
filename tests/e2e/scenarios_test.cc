// What holds for every scenario of the repository.
#include <doctest/doctest.h>

#include "tests/e2e/reference_suite.h"

namespace tagproof {
namespace {

using tests::capture_lines;
using tests::reference_suite;
using tests::run_one;

TEST_CASE("every scenario passes") {
  for (const auto& scenario : reference_suite()) {
    CAPTURE(scenario.name);
    const auto outcome = run_one(scenario);
    for (const auto& finding : outcome.judgement.findings) {
      if (finding.severity == Severity::error && outcome.judgement.verdict != Verdict::pass) {
        MESSAGE(scenario.name << ": " << finding.check << ": " << finding.message);
      }
    }
    for (const auto& one : outcome.judgement.expectations) {
      if (!one.ok)
        MESSAGE(scenario.name << ": " << one.expect << ": expected " << one.expected << ", got "
                              << one.actual);
    }
    CHECK(outcome.judgement.verdict == Verdict::pass);
  }
}

TEST_CASE("sockets and the direct transport give the same captures and findings") {
  for (const auto& scenario : reference_suite()) {
    CAPTURE(scenario.name);
    const auto direct = run_one(scenario, {}, TransportKind::direct);
    const auto http = run_one(scenario, {}, TransportKind::http);
    CHECK(capture_lines(direct.evidence) == capture_lines(http.evidence));
    CHECK(direct.judgement.findings == http.judgement.findings);
    CHECK(direct.evidence.orders == http.evidence.orders);  // SQLite and the plain store agree
  }
}

TEST_CASE("the same seed gives the same bytes, another seed other ids and the same verdict") {
  for (const auto& scenario : reference_suite()) {
    CAPTURE(scenario.name);
    const auto first = run_one(scenario);
    const auto again = run_one(scenario);
    const auto other = run_one(scenario, {}, TransportKind::direct, 2);
    CHECK(capture_lines(first.evidence) == capture_lines(again.evidence));
    CHECK(other.judgement.verdict == first.judgement.verdict);
    if (!first.evidence.captures.empty()) {
      CHECK(capture_lines(first.evidence) != capture_lines(other.evidence));
    }
  }
}

TEST_CASE("no capture names a loopback address, and none holds a token") {
  for (const auto& scenario : reference_suite()) {
    CAPTURE(scenario.name);
    for (const auto& line : capture_lines(run_one(scenario).evidence)) {
      CHECK(line.find("127.0.0.1") == std::string::npos);
      CHECK(line.find("localhost") == std::string::npos);
      CHECK(line.find("test-token") == std::string::npos);
    }
  }
}

TEST_CASE("a ledger's numbers add up") {
  for (const auto& scenario : reference_suite()) {
    for (const auto& ledger : run_one(scenario).evidence.ledgers) {
      CAPTURE(scenario.name);
      CAPTURE(ledger.platform.value);
      for (const auto& [name, n] : ledger.events) {
        CHECK(n.received == n.refused + n.dropped + n.unconsented + n.deduplicated + n.counted);
        CHECK(n.counted == n.click_id + n.user_data + n.none);
        CHECK(n.conversions() >= 0);
      }
    }
  }
}

}  // namespace
}  // namespace tagproof
