#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/context.h"

/// Why two copies of one sale were taken for one, or weren't: what keeps two ids apart that mean
/// the same, and the nearest partner of an event that found none.
namespace tagproof {

/// What sets two ids apart that mean the same, "upper and lower case", "a leading # and leading
/// zeros", "a prefix"; empty: they don't mean the same, or are equal.
std::string near_difference(std::string_view a, std::string_view b);

/// Every part in which two copies differ as the platform compares them, the first it looks at
/// first: account, conversion action, event name, id, user, time. Empty: none, they are one.
std::vector<std::string> differences(const TrackedEvent& a, const TrackedEvent& b,
                                     const Context& context);

/// The first of them, or what else kept the platform from taking two for one: "another account",
/// "no event id", "event ids differ by a prefix", "3 days apart" …
std::string why_not_merged(const TrackedEvent& a, const TrackedEvent& b, const Context& context);

/// Another event of the same order, platform and name that differs in the fewest parts; among
/// equals one of the other channel, then the nearest in time.
const TrackedEvent* nearest_partner(const TrackedEvent& event, const OrderEvidence& order,
                                    const Context& context);

/// So many events of an order and platform are compared with each other; a shop that sends more
/// copies of one order has said enough.
inline constexpr std::size_t kMaxCompared = 24;

/// Two copies so far apart that only a window can have kept them apart (the shortest documented one
/// is 48 hours).
bool far_apart(const TrackedEvent& a, const TrackedEvent& b);

}  // namespace tagproof
