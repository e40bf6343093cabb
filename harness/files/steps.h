#pragma once

#include "harness/files/table.h"
#include "harness/model/step.h"

namespace tagproof {

/// The journey: a list of steps, each a word (`thank_you`) or a mapping (`pay: { outcome: approved
/// }`).
extern const Type kJourney;
void store_journey(const Node& node, const Type& type, void* steps,
                   Reader& reader);  // std::vector<Step>

/// `granted`, or a choice for each purpose.
extern const Type kShopperConsent;
void store_consent(const Node& node, const Type& type, ConsentChoice& choice, Reader& reader);

}  // namespace tagproof
