#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "harness/base/money.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/merging.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

/// The two-letter country of an order, for id patterns.
std::string_view country_of(const Order& order) {
  return std::string_view(order.region).substr(0, 2);
}

/// Which line of the order an id on the wire is, and whether in the agreed form.
struct Line {
  const OrderItem* item{};
  bool agreed_form = false;
};

Line find_line(const Order& order, std::string_view id, std::string_view form) {
  for (const auto& item : order.items) {
    if (item_id(item, form, country_of(order)) == id) return {&item, true};
  }
  constexpr std::array<std::string_view, 4> kForms{"sku", "product_id", "variant_id", "id"};
  for (const auto& item : order.items) {
    for (const auto other : kForms) {
      if (item_id(item, other, country_of(order)) == id) return {&item, false};
    }
    if (!item.name.empty() && item.name == id) return {&item, false};
  }
  for (const auto& item : order.items) {
    for (const auto other : kForms) {
      // "wc_post_id_101": a known id with something before or behind it
      if (!near_difference(id, item_id(item, other, country_of(order))).empty())
        return {&item, false};
    }
  }
  return {};
}

/// The event's items against its order's; nothing when one of the two isn't known.
const std::vector<TrackedItem>* judged_items(const TrackedEvent& event, const Context& context,
                                             const Order*& order) {
  if (!event.is(EventName::purchase) || is_reversal(event, context)) return nullptr;
  order = judged_order(event, context);
  if (order == nullptr || order->items.empty() || !event.items) return nullptr;
  return context.facts(event).platform->item_form.empty() ? nullptr : &*event.items;
}

bool wants_items(const TrackedEvent& event, const Context& context) {
  if (!event.name || context.contract() == nullptr || context.facts(event).mirror) return false;
  const PlatformFacts& platform = *context.facts(event).platform;
  if (platform.item_form.empty()) return false;
  // Google Ads takes items for dynamic remarketing only: they are owed where there is a feed.
  if (platform.id == "google_ads" && platform.feed == nullptr) return false;
  switch (*event.name) {
    case EventName::purchase:
      return !is_reversal(event, context);
    case EventName::view_item:
    case EventName::add_to_cart:
    case EventName::begin_checkout:
      return true;
    case EventName::page_view:
    case EventName::add_payment_info:
    case EventName::refund:
    case EventName::cancel:
    case EventName::lead:
      return false;
  }
  return false;
}

void items_missing(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!wants_items(event, context)) return;
  if (event.items && !event.items->empty()) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} got a {} without items.", say::title(event.platform.view()),
                              text(*event.name));
  draft.expected = "the items with id, quantity and price";
  draft.actual = event.items ? "an empty list" : event.items.is_malformed() ? "unreadable" : "none";
  if (event.items.is_malformed()) draft.actual = say::text(event.items.raw());
  findings.add(std::move(draft));
}

void id_form_differs(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Order* order = nullptr;
  const auto* items = judged_items(event, context, order);
  if (items == nullptr) return;
  const PlatformFacts& platform = *context.facts(event).platform;
  const std::string_view form = platform.item_form;
  const auto report = [&](const TrackedItem& item, std::string message, std::string expected) {
    Draft draft = draft_of(event, context);
    draft.layer = Layer::catalogue;
    draft.message = std::move(message);
    draft.expected = std::move(expected);
    draft.actual = say::value(item.id);
    findings.add(std::move(draft));
  };
  for (const auto& item : *items) {
    if (!item.id) {
      report(item,
             fmt::format("{} got an item of order {} without an id.", say::title(platform.id),
                         order->id.view()),
             fmt::format("the item's {}", form));
      continue;
    }
    const Line line = find_line(*order, *item.id, form);
    if (line.agreed_form) continue;
    if (line.item == nullptr) {
      if (platform.feed != nullptr) continue;  // items.not-in-feed speaks
      report(item,
             fmt::format("{} got an item that order {} doesn't have.", say::title(platform.id),
                         order->id.view()),
             fmt::format("the item's {}", form));
    } else {
      const std::string right = item_id(*line.item, form, country_of(*order));
      report(
          item,
          fmt::format("{} got another form of an item's id than the contract gives it, so that ads "
                      "can't find the product.",
                      say::title(platform.id)),
          fmt::format("{} ({})", say::text(right), form));
    }
  }
}

void not_in_feed(const TrackedEvent& event, const Context& context, Findings& findings) {
  const auto* feed = context.facts(event).platform->feed;
  if (feed == nullptr || !event.items || !event.is(EventName::purchase) ||
      is_reversal(event, context) || context.facts(event).mirror)
    return;
  const Order* order = judged_order(event, context);
  const std::string_view form = context.facts(event).platform->item_form;
  for (const auto& item : *event.items) {
    if (!item.id || std::ranges::binary_search(*feed, *item.id)) continue;
    // Another form of a known item is items.id-form-differs' to say.
    if (order != nullptr && !form.empty()) {
      const Line line = find_line(*order, *item.id, form);
      if (line.item != nullptr && !line.agreed_form) continue;
    }
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("{} got an item that isn't in its catalogue feed.",
                                say::title(event.platform.view()));
    draft.expected = "an id of the feed";
    draft.actual = say::value(item.id);
    findings.add(std::move(draft));
  }
}

/// A list of ids, as a pixel's parameter has it: it has no place for quantities.
bool ids_alone(const TrackedEvent& event) { return event.items.kind() == WireKind::array; }

