#pragma once

#include <algorithm>
#include <string_view>

namespace tagproof::google_ads {

/// Takes what stands before the next `separator` off the front of `rest`: split() without a list,
/// where parts are looked at one after the other.
inline std::string_view next_part(std::string_view& rest, char separator) {
  const auto part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

/// Whether `word` is one of those words, which spaces separate.
inline bool is_one_of(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    if (next_part(words, ' ') == word) return true;
  }
  return false;
}

}  // namespace tagproof::google_ads
