// Mistakes in what a tag puts into a field.
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

void event_id_differs_by_channel(Emission& event, const EmissionFacts&) {
  if (is_server(event) && event.field(Field::event_id)) {
    event.set(Field::event_id, sha256_hex("server " + event.text(Field::event_id)).substr(0, 16));
  }
}

void event_id_missing_in_browser(Emission& event, const EmissionFacts&) {
  if (is_browser(event)) event.clear(Field::event_id);
}

void event_id_with_prefix_on_server(Emission& event, const EmissionFacts&) {
  if (is_server(event) && event.field(Field::event_id)) {
    event.set(Field::event_id, "#" + event.text(Field::event_id));
  }
}

void value_includes_tax(Emission& event, const EmissionFacts& facts) {
  set_value(event, facts, ValueBasis::items_gross_incl_tax);
}

void value_includes_shipping(Emission& event, const EmissionFacts& facts) {
  set_value(event, facts, ValueBasis::items_net_plus_shipping);
}

void value_before_discount(Emission& event, const EmissionFacts& facts) {
  const auto value = number_in(event, Field::value);
  if (is_purchase(event) && value && facts.order != nullptr && facts.order->totals.discount) {
    event.set(Field::value, *value + *facts.order->totals.discount);
  }
}

void value_in_cents(Emission& event, const EmissionFacts&) {
  if (const auto value = number_in(event, Field::value); is_purchase(event) && value) {
    event.set(Field::value, (*value * Decimal{100}).rounded(0));
  }
}

void value_decimal_comma(Emission& event, const EmissionFacts&) {
  if (const auto value = number_in(event, Field::value); is_purchase(event) && value) {
    event.set(Field::value, replace_all(value->rounded(2).plain(), ".", ","));
  }
}

void value_missing(Emission& event, const EmissionFacts&) {
  if (is_purchase(event)) event.clear(Field::value);
}

void currency_missing(Emission& event, const EmissionFacts&) {
  if (is_purchase(event)) event.clear(Field::currency);
}

void currency_of_shop(Emission& event, const EmissionFacts& facts) {
  if (event.field(Field::currency))
    event.set(Field::currency, facts.scenario.contract.shop.currency);
}

void currency_sign(Emission& event, const EmissionFacts&) {
  if (is_purchase(event) && event.field(Field::currency))
    event.set(Field::currency, std::string("€"));
}

void order_id_missing(Emission& event, const EmissionFacts&) {
  if (is_purchase(event)) event.clear(Field::order_id);
}

void order_name_as_id(Emission& event, const EmissionFacts& facts) {
  if (is_purchase(event) && facts.order != nullptr && event.field(Field::order_id)) {
    event.set(Field::order_id, facts.order->name);
  }
}

void full_value_for_partial(Emission& event, const EmissionFacts& facts) {
  if (event.adjustment != AdjustmentKind::refund_partial || facts.order == nullptr) return;
  const ValueBasis basis = facts.scenario.contract.value_basis(event.platform.view());
  if (const auto whole = value_of(facts.order->totals, basis)) event.set(Field::value, *whole);
}

void refund_amount_as_restated_value(Emission& event, const EmissionFacts& facts) {
  if (event.adjustment != AdjustmentKind::restate || facts.order == nullptr ||
      facts.order->refunds.empty())
    return;
  const ValueBasis basis = facts.scenario.contract.value_basis(event.platform.view());
  if (const auto part = value_of(facts.order->refunds.back().totals, basis))
    event.set(Field::value, *part);
}

void time_in_milliseconds(Emission& event, const EmissionFacts&) {
  if (is_server(event)) event.set(Field::time, Decimal{unix_millis(event.time)});
}

void clock_ahead(Emission& event, const EmissionFacts&) {
  if (is_server(event)) {
    event.time += std::chrono::hours(1);
    event.set(Field::time, Decimal{unix_seconds(event.time)});
  }
}

void test_code_left_in(Emission& event, const EmissionFacts&) {
  if (is_server(event)) event.set(Field::test_code, std::string("TEST48151"));
}

