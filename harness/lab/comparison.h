#pragma once

#include "harness/model/evidence.h"

/// Two runs of the same journey, held against each other.
namespace tagproof {

/// The same captures, answers and orders: a change that did nothing at all.
bool same_traffic(const Evidence& a, const Evidence& b);

/// The same ledgers and orders, and the same was received under the same consent: a change that
/// harmed nobody, whatever the payloads look like.
bool same_outcome(const Evidence& a, const Evidence& b);

}  // namespace tagproof
