#pragma once

#include <cstddef>
#include <functional>

namespace tagproof {

/// Calls work(worker, index) once for every index below `count`, on `jobs` threads; `worker` is the
/// thread's own number below `jobs`. Returns when all are done. Results belong into slots by index,
/// so that nothing depends on `jobs`.
void for_each_index(std::size_t count, std::size_t jobs,
                    const std::function<void(std::size_t worker, std::size_t index)>& work);

}  // namespace tagproof
