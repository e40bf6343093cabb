#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/run.h"
#include "harness/model/words.h"

namespace tagproof {

/// What a check looks at: one at a time, so that a new hit judges again only what it touches.
enum class Subject : std::uint8_t { event, order, session };
std::string_view text(Subject subject);

class Context;         // the evidence, indexed; judge/context.h
struct OrderEvidence;  // one order with its events, attempts and expectations; judge/context.h

/// Collects what a check finds; fills the check's own columns and the owner in.
class Findings;  // judge/context.h

/// A rule with a stable id. A row stands at the end of judge/checks/<area>.cc; `explain`, `list`,
/// reports and docs print it, `prove` runs `proven_by` (faults) and `quiet_on` (a scenario).
struct Check {
  std::string_view id{};  // "dedup.event-id-mismatch"
  Subject on{};
  Severity severity{};
  Cause cause{};
  Layer layer{};
  std::string_view why{};        // why it matters, in money or privacy
  std::string_view fix{};        // how to fix it
  std::string_view source{};     // official URL
  std::string_view proven_by{};  // a fault
  std::string_view quiet_on{};   // a clean scenario
  void (*look_event)(const TrackedEvent&, const Context&, Findings&){};
  void (*look_order)(const OrderEvidence&, const Context&, Findings&){};
  void (*look_session)(const Context&, Findings&){};
};

/// Every check, in order of area. Registering one is its row; an area's table is a line in
/// checks.cc.
std::vector<const Check*> all_checks();
const Check* find_check(std::string_view id);

class PersonMemory;  // judge/person_memory.h

/// Evidence -> findings, expectations, verdict. `expect` null: no scenario (check, serve). Pure:
/// `memory`, of who judges many journeys of the same people, saves time and changes nothing.
Judgement judge(const Evidence& evidence, std::span<const Check* const> checks,
                const Expectations* expect, bool strict, PersonMemory* memory = nullptr);

}  // namespace tagproof
