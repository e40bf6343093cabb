#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/faults/fault.h"
#include "harness/judge/check.h"
#include "harness/lab/invariants.h"
#include "harness/model/scenario.h"
#include "mock_platforms/platform.h"

namespace tagproof {

struct ExploreOptions {
  std::span<const Platform* const> platforms{};
  std::span<const Check* const> checks{};
  /// Make the shop faulty; their names stand in what is found.
  std::span<const Fault* const> faults{};
  Seed seed{1};
  std::uint64_t from = 0;   // the first case
  std::uint64_t cases = 0;  // how many
  std::size_t jobs = 1;
  /// Asked after each round; true ends the search. Null: never.
  std::function<bool()> stop{};
  /// Told after each round how many cases are done. Null: nobody listens.
  std::function<void(std::uint64_t done, std::size_t failures)> progress{};
};

/// A journey for which an invariant doesn't hold, as small as it gets.
struct Failure {
  std::string invariant{};
  std::string text{};     // the invariant's
  std::string message{};  // what happened in the small journey
  std::uint64_t number = 0;
  std::size_t steps_before = 0;  // of the journey as it was drawn
  Scenario scenario{};           // shrunk, with faults and what the invariant expects
};

struct Explored {
  std::uint64_t cases = 0;
  std::uint64_t steps = 0;
  std::uint64_t events = 0;
  std::uint64_t next = 0;           // the case to go on from
  std::vector<Failure> failures{};  // one for each kind, in order of case
};

/// Cases are run in rounds of so many; the search ends after a round in which something failed.
inline constexpr std::uint64_t kExploreRound = 2048;

/// Random journeys in one shop, each held against every invariant. `shop` gives contract,
/// storefront, tagging and target. What is found doesn't depend on `jobs`: of each kind of failure
/// the case with the lowest number, shrunk. An error when the environment fails.
Result<Explored> explore(const Scenario& shop, const ExploreOptions& options);

}  // namespace tagproof
