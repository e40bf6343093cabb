#include "harness/shop/pricing.h"

#include <doctest/doctest.h>

#include <numeric>
#include <string>
#include <vector>

using namespace tagproof;

namespace {

Decimal d(std::string_view text) { return *Decimal::parse(text); }

Storefront shop(bool inclusive) {
  return {
      .currency = "EUR",
      .catalogue = {{.sku = "SHIRT", .price = d("29.90")},
                    {.sku = "SOCKS", .price = d("4.95")},
                    {.sku = "HAT", .price = d("10")}},
      .prices_include_tax = inclusive,
      .tax_rates = {{"DE", d("19")}, {"US-CA", d("7.25")}, {"EEA", d("20")}, {"default", d("0")}},
      .shipping = {{.name = "standard", .price = d("4.90"), .free_from = d("100")}},
      .coupons = {{.code = "TEN", .percent = d("10")},
                  {.code = "FIVE", .amount = d("5")},
                  {.code = "ALL", .percent = d("100"), .free_shipping = true}},
      .currencies = {{"JPY", d("160")}, {"KWD", d("0.335")}}};
}

Decimal sum(const std::vector<Decimal>& parts) {
  return std::accumulate(parts.begin(), parts.end(), Decimal{});
}

}  // namespace

TEST_CASE("a split sums to its total exactly, the largest remainders first") {
  struct Row {
    std::string_view total{};
    std::vector<Decimal> weights{};
    int scale = 2;
    std::string_view parts{};
  };
  const Row rows[] = {
      {"10.00", {d("1"), d("1"), d("1")}, 2, "3.34 3.33 3.33"},
      {"0.01", {d("1"), d("1"), d("1")}, 2, "0.01 0.00 0.00"},
      {"5.98", {d("29.90"), d("29.90")}, 2, "2.99 2.99"},
      {"100", {d("1"), d("2"), d("4")}, 0, "14 29 57"},
      {"1.00", {d("0"), d("5")}, 2, "0.00 1.00"},
      {"1.00", {d("0"), d("0")}, 2, "1.00 0.00"},
      {"0.00", {d("3"), d("5")}, 2, "0.00 0.00"},
      {"1.000", {d("1"), d("1"), d("1")}, 3, "0.334 0.333 0.333"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.total);
    const auto parts = split(d(row.total), row.weights, row.scale);
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : " ") + part.plain();
    CHECK(text == row.parts);
    CHECK(sum(parts) == d(row.total));
  }
}

TEST_CASE("the most specific tax rate of a region") {
  const auto rates = shop(true).tax_rates;
  struct Row {
    std::string_view region{};
    std::string_view percent{};
  };
  for (const auto& row :
       {Row{"DE", "19"}, Row{"FR", "20"}, Row{"US-CA", "7.25"}, Row{"US-OR", "0"}, Row{"", "0"}}) {
    CAPTURE(row.region);
    CHECK(tax_rate(rates, row.region) == d(row.percent));
  }
}

