#include "harness/shop/due_work.h"

#include <algorithm>

namespace tagproof {

void DueWork::at(TimePoint time, Work work) {
  queue_.emplace(std::pair(std::max(time, now_), sequence_++), std::move(work));
}

void DueWork::run_first() {
  auto first = queue_.extract(queue_.begin());
  now_ = std::max(now_, first.key().first);
  first.mapped()();
}

void DueWork::run_until(TimePoint time) {
  while (!queue_.empty() && queue_.begin()->first.first <= time) run_first();
  now_ = std::max(now_, time);
}

bool DueWork::run_out() {
  for (std::size_t done = 0; !queue_.empty(); ++done) {
    if (done == kMaxWork) return false;
    run_first();
  }
  return true;
}

}  // namespace tagproof
