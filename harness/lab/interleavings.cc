#include "harness/lab/interleavings.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace tagproof {
namespace {

/// What races after the order is placed. Four of them in every order.
enum class Racer : std::uint8_t { page, reload, webhook, delay };
constexpr std::size_t kRacers = 4;

/// How the order comes to count: at once, or by a capture that races with the others.
enum class Payment : std::uint8_t { approved, authorized, pending };
constexpr std::size_t kPayments = 3;

/// What is held on its way before the race begins, let go after the n-th racer.
struct Hold {
  std::string_view platform{};
  std::optional<Channel> channel{};
};
constexpr std::array<Hold, 5> kHolds{{{"", {}},
                                      {"meta", Channel::browser},
                                      {"meta", Channel::server},
                                      {"ga4", Channel::browser},
                                      {"", Channel::server}}};
constexpr std::size_t kReleases = kRacers;  // after the first, second, third or fourth

constexpr std::size_t factorial(std::size_t n) { return n < 2 ? 1 : n * factorial(n - 1); }
constexpr std::size_t kOrders = factorial(kRacers);
constexpr std::size_t kSettled = kRacers + 1;  // where a later capture comes among them

/// The n-th permutation, by Lehmer's code.
std::array<Racer, kRacers> permutation(std::size_t n) {
  std::array<Racer, kRacers> racers{Racer::page, Racer::reload, Racer::webhook, Racer::delay};
  for (std::size_t i = 0; i < kRacers; ++i) {
    const std::size_t rest = factorial(kRacers - 1 - i);
    const auto from = racers.begin() + static_cast<std::ptrdiff_t>(i);
    std::rotate(from, from + static_cast<std::ptrdiff_t>(n / rest),
                from + static_cast<std::ptrdiff_t>(n / rest) + 1);
    n %= rest;
  }
  return racers;
}

/// The event of the backend that is told again: the one that made the order count, where one did.
Trigger topic(Payment payment, bool settled) {
  if (payment == Payment::authorized) return Trigger::payment_authorized;
  return settled ? Trigger::payment_captured : Trigger::order_created;
}

}  // namespace

std::uint64_t interleavings() {
  return std::uint64_t{kOrders} * kPayments * kHolds.size() * kReleases * kSettled;
}

void interleave(std::uint64_t number, const std::string& sku, const std::string& card,
                Scenario& scenario) {
  const auto digit = [&](std::size_t base) {
    const auto value = static_cast<std::size_t>(number % base);
    number /= base;
    return value;
  };
  const auto racers = permutation(digit(kOrders));
  const auto payment = static_cast<Payment>(digit(kPayments));
  const auto& hold = kHolds[digit(kHolds.size())];
  const auto release_after = digit(kReleases);
  const auto settled_at = digit(kSettled);

  scenario.shoppers.assign(1, Shopper{});
  auto& shopper = scenario.shoppers.front();
  shopper.consent = {Choice::granted, Choice::granted};
  shopper.customer.email = "jane.doe@example.com";

  auto& journey = scenario.journey;
  journey.clear();
  const auto add = [&](StepAction action) { journey.push_back({.action = std::move(action)}); };
  add(step::AddToCart{.sku = sku});
  add(step::Checkout{});
  const bool holds = hold.channel.has_value();
  if (holds)
    add(step::Network{.action = step::NetworkAction::hold,
                      .platform = std::string(hold.platform),
                      .channel = hold.channel,
                      .count = 8});
  step::Pay pay{.method = card};
  if (payment == Payment::authorized) pay.outcome = step::PayOutcome::authorized;
  if (payment == Payment::pending) pay.outcome = step::PayOutcome::pending;
  add(pay);

  bool settled = payment == Payment::approved;
  bool page_seen = false;
  for (std::size_t i = 0; i < kRacers; ++i) {
    if (!settled && settled_at == i) {
      add(step::Capture{});
      settled = true;
    }
    switch (racers[i]) {
      case Racer::page:
        add(step::ThankYou{});
        page_seen = true;
        break;
      case Racer::reload:
        if (page_seen) add(step::Refresh{});
        break;
      case Racer::webhook:
        add(step::Webhook{
            .topic = topic(payment, settled), .times = 2, .after = std::chrono::seconds(5)});
        break;
      case Racer::delay:
        add(step::Wait{.duration = std::chrono::minutes(2)});
        break;
    }
    if (holds && release_after == i)
      add(step::Network{.action = step::NetworkAction::release,
                        .platform = std::string(hold.platform),
                        .channel = hold.channel});
  }
  if (!settled) add(step::Capture{});
}

}  // namespace tagproof
