#pragma once

#include "harness/model/event.h"
#include "mock_platforms/traits.h"

namespace tagproof {

/// By what a platform could credit a counted event: a click id in a field or in the page's address,
/// else identifiers of the shopper that it can match, else nothing. What the event's own consent
/// forbids is not used.
Attributable attributable(const TrackedEvent& event, const PlatformTraits& traits);

}  // namespace tagproof
