#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "harness/base/time.h"

namespace tagproof {

/// What is still to be done, in order of (time, sequence): ties are settled the same way every
/// time. It is the only clock of a simulated journey.
class DueWork {
 public:
  using Work = std::function<void()>;
  explicit DueWork(TimePoint start) : now_(start) {}

  [[nodiscard]] TimePoint now() const { return now_; }
  /// A time that has passed already is taken as now.
  void at(TimePoint time, Work work);
  void after(Duration delay, Work work) { at(now_ + delay, std::move(work)); }
  /// Does what is due by `time`, each at its own time; then it is `time`.
  void run_until(TimePoint time);
  /// Until nothing is due. False: more than kMaxWork pieces were done, something goes round in
  /// circles.
  [[nodiscard]] bool run_out();
  static constexpr std::size_t kMaxWork = 1'000'000;
  [[nodiscard]] bool empty() const { return queue_.empty(); }

 private:
  void run_first();
  TimePoint now_;
  std::uint64_t sequence_ = 0;
  std::map<std::pair<TimePoint, std::uint64_t>, Work> queue_{};
};

}  // namespace tagproof
