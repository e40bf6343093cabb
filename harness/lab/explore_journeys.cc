#include <algorithm>
#include <array>
#include <chrono>

#include "harness/lab/explore_drawing.h"
#include "harness/lab/explore_journeys.h"
#include "harness/lab/interleavings.h"

/// Who the shoppers are, and the usual course of a journey.
namespace tagproof::drawing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// As in shop/visitor.h: after so long without anything a page is taken for closed.
constexpr Duration kIdle = minutes(30);
constexpr std::size_t kMaxSteps = 60;

/// The usual course of things: a look, a cart, the checkout, the payment, the thank-you page.
constexpr int kGoals = 5;
constexpr int kPayment = 3;
/// In percent: who leaves before a goal that is no payment yet.
constexpr unsigned kLeaves = 10;

constexpr std::array<std::string_view, 3> kNames{"anna", "ben", "cem"};
constexpr std::array<std::string_view, 10> kRegions{"DE",    "DE", "FR", "AT",    "US-CA",
                                                    "US-TX", "GB", "CH", "CA-QC", "JP"};
constexpr std::array<std::string_view, 4> kEmails{" Jane.Doe@Example.com ", "ben@example.net",
                                                  "CEM.K@EXAMPLE.ORG", "jane+shop@example.com"};
constexpr std::array<std::string_view, 3> kPhones{"+49 151 23456789", "+1 (415) 555-0132",
                                                  "+33 6 12 34 56 78"};
}  // namespace

// What may happen beside the usual course of things, and how often against each other.
const std::array<Drawing::Move, 24> Drawing::kMoves{{
    {6, &Drawing::always, &Drawing::view},
    {4, &Drawing::always, &Drawing::add_to_cart},
    {2, &Drawing::has_cart, &Drawing::remove_from_cart},
    {2, &Drawing::has_cart, &Drawing::checkout},
    {3, &Drawing::can_pay, &Drawing::pay},
    {3, &Drawing::has_sale, &Drawing::thank_you},
    {8, &Drawing::shows_something, &Drawing::refresh},
    {4, &Drawing::can_go_back, &Drawing::back},
    {4, &Drawing::always, &Drawing::open_tab},
    {2, &Drawing::page_is_open, &Drawing::close_tab},
    {3, &Drawing::always, &Drawing::leave},
    {3, &Drawing::may_come_back, &Drawing::come_back},
    {2, &Drawing::always, &Drawing::lead},
    {8, &Drawing::may_choose, &Drawing::choose},
    {12, &Drawing::has_authorized, &Drawing::settle},
    {8, &Drawing::has_pending, &Drawing::settle_pending},
    {9, &Drawing::can_refund, &Drawing::refund},
    {4, &Drawing::can_cancel, &Drawing::cancel},
    {2, &Drawing::can_dispute, &Drawing::dispute},
    {6, &Drawing::can_repeat, &Drawing::repeat_webhook},
    {6, &Drawing::always, &Drawing::wait},
    {4, &Drawing::may_disturb, &Drawing::lose},
    {5, &Drawing::may_disturb, &Drawing::hold},
    {30, &Drawing::holds, &Drawing::release},
}};

// ---- the shoppers

ConsentChoice Drawing::choice() {
  constexpr std::array kChoices{Choice::granted, Choice::granted,   Choice::denied,
                                Choice::denied,  Choice::undecided, Choice::undecided};
  ConsentChoice made;
  made.analytics = one_of(kChoices);
  made.marketing = chance(75) ? made.analytics : one_of(kChoices);
  return made;
}

Shopper Drawing::shopper(std::string_view name) {
  Shopper one;
  one.name = std::string(name);
  one.region = std::string(one_of(kRegions));
  one.consent = choice();
  one.gpc = chance(8);
  one.ad_blocker = chance(8);
  one.returning = chance(15);
  one.staff = chance(3);
  one.test_orders = chance(3);
  if (!wares_.currencies.empty() && chance(15)) one.currency = one_of(wares_.currencies);
  one.customer.email = std::string(one_of(kEmails));
  if (chance(40)) one.customer.phone = std::string(one_of(kPhones));
  if (chance(30)) {
    one.customer.first_name = "Jane";
    one.customer.last_name = "Doe";
    one.customer.city = "Berlin";
    one.customer.zip = "10115";
  }
  if (chance(25)) one.arrives_with.emplace("gclid", "auto");
  if (chance(20)) one.arrives_with.emplace("fbclid", "auto");
  return one;
}

void Drawing::shoppers() {
  const auto drawn = below(100);
  const std::size_t count = drawn < 84 ? 1 : drawn < 96 ? 2 : 3;
  has_named_shoppers_ = count > 1;
  for (std::size_t i = 0; i < count; ++i) {
    out_.shoppers.push_back(shopper(has_named_shoppers_ ? kNames[i] : std::string_view{}));
    auto& person = state_.people.emplace_back();
    person.devices.emplace_back();
  }
  goals_.assign(count, 0);
}

// ---- the course of a journey

Step& Drawing::add(StepAction action) {
  auto& step = add_beside(std::move(action));
  who().last_action = state_.now - kStep;
  return step;
}

