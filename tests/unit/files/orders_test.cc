// Backend orders: JSON, JSON Lines and CSV say the same; what is wrong is told with its line, never
// with a customer's data.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/files/orders.h"

namespace tagproof {
namespace {

std::vector<Order> right(std::string_view text) {
  Problems problems;
  auto orders = parse_orders(text, "orders", problems);
  CHECK(show(problems) == "");
  return orders;
}

std::string wrong(std::string_view text) {
  Problems problems;
  parse_orders(text, "o", problems);
  return show(problems);
}

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

constexpr std::string_view kWhole = R"({
  "id": 1001, "name": "#1001", "ids": ["gid://shop/Order/1001", 77], "state": "partially_refunded",
  "created": "2026-01-15T10:00:00Z", "paid": "2026-01-15T11:00:00+01:00", "cancelled": null,
  "currency": "EUR", "total": "64.70", "items_net": 50.25, "tax": "9.55", "shipping": 4.12, "discount": 0,
  "items": [ { "id": "TSHIRT-BLUE-M", "quantity": 2, "price": "25.125" } ],
  "refunds": [ { "id": "r1", "time": "2026-01-17T10:00:00Z", "amount": "10.00", "items": [] } ],
  "test": false, "channel": "web", "payment_method": "card", "region": "DE",
  "consent": { "analytics": "granted", "marketing": "denied" },
  "customer": { "email": "jane.doe@example.com", "zip": "01067" } })";

}  // namespace

TEST_CASE("an order with all that is known of it") {
  const auto orders = right(kWhole);
  REQUIRE(orders.size() == 1);
  const auto& order = orders.front();
  CHECK(order.id == "1001");
  CHECK(order.is_called("#1001"));
  CHECK(order.is_called("gid://shop/Order/1001"));
  CHECK(order.is_called("77"));
  CHECK(order.state == OrderState::partially_refunded);
  CHECK(order.paid == parse_rfc3339("2026-01-15T10:00:00Z"));
  CHECK_FALSE(order.cancelled);
  CHECK(order.totals.total == decimal("64.70"));
  CHECK(order.totals.items_net == decimal("50.25"));
  CHECK_FALSE(order.totals.items_gross);
  CHECK(order.items.front().id == "TSHIRT-BLUE-M");
  CHECK(order.items.front().quantity == 2);
  CHECK(order.items.front().price_net == decimal("25.125"));
  CHECK(order.refunds.front().amount == decimal("10"));
  CHECK_FALSE(order.refunds.front().full);
  CHECK(order.consent == ConsentChoice{Choice::granted, Choice::denied});
  CHECK(order.customer.email == "jane.doe@example.com");
  CHECK(order.customer.zip == "01067");
}

TEST_CASE("an array, lines and CSV are told by their content") {
  const std::string a = R"({"id":"1","state":"paid","currency":"EUR","total":"59.80"})";
  const std::string b = R"({"id":"2","state":"failed","currency":"JPY","total":1200})";
  const auto expected = right("[" + a + ", " + b + "]");
  REQUIRE(expected.size() == 2);
  CHECK(right(a + "\n" + b + "\n") == expected);
  CHECK(right("\n" + a + "\r\n\n" + b) == expected);
  CHECK(right("id,state,currency,total\n1,paid,EUR,59.80\r\n2,failed,JPY,1200\n") == expected);
  CHECK(right("total,id,currency,state,region\n59.80,1,eur,paid,\n1200,2,jpy,failed,\n") ==
        expected);
  CHECK(right(a) == std::vector<Order>{expected.front()});
  CHECK(right("").empty());
  CHECK(right("[]").empty());
}

TEST_CASE("CSV: items, refunds, consent and customer") {
  const auto orders = right(
      "id,state,currency,total,items,refunds,ids,consent.analytics,consent.marketing,customer."
      "email,test\n"
      "1,refunded,EUR,59.80,\"TSHIRT-BLUE-M:2:25.125; "
      "shopify:DE:7:1:4.20\",r1:59.80,#1;x,granted,denied,a@b.example,true\n");
  REQUIRE(orders.size() == 1);
  const auto& order = orders.front();
  CHECK(order.items.size() == 2);
  CHECK(order.items[1].id == "shopify:DE:7");
  CHECK(order.items[1].price_net == decimal("4.20"));
  CHECK(order.refunds.front().id == "r1");
  CHECK(order.refunds.front().full);
  CHECK(order.ids == std::vector<std::string>{"#1", "x"});
  CHECK(order.consent == ConsentChoice{Choice::granted, Choice::denied});
  CHECK(order.customer.email == "a@b.example");
  CHECK(order.test);
}

TEST_CASE("the same id again replaces what was said of it") {
  const auto orders =
      right("id,state,currency,total\n1,pending,EUR,1\n2,paid,EUR,2\n1,paid,EUR,3\n");
  REQUIRE(orders.size() == 2);
  CHECK(orders[0].state == OrderState::paid);
  CHECK(orders[0].totals.total == Decimal(3));
}

