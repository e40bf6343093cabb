#pragma once

#include <chrono>
#include <cstddef>

#include "harness/base/time.h"
#include "harness/http/limits.h"

namespace tagproof {

/// Every limit of the long-running server beside those of its sockets (http/limits.h), in one
/// place. Tests make them small.
struct ServeLimits {
  /// Captures with their events that all sessions together hold in memory; beyond either the oldest
  /// leave it.
  std::size_t captures = 100'000;
  std::size_t bytes = 256 * kMegabyte;
  /// Deduplication keys and conversions of all sessions together; beyond them hits get 503: never
  /// counted from half a memory.
  std::size_t keys = 2'000'000;
  /// What a key takes, measured; and what keys may take before captures must make room for them.
  std::size_t key_bytes = 120;
  std::size_t free_key_bytes = 48 * kMegabyte;
  /// Orders of all sessions together.
  std::size_t orders = 100'000;
  /// Sessions at once, `default` included, and how long one lives that nobody uses.
  std::size_t sessions = 1'000;
  Duration idle = std::chrono::hours(1);
  /// Of one answer: entries when `limit` isn't given, and the payload after which a page ends
  /// (`next` goes on).
  std::size_t page = 1'000;
  std::size_t page_bytes = 16 * kMegabyte;
  /// Awaits parked at once, the wait when `timeout` isn't given, and the longest that may be asked.
  std::size_t awaits = 1'000;
  Duration await = std::chrono::seconds(10);
  Duration longest_await = std::chrono::minutes(10);
  /// What a timed-out await shows of what came instead.
  std::size_t nearest = 5;
  /// Hits that the collector has to pass on and hasn't yet.
  std::size_t forwards = 10'000;
  /// Captures that left memory and are remembered in outline, so that they are read back from the
  /// evidence file; and lines of it whose place is known.
  std::size_t indexed_lines = 250'000;
};

}  // namespace tagproof
