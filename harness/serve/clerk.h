#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace tagproof {

/// One thread that performs errands in order, so that work that may take long holds no listener's
/// thread.
template <class Errand>
class Clerk {
 public:
  explicit Clerk(std::function<void(Errand&&)> perform)
      : perform_(std::move(perform)), thread_([this] { work(); }) {}
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;
  /// Ends after the errand at hand; the others are dropped.
  ~Clerk() {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    something_.notify_all();
    thread_.join();
  }

  void give(Errand errand) {
    {
      const std::scoped_lock lock(mutex_);
      errands_.push_back(std::move(errand));
    }
    something_.notify_one();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      something_.wait(lock, [&] { return ended_ || !errands_.empty(); });
      if (ended_) return;
      Errand errand = std::move(errands_.front());
      errands_.pop_front();
      lock.unlock();
      perform_(std::move(errand));
      lock.lock();
    }
  }

  const std::function<void(Errand&&)> perform_;
  std::mutex mutex_;
  std::condition_variable something_{};
  std::deque<Errand> errands_{};
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace tagproof
