#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "harness/serve/limits.h"

namespace tagproof {

struct SharedSession;

/// What all sessions together hold in memory, oldest first. A session is told to give up its oldest
/// capture; `serial` names a session between two resets. Thread-safe; its lock is taken within a
/// session's, never the other way round.
class Memory {
 public:
  struct Entry {
    std::weak_ptr<SharedSession> session{};
    std::uint64_t serial = 0;
    std::size_t bytes = 0;
  };

  explicit Memory(const ServeLimits& limits) : limits_(limits) {}
  void hold(Entry entry);
  /// The oldest capture's entry while there is more than may be; it counts as gone from then on.
  /// Many deduplication keys leave captures less room: what was counted comes first.
  std::optional<Entry> next_to_go(std::size_t keys);
  /// All of a session's are gone.
  void forget(std::uint64_t serial);
  [[nodiscard]] std::size_t bytes_of(std::uint64_t serial) const;

 private:
  const ServeLimits limits_;
  mutable std::mutex mutex_;
  std::deque<Entry> entries_{};
  std::size_t bytes_ = 0;
};

/// Gives what was freed back to the machine, where the library would keep it for later.
void return_memory();
/// Gives the whole pages of memory that nothing lives in back; they may be written to again.
void return_pages(void* begin, std::size_t size);

}  // namespace tagproof
