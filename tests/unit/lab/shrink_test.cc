#include "harness/lab/shrink.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "harness/base/seed.h"

namespace tagproof {
namespace {

template <class S>
std::ptrdiff_t position(const Scenario& scenario) {
  const auto it = std::ranges::find_if(
      scenario.journey, [](const Step& step) { return std::holds_alternative<S>(step.action); });
  return it == scenario.journey.end() ? -1 : it - scenario.journey.begin();
}

/// Forty steps, two of which make the mistake: a reload and, later, a withdrawal.
Scenario forty_steps(std::uint64_t seed) {
  Scenario scenario;
  scenario.shoppers = {{.name = "anna", .region = "FR"}, {.name = "ben", .gpc = true}};
  auto random = Seed(seed).stream("planted");
  const auto reload = random.uniform(39);
  const auto withdrawal = reload + 1 + random.uniform(39 - reload);
  for (std::uint64_t i = 0; i < 40; ++i) {
    Step step{.by = i % 2 == 0 ? "anna" : "ben"};
    step.action = step::AddToCart{.sku = "A", .quantity = static_cast<std::int64_t>(i) + 1};
    if (i == reload) step = {.action = step::Refresh{}, .by = "ben", .tab = "second"};
    if (i == withdrawal)
      step = {.action = step::Consent{{Choice::withdrawn, Choice::withdrawn}}, .by = "ben"};
    scenario.journey.push_back(std::move(step));
  }
  return scenario;
}

bool reload_then_withdrawal(const Scenario& scenario) {
  const auto reload = position<step::Refresh>(scenario);
  return reload >= 0 && position<step::Consent>(scenario) > reload;
}

TEST_CASE("a cause of two steps comes out of forty, whole and alone") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::size_t asked = 0;
    const auto small = shrink(forty_steps(seed), [&](const Scenario& candidate) {
      ++asked;
      return reload_then_withdrawal(candidate);
    });
    REQUIRE(small.journey.size() == 2);
    CHECK(std::holds_alternative<step::Refresh>(small.journey[0].action));
    CHECK(std::holds_alternative<step::Consent>(small.journey[1].action));
    CHECK(asked < 400);
    // One ordinary shopper without a name is left, and steps say no more than they must.
    REQUIRE(small.shoppers.size() == 1);
    CHECK(small.shoppers.front().name.empty());
    CHECK_FALSE(small.shoppers.front().gpc);
    CHECK(small.journey[0].tab.empty());
    CHECK(small.journey[0].by.empty());
  }
}

TEST_CASE("what matters stays: attributes and arguments without which it no longer fails") {
  Scenario scenario;
  scenario.shoppers = {{.region = "JP", .gpc = true, .returning = true}};
  scenario.journey = {{.action = step::AddToCart{.sku = "A", .quantity = 7}},
                      {.action = step::Checkout{.shipping = "express", .coupon = "MINUS5"}},
                      {.action = step::Wait{.duration = std::chrono::hours(9)}}};
  const auto small = shrink(scenario, [](const Scenario& candidate) {
    const auto* checkout = candidate.journey.empty()
                               ? nullptr
                               : std::get_if<step::Checkout>(&candidate.journey.back().action);
    return checkout != nullptr && checkout->coupon == "MINUS5" &&
           candidate.shoppers.front().region == "JP";
  });
  REQUIRE(small.journey.size() == 1);
  CHECK(std::get<step::Checkout>(small.journey[0].action) == step::Checkout{.coupon = "MINUS5"});
  CHECK(small.shoppers.front().region == "JP");
  CHECK_FALSE(small.shoppers.front().gpc);
  CHECK_FALSE(small.shoppers.front().returning);
}

TEST_CASE("the same journey shrinks the same way, and never asks more often than it may") {
  const auto once = shrink(forty_steps(3), reload_then_withdrawal);
  const auto twice = shrink(forty_steps(3), reload_then_withdrawal);
  CHECK(once.journey == twice.journey);
  std::size_t asked = 0;
  const auto stopped = shrink(
      forty_steps(3),
      [&](const Scenario& candidate) {
        ++asked;
        return reload_then_withdrawal(candidate);
      },
      10);
  CHECK(asked == 10);
  CHECK(reload_then_withdrawal(stopped));
}

}  // namespace
}  // namespace tagproof
