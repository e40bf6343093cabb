#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/id.h"
#include "harness/model/words.h"

namespace tagproof {

/// The numbers of one event name on one platform (formats.md B.3).
/// received = refused + dropped + unconsented + deduplicated + counted; conversions = counted −
/// retracted.
struct LedgerNumbers {
  std::int64_t received = 0, refused = 0, dropped = 0, unconsented = 0, deduplicated = 0,
               counted = 0;
  std::int64_t retracted = 0, restated = 0;
  struct Sum {
    Decimal value{};     // gross
    Decimal refunded{};  // what refunds and adjustments took back
    bool operator==(const Sum&) const = default;
  };
  std::map<std::string, Sum> by_currency{};            // upper-case code; "" where none was sent
  std::int64_t click_id = 0, user_data = 0, none = 0;  // attributable, of the counted
  [[nodiscard]] std::int64_t accepted() const { return received - refused; }
  [[nodiscard]] std::int64_t conversions() const { return counted - retracted; }
  bool operator==(const LedgerNumbers&) const = default;
};

/// A platform's conversions after validation and deduplication. Events of no canonical name are in
/// no number.
struct Ledger {
  PlatformId platform{};
  std::map<EventName, LedgerNumbers> events{};
  [[nodiscard]] const LedgerNumbers& of(EventName name) const;  // zeros when nothing came
  [[nodiscard]] const LedgerNumbers& purchases() const { return of(EventName::purchase); }
  bool operator==(const Ledger&) const = default;
};

}  // namespace tagproof
