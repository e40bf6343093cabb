#include "harness/model/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/model/template_lexer.h"

namespace tagproof {
namespace {

Result<FilterCall> parse_filter(TemplateLexer& lexer, Token& after) {
  auto word = lexer.next();
  if (!word) return word.error();
  if (word->kind != TokenKind::word) return error("expected a filter's name behind `|`");
  const auto rows = filters();
  const auto row = std::ranges::find(rows, word->text, &FilterRow::name);
  if (row == rows.end()) {
    std::vector<std::string_view> names;
    for (const auto& each : rows) names.push_back(each.name);
    const auto near = nearest(word->text, names);
    return error(fmt::format("unknown filter `{}`{}", word->text,
                             near ? fmt::format("; did you mean `{}`?", *near) : std::string{}));
  }
  FilterCall call{.filter = row->filter};
  auto next = lexer.next();
  if (!next) return next.error();
  const bool has_argument = next->kind == TokenKind::sign && next->text == ":";
  if (has_argument != row->takes_argument) {
    return error(row->takes_argument
                     ? fmt::format("filter `{}` needs an argument: `{}: …`", row->name, row->name)
                     : fmt::format("filter `{}` takes no argument", row->name));
  }
  if (has_argument) {
    auto argument = lexer.next();
    if (!argument) return argument.error();
    if (argument->kind == TokenKind::end || argument->kind == TokenKind::sign) {
      return error(fmt::format("filter `{}` needs an argument: `{}: …`", row->name, row->name));
    }
    call.argument = argument->text;
    next = lexer.next();
    if (!next) return next.error();
  }
  if (call.filter == TemplateFilter::round || call.filter == TemplateFilter::truncate) {
    const auto number = Decimal::parse(call.argument);
    if (!number || number->scale() != 0 || number->is_negative() ||
        *number > Decimal{Decimal::kMaxDigits * 1000}) {
      return error(
          fmt::format("filter `{}` needs a whole number, not `{}`", row->name, call.argument));
    }
    if (call.filter == TemplateFilter::round && *number > Decimal{Decimal::kMaxDigits}) {
      return error(fmt::format("filter `round` keeps at most {} digits", Decimal::kMaxDigits));
    }
    call.number = static_cast<int>(number->minor(0));
  }
  after = *next;
  return call;
}

}  // namespace

Result<Template> Template::parse(std::string_view text) {
  Template result;
  while (!text.empty()) {
    const auto open = text.find("{{");
    if (open != 0) {
      const auto literal = text.substr(0, open);
      if (literal.find("}}") != std::string_view::npos) return error("`}}` without its `{{`");
      result.parts_.emplace_back(std::string(literal));
      if (open == std::string_view::npos) break;
      text.remove_prefix(open);
    }
    const auto close = text.find("}}");
    if (close == std::string_view::npos) return error("`{{` without its `}}`");
    TemplateLexer lexer(text.substr(2, close - 2));
    text.remove_prefix(close + 2);

    Placeholder placeholder;
    auto first = lexer.next();
    if (!first) return first.error();
    switch (first->kind) {
      case TokenKind::word:
        if (first->text == "true" || first->text == "false") {
          placeholder.literal = first->text == "true";
        } else if (auto row = known_placeholder(first->text); row) {
          placeholder.asked = *row;
        } else {
          return row.error();
        }
        break;
      case TokenKind::number: {
        const auto number = Decimal::parse(first->text);
        if (!number) return error(fmt::format("`{}` is no number", first->text));
        placeholder.literal = *number;
        break;
      }
      case TokenKind::quoted:
        placeholder.literal = first->text;
        break;
      case TokenKind::end:
        return error("nothing between `{{` and `}}`");
      case TokenKind::sign:
        return error(fmt::format("unexpected `{}`", first->text));
    }
    auto after = lexer.next();
    if (!after) return after.error();
    Token token = *after;
    while (token.kind == TokenKind::sign && token.text == "|") {
      auto filter = parse_filter(lexer, token);
      if (!filter) return filter.error();
      placeholder.filters.push_back(std::move(*filter));
    }
    if (token.kind != TokenKind::end)
      return error(fmt::format("unexpected `{}`; expected `|` or `}}}}`", token.text));
    result.parts_.emplace_back(std::move(placeholder));
  }
  return result;
}

TemplateValue Template::fill(const Lookup& lookup) const {
  const auto fill_one = [&](const Placeholder& placeholder) {
    auto value = placeholder.asked == nullptr ? placeholder.literal : lookup(*placeholder.asked);
    for (const auto& filter : placeholder.filters)
      value = apply_filter(filter, std::move(value), lookup);
    return value;
  };
  if (parts_.size() == 1) {
    if (const auto* alone = std::get_if<Placeholder>(&parts_.front())) return fill_one(*alone);
  }
  std::string text;
  for (const auto& part : parts_) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      text += *literal;
    } else {
      text += plain_text(fill_one(std::get<Placeholder>(part)));
    }
  }
  return text;
}

std::vector<std::string_view> Template::names() const {
  std::vector<std::string_view> names;
  for (const auto& part : parts_) {
    const auto* placeholder = std::get_if<Placeholder>(&part);
    if (placeholder != nullptr && placeholder->asked != nullptr)
      names.push_back(placeholder->asked->name);
  }
  return names;
}

bool Template::is_literal() const {
  return std::ranges::all_of(
      parts_, [](const auto& part) { return std::holds_alternative<std::string>(part); });
}

std::string plain_text(const TemplateValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<Decimal>(&value)) return number->text();
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  return {};
}

}  // namespace tagproof
