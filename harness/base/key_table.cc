#include "harness/base/key_table.h"

#include <cstring>

namespace tagproof {
namespace {

template <class Word>
std::uint64_t word_at(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// A text of less than eight bytes: each of them at least once. Its size is told apart by key_of().
std::uint64_t short_word(std::string_view text) {
  const auto size = text.size();
  if (size >= 4) {
    return word_at<std::uint32_t>(text.data()) | word_at<std::uint32_t>(text.data() + size - 4)
                                                     << 32U;
  }
  if (size == 0) return 0;
  const auto byte = [&](std::size_t at) -> std::uint64_t {
    return static_cast<unsigned char>(text[at]);
  };
  return byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t word, std::uint64_t factor) {
  hash = (hash ^ word) * factor;
  return hash ^ hash >> 29;
}

}  // namespace

Key128 key_of(std::string_view text) {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 by the golden ratio
  constexpr std::uint64_t kRoot = 0xbf58476d1ce4e5b9;    // of splitmix64
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const auto size = text.size();
  Key128 key{kRoot, kGolden};
  const auto take = [&](std::uint64_t word) {
    key.a = mix(key.a, word, kGolden);
    key.b = mix(key.b, word, kRoot);
  };
  if (size < kWord) {
    take(short_word(text));
  } else {
    // The last word may begin in the one before: no text is copied to fill it up.
    for (std::size_t at = 0; at + kWord < size; at += kWord)
      take(word_at<std::uint64_t>(text.data() + at));
    take(word_at<std::uint64_t>(text.data() + size - kWord));
  }
  take(size);  // what the last word says reaches all bits
  if (key == Key128{}) key.b = 1;
  return key;
}

}  // namespace tagproof
