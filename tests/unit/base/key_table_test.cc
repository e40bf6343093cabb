#include "harness/base/key_table.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
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

TEST_CASE("texts that differ in one byte or in their size have different keys") {
  std::set<std::pair<std::uint64_t, std::uint64_t>> keys;
  std::size_t texts = 0;
  const auto add = [&](const std::string& text) {
    const auto made = key_of(text);
    keys.emplace(made.a, made.b);
    ++texts;
  };
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string zeros(size, '\0');
    add(zeros);
    for (std::size_t at = 0; at < size; ++at) {
      for (const char c : {'\x01', 'a', '\xff'}) {
        auto text = zeros;
        text[at] = c;
        add(text);
      }
    }
  }
  CHECK(keys.size() == texts);
  CHECK(key_of("one text") == key_of(std::string("one text")));
}

}  // namespace
}  // namespace tagproof
