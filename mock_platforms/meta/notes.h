#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "mock_platforms/meta/fields.h"
#include "mock_platforms/platform.h"

/// What Meta's Dataset Quality API and our key coverage tell of a session: counts, never payloads.
namespace tagproof::meta {

/// A key by which two channels' events may meet.
enum class DedupKey : std::uint8_t { event_id, external_id, fbp };
inline constexpr std::size_t kDedupKeys = 3;

/// A key to match a server event by, whose coverage is told: the keys of user_data that the
/// contract has words for, then fbp and fbc.
struct MatchKey {
  std::string_view word{};        // the contract's: "email"
  std::string_view identifier{};  // the quality answer's
};
inline constexpr MatchKey kMatchKeys[] = {
    {"email", "email"},
    {"phone", "phone"},
    {"first_name", "first_name"},
    {"last_name", "last_name"},
    {"city", "city"},
    {"region", "state"},
    {"zip", "zip"},
    {"country", "country"},
    {"external_id", "external_id"},
    {"ip", "ip_address"},
    {"user_agent", "user_agent"},
    {"fbp", "fbp"},
    {"fbc", "fbc"},
};
inline constexpr std::size_t kMatchKeyCount = std::size(kMatchKeys);

/// What came under one pixel and event name. Refused events are in none but `diagnosed`.
struct EventTally {
  std::int64_t browser = 0;
  std::int64_t server = 0;
  std::int64_t covered = 0;  // browser events with a server twin
  std::array<std::int64_t, kDedupKeys> covered_by{};
  std::array<std::int64_t, kDedupKeys> browser_with{};
  std::array<std::int64_t, kDedupKeys> server_with{};
  std::array<std::int64_t, kMatchKeyCount> sent{};   // of the server's
  std::array<std::int64_t, kMatchKeyCount> valid{};  // of these, in the right form
  std::int64_t server_without_event_id = 0;
  Duration slowest{};                                    // from event_time to the receipt
  std::map<std::string_view, std::int64_t> diagnosed{};  // rule -> events that touched it
  bool purchase = false;
};

class Notes final : public PlatformNotes {
 public:
  /// Pixels × names of which counts are kept; further ones are left out. Names are the sender's.
  static constexpr std::size_t kMaxRows = 500;
  /// Pairs of which is remembered that they are one; beyond, a third copy may count again.
  static constexpr std::size_t kMaxPairs = 100'000;

  void note(const Decoded& settled, TimePoint now) override;
  [[nodiscard]] Coverage key_coverage() const override;

  /// The rows of a pixel, by event name.
  [[nodiscard]] std::vector<std::pair<std::string_view, const EventTally*>> of(
      std::string_view pixel) const;

 private:
  EventTally* row(const TrackedEvent& event);
  void note_server(const TrackedEvent& event, int index, const Decoded& hit, EventTally& tally);

  using Name = std::pair<std::string_view, std::string_view>;  // pixel, event name
  struct ByName {
    using is_transparent = void;
    bool operator()(const Name& a, const Name& b) const { return a < b; }
  };

  std::map<std::pair<std::string, std::string>, EventTally, ByName> rows_{};
  std::unordered_set<std::uint64_t> paired_{};  // hashes of captures that have their twin
};

}  // namespace tagproof::meta
