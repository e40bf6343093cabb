#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string_view>

#include "harness/base/ascii.h"

/// Undoing percent-encoding into room that is there; for callers, url.h has percent_decode().
namespace tagproof {

/// What the '%' at `at` and the two digits behind it stand for; -1: it stands for itself.
inline int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return -1;
  const int high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
  return (high | low) < 0 ? -1 : high << 4 | low;
}

/// Writes `text` decoded to `out`, which has room for all of it and stands elsewhere; how long that
/// is. `slack`: so many bytes behind the text may be read, and behind its room written.
inline std::size_t decode_to(char* out, std::string_view text, bool plus_is_space,
                             std::size_t slack = 0) {
  char* to = out;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '%') {
      const int byte = escaped_byte(text, i);
      *to++ = byte < 0 ? c : static_cast<char>(byte);
      i += byte < 0 ? 1 : 3;
      continue;
    }
    if (c == '+') {
      *to++ = plus_is_space ? ' ' : c;
      ++i;
      continue;
    }
#ifdef __SSE2__
    // The plain run is copied as a block; what is too much of it will be written over.
    constexpr std::size_t kBlock = 16;
    if (i + kBlock <= text.size() + slack) {
      const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
      const auto signs = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('%')),
                                      _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+')));
      const auto found = static_cast<unsigned>(_mm_movemask_epi8(signs)) | 1U << kBlock;
      const auto run = std::min(static_cast<std::size_t>(std::countr_zero(found)), text.size() - i);
      to += run;
      i += run;
      continue;
    }
#endif
    *to++ = c;
    ++i;
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace tagproof
