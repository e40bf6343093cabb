#include <algorithm>
#include <array>

#include "harness/base/digits.h"
#include "harness/base/money.h"
#include "harness/shop/occasion.h"
#include "harness/shop/order_book.h"

namespace tagproof {
namespace {

TemplateValue of_text(const std::string& text) {
  if (text.empty()) return std::monostate{};
  return text;
}

TemplateValue of_number(const std::optional<Decimal>& number) {
  if (!number) return std::monostate{};
  return *number;
}

EmittedItem emitted(const OrderItem& item, std::int64_t quantity, const TagData& data) {
  const auto& price = data.price_net ? item.price_net : item.price_gross;
  return {.id = item_id(item, data.item_form, std::string_view(data.occasion.region).substr(0, 2)),
          .name = item.name,
          .brand = item.brand,
          .category = item.category,
          .variant = item.variant_id,
          .quantity = Decimal{quantity},
          .price = price.value_or(Decimal{})};
}

std::vector<EmittedItem> emitted(const std::vector<OrderItem>& items, const TagData& data) {
  std::vector<EmittedItem> result;
  result.reserve(items.size());
  for (const auto& item : items) result.push_back(emitted(item, item.quantity, data));
  return result;
}

Decimal count_of(const std::vector<OrderItem>& items) {
  Decimal count;
  for (const auto& item : items) count += Decimal{item.quantity};
  return count;
}

/// What answers one placeholder.
using Reader = TemplateValue (*)(const TagData&);
struct Row {
  std::string_view name{};
  Reader read{};
};

// The things that an occasion may be of; null: it is of none, and what is asked of it is nothing.
const Order* order_of(const TagData& data) { return data.occasion.order.get(); }
const Refund* refund_of(const TagData& data) { return data.occasion.refund.get(); }
const Snapshot* cart_of(const TagData& data) {
  return data.occasion.cart ? &*data.occasion.cart : nullptr;
}
const OrderItem* product_of(const TagData& data) {
  return data.occasion.product ? &data.occasion.product->items.front() : nullptr;
}

template <auto thing_of, auto read>
TemplateValue of(const TagData& data) {
  const auto* thing = thing_of(data);
  if (thing == nullptr) return std::monostate{};
  return read(*thing, data);
}
template <auto read>
constexpr Reader of_order = of<order_of, read>;
template <auto read>
constexpr Reader of_refund = of<refund_of, read>;
template <auto read>
constexpr Reader of_cart = of<cart_of, read>;
template <auto read>
constexpr Reader of_product = of<product_of, read>;

// The totals that orders, what is kept of them, refunds and carts have in common.
const Totals* order_totals(const TagData& data) {
  return data.occasion.order ? &data.occasion.order->totals : nullptr;
}
const Totals* kept_totals(const TagData& data) {
  return data.occasion.order ? &data.occasion.order_kept : nullptr;
}
const Totals* refund_totals(const TagData& data) {
  return data.occasion.refund ? &data.occasion.refund->totals : nullptr;
}
const Totals* cart_totals(const TagData& data) {
  return data.occasion.cart ? &data.occasion.cart->priced->totals : nullptr;
}
template <auto totals_of, ValueBasis basis>
TemplateValue value_by(const TagData& data) {
  const auto* totals = totals_of(data);
  return totals == nullptr ? TemplateValue{} : of_number(value_of(*totals, basis));
}
template <auto totals_of, auto part>
TemplateValue part_of(const TagData& data) {
  const auto* totals = totals_of(data);
  return totals == nullptr ? TemplateValue{} : of_number(totals->*part);
}
#define TAGPROOF_TOTALS(prefix, totals)                                                          \
  {prefix "items_net", value_by<totals, ValueBasis::items_net>},                                 \
      {prefix "items_net_plus_shipping", value_by<totals, ValueBasis::items_net_plus_shipping>}, \
      {prefix "items_gross_incl_tax", value_by<totals, ValueBasis::items_gross_incl_tax>},       \
      {prefix "order_total", value_by<totals, ValueBasis::order_total>},                         \
      {prefix "order_total_minus_tax", value_by<totals, ValueBasis::order_total_minus_tax>},     \
      {prefix "total", value_by<totals, ValueBasis::order_total>},                               \
      {prefix "tax", part_of<totals, &Totals::tax>}, {                                           \
    prefix "shipping", part_of<totals, &Totals::shipping>                                        \
  }

template <auto field>
TemplateValue text_in_order(const TagData& data) {
  return data.occasion.order ? of_text((*data.occasion.order).*field) : TemplateValue{};
}
template <auto field>
TemplateValue text_in_product(const TagData& data) {
  const auto* product = product_of(data);
  return product == nullptr ? TemplateValue{} : of_text(product->*field);
}
template <auto price>
TemplateValue price_times_quantity(const TagData& data) {
  const auto* product = product_of(data);
  if (product == nullptr || !(product->*price)) return std::monostate{};
  const auto& one = *(product->*price);
  return (one * Decimal{data.occasion.product_quantity}).rounded(one.scale());
}
template <UserField field>
TemplateValue of_customer(const TagData& data) {
  return of_text(data.occasion.customer->of(field));
}
template <auto field>
TemplateValue of_browser(const TagData& data) {
  return of_text((*data.occasion.browser).*field);
}
template <auto field>
TemplateValue of_page(const TagData& data) {
  return of_text(data.occasion.shown().*field);
}
/// What the tag's platform keeps in the browser for itself.
template <auto field>
TemplateValue of_own_ids(const TagData& data) {
  const auto& all = data.occasion.browser->own_ids;
  const auto own = all.find(data.platform);
  return own == all.end() ? TemplateValue{} : of_text(own->second.*field);
}
template <auto field>
TemplateValue of_signal(const TagData& data) {
  const auto signal = (data.signals.*field).effective();
  if (signal == Signal::unset) return std::monostate{};
  return std::string(text(signal));
}

TemplateValue order_number(const Order& order, const TagData&) {
  return of_number(Decimal::parse(digits_of(order.id.value)));
}
TemplateValue was_authorized(const Order& order, const TagData&) {
  return order.authorized && (!order.paid || *order.authorized < *order.paid);
}
TemplateValue created(const Order& order, const TagData&) {
  if (!order.created) return std::monostate{};
  return Decimal{unix_seconds(*order.created)};
}

using Value = TemplateValue;
using Data = TagData;
constexpr Row kRows[] = {
    {"order.id", of_order<[](const Order& o, const Data&) { return of_text(o.id.value); }>},
    {"order.name", text_in_order<&Order::name>},
    {"order.number", of_order<order_number>},
    {"order.state",
     of_order<[](const Order& o, const Data&) -> Value { return std::string(text(o.state)); }>},
    {"order.countable",
     of_order<[](const Order&, const Data& d) -> Value { return d.occasion.order_counts; }>},
    {"order.was_authorized", of_order<was_authorized>},
    {"order.payment_method", text_in_order<&Order::payment_method>},
    {"order.shipping_method",
     of_order<[](const Order&, const Data& d) { return of_text(d.occasion.shipping_method); }>},
    {"order.currency", text_in_order<&Order::currency>},
    TAGPROOF_TOTALS("order.", order_totals),
    {"order.discount", part_of<order_totals, &Totals::discount>},
    {"order.items_before_discount",
     of_order<[](const Order&, const Data& d) -> Value { return d.occasion.items_before_discount; }>},
    {"order.tip", of_order<[](const Order& o, const Data&) { return of_number(o.tip); }>},
    {"order.coupon", text_in_order<&Order::coupon>},
    {"order.items",
     of_order<[](const Order& o, const Data& d) -> Value { return emitted(o.items, d); }>},
    {"order.item_count",
     of_order<[](const Order& o, const Data&) -> Value { return count_of(o.items); }>},
    {"order.region", text_in_order<&Order::region>},
    {"order.created", of_order<created>},
    {"order.test", of_order<[](const Order& o, const Data&) -> Value { return o.test; }>},
    {"order.staff", of_order<[](const Order& o, const Data&) -> Value { return o.staff; }>},
    TAGPROOF_TOTALS("order.kept.", kept_totals),
    {"order.kept.items",
     of_order<[](const Order& o, const Data& d) -> Value { return emitted(kept_items(o), d); }>},

    {"refund.id", of_refund<[](const Refund& r, const Data&) { return of_text(r.id); }>},
    {"refund.amount", of_refund<[](const Refund& r, const Data&) -> Value { return r.amount; }>},
    {"refund.full", of_refund<[](const Refund& r, const Data&) -> Value { return r.full; }>},
    TAGPROOF_TOTALS("refund.", refund_totals),
    {"refund.items", of_refund<[](const Refund& r, const Data& d) {
       return r.items.empty() ? Value{} : Value{emitted(r.items, d)};
     }>},

    {"cart.id", of_cart<[](const Snapshot& c, const Data&) { return of_text(c.id); }>},
    {"cart.currency", of_cart<[](const Snapshot& c, const Data&) { return of_text(c.currency); }>},
    TAGPROOF_TOTALS("cart.", cart_totals),
    {"cart.coupon", of_cart<[](const Snapshot& c, const Data&) { return of_text(c.coupon); }>},
    {"cart.items",
     of_cart<[](const Snapshot& c, const Data& d) -> Value { return emitted(c.priced->items, d); }>},
    {"cart.item_count",
     of_cart<[](const Snapshot& c, const Data&) -> Value { return count_of(c.priced->items); }>},

    {"product.sku", text_in_product<&OrderItem::sku>},
    {"product.product_id", text_in_product<&OrderItem::product_id>},
    {"product.variant_id", text_in_product<&OrderItem::variant_id>},
    {"product.name", text_in_product<&OrderItem::name>},
    {"product.brand", text_in_product<&OrderItem::brand>},
    {"product.category", text_in_product<&OrderItem::category>},
    {"product.currency",
     of_product<[](const OrderItem&, const Data& d) { return of_text(d.occasion.product_currency); }>},
    {"product.price_net",
     of_product<[](const OrderItem& p, const Data&) { return of_number(p.price_net); }>},
    {"product.price_gross",
     of_product<[](const OrderItem& p, const Data&) { return of_number(p.price_gross); }>},
    {"product.quantity", of_product<[](const OrderItem&, const Data& d) -> Value {
       return Decimal{d.occasion.product_quantity};
     }>},
    {"product.value_net", price_times_quantity<&OrderItem::price_net>},
    {"product.value_gross", price_times_quantity<&OrderItem::price_gross>},
    {"product.items", of_product<[](const OrderItem& p, const Data& d) -> Value {
       return std::vector{emitted(p, d.occasion.product_quantity, d)};
     }>},

    {"shopper.email", of_customer<UserField::email>},
    {"shopper.phone", of_customer<UserField::phone>},
    {"shopper.first_name", of_customer<UserField::first_name>},
    {"shopper.last_name", of_customer<UserField::last_name>},
    {"shopper.street", of_customer<UserField::street>},
    {"shopper.city", of_customer<UserField::city>},
    {"shopper.region", of_customer<UserField::region>},
    {"shopper.zip", of_customer<UserField::zip>},
    {"shopper.country", of_customer<UserField::country>},
    {"shopper.external_id", of_customer<UserField::external_id>},
    {"shopper.ip", of_browser<&BrowserFacts::ip>},
    {"shopper.user_agent", of_browser<&BrowserFacts::user_agent>},

    {"browser.client_id", of_browser<&BrowserFacts::client_id>},
    {"browser.session_id", of_browser<&BrowserFacts::session_id>},
    {"browser.session_number",
     [](const Data& d) {
       const int number = d.occasion.browser->session_number;
       return number > 0 ? Value{Decimal{number}} : Value{};
     }},
    {"browser.fbp", of_browser<&BrowserFacts::fbp>},
    {"browser.fbc", of_browser<&BrowserFacts::fbc>},
    {"browser.gclid", of_browser<&BrowserFacts::gclid>},
    {"browser.gbraid", of_browser<&BrowserFacts::gbraid>},
    {"browser.wbraid", of_browser<&BrowserFacts::wbraid>},
    {"browser.click_id", of_own_ids<&BrowserIds::click_id>},
    {"browser.browser_id", of_own_ids<&BrowserIds::browser_id>},
    {"browser.url", of_page<&PageFacts::url>},
    {"browser.referrer", of_page<&PageFacts::referrer>},
    {"browser.title", of_page<&PageFacts::title>},
    {"browser.ip", of_browser<&BrowserFacts::ip>},
    {"browser.user_agent", of_browser<&BrowserFacts::user_agent>},

    {"consent.analytics",
     [](const Data& d) -> Value { return std::string(text(d.occasion.choice.analytics)); }},
    {"consent.marketing",
     [](const Data& d) -> Value { return std::string(text(d.occasion.choice.marketing)); }},
    {"consent.analytics_storage", of_signal<&ConsentState::analytics_storage>},
    {"consent.ad_storage", of_signal<&ConsentState::ad_storage>},
    {"consent.ad_user_data", of_signal<&ConsentState::ad_user_data>},
    {"consent.ad_personalization", of_signal<&ConsentState::ad_personalization>},
    {"consent.region", [](const Data& d) { return of_text(d.occasion.region); }},
    {"consent.gpc", [](const Data& d) -> Value { return d.occasion.gpc; }},

    {"event.id", [](const Data& d) { return of_text(d.occasion.event_id); }},
    {"event.time", [](const Data& d) -> Value { return Decimal{unix_seconds(d.occasion.time)}; }},
    {"lead.id", [](const Data& d) { return of_text(d.occasion.lead_id); }},
    {"lead.form", [](const Data& d) { return of_text(d.occasion.form); }},
    {"clock.now", [](const Data& d) -> Value { return Decimal{unix_seconds(d.now)}; }},
    {"clock.now_ms", [](const Data& d) -> Value { return Decimal{unix_millis(d.now)}; }},
};
#undef TAGPROOF_TOTALS

/// By the placeholder's place; null: only a collector can say.
std::vector<Reader> readers() {
  std::vector<Reader> all(placeholders().size());
  for (const auto& row : kRows) all[place_of(placeholder(row.name))] = row.read;
  return all;
}

/// One row for each id, so that what compares them and what copies them speak of the same.
constexpr std::array kIds{
    &BrowserFacts::client_id, &BrowserFacts::session_id, &BrowserFacts::fbp,   &BrowserFacts::fbc,
    &BrowserFacts::gclid,     &BrowserFacts::gbraid,     &BrowserFacts::wbraid};

}  // namespace

bool same_ids(const BrowserFacts& a, const BrowserFacts& b) {
  return a.own_ids == b.own_ids &&
         std::ranges::all_of(kIds, [&](auto id) { return a.*id == b.*id; });
}

std::shared_ptr<const BrowserFacts> with_ids(const BrowserFacts& facts, const BrowserFacts& of) {
  auto changed = facts;
  for (const auto id : kIds) changed.*id = of.*id;
  changed.own_ids = of.own_ids;
  return std::make_shared<const BrowserFacts>(std::move(changed));
}

const PageFacts& Occasion::shown() const {
  static const PageFacts kNone;
  return page ? *page : kNone;
}

TemplateValue TagData::operator()(const PlaceholderRow& asked) const {
  static const auto kReaders = readers();
  const auto read = kReaders[place_of(asked)];
  return read == nullptr ? TemplateValue{} : read(*this);
}

}  // namespace tagproof
