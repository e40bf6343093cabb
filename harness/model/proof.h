#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/scenario.h"

namespace tagproof {

/// What became of a fault in a scenario (formats.md B.5). not_applicable: captures, answers and
/// orders are the same as without it. caught: the check in its row found something that isn't there
/// without it. harmless: they differ, but every ledger, order and consent outcome is as without it.
/// survived: else.
enum class ProofOutcome : std::uint8_t { caught, survived, harmless, not_applicable };
std::string_view text(ProofOutcome outcome);

/// Every scenario under every fault: which mistakes a suite would catch, for reports.
struct Proof {
  struct Fault {
    std::string name{};
    std::string mistake{};  // in the words of who made it
    std::string who{};
    std::string cost{};
    std::string place{};
    std::string check{};   // the one that must catch it
    std::string source{};  // where it happened
    /// caught, when a scenario catches it; else survived, when one is hurt by it unseen; and so on.
    ProofOutcome outcome = ProofOutcome::not_applicable;
  };
  struct Journey {
    std::string name{};
    std::string file{};
    std::string title{};
    bool passes = true;  // without any fault
  };
  struct Cell {
    ProofOutcome outcome = ProofOutcome::not_applicable;
    std::vector<std::string> checks{};  // what found something that isn't there without the fault
  };
  /// A check that fired in no scenario, with and without faults.
  struct SilentCheck {
    std::string check{};
    std::string why{};
    std::string fault{};  // that would fire it
  };
  /// A scenario that would catch what the suite misses.
  struct Suggestion {
    std::string scenario{};
    std::string title{};
    std::vector<std::string> faults{};
    std::string text{};  // the whole file
  };

  std::string tool{};
  std::uint64_t seed = 1;
  std::string contract{};
  std::string command{};  // to repeat it
  std::vector<FileDigest> files{};
  std::vector<Fault> faults{};
  std::vector<Journey> journeys{};
  std::vector<Cell> cells{};  // faults × journeys, a fault after the other
  std::vector<SilentCheck> silent_checks{};
  std::vector<Suggestion> suggestions{};
  double duration_ms = 0;

  [[nodiscard]] const Cell& cell(std::size_t fault, std::size_t journey) const {
    return cells[fault * journeys.size() + journey];
  }

  struct Summary {
    std::int64_t faults = 0, caught = 0, survived = 0, harmless = 0, not_applicable = 0;
    /// Caught of those that apply to some scenario.
    [[nodiscard]] std::int64_t applicable() const { return faults - not_applicable; }
    [[nodiscard]] double score() const {
      return applicable() == 0 ? 0
                               : static_cast<double>(caught) / static_cast<double>(applicable());
    }
  };
  [[nodiscard]] Summary summary() const;
  /// Nothing survives uncaught and no check is silent.
  [[nodiscard]] bool holds() const;
};

}  // namespace tagproof
