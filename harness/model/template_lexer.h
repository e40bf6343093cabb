#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/model/template.h"

namespace tagproof {

/// The words of what stands between `{{` and `}}`, and of a condition. Used by template.cc and
/// condition.cc only.
enum class TokenKind : std::uint8_t { end, word, number, quoted, sign };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text{};  // a quoted text without its quotes
};

class TemplateLexer {
 public:
  explicit TemplateLexer(std::string_view text) : rest_(text) {}
  Result<Token> next();

 private:
  std::string_view rest_;
};

/// The row of that name, or an error that names the nearest.
Result<const PlaceholderRow*> known_placeholder(std::string_view name);

}  // namespace tagproof
