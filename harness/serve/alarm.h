#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "harness/base/time.h"

namespace tagproof {

struct SharedSession;

/// Rings when an await's time is up or a slow answer's has come, and now and then for the sweeping
/// of idle sessions. One
/// thread, by the machine's steady clock: how long somebody waits for an answer is real time,
/// whatever clock the hits are stamped with.
class Alarm {
 public:
  struct Ring {
    std::weak_ptr<SharedSession> session{};
    std::uint64_t await = 0;
    std::uint64_t parked = 0;  // an answer (Disturbances::park), in place of an await; 0: none
  };
  /// Both are called on the alarm's thread and must not block.
  Alarm(std::function<void(Ring)> ring, std::function<void()> sweep);
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm();  // rings no more

  void set(Duration in, Ring ring);

 private:
  using Time = std::chrono::steady_clock::time_point;
  void run();

  const std::function<void(Ring)> ring_;
  const std::function<void()> sweep_;
  std::mutex mutex_;
  std::condition_variable changed_{};
  std::multimap<Time, Ring> rings_{};
  bool ended_ = false;
  std::thread thread_{};
};

}  // namespace tagproof