Step& Drawing::add_beside(StepAction action) {
  close_idle();
  auto& step = out_.journey.emplace_back();
  step.action = std::move(action);
  if (has_named_shoppers_) step.by = out_.shoppers[who_].name;
  step.device = who().browser().name;
  passes(kStep);
  return step;
}

Step& Drawing::add_for_order(StepAction action) {
  auto& step = add_beside(std::move(action));
  step.order = static_cast<int>(sale_) + 1;
  return step;
}

// What was left alone for too long is closed before the next step begins.
void Drawing::close_idle() {
  for (auto& person : state_.people) {
    if (state_.now - person.last_action > kIdle) person.close_all();
  }
}

void Drawing::next_goal() {
  auto& goal = goals_[who_];
  // Whoever goes leaves a cart behind, or an open checkout.
  if (goal > 0 && goal <= kPayment && chance(kLeaves)) {
    goal = kGoals;
    return;
  }
  switch (goal++) {
    case 0:
      if (chance(35)) view();
      return;
    case 1:
      return add_to_cart();
    case 2:
      if (has_cart()) return checkout();
      goal = 1;
      return;
    case 3:
      if (can_pay()) return pay();
      goal = has_cart() ? 2 : 1;
      return;
    case 4:
      // Declined: most people try again.
      if (who().open_sale != Person::kNone && can_pay() && chance(70)) {
        --goal;
        return pay();
      }
      if (has_sale() && chance(85)) return thank_you();
      return;
    default:
      return;
  }
}

void Drawing::detour() {
  unsigned all = 0;
  for (const auto& move : kMoves) all += (this->*move.possible)() ? move.weight : 0;
  auto drawn = static_cast<unsigned>(below(all));
  for (const auto& move : kMoves) {
    if (!(this->*move.possible)()) continue;
    if (drawn < move.weight) return (this->*move.act)();
    drawn -= move.weight;
  }
}

void Drawing::draw() {
  shoppers();
  // Most journeys are short, and one in twenty is long: what takes two unusual things is met there,
  // since of twenty detours there are 190 pairs, of two there is one.
  auto detours = below(20) == 0 ? 8 + below(25) : below(3);
  if (chance(4)) skew();
  while (out_.journey.size() < kMaxSteps) {
    std::array<std::size_t, kNames.size()> busy{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < goals_.size(); ++i) {
      if (goals_[i] < kGoals) busy[count++] = i;
    }
    if (count == 0 && detours == 0) break;
    who_ = count == 0 ? below(goals_.size()) : busy[below(count)];
    if (detours > 0 && (count == 0 || chance(30))) {
      --detours;
      if (chance(10)) switch_device();
      detour();
    } else {
      next_goal();
    }
  }
  if (out_.journey.empty()) view();  // who left at once has looked at something
  // What is held at the end is lost; mostly it comes through late.
  if (state_.holding && chance(85)) release();
}

}  // namespace tagproof::drawing

namespace tagproof {

JourneyMaker::JourneyMaker(const Scenario& shop) {
  const auto& store = shop.storefront;
  bool some_are_free = false;
  Decimal cheapest = store.catalogue.empty() ? Decimal{} : store.catalogue.front().price;
  for (const auto& product : store.catalogue) {
    wares_.skus.push_back(product.sku);
    cheapest = std::min(cheapest, product.price);
    some_are_free = some_are_free || product.price.is_zero();
  }
  for (const auto& coupon : store.coupons) {
    const bool all_off = coupon.percent && *coupon.percent >= Decimal(100);
    wares_.coupons.push_back({coupon.code, all_off || coupon.amount.has_value() || some_are_free});
  }
  for (const auto& method : store.shipping) wares_.shipping.push_back(method.name);
  Decimal smallest_rate = 1;
  for (const auto& [currency, rate] : store.currencies) {
    wares_.currencies.push_back(currency);
    smallest_rate = std::min(smallest_rate, rate);
  }
  wares_.small_refunds = cheapest * smallest_rate > Decimal::of_minor(25, 1);
  for (const auto& method : store.payment_methods) {
    switch (method.kind) {
      case PaymentKind::card:
        wares_.cards.push_back(method.name);
        break;
      case PaymentKind::cash_on_delivery:
        wares_.on_delivery.push_back(method.name);
        break;
      case PaymentKind::invoice:
        wares_.invoices.push_back(method.name);
        break;
      case PaymentKind::transfer:
        wares_.transfers.push_back(method.name);
        break;
      case PaymentKind::free:
        break;
    }
  }
  if (store.payment_methods.empty()) {
    wares_.cards = {"card"};
    wares_.on_delivery = {"cash_on_delivery"};
    wares_.invoices = {"invoice"};
    wares_.transfers = {"transfer"};
  }
}

void JourneyMaker::make(Seed seed, std::uint64_t number, Scenario& scenario) const {
  scenario.shoppers.clear();
  scenario.journey.clear();
  scenario.name = "x" + std::to_string(seed.value()) + "-" + std::to_string(number);
  scenario.base_name = scenario.name;
  if (number % kInterleavingShare == kInterleavingShare - 1 && !wares_.cards.empty()) {
    interleave((number / kInterleavingShare) % interleavings(), wares_.skus.front(),
               wares_.cards.front(), scenario);
    return;
  }
  const auto random = seed.stream("journey/" + std::to_string(number));
  drawing::Drawing(wares_, random, scenario).draw();
}

}  // namespace tagproof
