#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/id.h"

namespace tagproof {

enum class TargetKind : std::uint8_t { simulated, browser, backend, recording };
std::string_view text(TargetKind kind);
std::optional<TargetKind> read_target_kind(std::string_view text);

/// The shop's own name for a platform's host.
struct HostRoute {
  std::string host{};
  std::string path{};  // a prefix; empty: all
  PlatformId platform{};
  bool operator==(const HostRoute&) const = default;
};

/// A Google Ads conversion action.
struct ConversionAction {
  std::string id{};
  std::string label{};
  std::string type{"WEBPAGE"};
  std::string counting{"every"};  // every | one_per_click
  bool operator==(const ConversionAction&) const = default;
};

/// One account of a platform, as the mock is told that it exists.
struct Account {
  std::string id{};
  std::string conversion_id{};  // Google Ads: "AW-123456789"
  std::vector<std::string>
      secrets{};            // "tagproof:<16 hex>" fingerprints of what `env:NAME` or the text said
  std::string env{"live"};  // live | test
  std::string restriction{"none"};  // none | core_setup | standard_events | full
  std::vector<ConversionAction> actions{};
  bool operator==(const Account&) const = default;
};

/// One thing that a browser does on a page of a real store: open an address, click, fill a field,
/// wait for an element.
struct PageAction {
  std::string action{};  // open | click | fill | select | wait_for | wait
  std::string on{};      // an address, a selector or a duration
  std::string value{};   // fill, select: what is put in
  bool operator==(const PageAction&) const = default;
};

/// How a real store is driven; nothing of it holds for the simulated one.
struct RealStore {
  std::string base_url{};
  std::vector<std::pair<std::string, std::vector<PageAction>>>
      pages{};  // step -> what a browser does
  std::string webhook_url{};
  std::string flavour{"generic"};    // generic | shopify | woocommerce | stripe: whose webhooks
  std::string secret{};              // as written: "env:NAME", read when a webhook is signed
  std::vector<std::string> files{};  // recordings, as written: from the target's folder
  std::string environment{"test"};   // test | production
  std::int64_t max_orders = 1;
  std::string order_email{};
  std::string order_payment{};
  std::string after_orders{"cancel"};  // cancel | keep
  bool operator==(const RealStore&) const = default;
};

/// target.yaml (formats.md A.5). With no accounts of a platform every id and token exists, whatever
/// its form.
struct TargetConfig {
  std::string name{};
  TargetKind kind = TargetKind::simulated;
  std::vector<HostRoute> hosts{};
  std::map<std::string, std::vector<Account>, std::less<>> accounts{};  // platform -> accounts
  std::map<std::string, std::string, std::less<>>
      settings{};  // "meta.same_source_repeats" -> "count"
  RealStore store{};
  bool operator==(const TargetConfig&) const = default;
};

}  // namespace tagproof
