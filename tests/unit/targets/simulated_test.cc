#include "harness/targets/simulated.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/targets/bench.h"

namespace tagproof::tests {
namespace {

/// So that a failing row shows its lines.
std::string lines(const std::vector<std::string>& sent) {
  std::string text;
  for (const auto& line : sent) text += line + "\n";
  return text;
}

using Sent = std::vector<std::string>;
using step::PayOutcome;

ConsentChoice all(Choice choice) { return {choice, choice}; }

Step on_phone(StepAction action) {
  Step step = at(std::move(action));
  step.device = "phone";
  return step;
}

const Sent kOnce{"4s browser purchase 1001", "33s server purchase 1001"};

Sent sent_by(std::vector<Step> journey) { return ride(small_shop(std::move(journey))).sent; }

Scenario undecided(std::vector<Step> journey) {
  auto scenario = small_shop(std::move(journey));
  scenario.shoppers.front().consent = {};
  return scenario;
}

}  // namespace

TEST_CASE("an order is sent once by each channel, whatever the shopper and the webhooks repeat") {
  struct Row {
    std::string_view name{};
    std::vector<Step> more{};
  };
  const Row rows[] = {
      {"nothing more", {}},
      {"refresh", {at(step::Refresh{})}},
      {"another tab", {at(step::OpenTab{"thank_you"}), at(step::CloseTab{}), at(step::Refresh{})}},
      {"back and forth", {at(step::Back{}), at(step::ThankYou{})}},
      {"a later visit",
       {at(step::Leave{}), at(step::Return{std::chrono::days(3)}), at(step::ThankYou{})}},
      {"webhooks",
       {at(step::Webhook{Trigger::payment_captured, 3, std::chrono::seconds(5)}),
        at(step::Webhook{Trigger::order_countable, 1, {}})}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(lines(sent_by(bought(row.more))) == lines(kOnce));
  }
}

TEST_CASE("payments: what is sent when") {
  struct Row {
    std::string_view name{};
    std::vector<Step> journey{};
    Sent sent{};
  };
  const Row rows[] = {
      {"declined", paid_by("card", PayOutcome::declined, {at(step::ThankYou{})}), {}},
      {"declined, then approved",
       paid_by("card", PayOutcome::declined, {at(step::Pay{}), at(step::ThankYou{})}),
       {"5s browser purchase 1001", "34s server purchase 1001"}},
      {"3-D Secure",
       paid_by("card", PayOutcome::challenged, {at(step::Pay{}), at(step::ThankYou{})}),
       {"5s browser purchase 1001", "34s server purchase 1001"}},
      {"authorised, then captured",
       paid_by("card", PayOutcome::authorized, {at(step::ThankYou{}), at(step::Capture{})}), kOnce},
      {"cash on delivery",
       paid_by("cod", PayOutcome::approved, {at(step::ThankYou{}), at(step::Capture{})}), kOnce},
      {"pending, paid while the page is open",
       paid_by(
           "transfer", PayOutcome::pending,
           {at(step::ThankYou{}), at(step::Wait{std::chrono::minutes(5)}), at(step::Capture{})}),
       {"305s browser purchase 1001", "335s server purchase 1001"}},
      {"pending, paid after days",
       paid_by("transfer", PayOutcome::pending,
               {at(step::ThankYou{}), at(step::Wait{std::chrono::hours(72)}), at(step::Capture{})}),
       {"259235s server purchase 1001"}},
      {"pending, failed",
       paid_by("transfer", PayOutcome::pending, {at(step::ThankYou{}), at(step::FailPayment{})}),
       {}},
      {"two orders",
       bought({at(step::View{"SHIRT"}), at(step::AddToCart{"SHIRT", 2}), at(step::Checkout{}),
               at(step::Pay{}), at(step::ThankYou{})}),
       {"4s browser purchase 1001", "9s browser purchase 1002", "33s server purchase 1001",
        "38s server purchase 1002"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(lines(sent_by(row.journey)) == lines(row.sent));
  }
}

TEST_CASE("reversals: only of what was counted, and each once") {
  struct Row {
    std::string_view name{};
    std::vector<Step> journey{};
    Sent reversals{};
  };
  const Row rows[] = {
      {"refund", bought({at(step::Refund{})}), {"5s server refund 1001"}},
      {"two parts",
       bought({at(step::Refund{.amount = Decimal{5}}), at(step::Refund{})}),
       {"5s server refund 1001", "6s server refund 1001"}},
      {"cancelled, then refunded",
       bought({at(step::Cancel{}), at(step::Refund{})}),
       {"5s server cancel 1001"}},
      {"voided",
       paid_by("card", PayOutcome::authorized, {at(step::ThankYou{}), at(step::Void{})}),
       {"5s server cancel 1001"}},
      {"cancelled unpaid", paid_by("transfer", PayOutcome::pending, {at(step::Cancel{})}), {}},
      {"dispute", bought({at(step::Dispute{})}), {"5s server refund 1001"}},
      {"dispute won", bought({at(step::Dispute{false})}), {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Sent reversals;
    for (const auto& line : sent_by(row.journey)) {
      if (line.find("purchase") == std::string::npos) reversals.push_back(line);
    }
    CHECK(reversals == row.reversals);
  }
}

TEST_CASE(
    "an undecided shopper: held until the choice, on the same page, and never sent after a "
    "refusal") {
  struct Row {
    std::string_view name{};
    std::vector<Step> more{};
    Sent sent{};
  };
  const auto choose = [](Choice choice) { return at(step::Consent{all(choice)}); };
  const Row rows[] = {
      {"never chooses", {}, {}},
      {"grants",
       {choose(Choice::granted)},
       {"5500ms browser purchase 1001", "33s server purchase 1001"}},
      {"grants, refreshes",
       {choose(Choice::granted), at(step::Refresh{})},
       {"5500ms browser purchase 1001", "33s server purchase 1001"}},
      {"reloads, then grants",
       {at(step::Refresh{}), choose(Choice::granted)},
       {"6500ms browser purchase 1001", "33s server purchase 1001"}},
      {"goes on, then grants",
       {at(step::View{"SHIRT"}), choose(Choice::granted)},
       {"33s server purchase 1001"}},
      {"refuses", {choose(Choice::denied)}, {}},
      {"refuses, then grants",
       {choose(Choice::denied), choose(Choice::granted)},
       {"33s server purchase 1001"}},
      {"grants after the server's time",
       {at(step::Wait{std::chrono::minutes(2)}), choose(Choice::granted)},
       {"125500ms browser purchase 1001", "125500ms server purchase 1001"}},
      {"refuses, and grants after the server's time",
       {choose(Choice::denied), at(step::Wait{std::chrono::minutes(2)}), choose(Choice::granted)},
       {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(lines(ride(undecided(bought(row.more))).sent) == lines(row.sent));
  }
}

TEST_CASE("the server goes by the consent stored with the order when it leaves") {
  CHECK(lines(sent_by(bought({at(step::Consent{all(Choice::withdrawn)})}))) ==
        lines(Sent{"4s browser purchase 1001"}));
  CHECK(lines(sent_by(bought({at(step::Wait{std::chrono::minutes(1)}),
                              at(step::Consent{all(Choice::withdrawn)})}))) == lines(kOnce));
}

TEST_CASE("networks: lost, held, slow; a server tries again, a browser doesn't") {
  const auto network = [](step::NetworkAction action, Channel channel, Duration by = {}) {
    return at(step::Network{action, "meta", channel, 1, by});
  };
  using enum step::NetworkAction;
  struct Row {
    std::string_view name{};
    Step before{};
    std::vector<Step> more{};
    Sent sent{};
  };
  const Row rows[] = {
      {"browser lost", network(drop, Channel::browser), {}, {"34s server purchase 1001"}},
      {"server lost once",
       network(drop, Channel::server),
       {},
       {"5s browser purchase 1001", "44s server purchase 1001"}},
      {"held for ever", network(hold, Channel::server), {}, {"5s browser purchase 1001"}},
      {"held and released",
       network(hold, Channel::browser),
       {at(step::Network{release, "", std::nullopt, 1, {}})},
       {"6s browser purchase 1001", "34s server purchase 1001"}},
      {"slow",
       network(slow, Channel::browser, std::chrono::minutes(1)),
       {},
       {"34s server purchase 1001", "65s browser purchase 1001"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    auto journey = bought(row.more);
    journey.insert(journey.begin(), row.before);
    CHECK(lines(sent_by(journey)) == lines(row.sent));
  }
}

TEST_CASE("attempts say what became of each event") {
  using enum Attempt::Result;
  const auto results = [](const Ride& made) {
    REQUIRE(made.driven);
    std::vector<Attempt::Result> found;
    for (const auto& attempt : made.driven->attempts) found.push_back(attempt.result);
    return found;
  };
  const auto with = [](step::NetworkAction action, std::int64_t count) {
    auto journey = bought();
    journey.insert(journey.begin(), at(step::Network{action, "", std::nullopt, count, {}}));
    return ride(small_shop(journey));
  };
  CHECK(results(ride(small_shop(bought()))) == std::vector{delivered, delivered});
  CHECK(results(with(step::NetworkAction::drop, 100)) == std::vector{lost, lost});
  CHECK(results(with(step::NetworkAction::hold, 2)) == std::vector{held, held});
  auto blocked_shop = small_shop(bought());
  blocked_shop.shoppers.front().ad_blocker = true;
  CHECK(results(ride(blocked_shop)) == std::vector{blocked, delivered});

  const auto healed = with(step::NetworkAction::drop, 2);
  REQUIRE(healed.driven);
  const auto& server = healed.driven->attempts.back();
  CHECK(server.statuses == std::vector<int>{0, 200});
  CHECK(server.disturbed);
  CHECK(server.captures == std::vector{CaptureId("c-1")});
  CHECK(server.order == "1001");
}

TEST_CASE("the truth that a journey leaves behind") {
  const auto made = ride(small_shop(bought({at(step::Leave{})})));
  REQUIRE(made.driven);
  const auto& driven = *made.driven;
  REQUIRE(driven.orders.size() == 1);
  CHECK(driven.orders.front().state == OrderState::paid);
  CHECK(driven.orders.front().consent == all(Choice::granted));
  CHECK(driven.steps.at(3).text == "pays 34.90 EUR by card: approved");
  CHECK(driven.steps.at(3).orders == std::vector{OrderId("1001")});
  CHECK(driven.steps.at(5).captures == std::vector{CaptureId("c-2")});
  REQUIRE(driven.pages.size() == 1);
  CHECK(driven.pages.front().shown);
  CHECK(driven.pages.front().last_open == driven.start + std::chrono::seconds(5));
  REQUIRE(driven.shoppers.size() == 1);
  CHECK(driven.shoppers.front().customer.email == " Jane@Example.com ");
  CHECK_FALSE(driven.shoppers.front().ids[static_cast<std::size_t>(IdField::fbp)].empty());
}

TEST_CASE("what isn't possible is an error that names step and line") {
  struct Row {
    std::vector<Step> journey{};
    std::string_view message{};
  };
  const Row rows[] = {
      {{at(step::Pay{}, 7)}, "test.yaml:7: step 1 `pay`: the cart is empty"},
      {{at(step::AddToCart{"SHIRT", 1}), at(step::Pay{}, 8)},
       "test.yaml:8: step 2 `pay`: `pay` before `checkout`"},
      {{at(step::Checkout{}, 2)}, "test.yaml:2: step 1 `checkout`: the cart is empty"},
      {{at(step::Refund{}, 3)}, "test.yaml:3: step 1 `refund`: no order was placed yet"},
      {{at(step::View{"SHRT"}, 4)},
       "test.yaml:4: step 1 `view`: the storefront has no product `SHRT`; did you mean `SHIRT`?"},
      {{at(step::ThankYou{}, 5)}, "test.yaml:5: step 1 `thank_you`: no order was placed yet"},
      {{at(step::Back{}, 6)}, "test.yaml:6: step 1 `back`: there is no page to go back to"},
      {paid_by("card", PayOutcome::declined, {at(step::Capture{}, 9)}),
       "test.yaml:9: step 5 `capture`: order 1001 is failed: nothing is there to capture"},
      {bought({at(step::Webhook{Trigger::order_refunded, 1, {}}, 11)}),
       "test.yaml:11: step 6 `webhook`: order 1001 had no `order_refunded` that could be delivered "
       "again"},
      {{{.action = step::View{"SHIRT"}, .by = "ben", .line = 12}},
       "test.yaml:12: step 1 `view`: no shopper is called `ben`"},
  };
  for (const auto& row : rows) {
    const auto made = ride(small_shop(row.journey));
    REQUIRE_FALSE(made.driven);
    CHECK(made.driven.error().message == row.message);
  }
}

TEST_CASE("the same seed gives the same bytes, with either order store") {
  const auto scenario = small_shop(bought({at(step::Refund{})}));
  const auto first = ride(scenario);
  const auto again = ride(scenario, {}, OrderStoreKind::sqlite);
  CHECK(first.requests == again.requests);
  REQUIRE(first.driven);
  REQUIRE(again.driven);
  CHECK(first.driven->orders == again.driven->orders);
}

TEST_CASE("what one device told, another doesn't tell again; what one may, another may") {
  CHECK(lines(ride(small_shop(bought({on_phone(step::ThankYou{})}))).sent) == lines(kOnce));
  CHECK(
      lines(ride(undecided(
                     bought({on_phone(step::Consent{all(Choice::granted)}), at(step::Refresh{})})))
                .sent) == lines(Sent{"5500ms browser purchase 1001", "33s server purchase 1001"}));
}

TEST_CASE("what is chosen in one tab holds on the pages of all others") {
  const auto made =
      ride(undecided(bought({at(step::OpenTab{"home"}), at(step::Consent{all(Choice::granted)}),
                             at(step::CloseTab{}), at(step::Refresh{})})));
  CHECK(lines(made.sent) ==
        lines(Sent{"6500ms browser purchase 1001", "33s server purchase 1001"}));
}

// Found by explore: the cart's total stood over the order's lines, and no refund could be right.
TEST_CASE("an open order stays what was ordered, whatever the cart holds when it is paid") {
  const auto made = ride(small_shop(
      paid_by("card", PayOutcome::challenged, {at(step::AddToCart{"SHIRT", 2}), at(step::Pay{})})));
  REQUIRE(made.driven);
  const auto& order = made.driven->orders.at(0);
  CHECK(made.driven->orders.size() == 1);
  CHECK(order.state == OrderState::paid);
  CHECK(order.items.at(0).quantity == 1);
  CHECK(order.totals.total == Decimal::parse("34.90"));
}

TEST_CASE("an event waits two days for a choice, and no longer") {
  const auto after = [](Duration wait) {
    return lines(
        ride(undecided(bought({at(step::Wait{wait}), at(step::Consent{all(Choice::granted)})})))
            .sent);
  };
  CHECK(after(std::chrono::hours(47)) != lines(Sent{}));
  CHECK(after(std::chrono::hours(49)) == lines(Sent{}));
}

TEST_CASE("faulty shops") {
  const auto with = [](std::string_view behaviour, const Scenario& scenario) {
    const Fault fault{.name = "test", .behaviour = behaviour};
    return ride(scenario, {&fault}).sent;
  };
  CHECK(lines(with("thank_you_unguarded", small_shop(bought({at(step::Refresh{})})))) ==
        lines(Sent{"4s browser purchase 1001", "5s browser purchase 1001",
                   "33s server purchase 1001"}));
  CHECK(lines(with("webhooks_repeat",
                   small_shop(bought({at(step::Webhook{Trigger::payment_captured, 1, {}})})))) ==
        lines(Sent{"4s browser purchase 1001", "33s server purchase 1001",
                   "35s server purchase 1001-2"}));
  CHECK(lines(with("refused_held_sent",
                   undecided(bought({at(step::Consent{all(Choice::denied)})})))) ==
        lines(Sent{"5500ms browser purchase 1001"}));
  CHECK(lines(with("guard_in_browser", small_shop(bought({on_phone(step::ThankYou{})})))) ==
        lines(Sent{"4s browser purchase 1001", "5s browser purchase 1001",
                   "33s server purchase 1001"}));
  CHECK(lines(with("consent_not_stored", small_shop(bought()))) ==
        lines(Sent{"4s browser purchase 1001"}));
  CHECK(lines(with("server_ignores_consent", undecided(bought()))) ==
        lines(Sent{"33s server purchase 1001"}));
  CHECK(lines(with("consent_update_missing", small_shop(bought()))) ==
        lines(Sent{"33s server purchase 1001"}));
  const Fault unknown{.name = "test", .behaviour = "no-such-thing"};
  CHECK_FALSE(ride(small_shop(bought()), {&unknown}).driven);
}

}  // namespace tagproof::tests
