// What shoppers do, and what no shop can help.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

void ad_blocker(Scenario& scenario) {
  for (auto& shopper : scenario.shoppers) shopper.ad_blocker = true;
}

// Every look at the confirmation page is taken out; the shopper leaves in its place.
void closed_before_thank_you(Scenario& scenario) {
  for (auto& one : scenario.journey) {
    const auto* refreshed = std::get_if<step::Refresh>(&one.action);
    const auto* opened = std::get_if<step::OpenTab>(&one.action);
    if (std::holds_alternative<step::ThankYou>(one.action) ||
        (refreshed != nullptr && refreshed->page == "thank_you") ||
        (opened != nullptr && opened->page == "thank_you")) {
      one.action = step::Leave{};
    }
  }
}

Disturbance left_before_pixel_fired(const Emission& event, int, int) {
  return {.drop = is_browser(event) && is_purchase(event)};
}

constexpr Fault kFaults[] = {
    {.name = "ad-blocker",
     .mistake = "The shopper's browser blocks the platforms.",
     .who = "shopper",
     .cost = "browser conversions lost",
     .place = Place::shopper,
     .check = "delivery.unseen",
     .source = "https://fiorianalytics.com/resources/ga4-shopify-revenue-discrepancy",
     .on_scenario = ad_blocker},
    {.name = "browser-closed-before-thank-you",
     .mistake = "The shopper pays and never comes back from the payment page.",
     .who = "shopper",
     .cost = "browser conversions lost",
     .place = Place::shopper,
     .check = "delivery.unseen",
     .source = "https://github.com/nopSolutions/nopCommerce/issues/610",
     .on_scenario = closed_before_thank_you},
    {.name = "left-before-pixel-fired",
     .mistake = "The shopper closes the page before its tags have sent.",
     .who = "shopper",
     .cost = "browser conversions lost",
     .place = Place::shopper,
     .check = "delivery.unseen",
     .source = "https://community.shopify.com/t/"
               "checkout-extensibility-upgrade-ama-custom-web-pixels-with-domaine/340657",
     .on_request = left_before_pixel_fired},
};

}  // namespace

std::span<const Fault> shopper_faults() { return kFaults; }

}  // namespace tagproof
