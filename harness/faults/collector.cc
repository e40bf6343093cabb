// What goes wrong inside the server container. The network calls these for the container's own
// events only, never for what the shop or its browsers send.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_collectors_purchase(const Emission& event) {
  return is_collectors(event) && is_purchase(event);
}

/// Every tag of the container.
template <class Edit>
void for_each_of_collectors_tags(Scenario& scenario, Edit edit) {
  for (auto& tag : scenario.tagging.tags) {
    if (tag.sender == Sender::collector) edit(tag);
  }
}

void trigger_misses_purchase(Scenario& scenario) {
  std::erase_if(scenario.tagging.tags, [](const Tag& tag) {
    return tag.sender == Sender::collector && tag.channel == Channel::server &&
           tag.event == EventName::purchase;
  });
}

Disturbance vendor_times_out(const Emission& event, int, int) {
  return {.drop = is_collectors_purchase(event) && is_server(event)};
}

bool sends_twice(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (!is_collectors_purchase(event) || !is_server(event)) return false;
  copy = event;
  if (copy.field(Field::event_id)) copy.set(Field::event_id, copy.text(Field::event_id) + "-copy");
  return true;
}

void ignores_consent(Scenario& scenario) {
  for_each_of_collectors_tags(scenario, [](Tag& tag) {
    tag.needs_nothing = true;
    tag.needs.clear();
  });
}

void says_granted(Scenario& scenario) {
  for_each_of_collectors_tags(scenario, [](Tag& tag) {
    if (tag.platform != "ga4" && tag.platform != "google_ads") return;
    tag.needs_nothing = true;
    tag.needs.clear();
    for (const auto* signal : {"consent.analytics_storage", "consent.ad_storage",
                               "consent.ad_user_data", "consent.ad_personalization"})
      template_of(tag, signal) = "granted";
  });
}

void makes_own_event_id(Emission& event, const EmissionFacts&) {
  if (is_collectors_purchase(event) && is_server(event))
    event.set(Field::event_id, "sgtm-" + event.nonce);
}

void prefixes_order_id(Emission& event, const EmissionFacts&) {
  if (is_collectors_purchase(event) && event.field(Field::order_id))
    event.set(Field::order_id, "web-" + event.text(Field::order_id));
}

void prefixes_item_ids(Emission& event, const EmissionFacts&) {
  if (!is_collectors_purchase(event) || !event.items) return;
  for (auto& item : *event.items) item.id = "online:en:DE:" + to_text(item.id);
}

void own_address_as_shopper(Emission& event, const EmissionFacts&) {
  if (is_collectors(event) && is_server(event)) event.set(Field::ip, "10.8.0.5");
}

void value_of_its_own(Emission& event, const EmissionFacts& facts) {
  if (is_collectors_purchase(event)) set_value(event, facts, ValueBasis::order_total);
}

constexpr Fault kCollectorFaults[] = {
    {.name = "collector-trigger-misses-purchase",
     .mistake = "The server tag's trigger waits for an event name that the page doesn't send.",
     .who = "whoever keeps the server container",
     .cost = "conversions lost on one platform, while the browser was answered 200",
     .place = Place::collector,
     .check = "event.missing",
     .source = "https://developers.google.com/tag-platform/tag-manager/server-side/send-data",
     .on_scenario = trigger_misses_purchase},
    {.name = "collector-vendor-times-out",
     .mistake = "The vendor doesn't answer in time, and the container never tries again.",
     .who = "nobody",
     .cost = "conversions lost",
     .place = Place::collector,
     .check = "delivery.lost",
     .source = "https://developers.google.com/tag-platform/tag-manager/server-side/api",
     .on_request = vendor_times_out},
    {.name = "collector-sends-twice",
     .mistake =
         "A copy of the server tag fires on the purchase as well, with an event id of its own.",
     .who = "whoever keeps the server container",
     .cost = "duplicate revenue",
     .place = Place::collector,
     .check = "dedup.counted-twice",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/support",
     .duplicate = sends_twice},
    {.name = "collector-ignores-consent",
     .mistake = "The server tags' consent setting is left at its default: they send always.",
     .who = "whoever keeps the server container",
     .cost = "personal data against the shopper's decision",
     .place = Place::collector,
     .check = "consent.not-forwarded",
     .source = "https://github.com/stape-io/facebook-tag/issues/65",
     .on_scenario = ignores_consent},
    {.name = "collector-says-granted",
     .mistake = "A transformation writes \"granted\" over the consent that the page has sent.",
     .who = "whoever keeps the server container",
     .cost = "refused users are measured as if they had agreed",
     .place = Place::collector,
     .check = "consent.not-forwarded",
     .source =
         "https://developers.google.com/tag-platform/tag-manager/server-side/immutable-parameters",
     .on_scenario = says_granted},
    {.name = "collector-makes-own-event-id",
     .mistake = "The server tag makes an event id in place of the page's.",
     .who = "whoever keeps the server container",
     .cost = "duplicate revenue",
     .place = Place::collector,
     .check = "dedup.event-id-mismatch",
     .source = "https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager",
     .on_emission = makes_own_event_id},
    {.name = "collector-prefixes-order-id",
     .mistake = "A variable puts \"web-\" before the transaction id.",
     .who = "whoever keeps the server container",
     .cost = "refunds and reports don't find their order",
     .place = Place::collector,
     .check = "reconcile.orphan",
     .source = "https://support.google.com/google-ads/answer/6386790",
     .on_emission = prefixes_order_id},
    {.name = "collector-rewrites-item-ids",
     .mistake = "The container rewrites item ids to another feed's form.",
     .who = "whoever keeps the server container",
     .cost = "no catalogue match",
     .place = Place::collector,
     .check = "items.id-form-differs",
     .source =
         "https://developers.google.com/tag-platform/tag-manager/server-side/common-event-data",
     .on_emission = prefixes_item_ids},
    {.name = "collector-address-as-shopper",
     .mistake = "Behind the load balancer the container takes its own address for the shopper's.",
     .who = "whoever runs the server container",
     .cost = "every order is matched to one machine",
     .place = Place::collector,
     .check = "match.server-address",
     .source =
         "https://developers.google.com/tag-platform/tag-manager/server-side/common-event-data",
     .on_emission = own_address_as_shopper},
    {.name = "collector-recomputes-value",
     .mistake = "The server tag takes another total than the page has sent.",
     .who = "whoever keeps the server container",
     .cost = "wrong revenue",
     .place = Place::collector,
     .check = "value.mismatch",
     .source = "https://github.com/stape-io/facebook-tag",
     .on_emission = value_of_its_own},
};

}  // namespace

std::span<const Fault> collector_faults() { return kCollectorFaults; }

}  // namespace tagproof
