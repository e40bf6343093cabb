// Mistakes that only GA4 lets one make: it answers 204 to all of them.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_ga4(const Emission& event) { return event.platform == "ga4"; }

// The data layer has the key, and nobody fills it: worse than no key at all, because "" is an id.
void transaction_id_empty(Emission& event, const EmissionFacts&) {
  if (is_ga4(event) && is_purchase(event)) event.set(Field::order_id, std::string());
}

// A numeric string travels as `ep.value`, a number as `epn.value`.
void value_as_text(Emission& event, const EmissionFacts&) {
  const auto value = number_in(event, Field::value);
  if (is_ga4(event) && is_purchase(event) && value)
    event.set(Field::value, value->rounded(2).plain());
}

// Meta's standard event is `Purchase`; names are case-sensitive.
void purchase_named_as_on_meta(Emission& event, const EmissionFacts&) {
  if (is_ga4(event) && is_purchase(event)) event.platform_name = "Purchase";
}

void to_validation_server(Emission& event, const EmissionFacts&) {
  if (is_ga4(event) && is_server(event))
    event.send_to = "https://www.google-analytics.com/debug/mp/collect";
}

void debug_mode_left_in(Emission& event, const EmissionFacts&) {
  if (is_ga4(event) && is_browser(event)) event.set(Field::test_code, std::string("1"));
}

// So that the refund stands beside its sale in the reports; beyond 72 hours GA4 dates it itself.
void refund_dated_at_purchase(Emission& event, const EmissionFacts& facts) {
  if (is_ga4(event) && is_server(event) && event.adjustment != AdjustmentKind::none &&
      facts.order != nullptr && facts.order->created) {
    event.set(Field::time, Decimal{unix_seconds(*facts.order->created)});
  }
}

constexpr Fault kGa4Faults[] = {
    {.name = "ga4-transaction-id-empty",
     .mistake = "The transaction id is read before the order has one: every purchase sends \"\".",
     .who = "tag developer",
     .cost = "all purchases but the first vanish, as duplicates of one another",
     .place = Place::tagging,
     .check = "order.id-missing",
     .source = "https://github.com/shopware/shopware/issues/4157",
     .on_emission = transaction_id_empty},
    {.name = "ga4-value-sent-as-text",
     .mistake = "The value is a text in the data layer: it leaves as `ep.value`, not `epn.value`.",
     .who = "tag developer",
     .cost = "purchases without revenue",
     .place = Place::tagging,
     .check = "value.format",
     .source = "https://github.com/googleanalytics/ga-dev-tools",
     .on_emission = value_as_text},
    {.name = "ga4-event-named-as-on-meta",
     .mistake = "One list of event names for all platforms: GA4 gets `Purchase`, a custom event.",
     .who = "tag developer",
     .cost = "no purchase in GA4, and nothing that says so",
     .place = Place::tagging,
     .check = "event.missing",
     .source = "https://support.google.com/analytics/answer/13316687",
     .on_emission = purchase_named_as_on_meta},
    {.name = "ga4-sent-to-validation-server",
     .mistake = "The address of the set-up day is still in the settings: /debug/mp/collect.",
     .who = "server-side developer",
     .cost = "every server event answered well and counted nowhere",
     .place = Place::platform,
     .check = "platform.dropped",
     .source = "https://developers.google.com/analytics/devguides/collection/protocol/ga4/"
               "validating-events",
     .on_emission = to_validation_server},
    {.name = "ga4-debug-mode-left-in",
     .mistake = "debug_mode of the set-up day is still in the tag's configuration.",
     .who = "tag developer",
     .cost = "nothing is batched, DebugView is useless, developer traffic can't be told apart",
     .place = Place::tagging,
     .check = "platform.test-code",
     .source = "https://developers.google.com/analytics/devguides/collection/protocol/ga4/"
               "verify-implementation",
     .on_emission = debug_mode_left_in},
    {.name = "ga4-refund-dated-at-purchase",
     .mistake = "Refunds are sent with the order's time, weeks after it.",
     .who = "server-side developer",
     .cost = "refunds on a day that is neither the sale's nor the refund's",
     .place = Place::tagging,
     .check = "platform.time",
     .source =
         "https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference",
     .on_emission = refund_dated_at_purchase},
};

}  // namespace

std::span<const Fault> ga4_faults() { return kGa4Faults; }

}  // namespace tagproof
