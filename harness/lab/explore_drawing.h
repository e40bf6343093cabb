#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/seed.h"
#include "harness/lab/explore_journeys.h"
#include "harness/lab/explore_state.h"
#include "harness/model/scenario.h"

namespace tagproof::drawing {

/// A step of a journey takes so long (formats.md A.4).
inline constexpr Duration kStep = std::chrono::seconds(1);
/// So many times the network disturbs one journey.
inline constexpr int kMaxDisturbances = 3;

/// One journey while it is drawn.
class Drawing {
 public:
  Drawing(const JourneyMaker::Wares& wares, RandomStream random, Scenario& out)
      : wares_(wares), random_(random), out_(out) {}

  void draw();

 private:
  struct Move {
    unsigned weight = 1;
    bool (Drawing::*possible)() const = nullptr;
    void (Drawing::*act)() = nullptr;
  };
  static const std::array<Move, 24> kMoves;

  // ---- chance
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_.uniform(n)); }
  bool chance(unsigned percent) { return random_.uniform(100) < percent; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }

  // ---- the journey
  void shoppers();
  Shopper shopper(std::string_view name);
  ConsentChoice choice();
  void next_goal();
  void detour();
  /// What the shopper does: their pages stay open.
  Step& add(StepAction action);
  /// What happens without them.
  Step& add_beside(StepAction action);
  Step& add_for_order(StepAction action);
  void close_idle();
  void passes(Duration duration) { state_.now += duration; }
  [[nodiscard]] Person& who() { return state_.people[who_]; }
  [[nodiscard]] const Person& who() const { return state_.people[who_]; }
  [[nodiscard]] bool calm() const { return !state_.holding && state_.now >= state_.calm_at; }
  /// Picks a sale for which `fits`; false when there is none.
  template <class Fits>
  bool find_sale(Fits fits) const {
    return std::ranges::any_of(state_.sales, fits);
  }
  template <class Fits>
  Sale& pick_sale(Fits fits);

  // ---- moves
  [[nodiscard]] bool always() const { return true; }
  void view();
  void add_to_cart();
  [[nodiscard]] bool has_cart() const { return !who().cart.empty(); }
  void remove_from_cart();
  void checkout();
  [[nodiscard]] bool can_pay() const { return has_cart() && who().has_checkout; }
  void pay();
  [[nodiscard]] bool has_sale() const { return who().last_sale != Person::kNone; }
  void thank_you();
  [[nodiscard]] bool shows_something() const;
  void refresh();
  [[nodiscard]] bool can_go_back() const;
  void back();
  void open_tab();
  [[nodiscard]] bool page_is_open() const { return who().browser().has_open_page(); }
  void close_tab();
  void leave();
  void come_back();
  [[nodiscard]] bool may_come_back() const { return calm(); }
  void lead();
  [[nodiscard]] bool may_choose() const { return calm(); }
  void choose();
  [[nodiscard]] bool has_authorized() const;
  void settle();
  [[nodiscard]] bool has_pending() const;
  void settle_pending();
  [[nodiscard]] bool can_refund() const;
  void refund();
  [[nodiscard]] bool can_cancel() const;
  void cancel();
  [[nodiscard]] bool can_dispute() const;
  void dispute();
  [[nodiscard]] bool can_repeat() const;
  void repeat_webhook();
  void wait();
  [[nodiscard]] bool may_disturb() const {
    return !state_.holding && state_.disturbances < kMaxDisturbances;
  }
  void lose();
  void hold();
  void slow();
  [[nodiscard]] bool holds() const { return state_.holding; }
  void release();
  void skew();
  void switch_device();

  static bool is_authorized(const Sale& sale) { return sale.money == Money::authorized; }
  static bool is_pending(const Sale& sale) { return sale.money == Money::pending; }
  static bool is_refundable(const Sale& sale) {
    return sale.paid_once && (sale.money == Money::paid || sale.money == Money::cancelled);
  }
  static bool is_cancellable(const Sale& sale) {
    return sale.money != Money::cancelled && sale.money != Money::refunded;
  }
  static bool is_disputable(const Sale& sale) { return sale.paid_once && !sale.disputed; }
  static bool is_told(const Sale& sale) { return !sale.told.empty(); }
  void reversed(Sale& sale, Money now);

  const JourneyMaker::Wares& wares_;
  RandomStream random_;
  Scenario& out_;
  State state_{};
  std::vector<int> goals_{};  // of each shopper: how far in the usual course of things
  std::size_t who_ = 0;
  std::size_t sale_ = 0;  // which pick_sale chose
  bool has_named_shoppers_ = false;
};

template <class Fits>
Sale& Drawing::pick_sale(Fits fits) {
  std::size_t count = 0;
  for (const auto& sale : state_.sales) count += fits(sale) ? 1U : 0U;
  auto left = below(count);
  for (sale_ = 0; sale_ + 1 < state_.sales.size(); ++sale_) {
    if (fits(state_.sales[sale_]) && left-- == 0) break;
  }
  return state_.sales[sale_];
}

}  // namespace tagproof::drawing
