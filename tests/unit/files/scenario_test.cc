// Scenarios: what each step and key becomes, and what a person sees when one is wrong.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "folder.h"
#include "harness/files/write.h"

using tagproof::tests::Folder;

namespace tagproof {
namespace {

const std::string kJourney = "journey:\n  - view: TSHIRT-BLUE-M\n";

Scenario one(const std::string& text) {
  Folder folder;
  folder.shop().write("s.yaml", text);
  auto scenarios = folder.suite().scenarios;
  REQUIRE(scenarios.size() == 1);
  return scenarios.front();
}

std::string wrong(const std::string& text) {
  Folder folder;
  return folder.shop().write("s.yaml", text).problems();
}

Step read_step(const std::string& line) {
  const auto scenario = one("scenario: s\nshoppers: { anna: {} }\njourney:\n  - " + line + "\n");
  REQUIRE(scenario.journey.size() == 1);
  auto first = scenario.journey.front();
  CHECK(first.line == 4);
  first.line = 0;
  return first;
}

std::string wrong_step(const std::string& line) {
  return wrong("scenario: s\njourney:\n  - " + line + "\n");
}

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

}  // namespace

TEST_CASE("steps: as a word, with their one value, as a mapping") {
  using namespace std::chrono_literals;
  namespace s = tagproof::step;
  const std::vector<std::pair<std::string, Step>> cases{
      {"view: MUG-WHITE", {.action = s::View{"MUG-WHITE"}}},
      {"view: { sku: MUG-WHITE, tab: two }", {.action = s::View{"MUG-WHITE"}, .tab = "two"}},
      {"{ view: MUG-WHITE, by: anna, device: phone }",
       {.action = s::View{"MUG-WHITE"}, .by = "anna", .device = "phone"}},
      {"add_to_cart: MUG-WHITE", {.action = s::AddToCart{"MUG-WHITE", 1}}},
      {"add_to_cart: { sku: MUG-WHITE, quantity: 3 }", {.action = s::AddToCart{"MUG-WHITE", 3}}},
      {"remove_from_cart: MUG-WHITE", {.action = s::RemoveFromCart{"MUG-WHITE", {}}}},
      {"remove_from_cart: { sku: MUG-WHITE, quantity: 1 }",
       {.action = s::RemoveFromCart{"MUG-WHITE", 1}}},
      {"checkout", {.action = s::Checkout{}}},
      {"checkout: express", {.action = s::Checkout{"express", "", ""}}},
      {"checkout: { shipping: standard, coupon: WELCOME10, currency: USD }",
       {.action = s::Checkout{"standard", "WELCOME10", "USD"}}},
      {"pay", {.action = s::Pay{}}},
      {"pay: declined", {.action = s::Pay{"card", s::PayOutcome::declined, {}}}},
      {"pay: { method: transfer, outcome: pending, tip: 2.50 }",
       {.action = s::Pay{"transfer", s::PayOutcome::pending, decimal("2.50")}}},
      {"thank_you", {.action = s::ThankYou{}}},
      {"{ thank_you: {}, by: anna }", {.action = s::ThankYou{}, .by = "anna"}},
      {"refresh: thank_you", {.action = s::Refresh{"thank_you"}}},
      {"refresh", {.action = s::Refresh{"thank_you"}}},
      {"back", {.action = s::Back{}}},
      {"open_tab: thank_you", {.action = s::OpenTab{"thank_you"}}},
      {"close_tab", {.action = s::CloseTab{}}},
      {"leave", {.action = s::Leave{}}},
      {"return", {.action = s::Return{}}},
      {"return: 3d", {.action = s::Return{72h}}},
      {"lead", {.action = s::Lead{"contact"}}},
      {"lead: newsletter", {.action = s::Lead{"newsletter"}}},
      {"consent: granted", {.action = s::Consent{{Choice::granted, Choice::granted}}}},
      {"consent: withdrawn", {.action = s::Consent{{Choice::withdrawn, Choice::withdrawn}}}},
      {"consent: { analytics: granted, marketing: denied }",
       {.action = s::Consent{{Choice::granted, Choice::denied}}}},
      {"capture", {.action = s::Capture{}}},
      {"capture: { amount: 10.00, order: 2 }", {.action = s::Capture{decimal("10")}, .order = 2}},
      {"fail_payment", {.action = s::FailPayment{}}},
      {"void", {.action = s::Void{}}},
      {"refund", {.action = s::Refund{}}},
      {"refund: 10.00", {.action = s::Refund{decimal("10.00"), {}}}},
      {"refund: { items: [ MUG-WHITE, { sku: SOCKS-RED, quantity: 2 } ], order: 1 }",
       {.action = s::Refund{{}, {{"MUG-WHITE", 1}, {"SOCKS-RED", 2}}}, .order = 1}},
      {"{ refund: , order: 2 }", {.action = s::Refund{}, .order = 2}},
      {"cancel", {.action = s::Cancel{}}},
      {"dispute", {.action = s::Dispute{true}}},
      {"dispute: won", {.action = s::Dispute{false}}},
      {"webhook: { topic: payment_captured, times: 2, after: 5s }",
       {.action = s::Webhook{Trigger::payment_captured, 2, 5s}}},
      {"wait: 3d", {.action = s::Wait{72h}}},
      {"network: { drop: { platform: meta, channel: server, count: 2 } }",
       {.action = s::Network{s::NetworkAction::drop, "meta", Channel::server, 2, {}}}},
      {"network: { slow: { by: 5s } }",
       {.action = s::Network{s::NetworkAction::slow, "", {}, 1, 5s}}},
      {"network: { hold: meta }",
       {.action = s::Network{s::NetworkAction::hold, "meta", {}, 1, {}}}},
      {"network: { release: }", {.action = s::Network{s::NetworkAction::release, "", {}, 1, {}}}},
      {"clock: { browser: 3m }", {.action = s::SetClock{3min, true}}},
      {"clock: { browser: -3m }", {.action = s::SetClock{3min, false}}},
  };
  for (const auto& [line, expected] : cases) {
    CAPTURE(line);
    CHECK(read_step(line) == expected);
  }
  std::set<std::string_view> seen;
  for (const auto& [line, expected] : cases) seen.insert(step_name(expected.action));
  CHECK(seen.size() == step_names().size());  // every step has a case
}

TEST_CASE("steps that are wrong") {
  CHECK(wrong_step("pay: { method: card, outcom: approved }") ==
        "s.yaml:3:26: unknown key `outcom` in `pay`; did you mean `outcome`?\n"
        "    3 |   - pay: { method: card, outcom: approved }\n"
        "      |                          ^^^^^^\n");
  CHECK(wrong_step("thankyou") ==
        "s.yaml:3:5: unknown step `thankyou`; did you mean `thank_you`?\n"
        "    3 |   - thankyou\n      |     ^^^^^^^^\n");
  CHECK(wrong_step("veiw: TSHIRT-BLUE-M")
            .starts_with("s.yaml:3:5: unknown key `veiw` in `journey`; did you mean `view`?\n"));
  CHECK(
      wrong_step("view").starts_with("s.yaml:3:5: the step `view` needs a value: The product.\n"));
  CHECK(wrong_step("view:").starts_with(
      "s.yaml:3:5: `view`: expected a mapping, or its `sku` alone, found nothing\n"));
  CHECK(wrong_step("{ view: MUG-WHITE, thank_you: }")
            .starts_with(
                "s.yaml:3:5: `view` and `thank_you` in one step; each is a step of its own\n"));
  CHECK(wrong_step("{ view: MUG-WHITE, order: 2 }")
            .starts_with("s.yaml:3:5: `view` is not about an order; `order` has no place here\n"));
  CHECK(wrong_step("[view]").starts_with(
      "s.yaml:3:5: expected a step such as `view: SKU`, found a list\n"));
  CHECK(wrong_step("wait: soon")
            .starts_with("s.yaml:3:11: `duration`: expected a duration such as 30s, 1h or 8d, "
                         "found text \"soon\"\n"));
  CHECK(wrong_step("add_to_cart: { sku: MUG-WHITE, quantity: 0 }")
            .starts_with(
                "s.yaml:3:46: `quantity`: expected a whole number from 1, found number 0\n"));
  CHECK(wrong_step("add_to_cart: { sku: MUG-WHITE, quantity: \"2\" }")
            .starts_with(
                "s.yaml:3:46: `quantity`: expected a whole number from 1, found text \"2\"\n"));
  CHECK(wrong_step("refund: { amount: 1, items: [MUG-WHITE] }")
            .starts_with("s.yaml:3:13: `refund` takes `amount` or `items`, not both\n"));
  CHECK(wrong_step("network: { drop: {}, hold: {} }")
            .starts_with("s.yaml:3:14: `network` takes one of drop, hold, release and slow\n"));
  CHECK(wrong_step("network: { slow: {} }")
            .starts_with("s.yaml:3:14: `slow` needs `by`: how much later the hits arrive\n"));
  CHECK(wrong_step("consent: { analytics: granted }")
            .starts_with("s.yaml:3:14: `consent` needs granted, denied or withdrawn"));
  CHECK(wrong_step("consent: maybe")
            .starts_with("s.yaml:3:14: `choice`: expected granted, denied or withdrawn, found text "
                         "\"maybe\"\n"));
  CHECK(wrong_step("webhook: thank_you")
            .starts_with("s.yaml:3:14: `topic`: expected an event of the backend, found text "
                         "\"thank_you\"\n"));
}

TEST_CASE("what a journey names is in the shop") {
  CHECK(
      wrong_step("view: TSHIRT-BLUE-N") ==
      "s.yaml:3:11: the storefront has no product `TSHIRT-BLUE-N`; did you mean `TSHIRT-BLUE-M`?\n"
      "    3 |   - view: TSHIRT-BLUE-N\n"
      "      |           ^^^^^^^^^^^^^\n");
  CHECK(wrong_step("checkout: { shipping: standart, coupon: WELCOM10 }") ==
        "s.yaml:3:27: the storefront has no shipping method `standart`; did you mean `standard`?\n"
        "    3 |   - checkout: { shipping: standart, coupon: WELCOM10 }\n"
        "      |                           ^^^^^^^^\n"
        "s.yaml:3:45: the storefront has no coupon `WELCOM10`; did you mean `WELCOME10`?\n"
        "    3 |   - checkout: { shipping: standart, coupon: WELCOM10 }\n"
        "      |                                             ^^^^^^^^\n");
  CHECK(wrong_step("pay: { method: paypal }")
            .starts_with("s.yaml:3:20: the storefront has no payment method `paypal`\n"));
}

TEST_CASE("the shopper") {
  const auto scenario =
      one("scenario: s\nshopper: { region: US-CA, consent: { analytics: granted, marketing: denied "
          "}, gpc: true, email: "
          "\" Jane.Doe@Example.com \", phone: \"+49 151 23456789\", zip: 01067, country: NO, "
          "arrives_with: { "
          "gclid: auto, fbclid: abc } }\n" +
          kJourney);
  const auto& shopper = scenario.shoppers.front();
  CHECK(shopper.region == "US-CA");
  CHECK(shopper.consent == ConsentChoice{Choice::granted, Choice::denied});
  CHECK(shopper.gpc);
  CHECK(shopper.customer.email == " Jane.Doe@Example.com ");
  CHECK(shopper.customer.zip == "01067");
  CHECK(shopper.customer.country == "NO");
  CHECK(shopper.arrives_with.at("gclid") == "auto");
  CHECK(one("scenario: s\n" + kJourney).shoppers == std::vector<Shopper>{Shopper{}});
}

TEST_CASE("several shoppers") {
  const std::string two = "scenario: s\nshoppers: { anna: { region: DE }, ben: {} }\njourney:\n";
  CHECK(one(two + "  - { view: MUG-WHITE, by: ben }\n").journey.front().by == "ben");
  CHECK(wrong(two + "  - view: MUG-WHITE\n")
            .starts_with("s.yaml:4:5: which shopper? Say `by:`, there are several\n"));
  CHECK(wrong(two + "  - { view: MUG-WHITE, by: bne }\n")
            .starts_with("s.yaml:4:5: `by`: no shopper is called `bne`; did you mean `ben`?\n"));
  CHECK(wrong("scenario: s\njourney:\n  - { view: MUG-WHITE, by: ben }\n")
            .starts_with(
                "s.yaml:3:5: `by: ben`: there is one shopper only; name them in `shoppers`\n"));
  CHECK(wrong("scenario: s\nshopper: {}\nshoppers: { anna: {} }\njourney:\n  - { view: MUG-WHITE, "
              "by: anna }\n")
            .starts_with("s.yaml:2:10: `shopper` or `shoppers`, not both\n"));
}

TEST_CASE("expectations keep their lines") {
  const auto expect =
      one("scenario: s\n" + kJourney +
          "expect:\n  orders: { paid: 1, refunded: 2 }\n  conversions: { ga4: 1 }\n  unconsented: "
          "{ meta: 0 }\n"
          "  value: { ga4: 50.25 }\n  findings: [delivery.late]\n  events:\n"
          "    - { platform: meta, channel: server, name: purchase, count: 1, fields: { value: "
          "50.25, event_id: { "
          "same_as: meta.browser.purchase.event_id }, order_id: { pattern: \"^10\" }, currency: { "
          "present: true "
          "}, tax: { present: false }, shipping: { at_least: 1, at_most: 5.5 } } }\n"
          "  hits:\n    - { platform: ga4, method: POST, path: /mp/*, header: { Content-Type: { "
          "pattern: json } }, "
          "query: { v: 2 }, status: 204, count: 0 }\n")
          .expect;
  using M = Matcher;
  CHECK(expect.orders[1] == std::pair{OrderState::refunded, Expectations::At<std::int64_t>{2, 5}});
  CHECK(expect.conversions.front() ==
        std::pair{std::string("ga4"), Expectations::At<std::int64_t>{1, 6}});
  CHECK(expect.value.front().second == Expectations::At<Decimal>{decimal("50.25"), 8});
  CHECK(expect.findings->value == std::vector<std::string>{"delivery.late"});
  CHECK(expect.findings->line == 9);
  REQUIRE(expect.events.size() == 1);
  const auto& event = expect.events.front();
  CHECK(event.line == 11);
  CHECK(event.count == 1);
  CHECK(event.channel == Channel::server);
  const std::vector<std::pair<std::string, Matcher>> fields{
      {"value", {.kind = M::Kind::equals, .value = "50.25"}},
      {"event_id", {.kind = M::Kind::same_as, .value = "meta.browser.purchase.event_id"}},
      {"order_id", {.kind = M::Kind::pattern, .value = "^10"}},
      {"currency", {.kind = M::Kind::present}},
      {"tax", {.kind = M::Kind::absent}},
      {"shipping", {.kind = M::Kind::range, .at_least = Decimal(1), .at_most = decimal("5.5")}}};
  CHECK(event.fields == fields);
  const auto& hit = expect.hits.front();
  CHECK(hit.path == "/mp/*");
  CHECK(hit.status == 204);
  CHECK(hit.count == 0);
  CHECK(hit.query.front().second.value == "2");
}

TEST_CASE("expectations that are wrong") {
  const auto expected = [](const std::string& line) {
    return wrong("scenario: s\n" + kJourney + "expect:\n  " + line + "\n");
  };
  CHECK(expected("findings: none") == "");
  CHECK(expected("findings: []") == "");
  CHECK(expected("findings: [delivery.lat]") ==
        "s.yaml:5:14: `findings`: expected the id of a check, found text \"delivery.lat\"; did you "
        "mean `delivery.late`?\n"
        "    5 |   findings: [delivery.lat]\n"
        "      |              ^^^^^^^^^^^^\n");
  CHECK(expected("findings: nothing")
            .starts_with(
                "s.yaml:5:13: `findings`: expected none, or a list of ids of checks, found text"));
  CHECK(expected("orders: { payd: 1 }")
            .starts_with("s.yaml:5:13: `payd`: expected pending, authorized, paid, "
                         "partially_refunded, refunded, failed or "
                         "cancelled, found text \"payd\"; did you mean `paid`?\n"));
  CHECK(
      expected("conversions: { ga4: one }")
          .starts_with("s.yaml:5:23: `ga4`: expected a whole number from 0, found text \"one\"\n"));
  CHECK(expected("conversions: { ga4: -1 }")
            .starts_with("s.yaml:5:23: `ga4`: expected a whole number from 0, found number -1\n"));
  CHECK(expected("events: [ { platform: meta, fields: { a: { pattern: \"(\" } } } ]")
            .find("`pattern`: expected a regular expression of at most 400 characters, found text "
                  "\"(\"") != std::string::npos);
  CHECK(expected("events: [ { platform: meta, fields: { a: { pattern: x, present: true } } } ]")
            .find("`a`: expected a value, or one of equals, pattern, at_least and at_most, "
                  "present, same_as") != std::string::npos);
}

TEST_CASE("faults, start, tags and names") {
  const auto scenario = one(
      "scenario: s\nstarts: 2026-02-01T00:00:00+01:00\nfaults: [email-in-clear]\ntags: [a, b]\n" +
      kJourney);
  CHECK(scenario.starts == parse_rfc3339("2026-01-31T23:00:00Z"));
  CHECK(scenario.faults == std::vector<std::string>{"email-in-clear"});
  CHECK(scenario.tags == std::vector<std::string>{"a", "b"});
  CHECK(wrong("scenario: s\nfaults: [email-in-cleer]\n" + kJourney)
            .starts_with("s.yaml:2:10: `faults`: expected the name of a fault, found text "
                         "\"email-in-cleer\"; did you mean "
                         "`email-in-clear`?\n"));
  CHECK(wrong("scenario: ../s\n" + kJourney)
            .starts_with("s.yaml:1:11: `scenario`: expected a name of letters, digits, `-`, `_` "
                         "and `.`, found text \"../s\"\n"));
  CHECK(wrong("scenario: s\nstarts: 2026-02-01\n" + kJourney)
            .starts_with("s.yaml:2:9: `starts`: expected a time with its zone"));
  CHECK(wrong("scenario: s\njourney: []\n").starts_with("s.yaml:2:10: `journey` has no steps\n"));
  CHECK(wrong("scenario: s\n")
            .starts_with("s.yaml:1:1: `scenario` needs `journey`: What happens.\n"));
}

TEST_CASE("all problems of all files at once, sorted") {
  Folder folder;
  folder.shop()
      .write("a.yaml", "scenario: a\nrsik: x\n" + kJourney + "expect: { order: {} }\n")
      .write("b.yaml", "scenario: b\n");
  const auto all = folder.problems();
  CHECK(all.find("a.yaml:2:1: unknown key `rsik`") != std::string::npos);
  CHECK(all.find("a.yaml:5:11: unknown key `order` in `expect`; did you mean `orders`?") !=
        std::string::npos);
  CHECK(all.find("b.yaml:1:1: `scenario` needs `journey`") != std::string::npos);
}

TEST_CASE("a scenario that was written reads back the same") {
  LoadOptions options;
  options.working_directory = TAGPROOF_SOURCE_DIR;
  Problems problems;
  const auto suite = load_suite(options, problems);
  REQUIRE(suite);
  const auto shop = reference_shop();
  for (const auto& scenario : suite->scenarios) {
    if (!scenario.cell.empty()) continue;
    const auto written = write_scenario(scenario, "found by a test\nwith two lines");
    CAPTURE(written);
    const auto again = load_scenario_text(written, "again.yaml", shop, LoadOptions{}, problems);
    CHECK(show(problems) == "");
    REQUIRE(again);
    auto read = again->front();
    CHECK(read.base_name == scenario.base_name);
    CHECK(read.title == scenario.title);
    CHECK(read.risk == scenario.risk);
    CHECK(read.shoppers == scenario.shoppers);
    CHECK(read.faults == scenario.faults);
    CHECK(read.starts == scenario.starts);
    for (auto& s : read.journey) s.line = 0;
    auto journey = scenario.journey;
    for (auto& s : journey) s.line = 0;
    CHECK(read.journey == journey);
    CHECK(read.expect.conversions.size() == scenario.expect.conversions.size());
    CHECK(read.expect.events.size() == scenario.expect.events.size());
    CHECK(write_scenario(read, "found by a test\nwith two lines") == written);
  }
}

}  // namespace tagproof
