#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/check.h"
#include "harness/model/evidence.h"

/// Small evidence, built by hand: a shop that is tracked right, for tests to change one thing of.
namespace tagproof::tests {

/// 2026-01-15T10:00:00Z plus seconds; the order is paid at 10, its server event leaves at 40.
TimePoint at(int seconds);

/// One shopper from Germany who agreed, one order 1001 over two shirts (50.25 EUR net, 59.80 with
/// tax), counted once by GA4, Meta (browser and server) and Google Ads.
struct World {
  Evidence evidence{};

  Order& order() { return evidence.orders.front(); }
  /// The world's own, to be changed: what evidence holds may be shared with other worlds.
  Contract& contract() { return own(evidence.contract); }
  TargetConfig& config() { return own(evidence.config); }
  ShopperTruth& shopper() { return evidence.shoppers.front(); }
  PageTruth& page() { return evidence.pages.front(); }
  /// The nth event of a platform, channel and name, from 0.
  TrackedEvent& event(std::string_view platform, Channel channel = Channel::browser,
                      EventName name = EventName::purchase, std::size_t nth = 0);
  Attempt& attempt(std::string_view platform, Channel channel = Channel::browser,
                   EventName name = EventName::purchase);
  Capture& capture(const TrackedEvent& event);
  /// Sends one more event: its capture, attempt and itself. The reference is valid until the next.
  TrackedEvent& send(std::string_view platform, Channel channel, EventName name, TimePoint time);
  /// As if it had never been sent; its attempt stays, without captures, when `tried`.
  void unsend(std::string_view platform, Channel channel, EventName name, bool tried = false);
  /// The order was refunded at that time, in part or whole; GA4 and Google Ads were told.
  void refund(const char* net, const char* gross, bool full, TimePoint time);
  /// One event a second time, in a capture of its own.
  TrackedEvent& again(const TrackedEvent& event, TimePoint time);
  void withdraw_all_attempts() { evidence.attempts.clear(); }

  /// With ledgers counted from the events.
  [[nodiscard]] Judgement judged(bool strict = false, const Expectations* expect = nullptr);
  /// The ids of the checks that found something, of that severity.
  [[nodiscard]] std::set<std::string> found(Severity severity = Severity::error);

 private:
  template <class Shared>
  static Shared& own(std::shared_ptr<const Shared>& held) {
    auto mine = std::make_shared<Shared>(*held);
    held = mine;
    return *mine;
  }
};

World clean_world();

}  // namespace tagproof::tests
