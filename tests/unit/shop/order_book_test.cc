#include "harness/shop/order_book.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <vector>

using namespace tagproof;

namespace {

using S = OrderState;
using step::PayOutcome;

constexpr TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 1 / 15);

Decimal d(std::string_view text) { return *Decimal::parse(text); }

/// Two shirts of 25.125 net each, shipping 4.12 net, 64.70 all in all.
Order order(S state = S::pending) {
  Order made{.id = OrderId("1001"), .state = state, .currency = "EUR"};
  made.totals = {.items_net = d("50.25"),
                 .items_gross = d("59.80"),
                 .shipping = d("4.12"),
                 .tax = d("10.33"),
                 .total = d("64.70"),
                 .discount = d("0.00")};
  made.items = {
      {.sku = "SHIRT", .quantity = 2, .price_net = d("25.125"), .price_gross = d("29.90")}};
  if (state == S::paid) made.paid = kNow;
  if (state == S::authorized) made.authorized = kNow;
  return made;
}

}  // namespace

TEST_CASE("what a payment makes of an order") {
  struct Row {
    PaymentKind kind{};
    PayOutcome outcome{};
    std::optional<OrderState> becomes{};
  };
  const Row rows[] = {
      {PaymentKind::card, PayOutcome::approved, S::paid},
      {PaymentKind::card, PayOutcome::declined, S::failed},
      {PaymentKind::card, PayOutcome::challenged, S::pending},
      {PaymentKind::card, PayOutcome::authorized, S::authorized},
      {PaymentKind::transfer, PayOutcome::pending, S::pending},
      {PaymentKind::transfer, PayOutcome::approved, S::paid},
      {PaymentKind::transfer, PayOutcome::authorized, std::nullopt},
      {PaymentKind::cash_on_delivery, PayOutcome::approved, S::pending},
      {PaymentKind::invoice, PayOutcome::approved, S::pending},
  };
  for (const auto& row : rows) {
    CAPTURE(text(row.kind));
    CAPTURE(static_cast<int>(row.outcome));
    const auto result = paid_with(order(), row.kind, row.outcome, kNow);
    CHECK(result.has_value() == row.becomes.has_value());
    if (result && row.becomes) {
      CHECK(result->state == *row.becomes);
      CHECK(result->paid.has_value() == (*row.becomes == S::paid));
      CHECK(result->payment_method == text(row.kind));
    }
  }
  CHECK(paid_with(order(S::failed), PaymentKind::card, PayOutcome::approved, kNow)->state ==
        S::paid);
  CHECK_FALSE(paid_with(order(S::paid), PaymentKind::card, PayOutcome::approved, kNow));
  auto nothing = order();
  nothing.totals.total = d("0.00");
  CHECK(paid_with(nothing, PaymentKind::card, PayOutcome::approved, kNow)->payment_method ==
        "free");
}

TEST_CASE("an order is placed when its last payment waits for money") {
  auto tried = order(S::failed);
  tried.created = kNow - std::chrono::hours(73);
  const auto placed = [&](PaymentKind kind, PayOutcome outcome) {
    return paid_with(tried, kind, outcome, kNow)->placed;
  };
  CHECK(placed(PaymentKind::cash_on_delivery, PayOutcome::approved) == kNow);
  CHECK(placed(PaymentKind::transfer, PayOutcome::pending) == kNow);
  CHECK_FALSE(placed(PaymentKind::card, PayOutcome::approved));
  CHECK_FALSE(placed(PaymentKind::card, PayOutcome::challenged));
  tried.created = kNow;
  CHECK_FALSE(placed(PaymentKind::cash_on_delivery, PayOutcome::approved));
}

TEST_CASE("which state follows on which") {
  using Change = Result<Order> (*)(Order, TimePoint);
  struct Row {
    std::string_view change{};
    Change apply{};
    std::vector<OrderState> from{};
    OrderState to{};
  };
  const Row rows[] = {
      {"capture", captured, {S::pending, S::authorized}, S::paid},
      {"fail_payment", payment_failed, {S::pending}, S::failed},
      {"void", voided, {S::authorized}, S::cancelled},
      {"cancel",
       cancelled,
       {S::pending, S::authorized, S::paid, S::partially_refunded, S::failed},
       S::cancelled},
  };
  for (const auto& row : rows) {
    for (const auto& word : Words<OrderState>::all) {
      CAPTURE(row.change);
      CAPTURE(word.text);
      const bool possible = std::ranges::find(row.from, word.value) != row.from.end();
      const auto result = row.apply(order(word.value), kNow);
      CHECK(result.has_value() == possible);
      if (result) CHECK(result->state == row.to);
    }
  }
  CHECK(disputed(order(S::paid), true, kNow)->disputed == kNow);
  CHECK_FALSE(disputed(order(S::paid), false, kNow)->disputed);
  CHECK_FALSE(disputed(order(S::pending), true, kNow));
}

TEST_CASE("refunds: by line, by amount and of the rest, to the cent") {
  const Storefront shop;
  const auto by_line =
      refunded(order(S::paid), {.items = {{.sku = "SHIRT", .quantity = 1}}}, shop, kNow);
  REQUIRE(by_line);
  CHECK(by_line->state == S::partially_refunded);
  const auto& line = by_line->refunds.front();
  CHECK(line.amount == d("29.90"));
  CHECK(*line.totals.items_net == d("25.13"));
  CHECK(*line.totals.shipping == d("0.00"));
  CHECK_FALSE(line.full);
  CHECK(*kept(*by_line).items_net == d("25.12"));
  CHECK(kept_items(*by_line).front().quantity == 1);

  const auto rest = refunded(*by_line, {}, shop, kNow);
  REQUIRE(rest);
  CHECK(rest->state == S::refunded);
  CHECK(rest->refunds.back().full);
  CHECK(rest->refunds.back().amount == d("34.80"));
  CHECK(*kept(*rest).total == d("0.00"));
  CHECK(kept_items(*rest).empty());

  const auto amount = refunded(order(S::paid), {.amount = d("20.00")}, shop, kNow);
  REQUIRE(amount);
  const auto& part = amount->refunds.front().totals;
  CHECK(*part.total == d("20.00"));
  CHECK(*part.items_net + *part.shipping + *part.tax ==
        d("20.00"));  // as the parts of the order, exactly
  CHECK(*part.items_net == d("15.53"));
  CHECK(amount->refunds.front().items.empty());
}

TEST_CASE("refunds that aren't possible") {
  const Storefront shop;
  const auto whole = refunded(order(S::paid), {}, shop, kNow);
  REQUIRE(whole);
  CHECK_FALSE(refunded(*whole, {}, shop, kNow));
  CHECK_FALSE(refunded(order(S::pending), {}, shop, kNow));
  CHECK_FALSE(refunded(order(S::paid), {.amount = d("64.71")}, shop, kNow));
  CHECK_FALSE(refunded(order(S::paid), {.amount = d("0")}, shop, kNow));
  CHECK_FALSE(refunded(order(S::paid), {.items = {{.sku = "SHIRT", .quantity = 3}}}, shop, kNow));
  CHECK_FALSE(refunded(order(S::paid), {.items = {{.sku = "HAT", .quantity = 1}}}, shop, kNow));
}
