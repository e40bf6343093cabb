#include <algorithm>
#include <array>

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

std::optional<ValueBasis> read_basis(std::string_view name) {
  if (name == "total") return ValueBasis::order_total;
  return read<ValueBasis>(name);
}

/// The parts that carts, orders, refunds and what is kept have in common; nothing for other names.
std::optional<TemplateValue> of_totals(const Totals& totals, std::string_view name) {
  if (const auto basis = read_basis(name)) return of_number(value_of(totals, *basis));
  if (name == "tax") return of_number(totals.tax);
  if (name == "shipping") return of_number(totals.shipping);
  if (name == "discount") return of_number(totals.discount);
  return std::nullopt;
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

TemplateValue of_order(const TagData& data, std::string_view name) {
  const auto& occasion = data.occasion;
  if (!occasion.order) return std::monostate{};
  const auto& order = *occasion.order;
  if (name.starts_with("kept.")) {
    name.remove_prefix(5);
    if (name == "items") return emitted(kept_items(order), data);
    return of_totals(occasion.order_kept, name).value_or(std::monostate{});
  }
  if (const auto total = of_totals(order.totals, name)) return *total;
  if (name == "id") return of_text(order.id.value);
  if (name == "name") return of_text(order.name);
  if (name == "number") {
    std::string digits;
    std::ranges::copy_if(order.id.value, std::back_inserter(digits),
                         [](char c) { return c >= '0' && c <= '9'; });
    return of_number(Decimal::parse(digits));
  }
  if (name == "state") return std::string(text(order.state));
  if (name == "countable") return occasion.order_counts;
  if (name == "was_authorized")
    return order.authorized && (!order.paid || *order.authorized < *order.paid);
  if (name == "payment_method") return of_text(order.payment_method);
  if (name == "shipping_method") return of_text(occasion.shipping_method);
  if (name == "currency") return of_text(order.currency);
  if (name == "items_before_discount") return occasion.items_before_discount;
  if (name == "tip") return of_number(order.tip);
  if (name == "coupon") return of_text(order.coupon);
  if (name == "items") return emitted(order.items, data);
  if (name == "item_count") return count_of(order.items);
  if (name == "region") return of_text(order.region);
  if (name == "created") {
    if (!order.created) return std::monostate{};
    return Decimal{unix_seconds(*order.created)};
  }
  if (name == "test") return order.test;
  if (name == "staff") return order.staff;
  return std::monostate{};
}

TemplateValue of_refund(const TagData& data, std::string_view name) {
  if (!data.occasion.refund) return std::monostate{};
  const auto& refund = *data.occasion.refund;
  if (const auto total = of_totals(refund.totals, name)) return *total;
  if (name == "id") return of_text(refund.id);
  if (name == "amount") return refund.amount;
  if (name == "full") return refund.full;
  if (name == "items" && !refund.items.empty()) return emitted(refund.items, data);
  return std::monostate{};
}

TemplateValue of_cart(const TagData& data, std::string_view name) {
  if (!data.occasion.cart) return std::monostate{};
  const auto& cart = *data.occasion.cart;
  if (const auto total = of_totals(cart.priced->totals, name)) return *total;
  if (name == "id") return of_text(cart.id);
  if (name == "currency") return of_text(cart.currency);
  if (name == "coupon") return of_text(cart.coupon);
  if (name == "items") return emitted(cart.priced->items, data);
  if (name == "item_count") return count_of(cart.priced->items);
  return std::monostate{};
}

TemplateValue of_product(const TagData& data, std::string_view name) {
  if (!data.occasion.product) return std::monostate{};
  const auto& product = data.occasion.product->items.front();
  const Decimal quantity{data.occasion.product_quantity};
  const auto times = [&](const std::optional<Decimal>& price) -> TemplateValue {
    if (!price) return std::monostate{};
    return (*price * quantity).rounded(price->scale());
  };
  if (name == "sku") return of_text(product.sku);
  if (name == "product_id") return of_text(product.product_id);
  if (name == "variant_id") return of_text(product.variant_id);
  if (name == "name") return of_text(product.name);
  if (name == "brand") return of_text(product.brand);
  if (name == "category") return of_text(product.category);
  if (name == "currency") return of_text(data.occasion.product_currency);
  if (name == "price_net") return of_number(product.price_net);
  if (name == "price_gross") return of_number(product.price_gross);
  if (name == "quantity") return quantity;
  if (name == "value_net") return times(product.price_net);
  if (name == "value_gross") return times(product.price_gross);
  if (name == "items") {
    return std::vector{emitted(product, data.occasion.product_quantity, data)};
  }
  return std::monostate{};
}

template <class Facts>
struct FactRow {
  std::string_view name{};
  std::string Facts::*field{};
};

TemplateValue of_browser(const TagData& data, std::string_view name) {
  const auto& browser = *data.occasion.browser;
  constexpr std::array<FactRow<BrowserFacts>, 9> kRows{{{"client_id", &BrowserFacts::client_id},
                                                        {"session_id", &BrowserFacts::session_id},
                                                        {"fbp", &BrowserFacts::fbp},
                                                        {"fbc", &BrowserFacts::fbc},
                                                        {"gclid", &BrowserFacts::gclid},
                                                        {"gbraid", &BrowserFacts::gbraid},
                                                        {"wbraid", &BrowserFacts::wbraid},
                                                        {"ip", &BrowserFacts::ip},
                                                        {"user_agent", &BrowserFacts::user_agent}}};
  constexpr std::array<FactRow<PageFacts>, 3> kPageRows{
      {{"url", &PageFacts::url}, {"referrer", &PageFacts::referrer}, {"title", &PageFacts::title}}};
  const auto row = std::ranges::find(kRows, name, &FactRow<BrowserFacts>::name);
  if (row != kRows.end()) return of_text(browser.*(row->field));
  const auto of_page = std::ranges::find(kPageRows, name, &FactRow<PageFacts>::name);
  if (of_page != kPageRows.end()) return of_text(data.occasion.shown().*(of_page->field));
  if (name == "click_id" || name == "browser_id") {
    const auto own = browser.own_ids.find(data.platform);
    if (own == browser.own_ids.end()) return std::monostate{};
    return of_text(name == "click_id" ? own->second.click_id : own->second.browser_id);
  }
  if (name == "session_number" && browser.session_number > 0)
    return Decimal{browser.session_number};
  return std::monostate{};
}

TemplateValue of_consent(const TagData& data, std::string_view name) {
  const auto& occasion = data.occasion;
  if (name == "analytics") return std::string(text(occasion.choice.analytics));
  if (name == "marketing") return std::string(text(occasion.choice.marketing));
  if (name == "region") return of_text(occasion.region);
  if (name == "gpc") return occasion.gpc;
  const auto signal = [](const ConsentState::One& one) -> TemplateValue {
    if (one.effective() == Signal::unset) return std::monostate{};
    return std::string(text(one.effective()));
  };
  if (name == "analytics_storage") return signal(data.signals.analytics_storage);
  if (name == "ad_storage") return signal(data.signals.ad_storage);
  if (name == "ad_user_data") return signal(data.signals.ad_user_data);
  return signal(data.signals.ad_personalization);
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

TemplateValue TagData::operator()(std::string_view name) const {
  const auto dot = name.find('.');
  const auto thing = name.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  if (thing == "order") return of_order(*this, rest);
  if (thing == "refund") return of_refund(*this, rest);
  if (thing == "cart") return of_cart(*this, rest);
  if (thing == "product") return of_product(*this, rest);
  if (thing == "browser") return of_browser(*this, rest);
  if (thing == "consent") return of_consent(*this, rest);
  if (thing == "shopper") {
    if (rest == "ip") return of_text(occasion.browser->ip);
    if (rest == "user_agent") return of_text(occasion.browser->user_agent);
    const auto field = read<UserField>(rest);
    return field ? of_text(occasion.customer->of(*field)) : TemplateValue{};
  }
  if (name == "event.id") return of_text(occasion.event_id);
  if (name == "event.time") return Decimal{unix_seconds(occasion.time)};
  if (name == "lead.id") return of_text(occasion.lead_id);
  if (name == "lead.form") return of_text(occasion.form);
  if (name == "clock.now") return Decimal{unix_seconds(now)};
  if (name == "clock.now_ms") return Decimal{unix_millis(now)};
  return std::monostate{};
}

}  // namespace tagproof
