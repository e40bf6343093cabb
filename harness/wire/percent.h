#pragma once

#include <cstddef>
#include <string_view>

#include "harness/base/ascii.h"

/// Undoing percent-encoding in place; for callers, url.h has percent_decode().
namespace tagproof {

/// What the '%' at `at` and the two digits behind it stand for; -1: it stands for itself.
inline int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return -1;
  const int high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/// Writes `text` decoded to `out`, which has room for all of it; how long that is.
inline std::size_t decode_to(char* out, std::string_view text, bool plus_is_space) {
  char* to = out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (const int byte = c == '%' ? escaped_byte(text, i) : -1; byte >= 0) {
      c = static_cast<char>(byte);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    *to++ = c;
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace tagproof
