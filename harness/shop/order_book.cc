#include "harness/shop/order_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/base/money.h"
#include "harness/shop/pricing.h"

namespace tagproof {
namespace {

Error not_possible(const Order& order, std::string_view what) {
  return error(fmt::format("order {} is {}: {}", order.id.value, text(order.state), what));
}

template <class Operation>
Totals each(const Totals& a, const Totals& b, Operation operation) {
  const auto one = [&](const std::optional<Decimal>& x,
                       const std::optional<Decimal>& y) -> std::optional<Decimal> {
    if (!x || !y) return x;
    return operation(*x, *y);
  };
  return {.items_net = one(a.items_net, b.items_net),
          .items_gross = one(a.items_gross, b.items_gross),
          .shipping = one(a.shipping, b.shipping),
          .tax = one(a.tax, b.tax),
          .total = one(a.total, b.total),
          .discount = a.discount};
}

Decimal line_total(const std::optional<Decimal>& unit, std::int64_t quantity, int scale) {
  return (unit.value_or(Decimal{}) * Decimal{quantity}).rounded(scale);
}

std::int64_t refunded_quantity(const Order& order, std::string_view sku) {
  std::int64_t count = 0;
  for (const auto& refund : order.refunds) {
    for (const auto& item : refund.items) count += item.sku == sku ? item.quantity : 0;
  }
  return count;
}

/// An amount given back, as parts of what is left: items, their tax, shipping, its tax, the rest
/// (fees, tips).
Totals parts_of_amount(const Decimal& amount, const Totals& left, int scale) {
  const auto net = left.items_net.value_or(Decimal{});
  const auto gross = left.items_gross.value_or(Decimal{});
  const auto shipping = left.shipping.value_or(Decimal{});
  const auto tax = left.tax.value_or(Decimal{});
  const auto items_tax = gross - net;
  const auto other = left.total.value_or(Decimal{}) - net - shipping - tax;
  const std::vector<Decimal> weights{net, items_tax, shipping, tax - items_tax, other};
  const auto parts = split(amount, weights, scale);
  return {.items_net = parts[0],
          .items_gross = parts[0] + parts[1],
          .shipping = parts[2],
          .tax = parts[1] + parts[3],
          .total = amount,
          .discount = std::nullopt};
}

}  // namespace

std::string_view text(PaymentKind kind) {
  switch (kind) {
    case PaymentKind::card:
      return "card";
    case PaymentKind::cash_on_delivery:
      return "cash_on_delivery";
    case PaymentKind::invoice:
      return "invoice";
    case PaymentKind::transfer:
      return "transfer";
    case PaymentKind::free:
      return "free";
  }
  return {};
}

Totals operator-(const Totals& a, const Totals& b) { return each(a, b, std::minus<>{}); }
Totals operator+(const Totals& a, const Totals& b) { return each(a, b, std::plus<>{}); }

Totals kept(const Order& order) {
  auto left = order.totals;
  for (const auto& refund : order.refunds) left = left - refund.totals;
  return left;
}

std::vector<OrderItem> kept_items(const Order& order) {
  auto items = order.items;
  for (auto& item : items)
    item.quantity -= std::min(item.quantity, refunded_quantity(order, item.sku));
  std::erase_if(items, [](const OrderItem& item) { return item.quantity == 0; });
  return items;
}

Result<Order> paid_with(Order order, PaymentKind kind, step::PayOutcome outcome, TimePoint now) {
  if (order.state != OrderState::pending && order.state != OrderState::failed) {
    return not_possible(order, "it can't be paid again");
  }
  if (order.totals.total && order.totals.total->is_zero()) kind = PaymentKind::free;
  order.payment_method = std::string(text(kind));
  const bool later = kind == PaymentKind::cash_on_delivery || kind == PaymentKind::invoice;
  const bool waits_for_money = later || outcome == step::PayOutcome::pending;
  if (waits_for_money && order.created && *order.created != now) order.placed = now;
  switch (outcome) {
    case step::PayOutcome::approved:
      if (later) {
        order.state =
            OrderState::pending;  // ordered now, paid on delivery or by the invoice's date
      } else {
        order.state = OrderState::paid;
        order.paid = now;
      }
      break;
    case step::PayOutcome::authorized:
      if (kind != PaymentKind::card)
        return error(fmt::format("`{}` isn't authorised; only card is", text(kind)));
      order.state = OrderState::authorized;
      order.authorized = now;
      break;
    case step::PayOutcome::pending:
    case step::PayOutcome::challenged:
      order.state = OrderState::pending;
      break;
    case step::PayOutcome::declined:
      order.state = OrderState::failed;
      break;
  }
  return order;
}

Result<Order> captured(Order order, TimePoint now) {
  if (order.state != OrderState::authorized && order.state != OrderState::pending) {
    return not_possible(order, "nothing is there to capture");
  }
  order.state = OrderState::paid;
  order.paid = now;
  return order;
}

Result<Order> payment_failed(Order order, TimePoint /*now*/) {
  if (order.state != OrderState::pending) return not_possible(order, "no payment is pending");
  order.state = OrderState::failed;
  return order;
}

Result<Order> voided(Order order, TimePoint now) {
  if (order.state != OrderState::authorized) return not_possible(order, "nothing is authorised");
  order.state = OrderState::cancelled;
  order.cancelled = now;
  return order;
}

Result<Order> cancelled(Order order, TimePoint now) {
  if (order.state == OrderState::cancelled || order.state == OrderState::refunded) {
    return not_possible(order, "it can't be cancelled");
  }
  order.state = OrderState::cancelled;
  order.cancelled = now;
  return order;
}

Result<Order> disputed(Order order, bool lost, TimePoint now) {
  if (!order.paid) return not_possible(order, "nobody can dispute a payment that wasn't made");
  if (order.disputed) return not_possible(order, "it was disputed already");
  if (lost) order.disputed = now;
  return order;
}

Result<Order> refunded(Order order, const step::Refund& wanted, const Storefront& shop,
                       TimePoint now) {
  if (!order.paid) return not_possible(order, "nothing was paid that could be refunded");
  const auto left = kept(order);
  const int scale = currency_exponent(order.currency);
  Refund refund{.id = fmt::format("{}-r{}", order.id.value, order.refunds.size() + 1), .time = now};
  if (wanted.amount) {
    refund.totals = parts_of_amount(wanted.amount->rounded(scale, shop.rounding), left, scale);
  } else if (!wanted.items.empty()) {
    Decimal net = Decimal::of_minor(0, scale);
    Decimal gross = net;
    for (const auto& line : wanted.items) {
      const auto item = std::ranges::find(order.items, line.sku, &OrderItem::sku);
      if (item == order.items.end())
        return error(fmt::format("order {} has no `{}`", order.id.value, line.sku));
      const auto before = refunded_quantity(order, line.sku);
      if (line.quantity < 1 || before + line.quantity > item->quantity) {
        return error(fmt::format("order {} has {} of `{}` left to refund, not {}", order.id.value,
                                 item->quantity - before, line.sku, line.quantity));
      }
      const auto share = [&](const std::optional<Decimal>& unit) {
        return share_of_line(line_total(unit, item->quantity, scale), item->quantity, before,
                             line.quantity, scale, shop.rounding);
      };
      net += share(item->price_net);
      gross += share(item->price_gross);
      auto part = *item;
      part.quantity = line.quantity;
      refund.items.push_back(std::move(part));
    }
    refund.totals = {.items_net = net,
                     .items_gross = gross,
                     .shipping = Decimal::of_minor(0, scale),
                     .tax = gross - net,
                     .total = gross,
                     .discount = std::nullopt};
  } else {
    refund.totals = left;
    refund.totals.discount.reset();
    if (order.refunds.empty()) {
      refund.items = order.items;
    } else {
      refund.items = kept_items(order);
    }
  }
  refund.amount = refund.totals.total.value_or(Decimal{});
  if (refund.amount.is_negative() || (refund.amount.is_zero() && !order.totals.total->is_zero())) {
    return error(fmt::format("order {}: nothing is left to refund", order.id.value));
  }
  if (*left.total < refund.amount || *left.items_gross < *refund.totals.items_gross) {
    return error(fmt::format("order {} has {} left to refund, not {}", order.id.value,
                             show(Money{*left.total, order.currency}),
                             show(Money{refund.amount, order.currency})));
  }
  refund.full = *left.total == refund.amount;
  order.state = refund.full ? OrderState::refunded : OrderState::partially_refunded;
  order.refunds.push_back(std::move(refund));
  return order;
}

}  // namespace tagproof
