#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/order.h"
#include "harness/model/step.h"
#include "harness/model/storefront.h"

/// What happens to an order after it was placed: which state follows on which, and what is given
/// back. Pure.
namespace tagproof {

/// Before and after a way of paying was tried for the first time or again. An error when the method
/// can't come to that.
Result<Order> paid_with(Order order, PaymentKind kind, step::PayOutcome outcome, TimePoint now);
/// An authorised or pending payment is settled; cash on delivery and invoices are paid.
Result<Order> captured(Order order, TimePoint now);
/// A pending payment comes to nothing.
Result<Order> payment_failed(Order order, TimePoint now);
/// An authorisation is given back uncaptured.
Result<Order> voided(Order order, TimePoint now);
Result<Order> cancelled(Order order, TimePoint now);
Result<Order> disputed(Order order, bool lost, TimePoint now);
/// Adds a refund: an amount, lines, or all that is left. More than is left is an error.
Result<Order> refunded(Order order, const step::Refund& wanted, const Storefront& shop,
                       TimePoint now);

/// The totals of what the shopper keeps after the order's refunds.
Totals kept(const Order& order);
/// The lines that are kept after refunds by line.
std::vector<OrderItem> kept_items(const Order& order);
Totals operator-(const Totals& a, const Totals& b);
Totals operator+(const Totals& a, const Totals& b);

/// The word of formats.md A.6 for a way of paying.
std::string_view text(PaymentKind kind);

}  // namespace tagproof
