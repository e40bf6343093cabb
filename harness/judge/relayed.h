#pragma once

#include <string_view>
#include <vector>

#include "harness/judge/context.h"
#include "harness/model/finding.h"

/// What a collector makes of the browser's events, seen from both sides: what it was given, and
/// what it passed on. A mistake that it was given is the page's; one that only what left it shows
/// is the container's own.
namespace tagproof {

/// Whether a platform hears of an event from the collector.
bool is_fed(const Context& context, std::string_view platform, Channel channel, EventName event);

/// The event that the collector was given and made this one of; null: it is no collector's, or what
/// it was given isn't here.
const TrackedEvent* given(const TrackedEvent& passed_on, const Context& context);

/// The purchase of an order that the collector was given; null: none came.
const TrackedEvent* given_purchase(const OrderEvidence& order, const Context& context);

/// Puts findings about a collector's events where the mistake was made: at the collector (its
/// server, its owner), or with what the page gave it, whose hit joins the captures.
void place_relayed(std::vector<Finding>& findings, const Context& context);

}  // namespace tagproof
