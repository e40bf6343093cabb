#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/ascii.h"

namespace tagproof {

/// ASCII only, on purpose: what a platform's rule calls "lower case" beyond ASCII is lower_utf8.
std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
/// Lower case for Latin, Greek and Cyrillic letters too ("VALÉRY" → "valéry"); other code points
/// are kept.
std::string lower_utf8(std::string_view text);
/// ASCII. Asked of many names, of which most differ in length.
inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}
/// Whether `part` stands in `text`, as find() says: for long texts.
bool contains(std::string_view text, std::string_view part);
std::string_view trim(std::string_view text);  // ASCII white space
std::vector<std::string_view> split(std::string_view text, char separator);
/// Takes what stands before the next separator off the front of `rest`, and the separator: split()
/// without a list, where parts are looked at one after the other.
inline std::string_view next_part(std::string_view& rest, char separator) {
  const auto part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(part.size() < rest.size() ? part.size() + 1 : part.size());
  return part;
}
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// A control character of ASCII: below the space, or delete.
bool has_control(std::string_view text);
bool is_ascii(std::string_view text);
bool is_utf8(std::string_view bytes);
/// Where the first invalid sequence starts; the size when there is none.
std::size_t valid_utf8_prefix(std::string_view bytes);
/// The code point as UTF-8.
void append_utf8(std::string& out, char32_t code_point);
/// Every invalid sequence becomes U+FFFD.
std::string to_utf8(std::string_view bytes);

/// For unordered containers of texts that are asked by view: no key is built for a question.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

/// The candidate within a small edit distance of `word` (ninja's "did you mean"), if any.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

/// `*` matches any run, `?` one character.
bool matches_glob(std::string_view text, std::string_view pattern);

}  // namespace tagproof
