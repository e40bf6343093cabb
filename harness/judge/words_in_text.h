#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/ascii.h"
#include "harness/base/letters.h"
#include "harness/base/text.h"

/// Words as people's data are compared by: without case, accents and what stands between them.
namespace tagproof {

/// So many at most make up what is known of a person.
inline constexpr std::size_t kMaxWords = 8;

inline constexpr auto kWordBytes = [] {
  auto is_word = letters_digits_and({});
  for (std::size_t c = 0x80; c < is_word.size(); ++c) is_word[c] = true;
  return is_word;
}();
constexpr bool is_word(char c) { return kWordBytes[static_cast<unsigned char>(c)]; }

/// Takes the next word off the front of `rest`, and what stands before it; empty: there is none.
inline std::string_view next_word(std::string_view& rest) {
  std::size_t begin = 0;
  while (begin < rest.size() && !is_word(rest[begin])) ++begin;
  std::size_t end = begin;
  while (end < rest.size() && is_word(rest[end])) ++end;
  const auto word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

/// The words of a text, views into it.
inline std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  words.reserve(kMaxWords);
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) words.push_back(word);
  return words;
}

/// Lower case without accents.
inline std::string plain_text(std::string_view text) {
  return is_ascii(text) ? lower_ascii(text) : without_accents(lower_utf8(text));
}

/// With single spaces between them.
inline std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) {
    if (!out.empty()) out.push_back(' ');
    out.append(word);
  }
  return out;
}

}  // namespace tagproof