void wrong_account(Emission& event, const EmissionFacts&) {
  if (!event.field(Field::account)) return;
  std::string account = event.text(Field::account);
  if (!account.empty()) account.back() = account.back() == '9' ? '8' : '9';
  event.set(Field::account, account);
}

void staging_page(Emission& event, const EmissionFacts& facts) {
  const auto& hosts = facts.scenario.contract.shop.test_domains;
  if (!hosts.empty() && event.field(Field::page_url)) {
    event.set(Field::page_url, "https://" + hosts.front() + "/thank-you");
  }
}

void foreign_page(Emission& event, const EmissionFacts&) {
  if (event.field(Field::page_url)) {
    event.set(Field::page_url, std::string("https://shop-copy.invalid/thank-you"));
  }
}

// The page came out of a cache: every order has the first one's ids.
void same_id_for_all(Emission& event, const EmissionFacts&) {
  if (is_purchase(event) && event.field(Field::event_id))
    event.set(Field::event_id, std::string("cached-page"));
}

void value_rounded(Emission& event, const EmissionFacts&) {
  if (const auto value = number_in(event, Field::value); is_purchase(event) && value) {
    event.set(Field::value, value->rounded(0));
  }
}

// The backend counts refunds under a number of their own.
void refund_with_unknown_id(Emission& event, const EmissionFacts&) {
  if (event.adjustment != AdjustmentKind::none && event.field(Field::order_id)) {
    event.set(Field::order_id, "R" + event.text(Field::order_id));
  }
}

// The second event of the request has lost its customer data, and the platform refuses the whole.
void bad_event_in_batch(Emission& event, const EmissionFacts&) {
  if (!is_server(event) || !is_purchase(event)) return;
  Emission bad = event;
  for (const auto& word : Words<UserField>::all) bad.clear(field_of(word.value));
  for (const auto& word : Words<IdField>::all) bad.clear(field_of(word.value));
  event.batch.push_back(std::move(bad));
}

bool to_a_stranger(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (!is_browser(event) || !is_purchase(event) || event.platform != "ga4") return false;
  copy = event;
  copy.send_to = "https://pixel.adtech.invalid/track";
  return true;
}

void payment_referrer(Emission& event, const EmissionFacts&) {
  if (is_browser(event) && is_purchase(event)) {
    event.set(Field::page_referrer, std::string("https://payments.example/return"));
  }
}

// Tags run in the sandbox and take its address for the page's.
void sandbox_url(Scenario& scenario) { scenario.storefront.sandbox_pixels = true; }