void quantity(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Order* order = nullptr;
  const auto* items = judged_items(event, context, order);
  if (items == nullptr || items->empty()) return;  // items.missing speaks
  if (ids_alone(event)) return;
  const std::string_view form = context.facts(event).platform->item_form;
  std::map<const OrderItem*, Decimal> sent;
  for (const auto& item : *items) {
    if (!item.id) return;  // items.id-form-differs speaks
    const Line line = find_line(*order, *item.id, form);
    if (line.item == nullptr) return;
    if (item.quantity.is_malformed()) {
      Draft draft = draft_of(event, context);
      draft.message = fmt::format("A quantity that {} got for order {} can't be read.",
                                  say::title(event.platform.view()), order->id.view());
      draft.expected = "a whole number";
      draft.actual = say::value(item.quantity);
      findings.add(std::move(draft));
      return;
    }
    sent[line.item] += item.quantity.value_or(Decimal(1));
  }
  // Two lines of one product look alike on the wire: compare sums by id.
  std::map<std::string, std::pair<Decimal, Decimal>> by_id;
  for (const auto& item : order->items) {
    auto& [wanted, got] = by_id[item_id(item, form, country_of(*order))];
    wanted += Decimal(item.quantity);
    const auto it = sent.find(&item);
    if (it != sent.end()) got += it->second;
  }
  for (const auto& [id, both] : by_id) {
    if (both.first == both.second) continue;
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("{} got a wrong quantity of {} for order {}.",
                                say::title(event.platform.view()), id, order->id.view());
    draft.expected = say::decimal(both.first);
    draft.actual = both.second.is_zero() ? "none" : say::decimal(both.second);
    findings.add(std::move(draft));
  }
}

void price(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Order* order = nullptr;
  const auto* items = judged_items(event, context, order);
  if (items == nullptr) return;
  const std::string_view form = context.facts(event).platform->item_form;
  const bool net = context.contract()->items.price_net;
  // A unit price is a line's amount divided, so it may be rounded to the currency's digits.
  const int digits = std::max(0, currency_exponent(order->currency));
  const Decimal unit = Decimal::of_minor(1, digits);
  for (const auto& item : *items) {
    if (!item.id || item.price.says_nothing()) continue;
    const Line line = find_line(*order, *item.id, form);
    if (line.item == nullptr) continue;
    const auto& expected = net ? line.item->price_net : line.item->price_gross;
    if (!expected) continue;
    // Lines of one product at two prices are compared with any of them.
    const bool fits = item.price && std::ranges::any_of(order->items, [&](const OrderItem& other) {
                        const auto& one = net ? other.price_net : other.price_gross;
                        return one &&
                               item_id(other, form, country_of(*order)) ==
                                   item_id(*line.item, form, country_of(*order)) &&
                               (*one - *item.price).abs() < unit;
                      });
    if (fits) continue;
    Draft draft = draft_of(event, context);
    const auto& other = net ? line.item->price_gross : line.item->price_net;
    const bool is_other = item.price && other && (*other - *item.price).abs() < unit;
    draft.message = fmt::format("{} got a wrong price of an item of order {}{}.",
                                say::title(event.platform.view()), order->id.view(),
                                is_other ? (net ? ": tax is in it" : ": it is without tax") : "");
    draft.expected = fmt::format("{} ({}, one unit after discounts)", say::decimal(*expected),
                                 net ? "net" : "with tax");
    draft.actual = say::value(item.price);
    findings.add(std::move(draft));
  }
}

constexpr Check kItems[] = {
    {.id = "items.missing",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Without items there is no product report and no ad for the product that was looked "
            "at.",
     .fix = "Send the order's or page's items with id, quantity and price.",
     .source = source::kGa4Ecommerce,
     .proven_by = "items-missing",
     .quiet_on = "successful-purchase",
     .look_event = items_missing},
    {.id = "items.id-form-differs",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::catalogue,
     .why = "An id in another form than the catalogue's matches no product: dynamic ads show "
            "nothing, reports split one product in two.",
     .fix = "Send each platform the form that the contract's items.ids names for it.",
     .source = source::kMetaPixel,
     .proven_by = "item-ids-differ-by-platform",
     .quiet_on = "successful-purchase",
     .look_event = id_form_differs},
    {.id = "items.not-in-feed",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::source_data,
     .layer = Layer::catalogue,
     .why = "A product that isn't in the feed can't be advertised again, and lowers the "
            "catalogue's match rate.",
     .fix = "Export the product to the feed, or send the id under which the feed has it.",
     .source = source::kMetaPixel,
     .proven_by = "item-ids-not-in-feed",
     .quiet_on = "successful-purchase",
     .look_event = not_in_feed},
    {.id = "items.quantity",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Product reports count pieces that weren't sold, or miss those that were.",
     .fix = "Send each line's quantity, and every line of the order.",
     .source = source::kGa4Ecommerce,
     .proven_by = "item-quantity-always-one",
     .quiet_on = "coupon-tax-and-shipping",
     .look_event = quantity},
    {.id = "items.price",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Item revenue is price times quantity: a wrong unit price makes it disagree with the "
            "order's.",
     .fix = "Send one unit's price after discounts, net or with tax as the contract's items.price "
            "says.",
     .source = source::kGa4Ecommerce,
     .proven_by = "item-prices-with-tax",
     .quiet_on = "coupon-tax-and-shipping",
     .look_event = price},
};

}  // namespace

std::span<const Check> items() { return kItems; }

}  // namespace tagproof::checks
