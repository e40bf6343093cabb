#include "harness/lab/shrink.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

namespace tagproof {
namespace {

class Shrinking {
 public:
  Shrinking(Scenario failing, const StillFails& fails, std::size_t most)
      : best_(std::move(failing)), fails_(fails), left_(most) {}

  Scenario run() {
    bool changed = true;
    while (changed && left_ > 0) {
      changed = fewer_steps();
      changed = fewer_shoppers() || changed;
      changed = plainer_shoppers() || changed;
      changed = plainer_steps() || changed;
      changed = fewer_faults() || changed;
    }
    return std::move(best_);
  }

 private:
  /// Takes the candidate when it still fails.
  bool take(Scenario candidate) {
    if (left_ == 0) return false;
    --left_;
    if (!fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  Scenario without_steps(std::size_t from, std::size_t count) const {
    auto candidate = best_;
    const auto first = candidate.journey.begin() + static_cast<std::ptrdiff_t>(from);
    candidate.journey.erase(first, first + static_cast<std::ptrdiff_t>(count));
    return candidate;
  }

  // Large pieces first, from the end: what comes late depends on what came early.
  bool fewer_steps() {
    bool changed = false;
    for (auto size = std::max<std::size_t>(best_.journey.size() / 2, 1); size > 0; size /= 2) {
      auto end = best_.journey.size();
      while (end > 0 && best_.journey.size() > 1) {
        const auto from = end > size ? end - size : 0;
        if (take(without_steps(from, end - from))) changed = true;
        end = from;
      }
    }
    return changed;
  }

  bool fewer_shoppers() {
    bool changed = false;
    for (std::size_t i = best_.shoppers.size(); i-- > 0 && best_.shoppers.size() > 1;) {
      auto candidate = best_;
      const auto name = candidate.shoppers[i].name;
      candidate.shoppers.erase(candidate.shoppers.begin() + static_cast<std::ptrdiff_t>(i));
      std::erase_if(candidate.journey, [&](const Step& step) { return step.by == name; });
      auto latest_orders = candidate;
      for (auto& step : latest_orders.journey) step.order = 0;
      changed = take(std::move(candidate)) || take(std::move(latest_orders)) || changed;
    }
    if (best_.shoppers.size() == 1 && !best_.shoppers.front().name.empty()) {
      auto candidate = best_;
      candidate.shoppers.front().name.clear();
      for (auto& step : candidate.journey) step.by.clear();
      changed = take(std::move(candidate)) || changed;
    }
    return changed;
  }

  bool fewer_faults() {
    bool changed = false;
    for (std::size_t i = best_.faults.size(); i-- > 0 && best_.faults.size() > 1;) {
      auto candidate = best_;
      candidate.faults.erase(candidate.faults.begin() + static_cast<std::ptrdiff_t>(i));
      changed = take(std::move(candidate)) || changed;
    }
    return changed;
  }

  /// Tries the shopper or step with `edit` done to it; what changes nothing isn't tried.
  template <class List, class Edit>
  bool edited(List Scenario::*list, std::size_t index, Edit edit) {
    auto candidate = best_;
    auto& thing = (candidate.*list)[index];
    edit(thing);
    if (thing == (best_.*list)[index]) return false;
    return take(std::move(candidate));
  }

  bool plainer_shoppers() {
    using Edit = void (*)(Shopper&);
    constexpr std::array<Edit, 12> kEdits{{
        [](Shopper& s) {
          const auto name = s.name;
          s = {.name = name, .consent = {Choice::granted, Choice::granted}};
        },
        [](Shopper& s) {
          s.consent = {Choice::granted, Choice::granted};
        },
        [](Shopper& s) { s.region = "DE"; },
        [](Shopper& s) { s.gpc = false; },
        [](Shopper& s) { s.ad_blocker = false; },
        [](Shopper& s) { s.returning = false; },
        [](Shopper& s) { s.staff = false; },
        [](Shopper& s) { s.test_orders = false; },
        [](Shopper& s) { s.currency.clear(); },
        [](Shopper& s) { s.customer = {}; },
        [](Shopper& s) { s.arrives_with.clear(); },
        [](Shopper& s) { s.customer = {.email = s.customer.email}; },
    }};
    bool changed = false;
    for (std::size_t i = 0; i < best_.shoppers.size(); ++i) {
      for (const auto edit : kEdits) changed = edited(&Scenario::shoppers, i, edit) || changed;
    }
    return changed;
  }

  /// Each step, said shorter.
  bool plainer_steps() {
    using Edit = void (*)(Step&);
    constexpr std::array<Edit, 9> kEdits{{
        [](Step& s) { s.order = 0; },
        [](Step& s) { s.order = std::max(s.order - 1, 0); },
        [](Step& s) { s.tab.clear(); },
        [](Step& s) { s.device.clear(); },
        [](Step& s) { plain(s.action); },
        [](Step& s) {
          if (auto* pay = std::get_if<step::Pay>(&s.action)) *pay = {.outcome = pay->outcome};
        },
        [](Step& s) {
          if (auto* checkout = std::get_if<step::Checkout>(&s.action)) checkout->coupon.clear();
        },
        [](Step& s) {
          if (auto* checkout = std::get_if<step::Checkout>(&s.action)) checkout->shipping.clear();
        },
        [](Step& s) { shorter(s.action); },
    }};
    bool changed = false;
    for (std::size_t i = 0; i < best_.journey.size(); ++i) {
      for (const auto edit : kEdits) changed = edited(&Scenario::journey, i, edit) || changed;
    }
    return changed;
  }

  /// The step's kind with nothing said that needn't be.
  static void plain(StepAction& action) {
    if (auto* add = std::get_if<step::AddToCart>(&action)) add->quantity = 1;
    if (auto* remove = std::get_if<step::RemoveFromCart>(&action)) remove->quantity.reset();
    if (auto* checkout = std::get_if<step::Checkout>(&action)) *checkout = {};
    if (auto* pay = std::get_if<step::Pay>(&action)) *pay = {};
    if (auto* refund = std::get_if<step::Refund>(&action)) *refund = {};
    if (auto* dispute = std::get_if<step::Dispute>(&action)) *dispute = {};
    if (auto* hook = std::get_if<step::Webhook>(&action)) *hook = {.topic = hook->topic};
    if (auto* back = std::get_if<step::Return>(&action)) *back = {};
    if (auto* network = std::get_if<step::Network>(&action)) network->count = 1;
  }

  static void shorter(StepAction& action) {
    using std::chrono::seconds;
    if (auto* wait = std::get_if<step::Wait>(&action))
      wait->duration = wait->duration > seconds(60) ? seconds(60) : seconds(10);
    if (auto* network = std::get_if<step::Network>(&action))
      network->by = std::min<Duration>(network->by, seconds(2));
  }

  Scenario best_;
  const StillFails& fails_;
  std::size_t left_;
};

}  // namespace

Scenario shrink(Scenario failing, const StillFails& fails, std::size_t most) {
  return Shrinking(std::move(failing), fails, most).run();
}

}  // namespace tagproof
