#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/browser_ids.h"
#include "harness/model/capture.h"
#include "harness/model/consent.h"
#include "harness/model/contract.h"
#include "harness/model/event.h"
#include "harness/model/ledger.h"
#include "harness/model/order.h"
#include "harness/model/scenario.h"
#include "harness/model/target.h"

namespace tagproof {

/// A shopper as the harness knows them: the truth that consent, privacy and match checks are held
/// against.
struct ShopperTruth {
  std::string name{};
  std::string region{};
  bool gpc = false;
  bool ad_blocker = false;
  std::vector<ConsentMoment> consent{};  // in order of time; the first is the state at the start
  Customer customer{};
  /// Ids that the shopper's browser held, as last known; empty: none. Click ids as they arrived.
  std::array<std::string, kIdFields> ids{};
  BrowserIdsByPlatform own_ids{};  // each platform's click_id and browser_id
  /// What the browser held of `field`, as that platform knows it; empty: nothing.
  [[nodiscard]] const std::string& id(std::string_view platform, IdField field) const;
  [[nodiscard]] ConsentChoice consent_at(TimePoint time) const;
};

/// A canonical event that the shop tried to send, whether or not it arrived.
struct Attempt {
  TimePoint due{};   // when the storefront or backend event happened
  TimePoint time{};  // of the (last) sending
  int step = -1;
  std::string tag{};
  PlatformId platform{};
  Channel channel{};
  Sender sender{};
  EventName event{};
  OrderId order{};  // empty: of no order
  std::string shopper{};
  enum class Result : std::uint8_t {
    delivered,
    blocked,
    lost,
    held,
    failed
  } result = Result::delivered;
  std::vector<CaptureId> captures{};  // one for each try that arrived
  std::vector<int> statuses{};  // the sender's view: the status of each try, 0 when no answer came
  bool disturbed = false;       // an answer failed, was slow or was lost
};

/// A step as it was done.
struct StepRecord {
  int index = 0;
  std::string step{};
  int line = 0;
  TimePoint time{};
  std::string text{};  // one line for people: "pay by card: approved"
  std::vector<CaptureId> captures{};
  std::vector<OrderId> orders{};  // created or changed by it
};

/// The moment in which an order's page was still open after it became countable; tells
/// `browser_closed`.
struct PageTruth {
  OrderId order{};
  /// A confirmation page showed the order while it counted; else no tag of a page could tell of the
  /// sale.
  bool shown = false;
  std::optional<TimePoint> last_open{};  // until when any page of the shopper was open
};

/// What the collector passes on of the browser's events: whom it tells what.
struct Feed {
  PlatformId platform{};
  Channel channel{};
  EventName event{};
  bool operator==(const Feed&) const = default;
};

/// Everything that a verdict rests on: values, frozen. Built by `run/` and `serve/`, read by
/// `judge/` and reports.
struct Evidence {
  std::string scenario{};
  TargetKind target = TargetKind::simulated;
  // Both are shared with the journeys before and after: nobody changes them.
  std::shared_ptr<const Contract> contract{};    // null: judged by platforms and law alone
  std::shared_ptr<const TargetConfig> config{};  // null: no accounts and no settings are known
  TimePoint start{};
  TimePoint end{};
  bool ended = true;  // false: judged in the middle (serve, at=now)
  std::vector<StepRecord> steps{};
  std::vector<Order> orders{};  // backend truth
  bool orders_known = true;     // false: no backend orders were given
  std::vector<ShopperTruth> shoppers{};
  std::vector<PageTruth> pages{};
  std::vector<Attempt> attempts{};
  std::vector<Feed> feeds{};           // of the collector's tags, when there is one
  std::vector<Capture> captures{};     // in order of arrival
  std::vector<TrackedEvent> events{};  // in order of arrival
  std::vector<Ledger>
      ledgers{};  // of every platform of the contract, and every one that got something

  [[nodiscard]] const Ledger* ledger(std::string_view platform) const;
  [[nodiscard]] const ShopperTruth* shopper(std::string_view name) const;
  [[nodiscard]] const Capture* capture(const CaptureId& id) const;
};

}  // namespace tagproof
