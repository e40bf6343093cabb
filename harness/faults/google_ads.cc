// Mistakes that only Google Ads' interfaces know: labels of actions, adjustments, enhanced
// conversions, Data Manager.
#include <chrono>
#include <string>

#include "harness/base/hash.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

constexpr std::string_view kGoogleAds = "google_ads";

bool is_ads(const Emission& event) { return event.platform == kGoogleAds; }
bool is_reversal(const Emission& event) {
  return event.name == EventName::refund || event.name == EventName::cancel;
}
bool is_ads_reversal(const Emission& event) {
  return is_ads(event) && is_server(event) && is_reversal(event);
}

void label_of_another_action(Emission& event, const EmissionFacts&) {
  const auto slash = event.platform_name.find('/');
  if (!is_ads(event) || !is_browser(event) || slash == std::string::npos) return;
  event.platform_name = event.platform_name.substr(0, slash) + "/NewsletterSignUp";
}

void once_per_click(Scenario& scenario) {
  const auto it = scenario.target.accounts.find(kGoogleAds);
  if (it == scenario.target.accounts.end()) return;
  for (auto& account : it->second) {
    for (auto& action : account.actions) action.counting = "one_per_click";
  }
}

// The adjustment's time must be that of the refund; a copied template says that of the order.
void dated_as_order(Emission& event, const EmissionFacts& facts) {
  if (!is_ads_reversal(event) || facts.order == nullptr || !facts.order->created) return;
  event.set(Field::time, rfc3339(*facts.order->created - std::chrono::minutes(1)));
}

void without_time_zone(Emission& event, const EmissionFacts&) {
  if (!is_ads_reversal(event)) return;
  auto text = rfc3339(event.time).substr(0, 19);
  text[10] = ' ';
  event.set(Field::time, text);
}

void partial_failure_not_set(Emission& event, const EmissionFacts&) {
  if (is_ads(event) && is_server(event)) event.raw.emplace_back("partialFailure", false);
}

// After 54 days a conversion can't be adjusted any more.
void quarterly(Scenario& scenario) {
  for (auto& tag : scenario.tagging.tags) {
    if (tag.platform == kGoogleAds && tag.channel == Channel::server)
      tag.delay = std::chrono::hours(24 * 60);
  }
}

void number_without_plus(Emission& event, const EmissionFacts& facts) {
  if (!is_ads(event) || !event.field(Field::phone)) return;
  std::string digits;
  for (const char c : facts.customer.of(UserField::phone)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  event.set(Field::phone, sha256_hex(digits));
}

void refunds_through_data_manager(Scenario& scenario) {
  for (auto& event : scenario.contract.events) {
    if (event.name != EventName::refund) continue;
    for (auto& platform : event.platforms) {
      if (platform.platform == kGoogleAds) platform.via = "data_manager";
    }
  }
}

// Data Manager knows no refund: an id that it doesn't have is a new conversion.
void refund_number_as_transaction_id(Emission& event, const EmissionFacts&) {
  if (!is_ads_reversal(event) || event.name != EventName::refund) return;
  event.set(Field::order_id, "R" + event.text(Field::order_id));
}

constexpr Fault kGoogleAdsFaults[] = {
    {.name = "conversion-label-not-in-account",
     .mistake = "The label of the newsletter's conversion was pasted into the purchase tag.",
     .who = "tag developer",
     .cost = "sales that no action counts",
     .place = Place::tagging,
     .check = "platform.dropped",
     .source = "https://support.google.com/google-ads/answer/6095821",
     .on_emission = label_of_another_action},
    {.name = "purchase-action-counts-one-per-click",
     .mistake = "The purchase action was set up like a lead's: it counts one conversion for each "
                "click.",
     .who = "marketer",
     .cost = "every further order of a shopper lost",
     .place = Place::platform,
     .check = "reconcile.count",
     .source = "https://support.google.com/google-ads/answer/3438531",
     .on_scenario = once_per_click},
    {.name = "adjustment-dated-as-order",
     .mistake = "The adjustment's time is the order's, which lies before its conversion.",
     .who = "server-side developer",
     .cost = "refunded sales stay in the reports",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments",
     .on_emission = dated_as_order},
    {.name = "adjustment-time-without-zone",
     .mistake = "The adjustment's time is local and says no time zone.",
     .who = "server-side developer",
     .cost = "refunded sales stay in the reports",
     .place = Place::tagging,
     .check = "platform.time",
     .source = "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments",
     .on_emission = without_time_zone},
    {.name = "upload-without-partial-failure",
     .mistake = "The upload doesn't set partialFailure, which the interface requires.",
     .who = "server-side developer",
     .cost = "every upload refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://developers.google.com/google-ads/api/docs/conversions/upload-offline",
     .on_emission = partial_failure_not_set},
    {.name = "adjustments-uploaded-once-a-quarter",
     .mistake = "Refunds are uploaded by a job that runs every two months; after 54 days they are "
                "refused.",
     .who = "operations",
     .cost = "refunded sales stay in the reports",
     .place = Place::tagging,
     .check = "delivery.late",
     .source = "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments",
     .on_scenario = quarterly},
    {.name = "enhanced-conversions-phone-without-plus",
     .mistake = "The phone number is hashed as digits, the way another platform wants it.",
     .who = "tag developer",
     .cost = "conversions credited to nobody",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source = "https://developers.google.com/data-manager/api/devguides/concepts/formatting",
     .on_emission = number_without_plus},
    {.name = "refund-number-as-transaction-id-in-data-manager",
     .mistake = "Refunds moved to Data Manager, and carry their own number as transaction id.",
     .who = "server-side developer",
     .cost = "every refund counted as one more sale",
     .place = Place::tagging,
     .check = "reconcile.orphan",
     .source = "https://developers.google.com/data-manager/api/devguides/events/google-ads/"
               "conversion-adjustments",
     .on_scenario = refunds_through_data_manager,
     .on_emission = refund_number_as_transaction_id},
};

}  // namespace

std::span<const Fault> google_ads_faults() { return kGoogleAdsFaults; }

}  // namespace tagproof
