// The mutation test of our own judge: every known mistake is made in every scenario of the
// repository, and each is caught by the check that is named for it. Take a check away, and the
// score falls.
#include <doctest/doctest.h>

#include <algorithm>

#include "harness/lab/prove.h"
#include "mock_platforms/platforms.h"
#include "tests/e2e/reference_suite.h"

namespace tagproof {
namespace {

using tests::reference_suite;

constexpr std::size_t kJobs = 2;

Proof must_prove(std::span<const Scenario> scenarios, std::span<const Check* const> checks,
                 std::span<const Fault* const> faults) {
  auto proof = prove(scenarios,
                     {.platforms = platforms(), .checks = checks, .faults = faults, .jobs = kJobs});
  INFO((proof ? "" : proof.error().message));
  REQUIRE(proof);
  return std::move(*proof);
}

const Proof& whole_proof() {
  static const Proof kProof = must_prove(reference_suite(), all_checks(), all_faults());
  return kProof;
}

TEST_CASE("every fault is caught by the check that is named for it, and every check fires") {
  const auto& proof = whole_proof();
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    const auto& fault = proof.faults[f];
    std::string others;
    for (std::size_t s = 0; s < proof.journeys.size(); ++s) {
      for (const auto& check : proof.cell(f, s).checks) {
        if (others.find(check) == std::string::npos) others += " " + check;
      }
    }
    CHECK_MESSAGE(fault.outcome == ProofOutcome::caught,
                  fault.name << " must be caught by " << fault.check << "; found were:" << others);
  }
  for (const auto& silent : proof.silent_checks) FAIL_CHECK("nothing fires " << silent.check);
  CHECK(proof.holds());
  CHECK(proof.summary().score() == 1);
}

TEST_CASE("a check that is switched off costs what only it catches") {
  const auto& proof = whole_proof();
  const auto checks = all_checks();
  for (const auto* check : checks) {
    CAPTURE(check->id);
    // One caught fault that is the check's own, and the first scenario that shows it.
    const auto row = std::ranges::find_if(proof.faults, [&](const Proof::Fault& fault) {
      return fault.check == check->id && fault.outcome == ProofOutcome::caught;
    });
    if (row == proof.faults.end()) {
      FAIL_CHECK("no fault is " << check->id << "'s own: who would notice that it is gone?");
      continue;
    }
    const auto f = static_cast<std::size_t>(row - proof.faults.begin());
    std::size_t s = 0;
    while (proof.cell(f, s).outcome != ProofOutcome::caught) ++s;
    auto without = checks;
    std::erase(without, check);
    const auto* fault = all_faults()[f];
    const auto blind =
        must_prove(std::span(reference_suite()).subspan(s, 1), without, std::span(&fault, 1));
    CHECK(blind.faults.front().outcome != ProofOutcome::caught);
    CHECK(blind.summary().score() < 1);
  }
}

TEST_CASE("the proof doesn't depend on how many work at it") {
  const auto scenarios = std::span(reference_suite()).first(3);
  const auto checks = all_checks();
  const auto faults = all_faults().first(20);
  const auto one =
      prove(scenarios, {.platforms = platforms(), .checks = checks, .faults = faults, .jobs = 1});
  const auto two =
      prove(scenarios, {.platforms = platforms(), .checks = checks, .faults = faults, .jobs = 2});
  REQUIRE((one && two));
  REQUIRE(one->cells.size() == two->cells.size());
  for (std::size_t i = 0; i < one->cells.size(); ++i) {
    CHECK(one->cells[i].outcome == two->cells[i].outcome);
    CHECK(one->cells[i].checks == two->cells[i].checks);
  }
}

}  // namespace
}  // namespace tagproof