constexpr Fault kTaggingFaults[] = {
    {.name = "event-id-differs-by-channel",
     .mistake = "The server makes an event id of its own instead of taking the browser's.",
     .who = "server-side developer",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.event-id-mismatch",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/4006",
     .on_emission = event_id_differs_by_channel},
    {.name = "event-id-missing-in-browser",
     .mistake = "The event id was put into the parameters, not into the fourth argument of fbq().",
     .who = "tag developer",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.event-id-missing",
     .source = "https://github.com/zsajjad/react-facebook-pixel/pull/75",
     .on_emission = event_id_missing_in_browser},
    {.name = "event-id-with-prefix-on-server",
     .mistake = "The server takes the order's name with its `#`, the browser the number.",
     .who = "server-side developer",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.id-nearly-equal",
     .source = "https://www.wittelsbach.ai/post/"
               "meta-pixel-showing-duplicate-purchase-events-the-deduplication-diagnostic-for-d2c",
     .on_emission = event_id_with_prefix_on_server},
    {.name = "value-includes-tax",
     .mistake = "The value is the total with tax, because that is what the shopper pays.",
     .who = "tag developer",
     .cost = "revenue too high by the tax",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://github.com/woocommerce/woocommerce-google-analytics-integration/issues/642",
     .on_emission = value_includes_tax},
    {.name = "value-includes-shipping",
     .mistake = "The value is the items plus shipping.",
     .who = "tag developer",
     .cost = "revenue too high by the shipping",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://mission-om.de/en/blog/ga4-gross-or-net-for-value-and-price",
     .on_emission = value_includes_shipping},
    {.name = "value-before-discount",
     .mistake = "The value is taken from the catalogue's prices, before the coupon.",
     .who = "tag developer",
     .cost = "revenue too high by the discount",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://github.com/woocommerce/woocommerce-google-analytics-integration/issues/417",
     .on_emission = value_before_discount},
    {.name = "value-in-cents",
     .mistake = "The payment provider's amount in cents is sent as it is.",
     .who = "server-side developer",
     .cost = "revenue a hundred times too high",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://github.com/mozilla/fxa/pull/16215",
     .on_emission = value_in_cents},
    {.name = "value-decimal-comma",
     .mistake = "The value is formatted for the page: 59,80.",
     .who = "tag developer",
     .cost = "revenue lost or cut",
     .place = Place::tagging,
     .check = "value.format",
     .source = "https://github.com/magento/magento2/issues/37708",
     .on_emission = value_decimal_comma},
    {.name = "value-missing",
     .mistake = "The purchase is sent without a value.",
     .who = "tag developer",
     .cost = "revenue lost",
     .place = Place::tagging,
     .check = "value.missing",
     .on_emission = value_missing},
    {.name = "currency-missing",
     .mistake = "The value is sent without its currency.",
     .who = "tag developer",
     .cost = "revenue lost, server events refused",
     .place = Place::tagging,
     .check = "currency.missing",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/582",
     .on_emission = currency_missing},
    {.name = "currency-of-shop-not-of-order",
     .mistake = "The currency is a constant: the shop's, also for orders in another.",
     .who = "tag developer",
     .cost = "revenue wrong by the exchange rate",
     .place = Place::tagging,
     .check = "currency.mismatch",
     .source = "https://github.com/facebook/facebook-for-woocommerce/pull/3659",
     .on_emission = currency_of_shop},
    {.name = "currency-sign-instead-of-code",
     .mistake = "The currency is sent as the page shows it: €.",
     .who = "tag developer",
     .cost = "revenue lost",
     .place = Place::tagging,
     .check = "currency.invalid",
     .on_emission = currency_sign},
    {.name = "order-id-missing",
     .mistake = "The purchase carries no transaction id.",
     .who = "tag developer",
     .cost = "duplicate revenue; refunds find no order",
     .place = Place::tagging,
     .check = "order.id-missing",
     .source = "https://github.com/woocommerce/woocommerce-google-analytics-integration/issues/387",
     .on_emission = order_id_missing},
    {.name = "order-name-sent-as-id",
     .mistake = "The tag sends the number that the shopper sees, not the backend's id.",
     .who = "tag developer",
     .cost = "refunds and reconciliation find no order",
     .place = Place::tagging,
     .check = "order.id-form",
     .source = "https://github.com/woocommerce/woocommerce-google-analytics-integration/issues/592",
     .on_emission = order_name_as_id},
    {.name = "refund-of-full-value-for-partial",
     .mistake = "Every refund is sent with the whole order's value.",
     .who = "server-side developer",
     .cost = "revenue too low",
     .place = Place::tagging,
     .check = "order.refund-value",
     .source = "https://github.com/aawnu/php-ga4/issues/16",
     .on_emission = full_value_for_partial},
    {.name = "refund-amount-sent-as-restated-value",
     .mistake = "The restatement says what was refunded, not what is kept.",
     .who = "server-side developer",
     .cost = "revenue wrong after every partial refund",
     .place = Place::tagging,
     .check = "order.refund-value",
     .source = "https://support.google.com/google-ads/answer/7686447",
     .on_emission = refund_amount_as_restated_value},
    {.name = "event-time-in-milliseconds",
     .mistake = "The event time is in milliseconds, where the platform takes seconds.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "platform.time",
     .source = "https://github.com/segmentio/action-destinations/pull/3959",
     .on_emission = time_in_milliseconds},
    {.name = "clock-ahead",
     .mistake = "The server's clock is an hour ahead.",
     .who = "operations",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "platform.time",
     .source = "https://github.com/Adsmurai-Google-Tag-Manager-Templates/"
               "adsmurai-facebook-pixel-and-conversions-api/issues/3",
     .on_emission = clock_ahead},
    {.name = "test-event-code-left-in",
     .mistake = "The test event code of the set-up day is still sent.",
     .who = "server-side developer",
     .cost = "test traffic among real conversions",
     .place = Place::tagging,
     .check = "platform.test-code",
     .source =
         "https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api",
     .on_emission = test_code_left_in},
    {.name = "wrong-pixel-id",
     .mistake = "One digit of the pixel or measurement id is wrong.",
     .who = "tag developer",
     .cost = "conversions in somebody else's account",
     .place = Place::tagging,
     .check = "platform.undeclared-destination",
     .on_emission = wrong_account},
    {.name = "staging-sends-to-live-ids",
     .mistake = "The staging shop was copied with the live ids.",
     .who = "operations",
     .cost = "purchases that no shopper made",
     .place = Place::tagging,
     .check = "platform.test-traffic-in-live",
     .source = "https://www.nativeoreanalytics.com/blog/ga4-staging-traffic-filter",
     .on_emission = staging_page},
    {.name = "pixel-copied-to-foreign-shop",
     .mistake = "Somebody copied the page with our pixel in it.",
     .who = "stranger",
     .cost = "purchases that no shopper of ours made",
     .place = Place::tagging,
     .check = "platform.foreign-domain",
     .source = "https://www.facebook.com/business/help/572690630080597",
     .on_emission = foreign_page},
    {.name = "event-id-same-for-all-orders",
     .mistake = "The thank-you page is cached, with one order's event id in it.",
     .who = "operations",
     .cost = "all orders but one lost",
     .place = Place::tagging,
     .check = "reconcile.count",
     .source = "https://github.com/facebookarchive/facebook-for-magento2/issues/44",
     .on_emission = same_id_for_all},
    {.name = "value-rounded-within-tolerance",
     .mistake =
         "Values are rounded to whole units; each order is within its tolerance, the sum isn't.",
     .who = "tag developer",
     .cost = "revenue a little wrong, always",
     .place = Place::tagging,
     .check = "reconcile.revenue",
     .source = "https://github.com/google/site-kit-wp/issues/12986",
     .on_emission = value_rounded},
    {.name = "refund-id-unknown-adds-conversion",
     .mistake = "Refunds carry the refund's number where the order's belongs.",
     .who = "server-side developer",
     .cost = "refunds that find no purchase, or count as one",
     .place = Place::tagging,
     .check = "reconcile.orphan",
     .source = "https://developers.google.com/data-manager/api/devguides/events/google-ads/"
               "conversion-adjustments",
     .on_emission = refund_with_unknown_id},
    {.name = "one-bad-event-in-batch",
     .mistake = "Events are sent in batches, and one of them has no customer data.",
     .who = "server-side developer",
     .cost = "all conversions of the batch lost",
     .place = Place::tagging,
     .check = "platform.batch-lost",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
               "best-practices",
     .on_emission = bad_event_in_batch},
    {.name = "recipient-nobody-agreed-on",
     .mistake = "A plugin sends every purchase to its maker, too.",
     .who = "plugin",
     .cost = "privacy breach",
     .place = Place::tagging,
     .check = "privacy.unlisted-recipient",
     .duplicate = to_a_stranger},
    {.name = "payment-page-as-referrer",
     .mistake =
         "The return from the payment page starts a new session with that page as its source.",
     .who = "analyst",
     .cost = "conversions credited to the payment provider",
     .place = Place::tagging,
     .check = "match.payment-referrer",
     .source = "https://github.com/matomo-org/matomo/issues/16277",
     .on_emission = payment_referrer},
    {.name = "sandbox-url-as-page-location",
     .mistake = "The pixel runs in a sandbox and sends the sandbox's address as the page's.",
     .who = "tag developer",
     .cost = "purchases on unknown pages; landing pages and sources are lost",
     .place = Place::tagging,
     .check = "platform.foreign-domain",
     .source = "https://community.shopify.com/t/"
               "checkout-extensibility-upgrade-ama-custom-web-pixels-with-domaine/340657",
     .on_scenario = sandbox_url},
};

}  // namespace

std::span<const Fault> tagging_faults() { return kTaggingFaults; }

}  // namespace tagproof
