#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "harness/documents/mask.h"
#include "harness/serve/filter.h"
#include "harness/serve/store.h"
#include "harness/wire/message.h"

namespace tagproof {

/// What an await is answered, taken out of a session under its lock and written outside of it.
struct AwaitResult {
  bool ok = true;
  std::uint64_t count = 0;
  std::vector<TrackedEvent> events{};  // that match and are in memory, up to a page
  /// Not ok: what came instead, the likest first.
  struct Near {
    std::vector<TrackedEvent> event{};  // one, or none:
    std::vector<Capture> hit{};         // then a hit that nobody could make an event of
    std::vector<std::string> differs{};
  };
  std::vector<Near> nearest{};
};

AwaitResult await_result(bool ok, const Filter& filter, std::uint64_t count, const Store& store,
                         const ServeLimits& limits);
Response await_answer(std::string_view session, const AwaitResult& result, const Mask& mask);

}  // namespace tagproof
