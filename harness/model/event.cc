#include "harness/model/event.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/ascii.h"

namespace tagproof {
namespace {

constexpr std::uint8_t kUpperHex = 1, kNoHex = 2;
constexpr auto kHexClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto letter = static_cast<char>(c);
    classes[c] = !is_hex_digit(letter) ? kNoHex : is_upper(letter) ? kUpperHex : 0;
  }
  return classes;
}();

/// Hexadecimal throughout; `upper` says whether with capitals.
bool is_hex(std::string_view text, bool& upper) {
  unsigned seen = 0;
#ifdef __SSE2__
  for (; text.size() >= sizeof(__m128i); text.remove_prefix(sizeof(__m128i))) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data()));
    const auto within = [&](char first, char last) {
      const auto moved =
          _mm_max_epu8(_mm_min_epu8(bytes, _mm_set1_epi8(last)), _mm_set1_epi8(first));
      return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(moved, bytes)));
    };
    const auto capitals = within('A', 'F');
    if ((within('0', '9') | within('a', 'f') | capitals) != 0xffff) return false;
    if (capitals != 0) seen |= kUpperHex;
  }
#endif
  for (const char c : text) seen |= kHexClasses[static_cast<unsigned char>(c)];
  upper = (seen & kUpperHex) != 0;
  return (seen & kNoHex) == 0;
}

constexpr auto kBase64 = letters_digits_and("-_+/");

}  // namespace

DatumForm datum_form(std::string_view value) {
  if (value.empty()) return DatumForm::empty;
  bool upper = false;
  const std::size_t dot = value.size() > 64 ? value.rfind('.') : std::string_view::npos;
  // Meta's parameter builder appends 8 characters of base64url, or one of five two-letter tokens.
  // Source:
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
  if (dot == 64 && (value.size() == 73 || value.size() == 67) &&
      is_hex(value.substr(0, 64), upper)) {
    return DatumForm::appendix;
  }
  const bool has_digests_size = value.size() == 64 || value.size() == 32 || value.size() == 40;
  if (has_digests_size && is_hex(value, upper)) {
    if (value.size() == 64) return upper ? DatumForm::sha256_upper : DatumForm::sha256;
    if (value.size() == 32) return DatumForm::md5;
    if (value.size() == 40) return DatumForm::sha1;
  }
  const std::string_view body = value.ends_with('=') ? value.substr(0, value.size() - 1) : value;
  if (body.size() == 43 &&
      std::ranges::all_of(body, [](char c) { return kBase64[static_cast<unsigned char>(c)]; }))
    return DatumForm::sha256_base64;
  return DatumForm::clear;
}

void TrackedEvent::set_id(IdField field, Observed<std::string> text) {
  const auto known = std::ranges::find(ids, field, &ObservedId::field);
  if (text.is_absent()) {
    if (known != ids.end()) ids.erase(known);
  } else if (known != ids.end()) {
    known->text = std::move(text);
  } else {
    if (ids.empty()) ids.reserve(3);  // as many as a hit of any platform has
    ids.push_back({field, std::move(text)});
  }
}

}  // namespace tagproof
