#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace tagproof {

/// Where some signs stand in a text, one after the other. Sixteen bytes are looked at at once: the
/// texts of a hit are short between their signs, and a search for each would cost more.
template <char... signs>
class Signs {
 public:
  explicit Signs(std::string_view text) : text_(text) { look(); }

  /// The place of the next sign; the text's size behind the last, and ever after.
  std::size_t next() {
    while (found_ == 0) {
      begin_ += kBlock;
      if (begin_ >= text_.size()) return text_.size();
      look();
    }
    const auto place = begin_ + static_cast<std::size_t>(std::countr_zero(found_));
    found_ &= found_ - 1;
    return place;
  }

 private:
  static constexpr std::size_t kBlock = 16;

  /// The block that begins at begin_: a bit for each of its signs.
  void look() {
    const auto left = text_.substr(std::min(begin_, text_.size()));
#ifdef __SSE2__
    if (left.size() >= kBlock) {
      const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(left.data()));
      const auto is_sign = [&](char sign) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(sign)); };
      auto found = _mm_setzero_si128();
      ((found = _mm_or_si128(found, is_sign(signs))), ...);
      found_ = static_cast<unsigned>(_mm_movemask_epi8(found));
      return;
    }
#endif
    found_ = 0;
    for (std::size_t i = 0; i < std::min(left.size(), kBlock); ++i) {
      if (((left[i] == signs) || ...)) found_ |= 1U << i;
    }
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  unsigned found_ = 0;
};

}  // namespace tagproof
