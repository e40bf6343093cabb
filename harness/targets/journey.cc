#include "harness/targets/journey.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace tagproof {
namespace {

constexpr Duration kStep = std::chrono::seconds(1);

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;  // clang 16 deduces none for an aggregate

std::string_view text(step::NetworkAction action) {
  switch (action) {
    case step::NetworkAction::drop:
      return "lost";
    case step::NetworkAction::hold:
      return "held";
    case step::NetworkAction::release:
      return "released";
    case step::NetworkAction::slow:
      return "slow";
  }
  return {};
}

std::string network_text(const step::Network& wanted) {
  const auto whom =
      fmt::format("{}{}", wanted.platform.empty() ? std::string("any platform") : wanted.platform,
                  wanted.channel ? fmt::format(" ({})", text(*wanted.channel)) : std::string{});
  if (wanted.action == step::NetworkAction::release)
    return fmt::format("what is held for {} is released", whom);
  return fmt::format(
      "{} request{} to {} {} {}{}",
      wanted.count == 1 ? std::string("the next") : fmt::format("the next {}", wanted.count),
      wanted.count == 1 ? "" : "s", whom, wanted.count == 1 ? "is" : "are", text(wanted.action),
      wanted.action == step::NetworkAction::slow ? " by " + show(wanted.by) : std::string{});
}

/// How long the step takes, and how much of that goes by before it acts.
struct Taking {
  Duration before{};
  Duration after = kStep;
};

Taking taking(const StepAction& action) {
  if (const auto* wait = std::get_if<step::Wait>(&action)) return {.after = wait->duration};
  if (const auto* back = std::get_if<step::Return>(&action)) return {.before = back->after};
  return {};
}

}  // namespace

std::optional<Error> Journey::perform(std::size_t index) {
  const auto& step = scenario_.journey[index];
  const auto fail = [&](const std::string& why) {
    return error(fmt::format("{}:{}: step {} `{}`: {}", scenario_.file, step.line, index + 1,
                             step_name(step.action), why));
  };
  auto* who = shop_.visitor(step.by);
  if (who == nullptr)
    return fail(step.by.empty() ? "the scenario has no shopper"
                                : fmt::format("no shopper is called `{}`", step.by));

  const auto takes = taking(step.action);
  if (takes.before.count() > 0) work_.run_until(work_.now() + takes.before);
  for (const auto& [name, visitor] : shop_.visitors()) visitor->idle_until(work_.now());
  who->use_device(step.device, work_.now());
  if (!step.tab.empty() && !std::holds_alternative<step::OpenTab>(step.action)) who->tab(step.tab);

  steps_.push_back({.index = static_cast<int>(index),
                    .step = std::string(step_name(step.action)),
                    .line = step.line,
                    .time = work_.now()});
  network_.begin_step(static_cast<int>(index));
  const auto done = act(step, *who);
  if (!done) return fail(done.error().message);
  steps_.back().text = step.by.empty() ? done->text : fmt::format("{}: {}", step.by, done->text);
  steps_.back().orders = done->orders;
  work_.run_until(steps_.back().time + takes.after);
  return std::nullopt;
}

Result<Done> Journey::act(const Step& step, Visitor& who) {
  const auto with_order = [&](auto act_on) -> Result<Done> {
    const auto order = shop_.order_at(step.order, step.by.empty() ? nullptr : &who);
    if (!order) return order.error();
    return act_on(*order);
  };
  const auto busy = [&](Result<Done> done) {
    who.busy(work_.now());  // the shopper did something: pages stay open
    return done;
  };
  return std::visit(
      Overloaded{
          [&](const step::View& s) { return busy(shop_.view(who, s.sku)); },
          [&](const step::AddToCart& s) { return busy(shop_.add_to_cart(who, s.sku, s.quantity)); },
          [&](const step::RemoveFromCart& s) {
            return busy(shop_.remove_from_cart(who, s.sku, s.quantity));
          },
          [&](const step::Checkout& s) { return busy(shop_.checkout(who, s)); },
          [&](const step::Pay& s) { return busy(shop_.pay(who, s)); },
          [&](const step::ThankYou&) -> Result<Done> {
            const auto order = shop_.order_at(step.order, &who);
            if (!order) return order.error();
            return busy(shop_.thank_you(who, *order));
          },
          [&](const step::Refresh& s) { return busy(shop_.refresh(who, s.page)); },
          [&](const step::Back&) { return busy(shop_.back(who)); },
          [&](const step::OpenTab& s) { return busy(shop_.open_tab(who, step.tab, s.page)); },
          [&](const step::CloseTab&) { return busy(shop_.close_tab(who)); },
          [&](const step::Leave&) { return busy(shop_.leave(who)); },
          [&](const step::Return&) { return busy(shop_.come_back(who)); },
          [&](const step::Lead& s) { return busy(shop_.lead(who, s.form)); },
          [&](const step::Consent& s) { return busy(shop_.choose(who, s.choice)); },
          [&](const step::Capture& s) {
            return with_order([&](const OrderId& order) { return shop_.capture(order, s.amount); });
          },
          [&](const step::FailPayment&) {
            return with_order([&](const OrderId& order) { return shop_.fail_payment(order); });
          },
          [&](const step::Void&) {
            return with_order([&](const OrderId& order) { return shop_.void_payment(order); });
          },
          [&](const step::Refund& s) {
            return with_order([&](const OrderId& order) { return shop_.refund(order, s); });
          },
          [&](const step::Cancel&) {
            return with_order([&](const OrderId& order) { return shop_.cancel(order); });
          },
          [&](const step::Dispute& s) {
            return with_order([&](const OrderId& order) { return shop_.dispute(order, s.lost); });
          },
          [&](const step::Webhook& s) {
            return with_order([&](const OrderId& order) {
              return shop_.webhook(order, s.topic, s.times, s.after);
            });
          },
          [&](const step::Wait& s) -> Result<Done> { return Done{show(s.duration) + " pass"}; },
          [&](const step::Network& s) -> Result<Done> {
            network_.disturb(s);
            return Done{network_text(s)};
          },
          [&](const step::SetClock& s) -> Result<Done> {
            who.skew(s.ahead ? s.browser : -s.browser);
            return Done{fmt::format("the browser's clock is {} {}", show(s.browser),
                                    s.ahead ? "ahead" : "behind")};
          },
      },
      step.action);
}

}  // namespace tagproof
