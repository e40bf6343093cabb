#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/result.h"
#include "harness/model/emission.h"

/// The templates and conditions of tagging.yaml (formats.md A.3): `"{{shopper.email | trim | lower
/// | sha256}}"`, and `if: order.total > 0 and order.payment_method == "card"`. `files/` parses them
/// to refuse bad ones with the nearest known name; `shop/` parses and fills them.
namespace tagproof {

/// What a placeholder gives. Nothing (monostate): not known here, and a field that is set to it
/// alone isn't set.
using TemplateValue =
    std::variant<std::monostate, std::string, Decimal, bool, std::vector<EmittedItem>>;
enum class PlaceholderKind : std::uint8_t { text, number, truth, items };
std::string_view text(PlaceholderKind kind);

/// A name that stands between `{{` and `}}`.
struct PlaceholderRow {
  std::string_view name{};
  PlaceholderKind kind{};
  std::string_view text{};  // one line for people
};
std::span<const PlaceholderRow> placeholders();
/// The row of a known name, "order.kept.items_net". Another is a bug: what users write is refused
/// where it is read.
const PlaceholderRow& placeholder(std::string_view name);
/// The row's place among placeholders().
std::size_t place_of(const PlaceholderRow& row);

/// The value of a placeholder. Asked by its row, so that who answers can have a table.
using Lookup = std::function<TemplateValue(const PlaceholderRow& asked)>;

enum class TemplateFilter : std::uint8_t {
  trim,
  lower,
  upper,
  digits,
  e164,
  name,
  city,
  zip,
  sha256,
  sha1,
  md5,
  text,
  number,
  minor_units,
  round,
  negate,
  rfc3339,
  url_encode,
  truncate,
  prefix,
  suffix,
  otherwise  // `default`
};

/// A word behind `|`. Some take one argument: `round: 2`, `default: "x"`.
struct FilterRow {
  TemplateFilter filter{};
  std::string_view name{};
  bool takes_argument = false;
  std::string_view text{};
};
std::span<const FilterRow> filters();

/// One filter of a placeholder.
struct FilterCall {
  TemplateFilter filter{};
  std::string argument{};
  int number = 0;  // the argument of a filter that takes a number
  bool operator==(const FilterCall&) const = default;
};

/// Text with placeholders in it. A template that is one placeholder keeps its value's type; else
/// all becomes text, and what isn't known is empty.
class Template {
 public:
  /// An error says what is wrong: "unknown placeholder `order.vale`; did you mean `order.value`?".
  static Result<Template> parse(std::string_view text);
  [[nodiscard]] TemplateValue fill(const Lookup& lookup) const;
  /// The names asked for, in order.
  [[nodiscard]] std::vector<std::string_view> names() const;
  /// No placeholder in it.
  [[nodiscard]] bool is_literal() const;

 private:
  struct Placeholder {
    const PlaceholderRow* asked{};  // null: `literal` instead
    TemplateValue literal{};
    std::vector<FilterCall> filters{};
  };
  std::vector<std::variant<std::string, Placeholder>> parts_{};
};

/// `and`, `or`, `not`, brackets, and comparisons (== != < <= > >=) of placeholder names, numbers,
/// "texts", true, false. A name alone holds when it is known and neither empty, zero nor false.
class Condition {
 public:
  Condition() = default;  // always holds
  static Result<Condition> parse(std::string_view text);
  [[nodiscard]] bool holds(const Lookup& lookup) const;
  /// No condition: it always holds.
  [[nodiscard]] bool is_empty() const { return nodes_.empty(); }

 private:
  enum class Op : std::uint8_t {
    value,
    is,
    is_not,
    less,
    at_most,
    more,
    at_least,
    both,
    either,
    no
  };
  struct Node {
    Op op{};
    const PlaceholderRow* asked{};  // of a value; null: `literal` instead
    TemplateValue literal{};
    std::size_t left = 0, right = 0;  // indices into nodes_
  };
  friend class ConditionParser;
  [[nodiscard]] TemplateValue value_of(std::size_t node, const Lookup& lookup) const;
  [[nodiscard]] bool holds_at(std::size_t node, const Lookup& lookup) const;
  std::vector<Node> nodes_{};
  std::size_t root_ = 0;
};

/// One filter on one value; absent stays absent (but for `default`). Text filters leave items
/// alone.
TemplateValue apply_filter(const FilterCall& filter, TemplateValue value, const Lookup& lookup);

/// Plain text of a value; "" of nothing and of items.
std::string plain_text(const TemplateValue& value);

}  // namespace tagproof
