#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/serve/limits.h"
#include "harness/serve/shared_session.h"

namespace tagproof {

/// The server's sessions by id. `default` is always there; the others are made one by one and end
/// when they are told to or when nobody has used them for long. Thread-safe.
class Sessions {
 public:
  struct Options {
    std::span<const Platform* const> platforms{};
    EngineOptions engine{};
    std::map<std::string, std::size_t> last_numbers{};  // of an evidence file that is continued
    bool numbers_go_on = false;  // after a reset, too: ids are unique in the evidence file
  };
  Sessions(Options options, const ServeLimits& limits, TimePoint now);

  /// Null when there is none of that id.
  std::shared_ptr<SharedSession> find(std::string_view id) const;
  /// Null when there are as many as there may be.
  std::shared_ptr<SharedSession> make(TimePoint now);
  void remove(std::string_view id);
  [[nodiscard]] std::size_t size() const;
  /// Those that nobody has used for ServeLimits::idle.
  [[nodiscard]] std::vector<std::shared_ptr<SharedSession>> idle(TimePoint now) const;
  [[nodiscard]] std::vector<std::shared_ptr<SharedSession>> all() const;

  /// New mocks with an empty memory; under the session's lock.
  void renew(SharedSession& session, TimePoint now);

  /// Of all sessions together.
  std::atomic<std::size_t> keys{0};
  std::atomic<std::size_t> orders{0};
  std::atomic<std::size_t> outlines{0};

 private:
  std::shared_ptr<SharedSession> add(std::string id, TimePoint now);

  const Options options_;
  const ServeLimits limits_;
  std::atomic<std::uint64_t> next_serial_{1};
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<SharedSession>, std::less<>> sessions_{};
  std::size_t next_number_ = 1;
};

}  // namespace tagproof
