#include "harness/base/key_table.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace tagproof {
namespace {

Key128 key(std::uint64_t a, std::uint64_t b) { return {a << 60U, b}; }

TEST_CASE("a table says of each key what a map says") {
  CHECK(rc::check("keys that fall on one slot included", [] {
    KeyTable<int> table;
    std::map<std::pair<std::uint64_t, std::uint64_t>, int> map;
    // The high bits are the slot: with few of them many keys want the same.
    const auto keys = *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint8_t>>>(
        rc::gen::pair(rc::gen::inRange<std::uint8_t>(0, 9), rc::gen::inRange<std::uint8_t>(1, 40)));
    int number = 0;
    for (const auto& [a, b] : keys) {
      const auto [value, fresh] = table.try_emplace(key(a, b), ++number);
      const auto [it, fresh_in_map] = map.try_emplace({a, b}, number);
      RC_ASSERT(fresh == fresh_in_map);
      RC_ASSERT(*value == it->second);
    }
    const auto is_odd = [](int value) { return value % 2 != 0; };
    table.erase_if(is_odd);
    std::erase_if(map, [&](const auto& kept) { return is_odd(kept.second); });
    RC_ASSERT(table.size() == map.size());
    for (const auto& [a, b] : keys) {
      const auto it = map.find({a, b});
      const auto* value = table.find(key(a, b));
      RC_ASSERT((value != nullptr) == (it != map.end()));
      if (value != nullptr) RC_ASSERT(*value == it->second);
    }
    table.clear();
    RC_ASSERT(table.size() == 0U);
    for (const auto& [a, b] : keys) RC_ASSERT(table.find(key(a, b)) == nullptr);
    map.clear();
    for (const auto& [a, b] : keys)
      RC_ASSERT(table.try_emplace(key(a, b)).second == map.try_emplace({a, b}).second);
  }));
}

}  // namespace
}  // namespace tagproof
