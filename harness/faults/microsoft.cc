// Mistakes that Microsoft's tag and Conversion API let one make.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_microsoft(const Emission& event) {
  return event.platform == "microsoft" && is_purchase(event);
}

// One malformed member, and a request that is told to go on: 200, and the details in a body that
// nobody reads.
void errors_within_200(Emission& event, const EmissionFacts&) {
  if (!is_microsoft(event) || !is_server(event)) return;
  event.raw.emplace_back("adStorageConsent", std::string("granted"));
  event.raw.emplace_back("continueOnValidationError", true);
}

// The integration's setting for shops without a banner, in a shop that has one.
void ad_storage_denied(Emission& event, const EmissionFacts&) {
  if (!is_microsoft(event) || !is_server(event)) return;
  event.consent.ad_storage.by_default = Signal::denied;
  event.consent.ad_storage.by_update = Signal::denied;
}

// A goal's action is compared letter for letter.
void event_named_as_on_meta(Emission& event, const EmissionFacts&) {
  if (is_microsoft(event)) event.platform_name = "Purchase";
}

// Conversion goals have names of their own beside the actions that they ask for.
void adjusts_another_goal(Emission& event, const EmissionFacts&) {
  if (event.platform == "microsoft" && event.adjustment != AdjustmentKind::none)
    event.platform_name = "Online sales";
}

constexpr Fault kMicrosoftFaults[] = {
    {.name = "microsoft-errors-within-200",
     .mistake = "The answer is 200, so the event was taken; its error.details are read by nobody.",
     .who = "server-side developer",
     .cost = "server conversions lost, and a log that says 200",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://www.npmjs.com/package/@shware/analytics",
     .on_emission = errors_within_200},
    {.name = "microsoft-ad-storage-denied-by-default",
     .mistake = "adStorageConsent is D for everybody, also after a shopper agreed.",
     .who = "server-side developer",
     .cost = "conversions that were allowed and aren't credited",
     .place = Place::tagging,
     .check = "consent.not-forwarded",
     .source = "https://github.com/elbwalker/walkerOS/tree/main/packages/server/destinations/bing",
     .on_emission = ad_storage_denied},
    {.name = "microsoft-goal-name-differs",
     .mistake = "The events are called `Purchase`, the goal asks for `purchase`.",
     .who = "tag developer",
     .cost = "events that arrive and no conversions",
     .place = Place::tagging,
     .check = "platform.dropped",
     .source = "https://www.npmjs.com/package/@shware/analytics",
     .on_emission = event_named_as_on_meta},
    {.name = "microsoft-adjustment-names-another-goal",
     .mistake = "Refunds name a goal that was renamed since.",
     .who = "marketer",
     .cost = "sales that were given back stay in bidding",
     .place = Place::platform,
     .check = "delivery.refused",
     .source = "https://learn.microsoft.com/en-us/advertising/campaign-management-service/"
               "onlineconversionadjustment?view=bingads-13",
     .on_emission = adjusts_another_goal},
};

}  // namespace

std::span<const Fault> microsoft_faults() { return kMicrosoftFaults; }

}  // namespace tagproof
