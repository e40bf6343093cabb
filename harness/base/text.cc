#include "harness/base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <numeric>

namespace tagproof {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Eight bytes looked at as one number: a one and the high bit in each.
constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;

/// How many bytes at the text's front are ASCII, in steps of eight where there are as many.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kHighs) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

/// One code point at `at`, or how many bytes there are the start of one that never was (WHATWG's
/// "maximal subpart").
struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

CodePoint code_point(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned first = byte(at);
  if (first < 0x80) return {first, 1, true};
  if (first < 0xC2 || first > 0xF4) return {};
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  // The second byte's range leaves out overlong forms, surrogates and what is above U+10FFFF.
  // Source: Unicode 15, table 3-7, https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf
  unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  char32_t value = first & (size == 2 ? 0x1F : size == 3 ? 0x0F : 0x07);
  for (std::size_t i = 1; i < size; ++i, low = 0x80, high = 0xBF) {
    if (at + i >= bytes.size() || byte(at + i) < low || byte(at + i) > high) return {0, i, false};
    value = value << 6 | (byte(at + i) & 0x3F);
  }
  return {value, size, true};
}

/// Capital letters in runs: all of them at a distance, or every second one before its small letter.
struct Capitals {
  char32_t first, last;
  int distance;  // kPairs: each capital stands before its small letter
};
constexpr int kPairs = 0;

// Latin, Greek, Cyrillic and Armenian. Source:
// https://www.unicode.org/Public/15.0.0/ucd/UnicodeData.txt
constexpr Capitals kCapitals[] = {
    {U'A', U'Z', 32},        {0xC0, 0xD6, 32},         {0xD8, 0xDE, 32},
    {0x100, 0x12E, kPairs},  {0x132, 0x136, kPairs},   {0x139, 0x147, kPairs},
    {0x14A, 0x176, kPairs},  {0x178, 0x178, -121},     {0x179, 0x17D, kPairs},
    {0x18F, 0x18F, 202},     {0x1A0, 0x1A4, kPairs},   {0x1AF, 0x1AF, 1},
    {0x1CD, 0x1DB, kPairs},  {0x1DE, 0x1EE, kPairs},   {0x1F8, 0x21E, kPairs},
    {0x222, 0x232, kPairs},  {0x370, 0x372, kPairs},   {0x386, 0x386, 38},
    {0x388, 0x38A, 37},      {0x38C, 0x38C, 64},       {0x38E, 0x38F, 63},
    {0x391, 0x3A1, 32},      {0x3A3, 0x3AB, 32},       {0x3D8, 0x3EE, kPairs},
    {0x400, 0x40F, 80},      {0x410, 0x42F, 32},       {0x460, 0x480, kPairs},
    {0x48A, 0x4BE, kPairs},  {0x4C0, 0x4C0, 15},       {0x4C1, 0x4CD, kPairs},
    {0x4D0, 0x52E, kPairs},  {0x531, 0x556, 48},       {0x1E00, 0x1E94, kPairs},
    {0x1E9E, 0x1E9E, -7615}, {0x1EA0, 0x1EFE, kPairs},
};

char32_t lower(char32_t c) {
  const auto* run = std::ranges::lower_bound(kCapitals, c, {}, &Capitals::last);
  if (run == std::end(kCapitals) || c < run->first) return c;
  if (run->distance != kPairs)
    return static_cast<char32_t>(static_cast<std::int32_t>(c) + run->distance);
  return (c - run->first) % 2 == 0 ? c + 1 : c;
}

bool is_letter(char32_t c) {
  return lower(c) != c || (c >= U'a' && c <= U'z') || (c >= 0xDF && c <= 0x52F && c != 0xF7);
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::size_t at = 0;
  for (; at + 8 <= out.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, out.data() + at, sizeof word);
    // The high bit of each byte that is a capital: by sums that carry into it, ASCII only.
    const auto low = word & ~kHighs;
    const auto from_a = low + kOnes * (0x80 - 'A'), beyond_z = low + kOnes * (0x7f - 'Z');
    word |= ((from_a ^ beyond_z) & ~word & kHighs) >> 2;
    std::memcpy(out.data() + at, &word, sizeof word);
  }
  for (; at < out.size(); ++at) out[at] = to_lower(out[at]);
  return out;
}

std::string upper_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = upper(c);
  return out;
}

