#include "harness/wire/param_views.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

#include "harness/wire/percent.h"

namespace tagproof {
namespace {

/// Where a name or value ends, and whether anything in it is escaped.
struct End {
  std::size_t place;
  bool escaped;
};

/// Where what begins at `from` ends: before the first of `signs`, or with the query. Sixteen bytes
/// are looked at at once: most names and values have no more.
template <char... signs>
End end_of(std::string_view query, std::size_t from) {
  constexpr std::size_t kBlock = 16;
  unsigned passed = 0;  // any bit: an escape
  for (auto begin = from; begin < query.size(); begin += kBlock) {
    const auto left = query.substr(begin);
    unsigned ends = 0, escapes = 0;
#ifdef __SSE2__
    std::array<char, kBlock> last;
    const char* block = left.data();
    if (left.size() < kBlock) {
      last.fill('\0');
      block = std::ranges::copy(left, last.begin()).out - left.size();
    }
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
    const auto places_of = [&](auto... of) {
      auto found = _mm_setzero_si128();
      ((found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(of)))), ...);
      return static_cast<unsigned>(_mm_movemask_epi8(found));
    };
    ends = places_of(signs...);
    escapes = places_of('%', '+');
#else
    for (std::size_t i = 0; i < std::min(left.size(), kBlock); ++i) {
      if (((left[i] == signs) || ...)) ends |= 1U << i;
      if (left[i] == '%' || left[i] == '+') escapes |= 1U << i;
    }
#endif
    if (ends != 0) {
      passed |= escapes & (ends - 1) & ~ends;  // those before the first end
      return {begin + static_cast<std::size_t>(std::countr_zero(ends)), passed != 0};
    }
    passed |= escapes;
  }
  return {query.size(), passed != 0};
}

}  // namespace

ParamViews::ParamViews(std::string_view query) {
  // Pairs of usual hits have 26 bytes and more. Of a body of nothing but '&' as many make none: no
  // more room than a usual hit needs.
  constexpr std::size_t kUsual = 128;
  pairs_.reserve(std::min(query.size() / 24, kUsual) + 1);
  const auto piece = [&](std::size_t begin, const End& end) {
    const std::string_view text(query.data() + begin, end.place - begin);
    return end.escaped ? decoded(text, query) : text;
  };
  for (std::size_t begin = 0; begin < query.size();) {
    auto end = end_of<'&', '='>(query, begin);
    if (end.place < query.size() && query[end.place] == '=') {
      const auto name = piece(begin, end);
      begin = end.place + 1;
      end = end_of<'&'>(query, begin);
      pairs_.emplace_back(name, piece(begin, end));
    } else if (end.place > begin) {  // "a=1&&b=2" has two pairs
      pairs_.emplace_back(piece(begin, end), std::string_view());
    }
    begin = end.place + 1;
  }
}

ParamViews ParamViews::of_address(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto mark = url.find('?');
  return mark == std::string_view::npos ? ParamViews() : ParamViews(url.substr(mark + 1));
}

std::string_view ParamViews::decoded(std::string_view piece, std::string_view query) {
  if (!store_) {
    store_ = std::make_unique_for_overwrite<char[]>(query.size());
    used_ = store_.get();
  }
  const auto* const begin = used_;
  // Behind the room that the piece may need, at least as much is left of the store as of the query.
  const auto* const query_end = query.data() + query.size();
  const auto slack = static_cast<std::size_t>(query_end - (piece.data() + piece.size()));
  used_ += decode_to(used_, piece, true, slack);
  return {begin, used_};
}

const std::string_view* find_param(const ParamViews& params, std::string_view key) {
  const auto found = std::ranges::find(params, key, &ParamViews::Pair::first);
  return found == params.end() ? nullptr : &found->second;
}

Observed<std::string> observed_text(const std::string_view* value) {
  if (value == nullptr) return {};
  return value->empty() ? Observed<std::string>::empty()
                        : Observed<std::string>::of(std::string(*value));
}

Observed<Decimal> observed_decimal(const std::string_view* value) {
  if (value == nullptr) return {};
  if (value->empty()) return Observed<Decimal>::empty();
  if (auto number = Decimal::parse(*value)) return Observed<Decimal>::of(std::move(*number));
  return Observed<Decimal>::malformed(std::string(*value));
}

}  // namespace tagproof
