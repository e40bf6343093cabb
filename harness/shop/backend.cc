#include <fmt/format.h>

#include <functional>
#include <memory>
#include <utility>

#include "harness/base/money.h"
#include "harness/shop/order_book.h"
#include "harness/shop/shop.h"

/// What the backend does with orders, and which of it its tracking hears of.
namespace tagproof {
namespace {

/// What a cancellation or lost dispute takes back: all that is left, as if it were refunded.
Refund rest_of(const Order& order, std::string_view why, TimePoint now) {
  Refund rest{.id = fmt::format("{}-{}", order.id.value, why),
              .time = now,
              .full = true,
              .items = kept_items(order)};
  rest.totals = kept(order);
  rest.totals.discount.reset();
  rest.amount = rest.totals.total.value_or(Decimal{});
  return rest;
}

std::shared_ptr<const Refund> shared(Refund refund) {
  return std::make_shared<const Refund>(std::move(refund));
}

}  // namespace

Result<OrderId> Shop::order_at(int position, const Visitor* who) const {
  if (position > 0) {
    const auto index = static_cast<std::size_t>(position) - 1;
    if (index < placed_.size()) return placed_[index];
    return error(
        fmt::format("there is no order {}: {} were placed so far", position, placed_.size()));
  }
  if (who != nullptr && !who->last_order.empty()) return who->last_order;
  if (who != nullptr || placed_.empty()) return error("no order was placed yet");
  return placed_.back();
}

Result<SharedOrder> Shop::find(const OrderId& id) const {
  auto order = orders_.find(id);
  if (!order) return error(fmt::format("there is no order `{}`", id.value));
  return order;
}

Result<Shop::Changed> Shop::change(const OrderId& id,
                                   const std::function<Result<Order>(const Order&)>& become) const {
  auto before = find(id);
  if (!before) return std::move(before.error());
  auto order = become(**before);
  if (!order) return std::move(order.error());
  return Changed{std::move(*before), std::make_shared<const Order>(std::move(*order))};
}

void Shop::save(const SharedOrder& saved, std::string_view kind, std::string_view outcome) {
  orders_.save(saved);
  const auto& order = *saved;
  orders_.add({.order = order.id,
               .time = work_.now(),
               .kind = std::string(kind),
               .outcome = std::string(outcome),
               .amount = kind == "refund" && !order.refunds.empty()
                             ? order.refunds.back().amount
                             : order.totals.total.value_or(Decimal{}),
               .currency = order.currency});
}

void Shop::happened(Trigger trigger, const SharedOrder& order, std::shared_ptr<const Refund> refund,
                    bool may_count) {
  const auto* who = visitor(order->shopper);
  if (who == nullptr) return;
  auto event = occasion(*who, trigger);
  with_order(*event, order, std::move(refund));
  auto& sale = sales_[order->id];
  event->browser = sale.browser;
  event->page = sale.page;
  event->taken_back_before = sale.reversed;
  sale.occasions.insert_or_assign(trigger, event);
  deliver(event);
  if (may_count) count(trigger, order);
}

void Shop::count(Trigger because, const SharedOrder& order) {
  auto& sale = sales_[order->id];
  const auto now = countable(*order, scenario_.contract.count);
  if (sale.counted || !now.counts) return;
  sale.counted = true;
  sale.counted_at = work_.now();
  sale.browser_too = now.browser_too;
  sale.counted_by = because;
  happened(Trigger::order_countable, order, {}, false);
  // A confirmation page that is still open learns of it and shows the order.
  auto* who = visitor(order->shopper);
  if (who == nullptr || !now.browser_too || behaviours_.has(Behaviour::page_asks_once)) return;
  auto* page = who->device().page();
  if (page == nullptr || page->address.kind != PageKind::thank_you ||
      page->address.order != order->id)
    return;
  sale.shown = true;
  auto shown = occasion(*who, Trigger::thank_you);
  with_order(*shown, order, nullptr);
  fire(*who, shown);
}

void Shop::deliver(const SharedOccasion& shared) {
  const auto& event = *shared;
  auto* who = visitor(event.shopper);
  for (const auto i : book_.firing_on(event.trigger)) {
    const auto& tag = book_.tags()[i].tag();
    const bool reverses = tag.event == EventName::refund || tag.event == EventName::cancel;
    if (reverses && event.order) {
      // Nothing was counted, or all of it was taken back before: a refund that follows on a
      // cancellation.
      if (!sales_[event.order->id].counted || event.taken_back_before) continue;
    }
    if (!book_.wants(book_.tags()[i], event, work_.now())) continue;
    if (tag.channel == Channel::server) {
      put_into_outbox(i, shared);
    } else if (tag.on != Trigger::order_countable && event.delivery == 1 &&
               who->device().page() != nullptr) {
      auto seen = std::make_shared<Occasion>(event);  // a page that is open hears of it
      seen->browser = who->browser();
      seen->page = who->page_facts();
      fire_in_browser(*who, i, seen);
    }
  }
}

void Shop::redeliver(const Occasion& first, int delivery) {
  auto again = std::make_shared<Occasion>(first);
  again->delivery = delivery;
  if (behaviours_.has(Behaviour::webhooks_repeat)) again->event_id = event_ids_.hex(16);
  deliver(again);
}

Result<Done> Shop::webhook(const OrderId& id, Trigger topic, std::int64_t times, Duration after) {
  constexpr std::int64_t kMaxTimes = 1000;
  auto& sale = sales_[id];
  const auto first = sale.occasions.find(topic);
  if (is_browser_trigger(topic) || first == sale.occasions.end()) {
    return error(
        fmt::format("order {} had no `{}` that could be delivered again", id.value, text(topic)));
  }
  if (times < 1 || times > kMaxTimes)
    return error(fmt::format("a webhook repeats 1 to {} times", kMaxTimes));
  for (std::int64_t i = 1; i <= times; ++i) {
    work_.after(after * i, [this, id, topic, delivery = static_cast<int>(i) + 1] {
      auto& known = sales_[id];
      redeliver(*known.occasions.at(topic), delivery);
      const auto counted = known.occasions.find(Trigger::order_countable);
      const bool made_it_count = known.counted_by == topic && topic != Trigger::order_countable;
      if (made_it_count && counted != known.occasions.end()) redeliver(*counted->second, delivery);
    });
  }
  return Done{fmt::format("{} of order {} is delivered again{}", text(topic), id.value,
                          times == 1 ? std::string{} : fmt::format(", {} times", times)),
              {id}};
}

Result<Done> Shop::capture(const OrderId& id, const std::optional<Decimal>& amount) {
  const auto changed = change(id, [&](const Order& now) -> Result<Order> {
    if (amount && *amount != *now.totals.total) {
      return error(fmt::format("order {} is captured whole: {}", id.value,
                               show(Money{*now.totals.total, now.currency})));
    }
    return captured(now, work_.now());
  });
  if (!changed) return changed.error();
  const auto& order = changed->order;
  if (auto* who = visitor(order->shopper); who != nullptr && who->open_order == id) {
    who->open_order = {};
    who->cart.clear();
    who->checkout.reset();
  }
  save(order, "capture", "approved");
  happened(Trigger::payment_captured, order);
  return Done{fmt::format("order {} is captured", id.value), {id}};
}

Result<Done> Shop::fail_payment(const OrderId& id) {
  const auto changed =
      change(id, [&](const Order& now) { return payment_failed(now, work_.now()); });
  if (!changed) return changed.error();
  const auto& order = changed->order;
  save(order, "capture", "failed");
  happened(Trigger::payment_failed, order);
  return Done{fmt::format("the payment of order {} fails", id.value), {id}};
}

Result<Done> Shop::void_payment(const OrderId& id) {
  const auto changed = change(id, [&](const Order& now) { return voided(now, work_.now()); });
  if (!changed) return changed.error();
  const auto& order = changed->order;
  save(order, "void", "approved");
  happened(Trigger::order_cancelled, order, shared(rest_of(*order, "void", work_.now())), false);
  sales_[id].reversed = true;
  return Done{fmt::format("the authorisation of order {} is voided", id.value), {id}};
}

Result<Done> Shop::refund(const OrderId& id, const step::Refund& wanted) {
  const auto changed = change(id, [&](const Order& now) {
    return refunded(now, wanted, scenario_.storefront, work_.now());
  });
  if (!changed) return changed.error();
  const auto& order = changed->order;
  save(order, "refund", "approved");
  const auto& refund = order->refunds.back();
  happened(Trigger::order_refunded, order, std::shared_ptr<const Refund>(order, &refund), false);
  return Done{fmt::format("{} of order {} {} refunded", show(Money{refund.amount, order->currency}),
                          id.value, refund.full ? "are the rest that is" : "are"),
              {id}};
}

Result<Done> Shop::cancel(const OrderId& id) {
  const auto changed = change(id, [&](const Order& now) { return cancelled(now, work_.now()); });
  if (!changed) return changed.error();
  const auto& order = changed->order;
  if (auto* who = visitor(order->shopper); who != nullptr && who->open_order == id)
    who->open_order = {};
  save(order, changed->before->paid ? "refund" : "void", "approved");
  happened(Trigger::order_cancelled, order, shared(rest_of(*order, "cancel", work_.now())), false);
  sales_[id].reversed = true;
  return Done{fmt::format("order {} is cancelled", id.value), {id}};
}

Result<Done> Shop::dispute(const OrderId& id, bool lost) {
  const auto changed =
      change(id, [&](const Order& now) { return disputed(now, lost, work_.now()); });
  if (!changed) return changed.error();
  const auto& order = changed->order;
  save(order, "dispute", lost ? "lost" : "opened");
  if (lost) {
    const auto rest = shared(rest_of(*order, "dispute", work_.now()));
    happened(Trigger::order_disputed, order, rest, false);
    if (scenario_.contract.disputes_as_refund && !rest->amount.is_zero()) {
      happened(Trigger::order_refunded, order, rest, false);
      sales_[id].reversed = true;
    }
  }
  return Done{fmt::format("a dispute of order {} is {}", id.value, lost ? "lost" : "opened"), {id}};
}

std::vector<PageTruth> Shop::pages() const {
  std::vector<PageTruth> pages;
  for (const auto& id : placed_) {
    const auto order = orders_.find(id);
    if (!order) continue;
    const auto sale = sales_.find(id);
    const auto who = visitors_.find(order->shopper);
    PageTruth page{.order = id};
    if (sale != sales_.end()) page.shown = sale->second.shown;
    if (who != visitors_.end()) page.last_open = who->second->last_open(work_.now());
    pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace tagproof
