#pragma once

#include <cstddef>
#include <string_view>

#include "harness/base/ascii.h"

/// Undoing percent-encoding in place; for callers, url.h has percent_decode().
namespace tagproof {

/// Writes `text` decoded to `out`, which has room for all of it; how long that is.
inline std::size_t decode_to(char* out, std::string_view text, bool plus_is_space) {
  char* to = out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      c = static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    *to++ = c;
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace tagproof
