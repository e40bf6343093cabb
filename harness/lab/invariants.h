#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/run.h"
#include "harness/model/scenario.h"

namespace tagproof {

/// One journey with what came of it.
struct Lived {
  const Scenario& scenario;
  const Evidence& evidence;
  const Judgement& judgement;
};

struct Invariant;

/// A journey for which an invariant doesn't hold.
struct Violation {
  const Invariant* invariant{};
  /// What makes it the same mistake in another journey: a platform, a check's id. A journey is
  /// shrunk as long as invariant and key stay.
  std::string key{};
  std::string message{};
  PlatformId platform{};
  OrderId order{};
};

/// What holds for every journey, whatever shoppers, networks and backends do.
struct Invariant {
  std::string_view id{};    // "counted-once"
  std::string_view text{};  // one sentence
  /// The first violation, in order of the evidence; none: it holds.
  std::optional<Violation> (*broken)(const Lived&){};
  /// What a scenario that shows the violation must expect, beside `findings: none`; null: nothing.
  void (*expect)(const Lived&, const Violation&, Expectations&){};
};

std::span<const Invariant> invariants();

/// The first that doesn't hold.
std::optional<Violation> first_violation(const Lived& lived);

/// Of journeys that can't be driven or don't repeat, which no evidence shows.
extern const Invariant kPossible;
extern const Invariant kSameAgain;

}  // namespace tagproof
