#include "harness/model/template.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "harness/base/hash.h"

using namespace tagproof;

namespace {

TemplateValue lookup(const PlaceholderRow& asked) {
  const auto name = asked.name;
  if (name == "order.id") return std::string{"1001"};
  if (name == "order.name") return std::string{"#1001"};
  if (name == "order.items_net") return *Decimal::parse("59.80");
  if (name == "order.currency") return std::string{"EUR"};
  if (name == "order.test") return false;
  if (name == "order.payment_method") return std::string{"card"};
  if (name == "order.items") return std::vector<EmittedItem>{EmittedItem{.id = std::string{"A"}}};
  if (name == "shopper.email") return std::string{" Jane.Doe@Example.com "};
  if (name == "shopper.phone") return std::string{"0151 234567"};
  if (name == "shopper.city") return std::string{"St. Gallen"};
  if (name == "shopper.zip") return std::string{"80 331"};
  if (name == "shopper.country") return std::string{"DE"};
  if (name == "shopper.last_name") return std::string{};
  return std::monostate{};
}

}  // namespace

TEST_CASE("templates: what they become") {
  struct Row {
    std::string_view given{};
    TemplateValue wanted{};
  };
  const Row rows[] = {
      {"home_delivery", std::string{"home_delivery"}},
      {"", std::string{}},
      {"{{order.id}}", std::string{"1001"}},
      {"{{ order.items_net }}", *Decimal::parse("59.80")},
      {"{{order.test}}", false},
      {"order-{{order.id}}/{{order.items_net}}", std::string{"order-1001/59.80"}},
      {"{{order.coupon}}", std::monostate{}},
      {"x{{order.coupon}}", std::string{"x"}},
      {"{{order.coupon | default: none}}", std::string{"none"}},
      {"{{shopper.email | trim | lower}}", std::string{"jane.doe@example.com"}},
      {"{{shopper.email | trim | lower | sha256}}", sha256_hex("jane.doe@example.com")},
      {"{{shopper.last_name | sha256}}", std::monostate{}},
      {"{{shopper.phone | e164}}", std::string{"+49151234567"}},
      {"{{shopper.phone | e164 | digits}}", std::string{"49151234567"}},
      {"{{shopper.city | city}}", std::string{"stgallen"}},
      {"{{shopper.zip | zip}}", std::string{"80331"}},
      {"{{order.items_net | minor_units}}", Decimal{5980}},
      {"{{order.items_net | round: 0}}", Decimal{60}},
      {"{{order.items_net | negate}}", *Decimal::parse("-59.80")},
      {"{{order.items_net | text}}", std::string{"59.80"}},
      {"{{order.name | digits}}", std::string{"1001"}},
      {"{{order.id | prefix: \"o-\" | suffix: x | truncate: 4}}", std::string{"o-10"}},
      {"{{1.5}}", *Decimal::parse("1.5")},
      {"{{true}}", true},
      {"{{\"1.5\"}}", std::string{"1.5"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.given);
    const auto parsed = Template::parse(row.given);
    REQUIRE(parsed);
    const auto value = parsed->fill(lookup);
    if (row.given.empty()) {
      CHECK(plain_text(value).empty());
      continue;
    }
    CHECK(value.index() == row.wanted.index());
    CHECK(plain_text(value) == plain_text(row.wanted));
  }
  CHECK(
      std::get<std::vector<EmittedItem>>(Template::parse("{{order.items}}")->fill(lookup)).size() ==
      1);
}

TEST_CASE("templates: what is refused, and how it is said") {
  struct Row {
    std::string_view given{};
    std::string_view message{};
  };
  const Row rows[] = {
      {"{{order.curency}}", "unknown placeholder `order.curency`; did you mean `order.currency`?"},
      {"{{shopper.email | sha265}}", "unknown filter `sha265`; did you mean `sha256`?"},
      {"{{order.id", "`{{` without its `}}`"},
      {"order.id}}", "`}}` without its `{{`"},
      {"{{}}", "nothing between `{{` and `}}`"},
      {"{{order.id |}}", "expected a filter's name behind `|`"},
      {"{{order.id lower}}", "unexpected `lower`; expected `|` or `}}`"},
      {"{{order.id | round}}", "filter `round` needs an argument: `round: …`"},
      {"{{order.id | round: x}}", "filter `round` needs a whole number, not `x`"},
      {"{{order.id | lower: 2}}", "filter `lower` takes no argument"},
      {"{{order.id | default: \"x}}", "a text without its closing \""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.given);
    const auto parsed = Template::parse(row.given);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message == row.message);
  }
}

TEST_CASE("conditions: when they hold") {
  struct Row {
    std::string_view given{};
    bool holds{};
  };
  const Row rows[] = {
      {"order.items_net > 0", true},
      {"order.items_net >= 59.8", true},
      {"order.items_net < 59.80", false},
      {"order.items_net <= 59.80 and order.items_net != 1", true},
      {"order.payment_method == \"card\"", true},
      {"order.payment_method == 'transfer' or order.test", false},
      {"not order.test", true},
      {"not (order.test or order.payment_method == \"card\")", false},
      {"order.test == false and order.payment_method != \"transfer\"", true},
      {"order.coupon", false},
      {"order.coupon == \"X\"", false},
      {"order.coupon > 1", false},
      {"order.items", true},
      {"true", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.given);
    const auto parsed = Condition::parse(row.given);
    REQUIRE(parsed);
    CHECK(parsed->holds(lookup) == row.holds);
  }
  CHECK(Condition{}.holds(lookup));
}

TEST_CASE("conditions: what is refused") {
  for (const std::string_view given :
       {"", "order.total >", "order.totl > 1", "(order.test", "order.test)",
        "order.test order.test", "and", "order.total = 1", "1.2.3 > 1"}) {
    CAPTURE(given);
    CHECK_FALSE(Condition::parse(given));
  }
  CHECK_FALSE(Condition::parse(std::string(100, '(') + "order.test"));
}

TEST_CASE("every placeholder and filter says what it is, once") {
  for (const auto& row : placeholders()) {
    CAPTURE(row.name);
    CHECK(Template::parse("{{" + std::string(row.name) + "}}"));
    int count = 0;
    for (const auto& other : placeholders()) count += other.name == row.name ? 1 : 0;
    CHECK(count == 1);
  }
  for (const auto& row : filters()) CHECK_FALSE(row.text.empty());
}
