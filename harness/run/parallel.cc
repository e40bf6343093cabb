#include "harness/run/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tagproof {

void for_each_index(std::size_t count, std::size_t jobs,
                    const std::function<void(std::size_t, std::size_t)>& work) {
  jobs = std::clamp<std::size_t>(jobs, 1, std::max<std::size_t>(count, 1));
  if (jobs == 1) {
    for (std::size_t index = 0; index < count; ++index) work(0, index);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::mutex lock;
  std::exception_ptr failed;
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs);
    for (std::size_t worker = 0; worker < jobs; ++worker) {
      threads.emplace_back([&, worker] {
        try {
          for (std::size_t index = next++; index < count; index = next++) work(worker, index);
        } catch (...) {  // our own mistake: carried to the caller's thread, told there
          const std::scoped_lock hold(lock);
          failed = std::current_exception();
        }
      });
    }
  }
  if (failed) std::rethrow_exception(failed);
}

}  // namespace tagproof
