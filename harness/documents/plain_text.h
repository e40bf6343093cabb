#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tagproof {

/// A text as a person reads it, behind percent-encoding (any number of times), JSON's escapes (in
/// JSON in JSON, too) and the form's '+', with where each byte stands in the source: what is found
/// in it can be replaced in the source. An address hides from a search in a URL as
/// "jane.doe%2540example.com", a name in a body as "M\u00fcller".
struct PlainText {
  explicit PlainText(std::string_view source);

  std::string text{};
  std::string lower{};                // the same bytes in lower case
  std::vector<std::uint32_t> from{};  // where each byte begins in the source; one more for the end

  std::string_view source{};
  /// The source of [begin, end) of the text.
  [[nodiscard]] std::string_view source_of(std::size_t begin, std::size_t end) const {
    return source.substr(from[begin], from[end] - from[begin]);
  }
  /// A '+' in the source, which is a space in a form and itself elsewhere.
  [[nodiscard]] bool is_plus(std::size_t at) const {
    return text[at] == '+' || (text[at] == ' ' && source[from[at]] == '+');
  }
};

}  // namespace tagproof