TEST_CASE("what is wrong in JSON") {
  CHECK(
      wrong(
          "[\n  {\"id\":\"1\",\"state\":\"payed\",\"currency\":\"EUR\",\"total\":\"59,80\"}\n]") ==
      "o:2:21: `[0].state`: expected pending, authorized, paid, partially_refunded, refunded, "
      "failed or cancelled, found "
      "text \"payed\"\n"
      "o:2:54: `[0].total`: expected an amount such as 59.80, found text \"59,80\"\n");
  CHECK(wrong(R"({"id":"1","state":"paid"})") ==
        "o:1:1: an order needs `currency`\n"
        "o:1:1: an order needs `total`\n");
  CHECK(wrong(R"({"id":"1","state":"paid","currency":"EUR","total":null})") ==
        "o:1:1: an order needs `total`\n");
  CHECK(wrong(R"({"id":"1","state":"paid","currency":"EUR","total":1,"totl":1})") ==
        "o:1:60: unknown key `totl` in an order; did you mean `total`?\n");
  CHECK(wrong(R"({"id":"1","id":"2","state":"paid","currency":"EUR","total":1})") ==
        "o:1:16: `id` stands here again\n");
  CHECK(wrong(R"({"id":"1","state":"paid","currency":"EURO","total":true})") ==
        "o:1:37: `currency`: expected an ISO 4217 currency such as EUR, found text \"EURO\"\n"
        "o:1:52: `total`: expected an amount such as 59.80, found a truth value true\n");
  CHECK(
      wrong(
          R"({"id":"1","state":"paid","currency":"EUR","total":1,"items":[{"id":"a","quantity":1.5,"prize":1}]})") ==
      "o:1:83: `items[0].quantity`: expected a whole number, found a number 1.5\n"
      "o:1:95: unknown key `prize` in `items[0]`; did you mean `price`?\n");
  CHECK(
      wrong(
          R"({"id":"1","state":"paid","currency":"EUR","total":1,"refunds":[{}],"consent":{"marketing":"yes"}})") ==
      "o:1:64: a refund needs `amount`\n"
      "o:1:91: `consent.marketing`: expected granted, denied, withdrawn or undecided, found text "
      "\"yes\"\n");
  CHECK(wrong("[1, {\"id\":\"1\",\"state\":\"paid\",\"currency\":\"EUR\",\"total\":1}]") ==
        "o:1:2: `[0]`: expected an order, found a number 1\n");
  CHECK(wrong("[{]").starts_with("o:1:1: not readable as JSON: at byte "));
  CHECK(wrong("{\"id\":\"1\",\"state\":\"paid\",\"currency\":\"EUR\",\"total\":1}\n{\"id\":\n")
            .starts_with("o:2:1: not readable as JSON: at byte "));
  CHECK(wrong("\xFF") == "o: not UTF-8; save the file in UTF-8\n");
}

TEST_CASE("right orders are given beside wrong ones") {
  Problems problems;
  const auto orders =
      parse_orders("id,state,currency,total\n1,paid,EUR,1\n2,paid,EUR,x\n", "o", problems);
  CHECK(orders.size() == 1);
  CHECK(show(problems) == "o:3: `total`: expected an amount such as 59.80, found text \"x\"\n");
}

TEST_CASE("what is wrong in CSV") {
  CHECK(wrong("id,state,curency\n") ==
        "o:1: unknown column `curency`; did you mean `currency`?\n"
        "o:1: orders need the column `currency`\n"
        "o:1: orders need the column `total`\n");
  CHECK(wrong("id,state,currency,total\n1,paid,EUR\n") == "o:2: expected 4 fields, found 3\n");
  CHECK(wrong("id,state,currency,total\n,paid,EUR,1\n") ==
        "o:2: `id`: expected an id, found nothing\n");
  CHECK(wrong("id,state,currency,total,items\n1,paid,EUR,1,A:2\n") ==
        "o:2: `items`: expected id:quantity:price, joined by `;`, found text \"A:2\"\n");
  CHECK(wrong("id,state,currency,total\n\"1,paid,EUR,1\n").find("a quote that never closes") !=
        std::string::npos);
}

TEST_CASE("a customer's data is in no message") {
  const auto said = wrong(
      R"({"id":"1","state":"x","currency":"EUR","total":1,"customer":{"email":"jane@example.com","emial":"jane@example.com"}})");
  CHECK(said.find("unknown key `emial` in `customer`; did you mean `email`?") != std::string::npos);
  CHECK(said.find("jane@") == std::string::npos);
}

TEST_CASE("many problems are counted") {
  std::string text = "id,state,currency,total\n";
  for (int i = 0; i < 150; ++i) text += std::to_string(i) + ",paid,EUR,x\n";
  CHECK(wrong(text).find("50 more problems are not shown") != std::string::npos);
}

}  // namespace tagproof
