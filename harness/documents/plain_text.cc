#include "harness/documents/plain_text.h"

#include "harness/base/ascii.h"
#include "harness/base/text.h"

namespace tagproof {
namespace {

// The byte behind "%40", "%2540", "%252540"; `end` is behind it. -1: none begins at `at`.
int percent_byte(std::string_view text, std::size_t at, std::size_t& end) {
  const auto pair = [&](std::size_t i) {
    if (i + 1 >= text.size()) return -1;
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  };
  std::size_t digits = at + 1;
  while (pair(digits) == '%' && pair(digits + 2) >= 0) digits += 2;
  end = digits + 2;
  return pair(digits);
}

// The code unit of "\u00fc" (with any number of backslashes); `end` is behind it.
int escaped_unit(std::string_view text, std::size_t at, std::size_t& end) {
  std::size_t i = at;
  while (i < text.size() && text[i] == '\\') ++i;
  if (i == at || i + 4 >= text.size() || text[i] != 'u') return -1;
  int unit = 0;
  for (std::size_t digit = i + 1; digit < i + 5; ++digit) {
    const int value = hex_digit(text[digit]);
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  end = i + 5;
  return unit;
}

// What an escape stands for; `end` is behind it. Empty: a backslash that escapes nothing.
std::string escaped(std::string_view text, std::size_t at, std::size_t& end) {
  std::string out;
  if (int unit = escaped_unit(text, at, end); unit >= 0) {
    auto code = static_cast<unsigned>(unit);
    if (code >= 0xD800U && code < 0xDC00U) {
      std::size_t behind = end;
      const int low = escaped_unit(text, end, behind);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000U + ((code - 0xD800U) << 10U) + (static_cast<unsigned>(low) - 0xDC00U);
        end = behind;
      }
    }
    if (code >= 0xD800U && code < 0xE000U) code = 0xFFFDU;
    append_utf8(out, code);
    return out;
  }
  std::size_t i = at;
  while (i < text.size() && text[i] == '\\') ++i;
  end = i;  // all of them at once: a megabyte of backslashes is read once
  if (i == text.size()) return out;
  switch (text[i]) {
    case '/':
    case '"':
      ++end;
      return out.assign(1, text[i]);
    case 'n':
    case 'r':
    case 't':
    case 'b':
    case 'f':
      ++end;
      return out.assign(1, '\n');
    default:
      return out;
  }
}

}  // namespace

PlainText::PlainText(std::string_view whole) : source(whole) {
  text.reserve(source.size());
  from.reserve(source.size() + 1);
  const auto put = [&](std::string_view bytes, std::size_t at) {
    text.append(bytes);
    from.insert(from.end(), bytes.size(), static_cast<std::uint32_t>(at));
  };
  for (std::size_t at = 0; at < source.size();) {
    const char c = source[at];
    std::size_t end = at + 1;
    if (c == '%') {
      const int byte = percent_byte(source, at, end);
      if (byte < 0) end = at + 1;
      text.push_back(byte < 0 ? c : static_cast<char>(static_cast<unsigned char>(byte)));
      from.push_back(static_cast<std::uint32_t>(at));
    } else if (c == '\\') {
      const std::string meant = escaped(source, at, end);
      put(meant.empty() ? std::string_view("\\") : std::string_view(meant), at);
    } else {
      text.push_back(c == '+' ? ' ' : c);
      from.push_back(static_cast<std::uint32_t>(at));
    }
    at = end;
  }
  from.push_back(static_cast<std::uint32_t>(source.size()));
  lower = lower_utf8(text);
  if (lower.size() != text.size()) lower = lower_ascii(text);
}

}  // namespace tagproof
