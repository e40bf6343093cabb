#include <algorithm>
#include <iterator>

#include "harness/base/bug.h"
#include "harness/model/template.h"

namespace tagproof {
namespace {

using enum PlaceholderKind;

// The five bases of an order-like thing, under the names that the contract's `revenue:` uses.
#define TAGPROOF_BASES(prefix, what)                                                           \
  {prefix "items_net", number, "items of " what ", after discounts, without tax"},             \
      {prefix "items_net_plus_shipping", number, "the same plus shipping without tax"},        \
      {prefix "items_gross_incl_tax", number, "items of " what ", after discounts, with tax"}, \
      {prefix "order_total", number, "all that is charged for " what},                         \
      {prefix "order_total_minus_tax", number, "the same without tax"}, {                      \
    prefix "total", number, "short for order_total"                                            \
  }

constexpr PlaceholderRow kPlaceholders[] = {
    {"order.id", text, "the backend's id"},
    {"order.name", text, "the name that the shopper sees: #1001"},
    {"order.number", number, "the running number"},
    {"order.state", text, "pending, authorized, paid …"},
    {"order.countable", truth, "whether it counts as a sale by now (contract `count:`)"},
    {"order.was_authorized", truth, "whether its payment was authorised before it was captured"},
    {"order.payment_method", text, "card, transfer, cash_on_delivery …"},
    {"order.shipping_method", text, "as chosen at checkout"},
    {"order.currency", text, "of the order"},
    TAGPROOF_BASES("order.", "the order"),
    {"order.items_before_discount", number, "items without tax, before discounts"},
    {"order.tax", number, "all tax"},
    {"order.shipping", number, "shipping without tax"},
    {"order.discount", number, "all discounts"},
    {"order.tip", number, "as given"},
    {"order.coupon", text, "the code, when one was used"},
    {"order.items", items, "the lines, with ids in the contract's form for the platform"},
    {"order.item_count", number, "all quantities added"},
    {"order.region", text, "the shopper's region: DE, US-CA"},
    {"order.created", number, "Unix seconds"},
    {"order.test", truth, "paid in the gateway's test mode"},
    {"order.staff", truth, "placed by the shop's own people"},
    TAGPROOF_BASES("order.kept.", "what the shopper keeps after refunds"),
    {"order.kept.tax", number, "tax of what is kept"},
    {"order.kept.shipping", number, "shipping of what is kept"},
    {"order.kept.items", items, "the lines that are kept"},

    {"refund.id", text, "the refund's id"},
    {"refund.amount", number, "money given back, tax and shipping included"},
    {"refund.full", truth, "whether nothing of the order is left"},
    TAGPROOF_BASES("refund.", "the refunded part"),
    {"refund.tax", number, "tax of the refunded part"},
    {"refund.shipping", number, "shipping of the refunded part"},
    {"refund.items", items, "the refunded lines; none for an amount"},

    {"cart.id", text, "seeded"},
    {"cart.currency", text, "as the shopper sees prices"},
    TAGPROOF_BASES("cart.", "the cart"),
    {"cart.tax", number, "all tax"},
    {"cart.shipping", number, "shipping without tax"},
    {"cart.coupon", text, "the code, when one is used"},
    {"cart.items", items, "the lines"},
    {"cart.item_count", number, "all quantities added"},

    {"product.sku", text, "of the product in view, or of what was just added"},
    {"product.product_id", text, ""},
    {"product.variant_id", text, ""},
    {"product.name", text, ""},
    {"product.brand", text, ""},
    {"product.category", text, ""},
    {"product.currency", text, "as the shopper sees prices"},
    {"product.price_net", number, "one, without tax"},
    {"product.price_gross", number, "one, with tax"},
    {"product.quantity", number, "1, or how many were just added"},
    {"product.value_net", number, "price_net times quantity"},
    {"product.value_gross", number, "price_gross times quantity"},
    {"product.items", items, "one line: the product"},

    {"shopper.email", text, "as typed"},
    {"shopper.phone", text, "as typed"},
    {"shopper.first_name", text, ""},
    {"shopper.last_name", text, ""},
    {"shopper.street", text, ""},
    {"shopper.city", text, ""},
    {"shopper.region", text, "state or province of the address"},
    {"shopper.zip", text, ""},
    {"shopper.country", text, "two letters"},
    {"shopper.external_id", text, "the shop's own id of the customer"},
    {"shopper.ip", text, "of the browser; on the server as stored with the order"},
    {"shopper.user_agent", text, "of the browser; on the server as stored with the order"},

    {"browser.client_id", text,
     "from _ga; on the server as stored with the order, as all of browser.*"},
    {"browser.session_id", text, "from _ga_<stream>"},
    {"browser.session_number", number, "how many sessions the browser had"},
    {"browser.fbp", text, "from _fbp"},
    {"browser.fbc", text, "from _fbc"},
    {"browser.gclid", text, "from _gcl_aw"},
    {"browser.gbraid", text, "from the landing page"},
    {"browser.wbraid", text, "from the landing page"},
    {"browser.click_id", text, "the click id of the tag's platform: ttclid, msclkid, li_fat_id …"},
    {"browser.browser_id", text, "the browser id of the tag's platform: _ttp, _rdt_uuid …"},
    {"browser.url", text, "of the page; on the server of the last page of the checkout"},
    {"browser.referrer", text, "of the page"},
    {"browser.title", text, "of the page"},
    {"browser.ip", text, ""},
    {"browser.user_agent", text, ""},

    {"consent.analytics", text, "granted, denied, withdrawn, undecided"},
    {"consent.marketing", text, "granted, denied, withdrawn, undecided"},
    {"consent.analytics_storage", text, "granted or denied, as Consent Mode has it"},
    {"consent.ad_storage", text, ""},
    {"consent.ad_user_data", text, ""},
    {"consent.ad_personalization", text, ""},
    {"consent.region", text, "the shopper's region"},
    {"consent.gpc", truth, "whether the browser sends Global Privacy Control"},

    {"event.id", text, "seeded, new for each event"},
    {"event.time", number, "when it happened, Unix seconds"},
    // What a collector received: only its own tags (`sender: collector`) can ask.
    {"event.name", text, "GA4's name of the event"},
    {"event.event_id", text, "as the browser's tag sent it to the collector, as all that follows"},
    {"event.transaction_id", text, ""},
    {"event.value", number, ""},
    {"event.currency", text, ""},
    {"event.tax", number, ""},
    {"event.shipping", number, ""},
    {"event.coupon", text, ""},
    {"event.items", items, "with GA4's ids"},
    {"event.client_id", text, "of FPID, else of the hit"},
    {"event.session_id", text, ""},
    {"event.user_id", text, ""},
    {"event.measurement_id", text, "the hit's tid"},
    {"event.page_location", text, ""},
    {"event.page_referrer", text, ""},
    {"event.page_title", text, ""},
    {"event.ip_override", text, "the shopper's address, as the load balancer forwarded it"},
    {"event.user_agent", text, "of the browser"},
    {"event.fbp", text, "the _fbp cookie"},
    {"event.fbc", text, "the _fbc cookie, else made of fbclid"},
    {"event.gclid", text, "of the page's address, else the _gcl_aw cookie"},
    {"event.gbraid", text, ""},
    {"event.wbraid", text, ""},
    {"event.user_data.email_address", text, "in clear, when the page gave it so"},
    {"event.user_data.phone_number", text, ""},
    {"event.user_data.sha256_email_address", text, "hashed by the page"},
    {"event.user_data.sha256_phone_number", text, ""},
    {"event.user_data.first_name", text, ""},
    {"event.user_data.last_name", text, ""},
    {"event.user_data.sha256_first_name", text, ""},
    {"event.user_data.sha256_last_name", text, ""},
    {"event.user_data.city", text, ""},
    {"event.user_data.postal_code", text, ""},
    {"event.user_data.country", text, ""},

    {"lead.id", text, "of the submission"},
    {"lead.form", text, "contact, newsletter …"},
    {"clock.now", number, "Unix seconds"},
    {"clock.now_ms", number, "Unix milliseconds"},
};
#undef TAGPROOF_BASES

constexpr FilterRow kFilters[] = {
    {TemplateFilter::trim, "trim", false, "no white space at the ends"},
    {TemplateFilter::lower, "lower", false, "lower case, beyond ASCII too"},
    {TemplateFilter::upper, "upper", false, "upper case, ASCII"},
    {TemplateFilter::digits, "digits", false, "digits only"},
    {TemplateFilter::e164, "e164", false,
     "a phone number with + and country code, by the shopper's country"},
    {TemplateFilter::name, "name", false,
     "a person's name as Meta wants it: lower case, no white space, punctuation or digits"},
    {TemplateFilter::city, "city", false, "lower case, no white space, punctuation or digits"},
    {TemplateFilter::zip, "zip", false,
     "lower case, no white space or dash; five digits in the US"},
    {TemplateFilter::sha256, "sha256", false, "lower-case hex; nothing of an empty text"},
    {TemplateFilter::sha1, "sha1", false, "lower-case hex"},
    {TemplateFilter::md5, "md5", false, "lower-case hex"},
    {TemplateFilter::text, "text", false, "a number as text"},
    {TemplateFilter::number, "number", false, "a text as number; nothing when it is none"},
    {TemplateFilter::minor_units, "minor_units", false,
     "59.80 becomes 5980, by the order's currency"},
    {TemplateFilter::round, "round", true, "to so many digits after the point, half up"},
    {TemplateFilter::negate, "negate", false, "59.80 becomes -59.80"},
    {TemplateFilter::rfc3339, "rfc3339", false, "Unix seconds as 2026-01-15T10:00:33Z"},
    {TemplateFilter::url_encode, "url_encode", false, "as encodeURIComponent"},
    {TemplateFilter::truncate, "truncate", true, "at most so many characters"},
    {TemplateFilter::prefix, "prefix", true, "put before"},
    {TemplateFilter::suffix, "suffix", true, "put behind"},
    {TemplateFilter::otherwise, "default", true, "what to take when there is nothing"},
};

}  // namespace

std::string_view text(PlaceholderKind kind) {
  switch (kind) {
    case PlaceholderKind::text:
      return "text";
    case PlaceholderKind::number:
      return "number";
    case PlaceholderKind::truth:
      return "true or false";
    case PlaceholderKind::items:
      return "items";
  }
  return {};
}

std::span<const PlaceholderRow> placeholders() { return kPlaceholders; }
std::span<const FilterRow> filters() { return kFilters; }

const PlaceholderRow& placeholder(std::string_view name) {
  const auto* row = std::ranges::find(kPlaceholders, name, &PlaceholderRow::name);
  if (row == std::end(kPlaceholders)) TAGPROOF_BUG("a placeholder that no template may ask for");
  return *row;
}

std::size_t place_of(const PlaceholderRow& row) {
  return static_cast<std::size_t>(&row - kPlaceholders);
}

}  // namespace tagproof
