#include "harness/base/key_table.h"

#include <cstring>

namespace tagproof {
namespace {

/// The next eight bytes of `text`, or what is left of them.
std::uint64_t take_word(std::string_view& text) {
  std::uint64_t word = 0;
  if (text.size() >= sizeof word) {
    std::memcpy(&word, text.data(), sizeof word);
    text.remove_prefix(sizeof word);
  } else {
    std::memcpy(&word, text.data(), text.size());
    text = {};
  }
  return word;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t word, std::uint64_t factor) {
  hash = (hash ^ word) * factor;
  return hash ^ hash >> 29;
}

}  // namespace

Key128 key_of(std::string_view text) {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 by the golden ratio
  constexpr std::uint64_t kRoot = 0xbf58476d1ce4e5b9;    // of splitmix64
  const std::uint64_t size = text.size();
  Key128 key{kRoot, kGolden};
  const auto take = [&](std::uint64_t word) {
    key.a = mix(key.a, word, kGolden);
    key.b = mix(key.b, word, kRoot);
  };
  while (!text.empty()) take(take_word(text));
  take(size);  // what the last word says reaches all bits
  if (key == Key128{}) key.b = 1;
  return key;
}

}  // namespace tagproof
