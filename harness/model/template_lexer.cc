#include "harness/model/template_lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/model/template.h"

namespace tagproof {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

}  // namespace

Result<Token> TemplateLexer::next() {
  while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  if (rest_.empty()) return Token{};
  const auto take = [&](std::size_t size, TokenKind kind) {
    Token token{kind, std::string(rest_.substr(0, size))};
    rest_.remove_prefix(size);
    return token;
  };
  const char first = rest_.front();
  if (first == '"' || first == '\'') {
    const auto close = rest_.find(first, 1);
    if (close == std::string_view::npos)
      return error(fmt::format("a text without its closing {}", first));
    Token token{TokenKind::quoted, std::string(rest_.substr(1, close - 1))};
    rest_.remove_prefix(close + 1);
    return token;
  }
  if (is_digit(first) || (first == '-' && rest_.size() > 1 && is_digit(rest_[1]))) {
    std::size_t size = 1;
    while (size < rest_.size() && (is_digit(rest_[size]) || rest_[size] == '.')) ++size;
    return take(size, TokenKind::number);
  }
  if (is_word(first)) {
    std::size_t size = 1;
    while (size < rest_.size() && is_word(rest_[size])) ++size;
    return take(size, TokenKind::word);
  }
  for (const std::string_view sign : {"==", "!=", "<=", ">="}) {
    if (rest_.starts_with(sign)) return take(2, TokenKind::sign);
  }
  return take(1, TokenKind::sign);
}

Result<const PlaceholderRow*> known_placeholder(std::string_view name) {
  const auto rows = placeholders();
  const auto row = std::ranges::find(rows, name, &PlaceholderRow::name);
  if (row != rows.end()) return &*row;
  std::vector<std::string_view> names;
  names.reserve(rows.size());
  for (const auto& each : rows) names.push_back(each.name);
  const auto near = nearest(name, names);
  return error(fmt::format("unknown placeholder `{}`{}", name,
                           near ? fmt::format("; did you mean `{}`?", *near) : std::string{}));
}

}  // namespace tagproof
