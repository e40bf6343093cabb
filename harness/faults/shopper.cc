// What shoppers do, and what no shop can help.
#include <set>
#include <string>
#include <vector>

#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

void ad_blocker(Scenario& scenario) {
  for (auto& shopper : scenario.shoppers) shopper.ad_blocker = true;
}

bool looks_at_thank_you(const StepAction& action) {
  const auto* refreshed = std::get_if<step::Refresh>(&action);
  const auto* opened = std::get_if<step::OpenTab>(&action);
  return std::holds_alternative<step::ThankYou>(action) ||
         (refreshed != nullptr && refreshed->page == "thank_you") ||
         (opened != nullptr && opened->page == "thank_you");
}

bool needs_an_open_page(const StepAction& action) {
  return looks_at_thank_you(action) || std::holds_alternative<step::Back>(action) ||
         std::holds_alternative<step::Refresh>(action) ||
         std::holds_alternative<step::OpenTab>(action) ||
         std::holds_alternative<step::CloseTab>(action) ||
         std::holds_alternative<step::Leave>(action) ||
         std::holds_alternative<step::Consent>(action);
}

// The shopper leaves in place of the confirmation page; what they would have done on that page
// never happens, and who goes on shopping comes back first.
void closed_before_thank_you(Scenario& scenario) {
  std::set<std::string> gone;
  std::vector<Step> journey;
  for (auto& one : scenario.journey) {
    const bool is_gone = gone.contains(one.by);
    if (std::holds_alternative<step::Return>(one.action)) {
      gone.erase(one.by);
    } else if (is_gone && needs_an_open_page(one.action)) {
      continue;
    } else if (is_gone && std::holds_alternative<step::View>(one.action)) {
      journey.push_back({.action = step::Return{}, .by = one.by, .line = one.line});
      gone.erase(one.by);
    } else if (looks_at_thank_you(one.action)) {
      gone.insert(one.by);
      one.action = step::Leave{};
    }
    journey.push_back(std::move(one));
  }
  scenario.journey = std::move(journey);
}

Disturbance left_before_pixel_fired(const Emission& event, int, int) {
  return {.drop = is_browser(event) && is_purchase(event)};
}

constexpr Fault kShopperFaults[] = {
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

std::span<const Fault> shopper_faults() { return kShopperFaults; }

}  // namespace tagproof
