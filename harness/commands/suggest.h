#pragma once

#include <string>
#include <vector>

#include "harness/commands/command.h"
#include "harness/files/load.h"
#include "harness/lab/prove.h"
#include "harness/model/proof.h"

namespace tagproof {

/// Scenarios that would catch what a suite misses: the ones that tagproof ships, in the user's own
/// shop (their products, coupons and methods stand in for ours, by position), the fewest that catch
/// the most first. Scenarios that can't run in this shop are passed over.
std::vector<Proof::Suggestion> suggest_scenarios(const Proof& proof, const ShopFiles& shop,
                                                 const LoadOptions& load,
                                                 const ProveOptions& options);

}  // namespace tagproof
