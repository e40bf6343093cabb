#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What a character of ASCII is, whatever the locale. A byte of a longer UTF-8 sequence is none of
/// it.
namespace tagproof {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
/// A control character: below the space, or delete.
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
constexpr bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

inline constexpr auto kHexDigits = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < 10; ++i) values['0' + i] = static_cast<std::int8_t>(i);
  for (std::size_t i = 0; i < 6; ++i) {
    values['a' + i] = values['A' + i] = static_cast<std::int8_t>(10 + i);
  }
  return values;
}();
/// What a hexadecimal digit stands for, -1 for another character.
constexpr int hex_digit(char c) { return kHexDigits[static_cast<unsigned char>(c)]; }
constexpr bool is_hex_digit(char c) { return hex_digit(c) >= 0; }

/// Digits and nothing else.
constexpr bool is_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

inline constexpr auto kSextets = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  std::int8_t next = 0;
  for (char c = 'A'; c <= 'Z'; ++c) values[static_cast<unsigned char>(c)] = next++;
  for (char c = 'a'; c <= 'z'; ++c) values[static_cast<unsigned char>(c)] = next++;
  for (char c = '0'; c <= '9'; ++c) values[static_cast<unsigned char>(c)] = next++;
  values['+'] = values['-'] = next++;
  values['/'] = values['_'] = next;
  return values;
}();
/// What a sign of base64 stands for, in both of its alphabets; -1 for another character.
constexpr int sextet(char c) { return kSextets[static_cast<unsigned char>(c)]; }

/// Which bytes are one of `signs`: for looking up what is asked of each byte.
constexpr std::array<bool, 256> table_of(std::string_view signs) {
  std::array<bool, 256> is{};
  for (const char sign : signs) is[static_cast<unsigned char>(sign)] = true;
  return is;
}
/// Which bytes are a letter, a digit or one of `signs`.
constexpr std::array<bool, 256> letters_digits_and(std::string_view signs) {
  auto is = table_of(signs);
  for (std::size_t c = 0; c < is.size(); ++c)
    is[c] = is[c] || is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c));
  return is;
}

}  // namespace tagproof