TEST_CASE("prices of a basket, to the cent") {
  struct Row {
    std::string_view name{};
    bool inclusive{};
    std::vector<CartLine> lines{};
    std::string_view coupon{};
    std::string_view region{};
    std::string_view currency{};
    std::string_view items_net{}, items_gross{}, shipping{}, tax{}, total{}, discount{};
  };
  const Row rows[] = {
      {"with tax",
       true,
       {{"SHIRT", 2}},
       "",
       "DE",
       "EUR",
       "50.25",
       "59.80",
       "4.12",
       "10.33",
       "64.70",
       "0.00"},
      {"with tax, coupon",
       true,
       {{"SHIRT", 2}},
       "TEN",
       "DE",
       "EUR",
       "45.23",
       "53.82",
       "4.12",
       "9.37",
       "58.72",
       "5.98"},
      {"with tax, amount over two lines",
       true,
       {{"SHIRT", 1}, {"SOCKS", 1}},
       "FIVE",
       "DE",
       "EUR",
       "25.08",
       "29.85",
       "4.12",
       "5.55",
       "34.75",
       "5.00"},
      {"without tax",
       false,
       {{"HAT", 3}},
       "",
       "DE",
       "EUR",
       "30.00",
       "35.70",
       "4.90",
       "6.63",
       "41.53",
       "0.00"},
      {"without tax, coupon",
       false,
       {{"HAT", 3}},
       "TEN",
       "DE",
       "EUR",
       "27.00",
       "32.13",
       "4.90",
       "6.06",
       "37.96",
       "3.00"},
      {"sales tax",
       false,
       {{"HAT", 1}},
       "",
       "US-CA",
       "EUR",
       "10.00",
       "10.73",
       "4.90",
       "1.09",
       "15.99",
       "0.00"},
      {"free from 100",
       true,
       {{"SHIRT", 4}},
       "",
       "DE",
       "EUR",
       "100.50",
       "119.60",
       "0.00",
       "19.10",
       "119.60",
       "0.00"},
      {"free order",
       true,
       {{"SHIRT", 1}},
       "ALL",
       "DE",
       "EUR",
       "0.00",
       "0.00",
       "0.00",
       "0.00",
       "0.00",
       "29.90"},
      {"no decimals",
       true,
       {{"SHIRT", 1}},
       "",
       "DE",
       "JPY",
       "4020",
       "4784",
       "659",
       "889",
       "5568",
       "0"},
      {"three decimals",
       true,
       {{"SHIRT", 1}},
       "TEN",
       "DE",
       "KWD",
       "7.576",
       "9.015",
       "1.380",
       "1.701",
       "10.657",
       "1.002"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto store = shop(row.inclusive);
    const Coupon* coupon = nullptr;
    for (const auto& each : store.coupons) {
      if (each.code == row.coupon) coupon = &each;
    }
    const auto priced = price(store, {.lines = row.lines,
                                      .shipping = &store.shipping.front(),
                                      .coupon = coupon,
                                      .region = std::string(row.region),
                                      .currency = std::string(row.currency)});
    REQUIRE(priced);
    const auto& totals = priced->totals;
    CHECK(totals.items_net->plain() == row.items_net);
    CHECK(totals.items_gross->plain() == row.items_gross);
    CHECK(totals.shipping->plain() == row.shipping);
    CHECK(totals.tax->plain() == row.tax);
    CHECK(totals.total->plain() == row.total);
    CHECK(totals.discount->plain() == row.discount);
    // What tags send: unit prices times quantities are the value.
    Decimal by_items;
    for (const auto& item : priced->items) by_items += *item.price_net * Decimal{item.quantity};
    CHECK(by_items.rounded(totals.items_net->scale()) == *totals.items_net);
    CHECK(*totals.total == *totals.items_net + *totals.shipping + *totals.tax);
  }
}

TEST_CASE("tax of all lines together is split over them") {
  auto store = shop(false);
  store.tax_per_line = false;
  const auto priced = price(
      store,
      {.lines = {{"SOCKS", 1}, {"SOCKS", 1}, {"SOCKS", 1}}, .region = "DE", .currency = "EUR"});
  REQUIRE(priced);
  CHECK(priced->totals.tax->plain() == "2.82");  // 19 % of 14.85; each by itself: 3 × 0.94 = 2.82
  Decimal gross;
  for (const auto& item : priced->items) gross += *item.price_gross;
  CHECK(gross == *priced->totals.items_gross);
}

TEST_CASE("fees and tips are charged, and are no items") {
  const auto store = shop(true);
  const auto priced = price(
      store,
      {.lines = {{"HAT", 1}}, .fee = d("2"), .tip = d("1.50"), .region = "DE", .currency = "EUR"});
  REQUIRE(priced);
  CHECK(priced->totals.total->plain() == "13.50");
  CHECK(priced->totals.items_gross->plain() == "10.00");
}

TEST_CASE("what has no price is an error") {
  const auto store = shop(true);
  CHECK_FALSE(price(store, {.lines = {{"NONE", 1}}, .region = "DE", .currency = "EUR"}));
  CHECK_FALSE(price(store, {.lines = {{"HAT", 1}}, .region = "DE", .currency = "USD"}));
  CHECK_FALSE(price(store, {.lines = {{"HAT", 1}}, .region = "DE", .currency = "EURO"}));
}

TEST_CASE("shares of a line, taken one by one, sum to the line") {
  Decimal taken;
  for (std::int64_t before = 0; before < 3; ++before) {
    taken += share_of_line(d("10.00"), 3, before, 1, 2, RoundingMode::half_up);
  }
  CHECK(taken == d("10.00"));
}
