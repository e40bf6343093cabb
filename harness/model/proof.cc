#include "harness/model/proof.h"

namespace tagproof {

std::string_view text(ProofOutcome outcome) {
  switch (outcome) {
    case ProofOutcome::caught:
      return "caught";
    case ProofOutcome::survived:
      return "survived";
    case ProofOutcome::harmless:
      return "harmless";
    case ProofOutcome::not_applicable:
      return "not_applicable";
  }
  return {};
}

Proof::Summary Proof::summary() const {
  Summary sum;
  for (const auto& fault : faults) {
    ++sum.faults;
    switch (fault.outcome) {
      case ProofOutcome::caught:
        ++sum.caught;
        break;
      case ProofOutcome::survived:
        ++sum.survived;
        break;
      case ProofOutcome::harmless:
        ++sum.harmless;
        break;
      case ProofOutcome::not_applicable:
        ++sum.not_applicable;
        break;
    }
  }
  return sum;
}

bool Proof::holds() const { return summary().survived == 0 && silent_checks.empty(); }

}  // namespace tagproof
