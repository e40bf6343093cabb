#include "harness/base/ascii.h"

#include <doctest/doctest.h>

#include <string_view>

namespace tagproof {
namespace {

bool contains(std::string_view all, char c) { return all.find(c) != std::string_view::npos; }

TEST_CASE("each byte is of the classes that ASCII gives it, and of no other") {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const char c = static_cast<char>(byte);
    CHECK(is_digit(c) == contains(kDigits, c));
    CHECK(is_upper(c) == contains(kUpper, c));
    CHECK(is_lower(c) == contains(kLower, c));
    CHECK(is_letter(c) == (contains(kUpper, c) || contains(kLower, c)));
    CHECK(is_hex_digit(c) == contains(kHexadecimal, c));
    CHECK(is_beyond_ascii(c) == (byte >= 0x80));
    CHECK(is_control(c) == (byte < 0x20 || byte == 0x7f));
    CHECK(is_digits(std::string_view(&c, 1)) == is_digit(c));
  }
}

TEST_CASE("a hexadecimal digit has its value in both cases; other characters have none") {
  struct Case {
    char c;
    int value;
  };
  for (const Case& one : {Case{'0', 0}, Case{'9', 9}, Case{'a', 10}, Case{'f', 15}, Case{'A', 10},
                          Case{'F', 15}, Case{'g', -1}, Case{'G', -1}, Case{'/', -1}, Case{':', -1},
                          Case{'@', -1}, Case{'`', -1}, Case{'\0', -1}, Case{'\xC3', -1}}) {
    CAPTURE(one.c);
    CHECK(hex_digit(one.c) == one.value);
  }
}

TEST_CASE("a sign of base64 has its place in either alphabet; other characters have none") {
  constexpr std::string_view kBoth[] = {
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const char c = static_cast<char>(byte);
    const auto at = contains(kBoth[0], c) ? kBoth[0].find(c) : kBoth[1].find(c);
    CHECK(sextet(c) == (at == std::string_view::npos ? -1 : static_cast<int>(at)));
  }
}

TEST_CASE("digits are one or more, and nothing else") {
  CHECK(is_digits("0123"));
  CHECK_FALSE(is_digits(""));
  CHECK_FALSE(is_digits("12 "));
  CHECK_FALSE(is_digits("-1"));
}

}  // namespace
}  // namespace tagproof
