#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/id.h"
#include "harness/model/capture.h"
#include "harness/model/finding.h"
#include "harness/model/ledger.h"
#include "harness/model/run.h"
#include "harness/model/words.h"

namespace tagproof {

/// What a recording leaves out, so that an event's absence proves nothing.
struct Gap {
  PlatformId platform{};             // empty: all
  std::optional<Channel> channel{};  // empty: both
  std::string why{};
  bool other_shoppers_only = false;  // holds for orders that no browser's event names
  bool operator==(const Gap&) const = default;
};

/// A rule that was neither kept nor broken as far as the recording shows, and why.
struct Unknown {
  std::string rule{};
  std::string why{};
  bool operator==(const Unknown&) const = default;
};

/// A hit that no platform decided on: its body wasn't recorded, or it never left the browser.
struct UndecidedHit {
  std::uint64_t index = 0;  // of the input's requests, from 0
  Capture capture{};
  std::string why{};
  bool not_sent = false;
};

/// A request of the input that is no platform's.
struct UnrelatedRequest {
  std::uint64_t index = 0;
  std::string method{};
  std::string url{};  // without query
};

/// Backend orders against what one platform counted.
struct Reconciliation {
  PlatformId platform{};
  std::int64_t orders = 0;  // that the platform must count
  std::int64_t matched = 0, missing = 0, extra = 0, duplicate = 0, value_mismatch = 0;
  std::int64_t unknown = 0;  // the recording can't show them
  std::map<LossCause, std::int64_t> explained{};
  struct Row {
    OrderId order{};
    std::string outcome{};  // matched | missing | extra | duplicate | value_mismatch | unknown, or
                            // the cause that explains it
    std::string expected{};
    std::string actual{};
    std::optional<AtStake> at_stake{};
  };
  std::vector<Row> rows{};  // all but the matched ones
};

/// What `check` says of recorded traffic (formats.md B.5, `tagproof.check/1`). The run holds a
/// scenario for each session of the recording.
struct CheckResult {
  Run run{};
  std::vector<std::vector<std::uint64_t>> indexes{};  // of each scenario's captures, in their order
  std::vector<UndecidedHit> undecided{};
  std::uint64_t requests = 0;  // of the input
  std::uint64_t unrelated = 0;
  std::vector<UnrelatedRequest> unrelated_requests{};  // where they are to be listed
  std::uint64_t unreadable = 0;                        // lines and entries that couldn't be read
  std::vector<Unknown> unknown{};
  bool orders_known = false;
  std::vector<Reconciliation> reconciliation{};

  /// The sessions' ledgers taken together, a row for each platform.
  [[nodiscard]] std::vector<Ledger> ledgers() const;
};

}  // namespace tagproof
