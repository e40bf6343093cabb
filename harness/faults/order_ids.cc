// Mistakes in which order an event is said to be of.
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

// The nonce differs with every page load, as the mistaken id does.
void random_id(Emission& event, const EmissionFacts&) {
  if (is_browser(event) && is_purchase(event) && event.field(Field::order_id)) {
    event.set(Field::order_id, sha256_hex(event.nonce).substr(0, 32));
  }
}

void payment_id(Emission& event, const EmissionFacts&) {
  if (is_purchase(event) && event.field(Field::order_id)) {
    event.set(Field::order_id,
              "pi_" + sha256_hex("payment " + event.text(Field::order_id)).substr(0, 24));
  }
}

// What the page keeps of the first order in this session is never renewed.
void first_order_again(Emission& event, const EmissionFacts& facts) {
  if (!is_browser(event) || !is_purchase(event) || facts.order == nullptr ||
      !event.field(Field::order_id))
    return;
  const auto& shop = facts.scenario.storefront;
  event.set(Field::order_id,
            replace_all(shop.order_id_form, "{number}", std::to_string(shop.first_order_number)));
}

// The subscription is an object of its own, with an id of its own.
bool subscription_too(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (!is_server(event) || !is_purchase(event) || is_collectors(event)) return false;
  copy = event;
  for (const Field id : {Field::order_id, Field::event_id}) {
    if (copy.field(id)) copy.set(id, "sub-" + copy.text(id));
  }
  copy.nonce += "2";
  return true;
}

constexpr Fault kOrderIdFaults[] = {
    {.name = "order-id-random-on-every-load",
     .mistake = "The transaction id is made anew whenever the thank-you page is rendered.",
     .who = "plugin",
     .cost = "each reload is another sale; refunds find no order",
     .place = Place::tagging,
     .check = "reconcile.orphan",
     .source = "https://github.com/shopware/shopware/issues/1586",
     .on_emission = random_id},
    {.name = "payment-id-sent-as-order-id",
     .mistake = "The payment provider's transaction id is sent as the order's id.",
     .who = "tag developer",
     .cost = "refunds and reconciliation find no order",
     .place = Place::tagging,
     .check = "reconcile.orphan",
     .source = "https://github.com/woocommerce/google-listings-and-ads/pull/339",
     .on_emission = payment_id},
    {.name = "second-order-sent-as-the-first",
     .mistake = "The page keeps the session's first order and sends its id for every later one.",
     .who = "tag developer",
     .cost = "second orders vanish as duplicates of the first",
     .place = Place::tagging,
     .check = "order.id-form",
     .source = "https://github.com/yireo/Yireo_GoogleTagManager2/issues/42",
     .on_emission = first_order_again},
    {.name = "subscription-sent-beside-its-order",
     .mistake = "The order and the subscription that it starts both send a purchase.",
     .who = "plugin",
     .cost = "duplicate revenue, which no id can merge",
     .place = Place::backend,
     .check = "dedup.counted-twice",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/3971",
     .duplicate = subscription_too},
};

}  // namespace

std::span<const Fault> order_id_faults() { return kOrderIdFaults; }

}  // namespace tagproof
