// Backend orders as a user hands them to `check --orders`: CSV, JSON, JSON Lines, told by content.
// What was read has a name; what wasn't has a reason with its line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/files/orders.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tagproof::Problems problems;
  for (const auto& order : tagproof::parse_orders(text, "orders", problems)) {
    if (order.id.empty()) std::abort();
  }
  static_cast<void>(tagproof::show(problems));
  return 0;
}
