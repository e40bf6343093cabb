// A fault is one small change: what it edits is what its name says, and nothing else.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/fault.h"

namespace tagproof {
namespace {

Decimal d(std::string_view text) { return *Decimal::parse(text); }

/// A purchase with every field set, of an order in another currency than the shop's, with a
/// discount.
struct World {
  Scenario scenario{};
  Order order{.id = OrderId("1001"), .name = "#1001", .currency = "USD"};
  Shopper shopper{};
  Customer customer{.email = " Jane.Doe@Example.com ", .phone = "+49 151 23456789"};

  World() {
    order.totals = {.items_net = d("45.23"),
                    .items_gross = d("53.82"),
                    .shipping = d("4.12"),
                    .tax = d("9.37"),
                    .total = d("58.72"),
                    .discount = d("5.98")};
    order.items = {{.sku = "SKU",
                    .product_id = "4000",
                    .variant_id = "4001",
                    .quantity = 2,
                    .price_net = d("22.615"),
                    .price_gross = d("26.91")}};
    scenario.shoppers = {shopper};
    scenario.contract.shop.currency = "EUR";
    scenario.contract.shop.domains = {"acme.example"};
    scenario.contract.shop.test_domains = {"staging.acme.example"};
    scenario.contract.destinations = {{"meta", {"123"}}, {"ga4", {"G-TEST1"}}};
  }
  [[nodiscard]] EmissionFacts facts() const { return {scenario, &order, shopper, customer}; }
};

Emission event(std::string_view platform, Channel channel, EventName name) {
  Emission e{.tag = "any",
             .platform = PlatformId(platform),
             .channel = channel,
             .name = name,
             .platform_name = "Purchase"};
  for (std::size_t i = 0; i < kFields; ++i)
    e.fields[i] = Scalar{"text of " + std::string(path(static_cast<Field>(i)))};
  e.set(Field::value, d("45.23"));
  e.set(Field::order_id, std::string("1001"));
  e.set(Field::currency, std::string("USD"));
  e.set(Field::account, std::string("1234"));
  e.set(Field::page_url, std::string("https://acme.example/checkout/thank-you"));
  e.set(Field::page_referrer, std::string("https://acme.example/checkout"));
  e.clear(Field::test_code);
  e.clear(Field::time);
  e.items = std::vector<EmittedItem>{
      {.id = std::string("4001"), .quantity = Decimal{2}, .price = d("22.615")}};
  e.secret = "test-token";
  return e;
}

std::set<std::string_view> changes(const Emission& before, const Emission& after) {
  std::set<std::string_view> found;
  for (std::size_t i = 0; i < kFields; ++i) {
    if (before.fields[i] != after.fields[i]) found.insert(path(static_cast<Field>(i)));
  }
  if (before.items != after.items) found.insert("items");
  if (before.consent != after.consent) found.insert("consent");
  if (before.adjustment != after.adjustment) found.insert("adjustment");
  if (before.secret != after.secret) found.insert("secret");
  if (before.raw != after.raw) found.insert("raw");
  if (before.platform_name != after.platform_name) found.insert("platform_name");
  return found;
}

struct Row {
  std::string_view fault{};
  Channel channel{};
  std::string_view changed{};  // the one thing
  std::string_view becomes{};  // its text; empty: not set, or not said here
};
constexpr auto kBrowser = Channel::browser;
constexpr auto kServer = Channel::server;
constexpr Row kRows[] = {
    {"value-includes-tax", kServer, "value", "53.82"},
    {"value-includes-shipping", kServer, "value", "49.35"},
    {"value-before-discount", kServer, "value"},
    {"value-in-cents", kServer, "value", "4523"},
    {"value-decimal-comma", kServer, "value", "45,23"},
    {"value-missing", kServer, "value"},
    {"currency-missing", kServer, "currency"},
    {"currency-of-shop-not-of-order", kServer, "currency", "EUR"},
    {"currency-sign-instead-of-code", kServer, "currency"},
    {"order-id-missing", kServer, "order_id"},
    {"order-name-sent-as-id", kServer, "order_id", "#1001"},
    {"event-id-differs-by-channel", kServer, "event_id"},
    {"event-id-with-prefix-on-server", kServer, "event_id"},
    {"event-id-missing-in-browser", kBrowser, "event_id"},
    {"items-missing", kServer, "items"},
    {"item-quantity-always-one", kServer, "items"},
    {"item-prices-with-tax", kServer, "items"},
    {"email-in-clear", kServer, "user_data.email"},
    {"email-hashed-before-trim", kServer, "user_data.email"},
    {"email-hashed-twice", kServer, "user_data.email"},
    {"phone-without-country-code", kServer, "user_data.phone"},
    {"ip-address-hashed", kServer, "user_data.ip"},
    {"server-ip-sent-as-shopper", kServer, "user_data.ip"},
    {"session-id-not-passed-to-server", kServer, "ids.session_id"},
    {"server-makes-its-own-client-id", kServer, "ids.client_id"},
    {"email-in-page-url", kBrowser, "page.url"},
    {"event-time-in-milliseconds", kServer, "time"},
    {"test-event-code-left-in", kServer, "test_code"},
    {"wrong-pixel-id", kServer, "account"},
    {"value-always-one", kServer, "value", "1"},
    {"value-ignores-quantity", kServer, "value", "22.62"},
    {"order-id-random-on-every-load", kBrowser, "order_id"},
    {"payment-id-sent-as-order-id", kServer, "order_id"},
    {"item-price-is-line-total", kServer, "items"},
    {"cached-page-holds-another-shopper", kBrowser, "user_data.email"},
};

}  // namespace

TEST_CASE("each fault changes what its name says, and nothing else") {
  const World world;
  for (const auto& row : kRows) {
    CAPTURE(row.fault);
    const auto* fault = find_fault(row.fault);
    REQUIRE(fault != nullptr);
    REQUIRE((fault->on_emission != nullptr));
    bool somewhere = false;
    for (const std::string_view platform : {"meta", "ga4"}) {
      const auto before = event(platform, row.channel, EventName::purchase);
      auto after = before;
      fault->on_emission(after, world.facts());
      const auto found = changes(before, after);
      if (found.empty()) continue;  // not on this platform
      somewhere = true;
      CHECK(found == std::set<std::string_view>{row.changed});
      if (!row.becomes.empty()) CHECK(after.text(*read_field(row.changed)) == row.becomes);
      if (row.fault.ends_with("-missing") && row.changed != "items")
        CHECK(after.text(*read_field(row.changed)).empty());
    }
    CHECK(somewhere);
  }
}

TEST_CASE("faults of one channel leave the other alone, and none needs an order") {
  const World world;
  for (const auto* fault : all_faults()) {
    if (fault->on_emission == nullptr) continue;
    CAPTURE(fault->name);
    auto page_view = event("meta", Channel::browser, EventName::page_view);
    fault->on_emission(page_view, {world.scenario, nullptr, world.shopper, world.customer});
  }
  struct OneSided {
    std::string_view fault{};
    Channel other{};
  };
  for (const auto& row : {OneSided{"event-id-differs-by-channel", kBrowser},
                          {"event-id-with-prefix-on-server", kBrowser},
                          {"event-id-missing-in-browser", kServer},
                          {"server-ip-sent-as-shopper", kBrowser},
                          {"session-id-not-passed-to-server", kBrowser},
                          {"test-event-code-left-in", kBrowser}}) {
    CAPTURE(row.fault);
    const auto before = event("meta", row.other, EventName::purchase);
    auto after = before;
    find_fault(row.fault)->on_emission(after, world.facts());
    CHECK(changes(before, after).empty());
  }
}

TEST_CASE("values that only large orders, or currencies without cents, get wrong") {
  World world;
  const auto sent = [&](std::string_view fault, std::string_view value) {
    auto purchase = event("ga4", kServer, EventName::purchase);
    purchase.set(Field::value, d(value));
    find_fault(fault)->on_emission(purchase, world.facts());
    return purchase.text(Field::value);
  };
  CHECK(sent("value-with-thousands-separator", "999.99") == "999.99");
  CHECK(sent("value-with-thousands-separator", "1258.40") == "1,258.40");
  CHECK(sent("value-with-thousands-separator", "1234567") == "1,234,567");
  CHECK(sent("value-of-yen-divided-by-hundred", "45.23") == "45.23");
  world.order.currency = "JPY";
  CHECK(sent("value-of-yen-divided-by-hundred", "8698") == "86.98");
}

TEST_CASE("faults compose: two that meet in one event are both made, in the order given") {
  const World world;
  auto purchase = event("ga4", kServer, EventName::purchase);
  for (const auto* name : {"value-before-discount", "value-in-cents", "order-name-sent-as-id"})
    find_fault(name)->on_emission(purchase, world.facts());
  CHECK(purchase.text(Field::value) == "5121");  // 45.23 + 5.98
  CHECK(purchase.text(Field::order_id) == "#1001");
}

TEST_CASE("only what happens to requests, on their way or at the platform, is a disturbance") {
  for (const auto* name : {"answer-lost", "server-event-lost", "server-error-heals",
                           "too-many-requests", "slow-answer"})
    CHECK_MESSAGE(is_disturbance(*find_fault(name)), name);
  for (const auto* name : {"value-includes-tax", "event-id-changed-on-retry", "ad-blocker",
                           "left-before-pixel-fired", "error-answer-never-retried"})
    CHECK_FALSE_MESSAGE(is_disturbance(*find_fault(name)), name);
}

TEST_CASE("reversals: the whole for a part, the refunded for the kept") {
  World world;
  auto partial = event("ga4", kServer, EventName::refund);
  partial.adjustment = AdjustmentKind::refund_partial;
  partial.set(Field::value, d("10.00"));
  find_fault("refund-of-full-value-for-partial")->on_emission(partial, world.facts());
  CHECK(partial.text(Field::value) == "45.23");

  auto restated = event("google_ads", kServer, EventName::refund);
  restated.adjustment = AdjustmentKind::restate;
  restated.set(Field::value, d("35.23"));  // kept of 45.23
  const auto refund = Refund{.totals = {.items_net = d("10.00")}};
  world.order.refunds = {refund};
  find_fault("refund-amount-sent-as-restated-value")->on_emission(restated, world.facts());
  CHECK(restated.text(Field::value) == "10.00");
}

TEST_CASE("faults that take tags away or add some go by what tags are") {
  const auto tagging = [] {
    World world;
    auto& tags = world.scenario.tagging.tags;
    const auto add = [&](std::string_view platform, Channel channel, EventName name) {
      tags.push_back({.tag = "x" + std::to_string(tags.size()),
                      .platform = PlatformId(platform),
                      .channel = channel,
                      .event = name});
    };
    add("meta", kBrowser, EventName::purchase);
    add("meta", kServer, EventName::purchase);
    add("ga4", kServer, EventName::refund);
    add("ga4", kServer, EventName::cancel);
    return world.scenario;
  };
  const auto count = [](const Scenario& scenario, EventName name, Channel channel) {
    return std::ranges::count_if(scenario.tagging.tags, [&](const Tag& tag) {
      return tag.event == name && tag.channel == channel;
    });
  };
  struct Change {
    std::string_view fault{};
    EventName name{};
    Channel channel{};
    std::ptrdiff_t left{};
    std::size_t all{};
  };
  for (const auto& row : {Change{"refund-not-sent", EventName::refund, kServer, 0, 3},
                          {"cancellation-not-retracted", EventName::cancel, kServer, 0, 3},
                          {"checkout-scripts-removed", EventName::purchase, kBrowser, 0, 3},
                          {"purchase-on-declined-payment", EventName::purchase, kServer, 2, 5},
                          {"purchase-again-at-capture", EventName::purchase, kServer, 2, 5},
                          {"purchase-on-test-order", EventName::purchase, kServer, 2, 5}}) {
    CAPTURE(row.fault);
    auto scenario = tagging();
    find_fault(row.fault)->on_scenario(scenario);
    CHECK(count(scenario, row.name, row.channel) == row.left);
    CHECK(scenario.tagging.tags.size() == row.all);
  }
  auto late = tagging();
  find_fault("server-event-eight-days-late")->on_scenario(late);
  CHECK(late.tagging.tags[0].delay == Duration{});
  CHECK(late.tagging.tags[1].delay == std::chrono::days(8));
}

TEST_CASE("disturbances: who, and how often") {
  const auto server = event("meta", kServer, EventName::purchase);
  const auto browser = event("meta", kBrowser, EventName::purchase);
  struct Disturbed {
    std::string_view fault{};
    bool first_server{}, again{}, browser{};
  };
  for (const auto& row : {Disturbed{"answer-lost", true, false, false},
                          {"server-error-heals", true, false, false},
                          {"server-event-lost", true, true, false},
                          {"left-before-pixel-fired", false, false, true}}) {
    CAPTURE(row.fault);
    const auto* fault = find_fault(row.fault);
    CHECK(fault->on_request(server, 1, 1).any() == row.first_server);
    CHECK(fault->on_request(server, 2, 2).any() == row.again);
    CHECK(fault->on_request(browser, 1, 1).any() == row.browser);
  }
}

TEST_CASE("every fault has a name of its own and all that people read") {
  std::set<std::string_view> names;
  for (const auto* fault : all_faults()) {
    CAPTURE(fault->name);
    CHECK(names.insert(fault->name).second);
    CHECK(find_fault(fault->name) == fault);
    for (const auto column : {fault->mistake, fault->who, fault->cost, fault->check})
      CHECK_FALSE(column.empty());
    CHECK_FALSE(text(fault->place).empty());
  }
  CHECK(find_fault("no-such-fault") == nullptr);
}

}  // namespace tagproof
