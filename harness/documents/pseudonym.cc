#include "harness/documents/pseudonym.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/ascii.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"

namespace tagproof {
namespace {

unsigned number(char c) { return static_cast<unsigned char>(c); }

char letter(unsigned draw, char first) {
  return static_cast<char>(first + static_cast<char>(draw % 26));
}

char digit(unsigned draw, bool not_zero) {
  return static_cast<char>('0' + static_cast<char>(not_zero ? 1 + draw % 9 : draw % 10));
}

/// A time in seconds or milliseconds of this century: "1768471200", "1768471200123".
bool is_time(std::string_view text) {
  return (text.size() == 10 || text.size() == 13) && text.front() == '1' &&
         std::ranges::all_of(text, is_digit);
}

}  // namespace

std::string Pseudonyms::bytes(std::string_view kind, std::string_view value,
                              std::size_t count) const {
  std::string drawn;
  for (int block = 0; drawn.size() < count; ++block) {
    const std::string hex = hmac_sha256_hex(key_, fmt::format("{}:{}:{}", kind, block, value));
    drawn += from_hex(hex).value_or("");
  }
  drawn.resize(count);
  return drawn;
}

std::string Pseudonyms::email(std::string_view email) const {
  constexpr std::array<std::string_view, 16> kNames{"jane", "max",  "anna", "paul", "lena", "tom",
                                                    "sara", "ben",  "mia",  "luis", "nora", "jan",
                                                    "eva",  "olaf", "rosa", "kim"};
  const std::string lower = lower_utf8(trim(email));
  const std::string drawn = bytes("email", lower, 4);
  return in_case_of(trim(email),
                    fmt::format("{}-{}@example.invalid", kNames[number(drawn[0]) % kNames.size()],
                                hex(std::string_view(drawn).substr(1))));
}

std::string Pseudonyms::phone(std::string_view digits) const {
  const std::size_t kept = std::min(country_code_digits(digits), digits.size());
  const std::string drawn = bytes("phone", digits, digits.size());
  std::string made(digits);
  for (std::size_t i = kept; i < made.size(); ++i)
    made[i] = made[i] == '0' && i == kept ? '0' : digit(number(drawn[i]), i == kept);
  return made;
}

std::string Pseudonyms::ip(std::string_view address) const {
  const std::string lower = lower_ascii(trim(address));
  const std::string drawn = bytes("ip", lower, 5);
  if (lower.find(':') != std::string::npos) {
    if (lower == "::1" || lower.starts_with("fe80:") || lower.starts_with("fd")) return lower;
    return fmt::format("2001:db8::{:x}:{:x}", number(drawn[0]) * 256 + number(drawn[1]),
                       1 + number(drawn[2]) * 256 + number(drawn[3]));
  }
  const bool is_private = lower.starts_with("10.") || lower.starts_with("127.") ||
                          lower.starts_with("192.168.") || lower.starts_with("169.254.");
  if (is_private) return lower;
  constexpr std::array<std::string_view, 3> kRanges{"192.0.2.", "198.51.100.", "203.0.113."};
  return fmt::format("{}{}", kRanges[number(drawn[0]) % kRanges.size()],
                     1 + number(drawn[1]) % 254);
}

std::string Pseudonyms::word(std::string_view word) const {
  const std::string drawn = bytes("word", lower_utf8(trim(word)), word.size());
  // Drawn by place from the first letter on, whatever space stands before it.
  const std::size_t begin =
      word.size() - trim(word).size() == 0 ? 0 : word.find(trim(word).front());
  const bool as_hex = word.size() >= 8 && std::ranges::any_of(word, is_lower) &&
                      std::ranges::all_of(word, [](char c) {
                        return is_digit(c) || (c >= 'a' && c <= 'f') || c == '-';
                      });
  std::string made;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    const unsigned draw = i < begin ? 0 : number(drawn[i - begin]);
    if (as_hex && c != '-') {
      made.push_back("0123456789abcdef"[draw % 16]);
    } else if (is_digit(c)) {
      made.push_back(c == '0' && i == begin ? '0' : digit(draw, i == begin));
    } else if (is_lower(c)) {
      made.push_back(letter(draw, 'a'));
    } else if (is_upper(c)) {
      made.push_back(letter(draw, 'A'));
    } else if (number(c) >= 0xC0) {  // a letter beyond ASCII, whose further bytes are dropped
      made.push_back(letter(draw, 'a'));
    } else if (number(c) < 0x80) {
      made.push_back(c);
    }
  }
  return made;
}

std::string Pseudonyms::id(std::string_view id) const {
  // "fb.1.1768471200123.1098115397", "GA1.1.1234567890.1768471200", "1234567890.1768471200": its
  // form, times and what is short stay.
  const auto parts = split(id, '.');
  const bool is_meta = parts.size() >= 4 && parts[0] == "fb";
  std::string made;
  bool changed = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool time_here = is_meta ? i == 2 : i > 0 && i + 1 == parts.size();
    const bool stays = parts[i].size() < 4 || (time_here && is_time(parts[i]));
    if (i > 0) made.push_back('.');
    made += stays ? std::string(parts[i]) : word(parts[i]);
    changed = changed || !stays;
  }
  return changed ? made : word(id);
}

std::string Pseudonyms::hash(std::string_view hex_text) const {
  return hex(bytes("hash", lower_ascii(hex_text), (hex_text.size() + 1) / 2))
      .substr(0, hex_text.size());
}

std::size_t country_code_digits(std::string_view digits) {
  // Zones 1 and 7 have one digit; these two digits are codes of their own, all others have three.
  constexpr std::string_view kTwo =
      " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 "
      "64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
  if (digits.size() < 8 || digits.front() == '0') return 0;
  if (digits.front() == '1' || digits.front() == '7') return 1;
  return kTwo.find(fmt::format(" {} ", digits.substr(0, 2))) != std::string_view::npos ? 2 : 3;
}

std::string in_case_of(std::string_view like, std::string lower) {
  const bool has_upper = std::ranges::any_of(like, is_upper);
  if (!has_upper) return lower;
  if (std::ranges::none_of(like, is_lower)) return upper_ascii(lower);
  lower.front() = upper_ascii(std::string_view(lower).substr(0, 1)).front();
  return lower;
}

}  // namespace tagproof
