#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "harness/model/capture.h"
#include "harness/model/event.h"
#include "harness/serve/filter.h"
#include "harness/serve/recent.h"

namespace tagproof {

/// What is remembered of an event whose capture left memory: all that decoding it again doesn't
/// say.
struct EventOutline {
  std::optional<EventName> name{};
  Outcome outcome{};
  Confidence confidence{};
  Attributable attributable{};
  std::string_view rule{};
  std::vector<std::string_view> warnings{};
  std::optional<CaptureId> merged_with{};
};

/// A capture that left memory and still stands in the evidence file.
struct Outline {
  std::uint64_t line = 0;  // of the evidence file
  PlatformId platform{};
  std::optional<Channel> channel{};
  std::vector<EventOutline> events{};
};

/// The captures of one session and their events in order of arrival. They are numbered from 0; the
/// oldest may be gone for good, the next be outlines, the rest is held. Not thread-safe.
class Store {
 public:
  /// What is known of a capture beside itself.
  struct Place {
    std::uint64_t first_event = 0;  // its number
    std::size_t events = 0;
    std::uint64_t line = 0;  // of the evidence file
  };

  void add(Capture&& capture, std::vector<TrackedEvent>&& events, std::uint64_t line);
  /// The oldest capture leaves memory. `outline`: it can be read back. Nothing when there is none.
  void evict_oldest(bool outline);
  /// The oldest outline is given up.
  void forget_oldest_outline();
  void clear();

  [[nodiscard]] const std::deque<Capture>& captures() const { return captures_.view(); }
  [[nodiscard]] const std::deque<Place>& places() const { return places_.view(); }  // of captures()
  [[nodiscard]] const std::deque<TrackedEvent>& events() const { return events_.view(); }
  [[nodiscard]] const std::deque<Outline>& outlines() const { return outlines_; }
  /// Numbers of the first that is held.
  [[nodiscard]] std::uint64_t first_capture() const { return first_capture_; }
  [[nodiscard]] std::uint64_t first_event() const { return first_event_; }
  [[nodiscard]] std::uint64_t all_captures() const { return first_capture_ + captures_.size(); }
  [[nodiscard]] std::uint64_t all_events() const { return first_event_ + events_.size(); }
  /// Gone for good. Of which order they were can't be said any more, so that is not asked.
  [[nodiscard]] std::uint64_t captures_gone(const Filter& filter) const;
  [[nodiscard]] std::uint64_t events_gone(const Filter& filter) const;
  /// Events that match, those of outlines and those gone included as far as that can be said.
  [[nodiscard]] std::uint64_t count_events(const Filter& filter) const;
  /// Whether the capture at that index of captures() does.
  [[nodiscard]] bool matches(std::size_t index, const Filter& filter) const;

  /// What is held goes to a judge, and comes back before anything is added.
  struct Lent {
    std::vector<Capture> captures{};
    std::vector<TrackedEvent> events{};
  };
  Lent lend() { return {.captures = captures_.take(), .events = events_.take()}; }
  void take_back(Lent lent);

 private:
  using Key = std::tuple<std::string, std::optional<Channel>, std::optional<EventName>>;
  [[nodiscard]] static bool fits(const Key& key, const Filter& filter, bool by_event);

  Recent<Capture> captures_{};
  Recent<Place> places_{};
  Recent<TrackedEvent> events_{};
  std::deque<Outline> outlines_{};
  std::uint64_t first_capture_ = 0, first_event_ = 0;
  std::map<Key, std::uint64_t> captures_gone_{}, events_gone_{};
};

/// About how much memory a capture and its events take.
std::size_t memory_of(const Capture& capture, const std::vector<TrackedEvent>& events);

/// Whether an event of that outline answers the question, its order aside.
bool matches(const Outline& outline, const EventOutline& event, const Filter& filter);

}  // namespace tagproof
