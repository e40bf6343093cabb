#include <fmt/format.h>

#include <array>

#include "harness/model/template.h"
#include "harness/model/template_lexer.h"

namespace tagproof {
namespace {

constexpr int kMaxDepth = 32;  // of brackets and `not`

bool is_truthy(const TemplateValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  if (const auto* number = std::get_if<Decimal>(&value)) return !number->is_zero();
  if (const auto* text = std::get_if<std::string>(&value)) return !text->empty();
  if (const auto* items = std::get_if<std::vector<EmittedItem>>(&value)) return !items->empty();
  return false;
}

}  // namespace

class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text) : lexer_(text) {}

  Result<Condition> parse() {
    advance();
    const auto root = either(0);
    if (!problem_.empty()) return error(problem_);
    if (token_.kind != TokenKind::end) return error(fmt::format("unexpected `{}`", token_.text));
    condition_.root_ = root;
    return std::move(condition_);
  }

 private:
  using Op = Condition::Op;

  void advance() {
    auto token = lexer_.next();
    if (!token) {
      fail(token.error().message);
    } else {
      token_ = *token;
    }
  }
  void fail(std::string why) {
    if (problem_.empty()) problem_ = std::move(why);
    token_ = {};
  }
  [[nodiscard]] bool at_word(std::string_view word) const {
    return token_.kind == TokenKind::word && token_.text == word;
  }
  [[nodiscard]] bool at_sign(std::string_view sign) const {
    return token_.kind == TokenKind::sign && token_.text == sign;
  }
  std::size_t add(Condition::Node node) {
    condition_.nodes_.push_back(std::move(node));
    return condition_.nodes_.size() - 1;
  }

  std::size_t either(int depth) {
    auto left = both(depth);
    while (at_word("or")) {
      advance();
      const auto right = both(depth);
      left = add({.op = Op::either, .left = left, .right = right});
    }
    return left;
  }
  std::size_t both(int depth) {
    auto left = single(depth);
    while (at_word("and")) {
      advance();
      const auto right = single(depth);
      left = add({.op = Op::both, .left = left, .right = right});
    }
    return left;
  }
  std::size_t single(int depth) {
    if (depth > kMaxDepth) {
      fail("nested too deep");
      return 0;
    }
    if (at_word("not")) {
      advance();
      const auto inner = single(depth + 1);
      return add({.op = Op::no, .left = inner});
    }
    if (at_sign("(")) {
      advance();
      const auto inner = either(depth + 1);
      if (!at_sign(")")) fail("`(` without its `)`");
      advance();
      return inner;
    }
    const auto left = operand();
    struct Sign {
      std::string_view text{};
      Op op{};
    };
    constexpr std::array<Sign, 6> kSigns{{{"==", Op::is},
                                          {"!=", Op::is_not},
                                          {"<=", Op::at_most},
                                          {">=", Op::at_least},
                                          {"<", Op::less},
                                          {">", Op::more}}};
    for (const auto& sign : kSigns) {
      if (!at_sign(sign.text)) continue;
      advance();
      const auto right = operand();
      return add({.op = sign.op, .left = left, .right = right});
    }
    return left;
  }
  std::size_t operand() {
    Condition::Node node{.op = Op::value};
    switch (token_.kind) {
      case TokenKind::word:
        if (token_.text == "true" || token_.text == "false") {
          node.literal = token_.text == "true";
        } else if (auto row = known_placeholder(token_.text); row) {
          node.asked = *row;
        } else {
          fail(row.error().message);
        }
        break;
      case TokenKind::number:
        if (const auto number = Decimal::parse(token_.text)) {
          node.literal = *number;
        } else {
          fail(fmt::format("`{}` is no number", token_.text));
        }
        break;
      case TokenKind::quoted:
        node.literal = token_.text;
        break;
      case TokenKind::end:
        fail("expected a name, a number or a text at the end");
        break;
      case TokenKind::sign:
        fail(fmt::format("unexpected `{}`; expected a name, a number or a text", token_.text));
        break;
    }
    if (problem_.empty()) advance();
    return add(std::move(node));
  }

  TemplateLexer lexer_;
  Token token_{};
  Condition condition_{};
  std::string problem_{};
};

Result<Condition> Condition::parse(std::string_view text) { return ConditionParser(text).parse(); }

bool Condition::holds(const Lookup& lookup) const {
  return nodes_.empty() || holds_at(root_, lookup);
}

TemplateValue Condition::value_of(std::size_t at, const Lookup& lookup) const {
  const auto& node = nodes_[at];
  return node.asked == nullptr ? node.literal : lookup(*node.asked);
}

bool Condition::holds_at(std::size_t at, const Lookup& lookup) const {
  const auto& node = nodes_[at];
  switch (node.op) {
    case Op::value:
      return is_truthy(value_of(at, lookup));
    case Op::both:
      return holds_at(node.left, lookup) && holds_at(node.right, lookup);
    case Op::either:
      return holds_at(node.left, lookup) || holds_at(node.right, lookup);
    case Op::no:
      return !holds_at(node.left, lookup);
    case Op::is:
    case Op::is_not:
    case Op::less:
    case Op::at_most:
    case Op::more:
    case Op::at_least:
      break;
  }
  const auto left = value_of(node.left, lookup);
  const auto right = value_of(node.right, lookup);
  const auto as_number = [](const TemplateValue& value) -> std::optional<Decimal> {
    if (const auto* number = std::get_if<Decimal>(&value)) return *number;
    return std::nullopt;
  };
  const auto a = as_number(left);
  const auto b = as_number(right);
  const bool equal =
      a && b ? *a == *b : left.index() == right.index() && plain_text(left) == plain_text(right);
  if (node.op == Op::is) return equal;
  if (node.op == Op::is_not) return !equal;
  if (!a || !b) return false;  // only numbers have an order
  switch (node.op) {
    case Op::less:
      return *a < *b;
    case Op::at_most:
      return *a <= *b;
    case Op::more:
      return *a > *b;
    default:
      return *a >= *b;
  }
}

}  // namespace tagproof