std::string lower_utf8(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  std::string out;
  out.reserve(text.size());
  char32_t previous = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = code_point(text, at);
    if (!c.valid) {
      out.append(text, at, c.size);
    } else if (c.value == 0x130) {  // İ keeps its dot, as in JavaScript's toLowerCase
      out += "i\u0307";
    } else if (c.value == 0x3A3 && is_letter(previous) &&
               (at + c.size == text.size() || !is_letter(code_point(text, at + c.size).value))) {
      out += "\u03C2";  // the sigma that ends a word
    } else {
      append_utf8(out, lower(c.value));
    }
    previous = c.value;
    at += c.size;
  }
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  if (part.size() <= 1) return text.find(part) != std::string_view::npos;
  if (part.size() > text.size()) return false;
#ifdef __SSE2__
  // Where the part's first and last characters stand as far from each other as in the part, it may
  // stand. Most blocks of text have no such place: four are asked together.
  constexpr std::size_t kBlock = sizeof(__m128i);
  const auto first = _mm_set1_epi8(part.front()), last = _mm_set1_epi8(part.back());
  const auto equal = [](const char* at, __m128i sign) {
    return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), sign);
  };
  const auto may_stand = [&](const char* at) {
    return _mm_and_si128(equal(at, first), equal(at + part.size() - 1, last));
  };
  const auto stands = [&](const char* block, __m128i places) {
    for (auto found = static_cast<unsigned>(_mm_movemask_epi8(places)); found != 0;
         found &= found - 1) {
      if (std::memcmp(block + std::countr_zero(found), part.data(), part.size()) == 0) return true;
    }
    return false;
  };
  for (; text.size() >= part.size() - 1 + 4 * kBlock; text.remove_prefix(4 * kBlock)) {
    const auto* const at = text.data();
    const auto a = may_stand(at), b = may_stand(at + kBlock), c = may_stand(at + 2 * kBlock),
               d = may_stand(at + 3 * kBlock);
    if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0) continue;
    if (stands(at, a) || stands(at + kBlock, b) || stands(at + 2 * kBlock, c) ||
        stands(at + 3 * kBlock, d)) {
      return true;
    }
  }
  for (; text.size() >= part.size() - 1 + kBlock; text.remove_prefix(kBlock)) {
    if (stands(text.data(), may_stand(text.data()))) return true;
  }
#endif
  return text.find(part) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != parts.data()) out += separator;
    out += part;
  }
  return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  if (from.empty()) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (;;) {
    const auto at = text.find(from);
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    out += to;
    text.remove_prefix(at + from.size());
  }
}

bool has_control(std::string_view text) {
#ifdef __SSE2__
  constexpr std::size_t kAtOnce = sizeof(__m128i);
  const auto is_found_at = [&](std::size_t at) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const auto below = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    const auto found = _mm_or_si128(below, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
    return _mm_movemask_epi8(found) != 0;
  };
  if (text.size() >= kAtOnce) {
    const auto last = text.size() - kAtOnce;  // may look at some bytes twice
    for (std::size_t at = 0; at < last; at += kAtOnce) {
      if (is_found_at(at)) return true;
    }
    return is_found_at(last);
  }
#endif
  return std::ranges::any_of(text, is_control);
}

bool is_ascii(std::string_view text) { return ascii_prefix(text) == text.size(); }

std::size_t valid_utf8_prefix(std::string_view bytes) {
  for (std::size_t at = 0;;) {
    at += ascii_prefix(bytes.substr(at));
    if (at == bytes.size()) return at;
    const auto c = code_point(bytes, at);
    if (!c.valid) return at;
    at += c.size;
  }
}

bool is_utf8(std::string_view bytes) { return valid_utf8_prefix(bytes) == bytes.size(); }

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::string to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const auto c = code_point(bytes, at);
    if (c.valid) {
      out.append(bytes, at, c.size);
    } else {
      out += "\uFFFD";
    }
    at += c.size;
  }
  return out;
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  // A third of the word may differ, three at most: beyond that a suggestion is a guess.
  const std::size_t limit = std::clamp<std::size_t>(word.size() / 3, 1, 3);
  std::optional<std::string_view> best;
  std::size_t best_distance = limit + 1;
  for (const auto candidate : candidates) {
    if (candidate.empty() || candidate.size() > word.size() + limit ||
        word.size() > candidate.size() + limit)
      continue;
    const auto distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

bool matches_glob(std::string_view text, std::string_view pattern) {
  constexpr auto kNone = std::string_view::npos;
  std::size_t t = 0, p = 0, star = kNone, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      t += code_point(text, t).size;
      ++p;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++t;
      ++p;
    } else if (star != kNone) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == kNone;
}

}  // namespace tagproof
