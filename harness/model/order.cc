#include "harness/model/order.h"

#include <algorithm>
#include <array>

#include "harness/base/bug.h"

namespace tagproof {
namespace {

std::optional<Decimal> plus(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  if (!a || !b) return std::nullopt;
  return *a + *b;
}

std::string field_of(const OrderItem& item, std::string_view name, std::string_view country) {
  if (name == "sku") return item.sku.empty() ? item.id : item.sku;
  if (name == "product_id") return item.product_id.empty() ? item.id : item.product_id;
  if (name == "variant_id") return item.variant_id.empty() ? item.id : item.variant_id;
  if (name == "id") return item.id.empty() ? item.sku : item.id;
  if (name == "country") return std::string(country);
  return {};
}

std::optional<TimePoint> first_of(std::initializer_list<std::optional<TimePoint>> times) {
  std::optional<TimePoint> first;
  for (const auto& time : times) {
    if (time && (!first || *time < *first)) first = time;
  }
  return first;
}

bool was_paid(const Order& order) {
  return order.paid || order.state == OrderState::paid ||
         order.state == OrderState::partially_refunded || order.state == OrderState::refunded;
}

bool was_authorized(const Order& order) {
  return order.authorized || order.state == OrderState::authorized;
}

// The rule for an order's way of paying: which one applies, whether it counts under it, and since
// when.
Countable by_rule(const Order& order, CountRule rule, std::string_view reason, bool sold) {
  Countable result;
  result.reason = reason;
  switch (rule) {
    case CountRule::never:
      return result;
    case CountRule::server_only:
    case CountRule::at_order:
      result.counts = sold;
      result.at = first_of({order.authorized, order.paid});
      if (!result.at || reason == "cash_on_delivery" || reason == "invoice" ||
          reason == "pending_payment") {
        const auto& ordered = order.placed ? order.placed : order.created;
        result.at = first_of({ordered, order.authorized, order.paid});
      }
      result.browser_too = rule != CountRule::server_only;
      return result;
    case CountRule::when_paid:
    case CountRule::when_captured:
      result.counts = was_paid(order);
      result.at = order.paid;
      return result;
  }
  TAGPROOF_BUG("a count rule without a meaning");
}

}  // namespace

std::optional<Decimal> value_of(const Totals& totals, ValueBasis basis) {
  switch (basis) {
    case ValueBasis::items_net:
      return totals.items_net;
    case ValueBasis::items_net_plus_shipping:
      return plus(totals.items_net, totals.shipping);
    case ValueBasis::items_gross_incl_tax:
      return totals.items_gross;
    case ValueBasis::order_total:
      return totals.total;
    case ValueBasis::order_total_minus_tax:
      if (!totals.total || !totals.tax) return std::nullopt;
      return *totals.total - *totals.tax;
  }
  TAGPROOF_BUG("a value basis without a meaning");
}

std::string item_id(const OrderItem& item, std::string_view form, std::string_view country) {
  if (form.find('{') == std::string_view::npos) return field_of(item, form, country);
  std::string out;
  std::size_t at = 0;
  while (at < form.size()) {
    const std::size_t open = form.find('{', at);
    if (open == std::string_view::npos) break;
    const std::size_t close = form.find('}', open);
    if (close == std::string_view::npos) break;
    out.append(form.substr(at, open - at));
    const std::string part = field_of(item, form.substr(open + 1, close - open - 1), country);
    if (part.empty()) return {};
    out.append(part);
    at = close + 1;
  }
  out.append(form.substr(at));
  return out;
}

const std::string& Customer::of(UserField field) const {
  const std::array<const std::string*, kUserFields> all{
      &email,  &phone, &first_name, &last_name,   &street, &city,
      &region, &zip,   &country,    &external_id, &ip,     &user_agent};
  return *all[static_cast<std::size_t>(field)];
}

bool Order::is_called(std::string_view wanted) const {
  return id == wanted || name == wanted || std::ranges::find(ids, wanted) != ids.end();
}

const std::string& Order::wire_id(std::string_view form) const {
  return form == "order.name" && !name.empty() ? name : id.value;
}

Countable countable(const Order& order, const CountPolicy& policy) {
  // What excludes an order comes first: a test order is none, whatever was paid.
  if (order.test && policy.test_orders == CountRule::never) return {.reason = "test"};
  if (order.staff && policy.staff_orders == CountRule::never) return {.reason = "staff"};
  const bool sold = was_paid(order) || was_authorized(order);
  Countable result;
  const bool free = order.totals.total && order.totals.total->is_zero();
  if (order.renewal) {
    result = by_rule(order, policy.renewals, "renewal", sold);
  } else if (free) {
    result = by_rule(order, policy.zero_value, "zero_value", sold);
  } else if (order.payment_method == "cash_on_delivery") {
    result = by_rule(order, policy.cash_on_delivery, "cash_on_delivery",
                     order.state != OrderState::failed);
  } else if (order.payment_method == "invoice") {
    result = by_rule(order, policy.invoice, "invoice", order.state != OrderState::failed);
  } else if (was_authorized(order)) {
    // Card payments are authorised first, if only for an instant: at_order counts from then on,
    // when_paid or when_captured from the capture.
    result = by_rule(order, policy.authorized, was_paid(order) ? "paid" : "authorized", sold);
  } else if (was_paid(order)) {
    result = {.counts = true,
              .at = first_of({order.paid, order.paid ? std::nullopt : order.created}),
              .reason = "paid"};
  } else {
    const bool failed = order.state == OrderState::failed || order.state == OrderState::cancelled;
    result = by_rule(order, policy.pending, failed ? "failed" : "pending_payment",
                     !failed || policy.pending == CountRule::at_order);
  }
  if (!result.counts && order.state == OrderState::cancelled) result.reason = "cancelled_unpaid";
  if (!result.counts && order.state == OrderState::failed) result.reason = "failed";
  return result;
}

}  // namespace tagproof
