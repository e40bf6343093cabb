#pragma once

#include <cstdint>

#include "harness/model/scenario.h"

namespace tagproof {

/// Journeys in which browser and server race around one purchase, every arrival order within a
/// bound once: the thank-you page, a reload, the webhook again, the outbox's delay, what is held
/// back on its way and when it is let go, and how the order came to count. No luck is needed to
/// meet "webhook before thank-you page".
std::uint64_t interleavings();
/// The one with that number below interleavings(): writes shoppers and journey of `scenario`.
/// `sku` is something that the shop sells, `card` a method of payment that can be authorised.
void interleave(std::uint64_t number, const std::string& sku, const std::string& card,
                Scenario& scenario);

}  // namespace tagproof
