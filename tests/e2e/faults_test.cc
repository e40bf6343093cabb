// The catalogue's rows are whole, and every check is kept quiet by a clean scenario. That each
// fault is caught, and each check fired, is prove_test.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "harness/base/text.h"
#include "harness/judge/check.h"
#include "tests/e2e/reference_suite.h"

namespace tagproof {
namespace {

using tests::reference_suite;
using tests::run_one;

std::set<std::string> checks_of(const Judgement& judgement) {
  std::set<std::string> found;
  for (const auto& finding : judgement.findings) found.insert(finding.check);
  return found;
}

TEST_CASE("every row of the catalogue is complete, and its check exists") {
  std::set<std::string_view> names;
  for (const Fault* fault : all_faults()) {
    CAPTURE(fault->name);
    CHECK(names.insert(fault->name).second);
    CHECK_FALSE(fault->mistake.empty());
    CHECK_FALSE(fault->who.empty());
    CHECK_FALSE(fault->cost.empty());
    CHECK(find_check(fault->check) != nullptr);
    CHECK((fault->on_scenario != nullptr || fault->on_emission != nullptr ||
           fault->duplicate != nullptr || fault->on_request != nullptr ||
           !fault->behaviour.empty()));
  }
}

TEST_CASE("every check names faults that exist and a clean scenario that keeps it quiet") {
  for (const Check* check : all_checks()) {
    CAPTURE(check->id);
    for (const auto name : split(check->proven_by, ' '))
      CHECK_MESSAGE(find_fault(name) != nullptr, name);
    const auto quiet = std::ranges::find(reference_suite(), check->quiet_on, &Scenario::base_name);
    REQUIRE(quiet != reference_suite().end());
    CHECK_FALSE(checks_of(run_one(*quiet).judgement).contains(std::string(check->id)));
  }
}

TEST_CASE(
    "faults compose: of two that meet in one event each is caught, on the command line or in the "
    "file") {
  const auto whole =
      std::ranges::find(reference_suite(), "successful-purchase", &Scenario::base_name);
  REQUIRE(whole != reference_suite().end());
  Scenario scenario = *whole;
  scenario.faults = {"event-id-differs-by-channel"};
  const Fault* given = find_fault("value-includes-tax");
  const auto found = checks_of(run_one(scenario, std::span(&given, 1)).judgement);
  CHECK(found.contains("dedup.event-id-mismatch"));
  CHECK(found.contains("value.mismatch"));
}

}  // namespace
}  // namespace tagproof
