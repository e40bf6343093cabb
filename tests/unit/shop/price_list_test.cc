#include "harness/shop/price_list.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tagproof;

namespace {

Decimal d(std::string_view text) { return *Decimal::parse(text); }

}  // namespace

TEST_CASE("a price list says of every basket what price() says, also of those that share a place") {
  const Storefront shop{.currency = "EUR",
                        .catalogue = {{.sku = "SHIRT", .price = d("29.90")}},
                        .tax_rates = {{"DE", d("19")}, {"default", d("0")}},
                        .shipping = {{.name = "standard", .price = d("4.90")}},
                        .coupons = {{.code = "TEN", .percent = d("10")}},
                        .currencies = {{"JPY", d("160")}}};
  std::vector<Basket> baskets;
  for (std::int64_t quantity = 1; quantity <= 400; ++quantity) {
    const Basket plain{.lines = {{"SHIRT", quantity}}, .region = "DE", .currency = "EUR"};
    baskets.push_back(plain);
    auto other = plain;
    other.region = "CH";
    baskets.push_back(other);
    other = plain;
    other.currency = "JPY";
    baskets.push_back(other);
    other = plain;
    other.shipping = &shop.shipping.front();
    baskets.push_back(other);
    other.coupon = &shop.coupons.front();
    baskets.push_back(other);
    other.fee = d("2");
    baskets.push_back(other);
    other.tip = d("1.50");
    baskets.push_back(other);
  }
  PriceList prices(shop);
  for (int time = 0; time < 2; ++time) {
    for (const auto& basket : baskets) {
      const auto known = prices.of(basket);
      const auto computed = price(shop, basket);
      REQUIRE(known);
      REQUIRE(computed);
      CHECK((*known)->items == computed->items);
      CHECK((*known)->totals == computed->totals);
      CHECK((*known)->items_before_discount == computed->items_before_discount);
    }
  }
}

TEST_CASE("the same basket has the same price, shared; what has none is an error each time") {
  const Storefront shop{.catalogue = {{.sku = "SHIRT", .price = d("29.90")}}};
  PriceList prices(shop);
  const Basket basket{.lines = {{"SHIRT", 2}}, .currency = "EUR"};
  CHECK(*prices.of(basket) == *prices.of(basket));
  const Basket strange{.lines = {{"HAT", 1}}, .currency = "EUR"};
  CHECK_FALSE(prices.of(strange));
  CHECK_FALSE(prices.of(strange));
}
