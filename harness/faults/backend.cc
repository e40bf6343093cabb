// Mistakes of the shop's backend and its queue.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

void delay_purchases(Scenario& scenario, Duration delay) {
  for_each_tag(scenario, EventName::purchase, Channel::server,
               [&](Tag& tag) { tag.delay = delay; });
}
void eight_days_late(Scenario& scenario) { delay_purchases(scenario, std::chrono::days(8)); }
void three_days_late(Scenario& scenario) { delay_purchases(scenario, std::chrono::days(3)); }

// Refunds and cancellations leave at once, purchases wait in a queue that is longer than any of the
// journeys.
void out_of_order(Scenario& scenario) {
  for (auto& tag : scenario.tagging.tags) {
    if (tag.event == EventName::purchase && tag.channel == Channel::server)
      tag.delay = std::chrono::days(5);
  }
}

constexpr Fault kBackendFaults[] = {
    {.name = "webhook-retry-new-event-id",
     .mistake = "Each delivery of the webhook becomes an event with an id of its own.",
     .who = "server-side developer",
     .cost = "duplicate revenue",
     .place = Place::backend,
     .check = "dedup.counted-twice",
     .source = "https://github.com/Shopify/shopify_app/issues/1173",
     .behaviour = "webhooks_repeat"},
    {.name = "server-event-eight-days-late",
     .mistake = "The queue stood still for eight days, then sent everything.",
     .who = "operations",
     .cost = "conversions refused for good",
     .place = Place::backend,
     .check = "delivery.late",
     .source = "https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/"
               "server-event/",
     .on_scenario = eight_days_late},
    {.name = "server-event-three-days-late",
     .mistake = "The server sends its purchases in a weekly batch.",
     .who = "server-side developer",
     .cost = "duplicate revenue: the twins don't meet any more",
     .place = Place::backend,
     .check = "dedup.outside-window",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
               "deduplicate-pixel-and-server-events",
     .on_scenario = three_days_late},
    {.name = "webhook-out-of-order",
     .mistake = "Refunds overtake the purchases that they belong to.",
     .who = "server-side developer",
     .cost = "refunds that find no purchase",
     .place = Place::backend,
     .check = "event.order",
     .source = "https://dev.to/shannonllc/"
               "stripe-webhooks-retries-ordering-duplicates-timeouts-and-ips-46f0",
     .on_scenario = out_of_order},
    {.name = "tracked-flag-shared-by-channels",
     .mistake = "One flag on the order says \"tracked\"; the server sets it, and the page stays "
                "silent.",
     .who = "plugin",
     .cost = "browser conversions lost, and with them the click that brought the sale",
     .place = Place::backend,
     .check = "event.missing",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/3811",
     .behaviour = "channels_share_flag"},
    {.name = "error-answer-never-retried",
     .mistake = "The handler says 200 whatever the platform answered, so nobody tries again.",
     .who = "server-side developer",
     .cost = "conversions lost at every hiccup",
     .place = Place::backend,
     .check = "delivery.lost",
     .source = "https://github.com/Vets-Who-Code/vets-who-code-app/pull/1259",
     .on_request = error_that_heals,
     .behaviour = "never_retries"},
    {.name = "page-asks-once-whether-paid",
     .mistake = "The shopper is back before the webhook; the page finds no payment and never asks "
                "again.",
     .who = "web developer",
     .cost = "browser conversions lost, most of all with wallets",
     .place = Place::tagging,
     .check = "delivery.unseen",
     .source = "https://github.com/mollie/magento2/issues/990",
     .behaviour = "page_asks_once"},
};

}  // namespace

std::span<const Fault> backend_faults() { return kBackendFaults; }

}  // namespace tagproof
