#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/proof.h"

/// What a person asks of a proof first, answered once for all reporters: is the suite good enough,
/// what would slip through, and what to add.
namespace tagproof::reports {

struct ProofDigest {
  Proof::Summary sum{};
  std::string headline{};  // "Your suite would catch 76 of 83 known mistakes"
  std::string scope{};     // "83 mistakes in 45 journeys: 3735 runs"
  std::string advice{};    // "Add these 2 scenarios to catch 7 more"; empty when nothing is known
  std::vector<std::size_t> missed{};     // faults that no scenario catches and that apply
  std::vector<std::size_t> never_met{};  // faults that apply to no scenario
  std::vector<std::size_t> failing{};    // journeys that fail without any fault
};
ProofDigest digest(const Proof& proof);

/// The journeys in which a fault has that outcome, in order.
std::vector<std::size_t> journeys_of(const Proof& proof, std::size_t fault, ProofOutcome outcome);
/// "caught", "slips through", "harmless", "not met".
std::string_view in_words(ProofOutcome outcome);
/// One character that stands for it beside its word: ✓ ✗ ○ ·
std::string_view symbol(ProofOutcome outcome);
/// "97 %"; never rounded up to 100.
std::string percent(double share);
/// Why a missed fault is missed and what should have seen it, in one sentence.
std::string explain_miss(const Proof& proof, std::size_t fault);

}  // namespace tagproof::reports
