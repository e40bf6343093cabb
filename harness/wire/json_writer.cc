#include "harness/wire/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "harness/base/text.h"

namespace tagproof {
namespace {

/// How a byte stands in a JSON string: its first two bytes there, and how many there are. Of \u0007
/// the rest is written by hand.
struct Quoted {
  std::array<char, 2> bytes{};
  std::uint16_t size = 1;
};
constexpr std::string_view kUnicode = R"(\u00)";
constexpr std::size_t kLongest = kUnicode.size() + 2;
constexpr auto kQuoted = [] {
  std::array<Quoted, 256> quoted{};
  for (std::size_t c = 0; c < quoted.size(); ++c) {
    quoted[c].bytes = {static_cast<char>(c), '\0'};
    if (c < 0x20) quoted[c] = {.bytes = {'\\', 'u'}, .size = kLongest};
  }
  constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  for (std::size_t i = 0; i < kEscaped.size(); ++i)
    quoted[static_cast<unsigned char>(kEscaped[i])] = {.bytes = {'\\', kLetters[i]}, .size = 2};
  return quoted;
}();

/// So much is quoted at a time.
constexpr std::size_t kPiece = 256;

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::array<char, kPiece * kLongest> piece;
    char* to = piece.data();
    for (const char c : text.substr(0, kPiece)) {
      // A JSON body has a quote every few bytes: no branch depends on them.
      const auto byte = static_cast<unsigned char>(c);
      const Quoted& quoted = kQuoted[byte];
      std::memcpy(to, quoted.bytes.data(), quoted.bytes.size());
      if (quoted.size == kLongest) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        kUnicode.copy(to, kUnicode.size());
        to[kUnicode.size()] = kDigits[byte >> 4U];
        to[kUnicode.size() + 1] = kDigits[byte & 15U];
      }
      to += quoted.size;
    }
    out.append(piece.data(), static_cast<std::size_t>(to - piece.data()));
    text.remove_prefix(std::min(kPiece, text.size()));
  }
  out += '"';
}

/// Whether eight bytes stand in a string as they are: ASCII, no control characters, no quotes and
/// no backslashes.
bool stands(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes << 7U;
  const auto has = [&](char sign) {
    const auto other = word ^ kOnes * static_cast<unsigned char>(sign);
    return (other - kOnes) & ~other;
  };
  const auto controls = (word - kOnes * 0x20) & ~word;
  return ((word | controls | has('"') | has('\\')) & kHighs) == 0;
}

/// Most names and values are so.
bool stands(std::string_view text) {
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if (!stands(word)) return false;
  }
  constexpr std::string_view kFiller = "--------";
  std::memcpy(&word, kFiller.data(), sizeof word);
  if (!text.empty()) std::memcpy(&word, text.data(), text.size());
  return stands(word);
}

void append_text(std::string& out, std::string_view text) {
  if (stands(text)) {
    out += '"';
    out += text;
    out += '"';
  } else if (is_utf8(text)) {
    append_quoted(out, text);
  } else {
    append_quoted(out, to_utf8(text));
  }
}

}  // namespace

void JsonWriter::comma() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::begin_object() {
  comma();
  out_ += '{';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  out_ += '}';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  comma();
  out_ += '[';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  out_ += ']';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  comma();
  append_text(out_, name);
  out_ += ':';
  first_ = true;  // no comma between a key and its value
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  comma();
  append_text(out_, text);
  return *this;
}

JsonWriter& JsonWriter::number(const Decimal& value) { return raw(value.text()); }

JsonWriter& JsonWriter::number(std::int64_t value) {
  char digits[24];
  const auto written = std::to_chars(std::begin(digits), std::end(digits), value);
  return raw({digits, written.ptr});
}

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  comma();
  out_ += json;
  return *this;
}

}  // namespace tagproof
