#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/ledger.h"
#include "mock_platforms/platform.h"
#include "mock_platforms/texts.h"

namespace tagproof {

/// A platform's conversions and their totals. Entries (an event counted, merged, left out, an
/// adjustment) are written one after the other and change the totals; nothing is ever counted
/// again.
class Book {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  explicit Book(Texts& texts) : texts_(&texts) {}

  /// Enters one event of the funnel with its outcome. A counted one becomes a conversion that
  /// adjustments find when it has an order id; its index, else kNone. `revenue`: whether its value
  /// enters the sums; `keep`: it is kept without an order id too, for a later copy to take over.
  std::uint32_t enter(const TrackedEvent& event, TimePoint now, bool revenue = true,
                      bool keep = false);
  /// What a counted refund or adjustment does to the conversion it names; nothing when there is
  /// none.
  void adjust(const TrackedEvent& event, TimePoint now);
  /// A later copy takes the conversion's place: value, currency and attribution become its own.
  void take_over(std::size_t conversion, const TrackedEvent& later, bool revenue);
  /// A later copy adds what the conversion lacks: its value, a better attribution.
  void enrich(std::size_t conversion, const TrackedEvent& later, bool revenue);
  /// A main request gives its conversion what the mirror that came first did not have.
  void complete(std::size_t conversion, const TrackedEvent& main);

  /// The newest conversion of that order id; `action` empty: whatever its action. Valid until the
  /// next call.
  [[nodiscard]] const Conversion* find(std::string_view order_id, std::string_view action) const;
  [[nodiscard]] Ledger ledger(std::string_view platform) const;
  [[nodiscard]] std::size_t size() const { return conversions_.size(); }
  void clear();

 private:
  /// A Decimal in 16 bytes; the few that don't fit stand in large_.
  struct Amount {
    std::int64_t minor = 0;
    std::int8_t scale = 0;  // -1: `minor` is an index into large_
  };
  /// Conversion, small: there may be millions.
  struct Stored {
    TimePoint received{};
    std::optional<TimePoint> time{};
    std::optional<TimePoint> restated{};
    Amount value{};
    Amount first_value{};
    CaptureRef capture{};
    std::uint32_t account = 0;       // in Texts
    std::uint32_t action = 0;        // in Texts
    std::uint32_t currency = 0;      // in Texts
    std::uint32_t previous = kNone;  // the one before of the same order id
    EventName name{};
    Channel channel{};
    Attributable attributable = Attributable::none;
    bool retracted = false;
  };
  struct Row {
    LedgerNumbers numbers{};
    bool used = false;
  };

  void attribute(Stored& kept, Attributable by);
  Row& row(EventName name);
  [[nodiscard]] std::uint32_t find_index(std::string_view order_id, std::string_view action) const;
  Amount pack(const Decimal& value);
  [[nodiscard]] Decimal unpack(Amount amount) const;

  Texts* texts_;
  std::array<Row, Words<EventName>::all.size()> rows_{};
  std::deque<Stored> conversions_{};
  std::vector<Decimal> large_{};
  KeyTable<std::uint32_t> by_order_{};  // the newest
  mutable Conversion found_{};          // what find() shows
};

/// The key under which an amount is summed: the upper-case code, "" where there is none.
std::string currency_key(const Observed<std::string>& currency);

}  // namespace tagproof
