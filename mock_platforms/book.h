#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/model/ledger.h"
#include "mock_platforms/platform.h"

namespace tagproof {

/// A platform's conversions and their totals. Entries (an event counted, merged, left out, an
/// adjustment) are written one after the other and change the totals; nothing is ever counted
/// again.
class Book {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  /// Enters one event of the funnel with its outcome. A counted one becomes a conversion that
  /// adjustments find when it has an order id; its index, else kNone.
  /// `revenue`: whether its value enters the sums.
  std::size_t enter(const TrackedEvent& event, TimePoint now, bool revenue = true);
  /// What a counted refund or adjustment does to the conversion it names; nothing when there is
  /// none.
  void adjust(const TrackedEvent& event, TimePoint now);
  /// A main request gives its conversion what the mirror that came first did not have.
  void complete(std::size_t conversion, const TrackedEvent& main);

  /// The newest conversion of that order id; `action` empty: whatever its action.
  [[nodiscard]] const Conversion* find(std::string_view order_id, std::string_view action) const;
  [[nodiscard]] Ledger ledger(std::string_view platform) const;
  [[nodiscard]] std::size_t size() const { return conversions_.size(); }
  void clear() { *this = Book{}; }

 private:
  struct Stored {
    Conversion conversion{};
    std::size_t previous = kNone;  // the one before of the same order id
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Row {
    LedgerNumbers numbers{};
    bool used = false;
  };

  Row& row(EventName name);
  std::size_t find_index(std::string_view order_id, std::string_view action) const;

  std::array<Row, Words<EventName>::all.size()> rows_{};
  std::vector<Stored> conversions_{};
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>
      by_order_{};  // the newest
};

/// The key under which an amount is summed: the upper-case code, "" where there is none.
std::string currency_key(const Observed<std::string>& currency);

}  // namespace tagproof
