#include "harness/shop/order_store.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace tagproof;

namespace {

constexpr TimePoint kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 1 / 15) + std::chrono::microseconds(7);

Decimal d(std::string_view text) { return *Decimal::parse(text); }

/// Every field filled with something of its own.
Order full(std::string_view id) {
  Order order{.id = OrderId(id),
              .name = "#1001",
              .ids = {"gid://1", "two"},
              .state = OrderState::partially_refunded,
              .created = kNow,
              .placed = kNow + std::chrono::milliseconds(500),
              .authorized = kNow + std::chrono::seconds(1),
              .paid = kNow + std::chrono::seconds(2),
              .cancelled = std::nullopt,
              .disputed = kNow + std::chrono::days(3),
              .currency = "EUR"};
  order.totals = {.items_net = d("50.25"),
                  .items_gross = d("59.80"),
                  .shipping = d("4.12"),
                  .tax = d("10.33"),
                  .total = d("64.70"),
                  .discount = std::nullopt};
  order.tip = d("1.50");
  order.coupon = "TEN";
  order.items = {{.sku = "A",
                  .product_id = "p",
                  .variant_id = "v",
                  .name = "Blouse „été“",
                  .brand = "b",
                  .category = "c",
                  .id = "other",
                  .quantity = 2,
                  .price_net = d("25.125"),
                  .price_gross = std::nullopt},
                 {.sku = "B", .quantity = 1, .price_net = d("0"), .price_gross = d("0.00")}};
  Refund refund{.id = "r1", .time = kNow, .amount = d("29.90"), .full = false};
  refund.items = {order.items.front()};
  refund.totals.total = d("29.90");
  order.refunds = {refund, {.id = "r2", .time = kNow, .amount = d("1"), .full = true}};
  order.test = true;
  order.renewal = true;
  order.channel = "web";
  order.payment_method = "card";
  order.region = "DE";
  order.consent = ConsentChoice{Choice::granted, Choice::withdrawn};
  order.gpc = true;
  order.shopper = "anna";
  order.customer = {.email = " Jane.Doe@Example.com ",
                    .phone = "+49 151",
                    .first_name = "f",
                    .last_name = "l",
                    .street = "s",
                    .city = "c",
                    .region = "r",
                    .zip = "z",
                    .country = "DE",
                    .external_id = "x",
                    .ip = "203.0.113.9",
                    .user_agent = "u"};
  return order;
}

}  // namespace

TEST_CASE("both order stores give back what they were given") {
  auto sqlite = sqlite_orders();
  REQUIRE(sqlite);
  std::vector<std::unique_ptr<OrderStore>> stores;
  stores.push_back(memory_orders());
  stores.push_back(std::move(*sqlite));
  for (const auto& store : stores) {
    for (int scenario = 0; scenario < 2; ++scenario) {  // reset leaves nothing of the one before
      store->reset();
      CHECK(store->all().empty());
      CHECK_FALSE(store->find(OrderId("1001")));

      const auto first = full("1001");
      Order second{.id = OrderId("1002"), .currency = "JPY"};
      store->save(std::make_shared<const Order>(first));
      store->save(std::make_shared<const Order>(second));
      REQUIRE(store->find(OrderId("1001")));
      CHECK(*store->find(OrderId("1001")) == first);
      REQUIRE(store->find(OrderId("1002")));
      CHECK(*store->find(OrderId("1002")) == second);

      second.state = OrderState::cancelled;
      second.consent = ConsentChoice{};
      second.items = first.items;
      store->save(std::make_shared<const Order>(second));
      CHECK(store->all() == std::vector<Order>{first, second});  // in order of creation

      const Payment sale{.order = first.id,
                         .time = kNow,
                         .kind = "sale",
                         .outcome = "approved",
                         .amount = d("64.70"),
                         .currency = "EUR"};
      auto refund = sale;
      refund.kind = "refund";
      store->add(sale);
      store->add(refund);
      CHECK(store->payments(first.id) == std::vector<Payment>{sale, refund});
      CHECK(store->payments(second.id).empty());
    }
  }
}
