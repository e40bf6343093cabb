#include "harness/serve/alarm.h"

#include <algorithm>
#include <utility>

namespace tagproof {
namespace {

constexpr std::chrono::seconds kSweep{60};

}  // namespace

Alarm::Alarm(std::function<void(Ring)> ring, std::function<void()> sweep)
    : ring_(std::move(ring)), sweep_(std::move(sweep)), thread_([this] { run(); }) {}

Alarm::~Alarm() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Alarm::set(Duration in, Ring ring) {
  const Time at = std::chrono::steady_clock::now() + in;
  {
    const std::scoped_lock lock(mutex_);
    rings_.emplace(at, std::move(ring));
  }
  changed_.notify_all();
}

void Alarm::run() {
  std::unique_lock lock(mutex_);
  Time next_sweep = std::chrono::steady_clock::now() + kSweep;
  while (!ended_) {
    const Time now = std::chrono::steady_clock::now();
    if (!rings_.empty() && rings_.begin()->first <= now) {
      const Ring ring = std::move(rings_.extract(rings_.begin()).mapped());
      lock.unlock();
      ring_(ring);
      lock.lock();
      continue;
    }
    if (next_sweep <= now) {
      next_sweep = now + kSweep;
      lock.unlock();
      sweep_();
      lock.lock();
      continue;
    }
    changed_.wait_until(lock,
                        rings_.empty() ? next_sweep : std::min(next_sweep, rings_.begin()->first));
  }
}

}  // namespace tagproof
