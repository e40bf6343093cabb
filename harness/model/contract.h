#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/consent.h"
#include "harness/model/words.h"

namespace tagproof {

/// When an order counts as a sale (contract `count:`).
enum class CountRule : std::uint8_t { at_order, when_paid, when_captured, never, server_only };
std::string_view text(CountRule rule);
std::optional<CountRule> read_count_rule(std::string_view text);

struct CountPolicy {
  CountRule authorized = CountRule::at_order;
  CountRule pending = CountRule::when_paid;
  CountRule cash_on_delivery = CountRule::at_order;
  CountRule invoice = CountRule::at_order;
  CountRule zero_value = CountRule::at_order;
  CountRule test_orders = CountRule::never;
  CountRule staff_orders = CountRule::never;
  CountRule renewals = CountRule::server_only;
  bool operator==(const CountPolicy&) const = default;
};

struct Owner {
  std::string team{};
  std::string contact{};
  bool operator==(const Owner&) const = default;
};

struct Reviewer {
  std::string role{};
  std::string contact{};
  bool operator==(const Reviewer&) const = default;
};

/// Where the same order's event also arrives in a platform's account without a hit of its own (a
/// GA4 import).
struct AlsoCounted {
  std::string kind{};  // "ga4_import"
  std::string name{};  // "purchase"
  bool primary = false;
  bool operator==(const AlsoCounted&) const = default;
};

/// What one platform must receive for a contract event.
struct PlatformEvent {
  PlatformId platform{};
  std::string none{};  // a reason why this platform gets nothing; empty: it gets events
  std::string name{};  // the platform's own name; Google Ads: "AW-123456789/AbC-D_efG"
  std::vector<Channel> channels{};
  std::string dedup{};  // transaction_id | event_id | order_id
  bool primary = true;
  std::vector<AlsoCounted> also{};
  std::string full{};                 // Google Ads: retract | restate
  std::string partial{};              // restate
  std::string via{};                  // adjustments | data_manager
  std::optional<ValueBasis> value{};  // overrides revenue.value
  bool operator==(const PlatformEvent&) const = default;
};

/// `order_countable`, `order_refunded` …: the storefront or backend events a contract event goes
/// with.
struct ContractEvent {
  EventName name{};
  std::string when{};
  std::string once_per{};  // order | submission | event
  std::vector<PlatformEvent> platforms{};
  bool operator==(const ContractEvent&) const = default;
};

/// The agreement between marketing, development and privacy (formats.md A.1).
struct Contract {
  std::string name{};
  struct Shop {
    std::string currency{};
    std::string timezone{"UTC"};
    std::string order_id{
        "order.id"};  // which form of the order's id is sent: order.id | order.name
    std::vector<std::string> domains{};
    std::vector<std::string> test_domains{};
    bool operator==(const Shop&) const = default;
  } shop{};
  std::map<std::string, Owner, std::less<>> owners{};  // "default", a layer's or a platform's name
  std::vector<Reviewer> reviewers{};
  std::string rollback{};
  struct Revenue {
    ValueBasis value = ValueBasis::items_net;
    Decimal tolerance{};
    bool operator==(const Revenue&) const = default;
  } revenue{};
  struct Items {
    bool price_net = true;                                  // price: net | gross
    std::map<std::string, std::string, std::less<>> ids{};  // platform -> field or pattern
    bool operator==(const Items&) const = default;
  } items{};
  std::map<std::string, std::string, std::less<>> feeds{};  // platform -> file as written
  std::map<std::string, std::vector<std::string>, std::less<>>
      feed_ids{};  // platform -> ids read from it, sorted
  CountPolicy count{};
  std::vector<ContractEvent> events{};
  bool disputes_as_refund = true;
  std::vector<std::string> recipients{};
  std::map<std::string, std::vector<std::string>, std::less<>> destinations{};  // platform -> ids
  struct UserData {
    std::string hashing{"sha256"};
    std::map<std::string, std::vector<std::string>, std::less<>> allowed{};  // platform -> words
    struct Expected {
      std::string field{};
      bool if_known = false;  // written with '?'
      bool operator==(const Expected&) const = default;
    };
    std::map<std::string, std::vector<Expected>, std::less<>> expected{};
    bool operator==(const UserData&) const = default;
  } user_data{};
  ConsentPolicy consent{};
  Duration server_within = std::chrono::hours(1);
  Decimal reconcile_count_percent{};
  Decimal reconcile_revenue_percent{};
  /// `monitor:` as written, for the monitor command: key -> text.
  std::map<std::string, std::string, std::less<>> monitor{};

  [[nodiscard]] const ContractEvent* event(EventName name) const;
  /// What `platform` must receive for `name`; null when the contract says nothing of it.
  [[nodiscard]] const PlatformEvent* platform_event(EventName name,
                                                    std::string_view platform) const;
  /// Every platform that any event names, in order of first mention.
  [[nodiscard]] std::vector<PlatformId> platforms() const;
  /// Who must act: the platform's own owner, else the layer's, else default's team; "" when nobody
  /// is named.
  [[nodiscard]] std::string owner_of(Layer layer, std::string_view platform) const;
  [[nodiscard]] ValueBasis value_basis(std::string_view platform) const;
  bool operator==(const Contract&) const = default;
};

}  // namespace tagproof
