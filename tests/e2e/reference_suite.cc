#include "tests/e2e/reference_suite.h"

#include <doctest/doctest.h>

#include "harness/commands/vocabulary.h"
#include "harness/documents/documents.h"
#include "harness/files/load.h"
#include "mock_platforms/platforms.h"

namespace tagproof::tests {

const std::vector<Scenario>& reference_suite() {
  static const std::vector<Scenario> kSuite = [] {
    const Vocabulary words = vocabulary();
    Problems problems;
    auto suite = load_suite(
        {.paths = {"scenarios"}, .vocabulary = &words, .working_directory = TAGPROOF_SOURCE_DIR},
        problems);
    INFO(show(problems));
    REQUIRE(problems.empty());
    REQUIRE(suite);
    return std::move(suite->scenarios);
  }();
  return kSuite;
}

Outcome run_one(const Scenario& scenario, std::span<const Fault* const> faults,
                TransportKind transport, std::uint64_t seed) {
  auto worker = Worker::start({.transport = transport, .platforms = platforms()});
  REQUIRE(worker);
  std::vector<const Fault*> all(faults.begin(), faults.end());
  for (const auto& name : scenario.faults) all.push_back(find_fault(name));
  auto evidence = (*worker)->run(scenario, all, Seed(seed));
  INFO(scenario.name << ": " << (evidence ? "" : evidence.error().message));
  REQUIRE(evidence);
  Outcome outcome{.evidence = std::move(*evidence)};
  outcome.judgement = judge(outcome.evidence, all_checks(), &scenario.expect, false);
  return outcome;
}

std::vector<std::string> capture_lines(const Evidence& evidence) {
  std::vector<std::string> lines;
  for (const auto& capture : evidence.captures) lines.push_back(capture_line(capture));
  return lines;
}

}  // namespace tagproof::tests
