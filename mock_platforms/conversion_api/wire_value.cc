#include "mock_platforms/conversion_api/wire_value.h"

#include <algorithm>

namespace tagproof::conversion_api {
namespace {

/// `"LDU"` of `["LDU"]`, without its quotes.
std::string_view bare_word(std::string_view says) {
  constexpr std::string_view kSigns = "[]\"";
  while (!says.empty() && kSigns.find(says.front()) != std::string_view::npos)
    says.remove_prefix(1);
  while (!says.empty() && kSigns.find(says.back()) != std::string_view::npos) says.remove_suffix(1);
  return says;
}

}  // namespace

std::string_view word_of(const Wire& wire, std::string& storage) {
  if (wire.text != nullptr) return *wire.text;
  return wire.json.is(JsonKind::null) ? std::string_view() : wire.json.text(storage);
}

Observed<std::string> text_of(const Wire& wire) {
  return wire.text != nullptr ? observed_text(wire.text) : observed_text(wire.json);
}

Observed<Decimal> decimal_of(const Wire& wire) {
  return wire.text != nullptr ? observed_decimal(wire.text) : observed_decimal(wire.json);
}

std::string detail_of(std::string_view said) {
  constexpr std::size_t kLongest = 200;
  return std::string(said.substr(0, kLongest));
}

JsonView walk(JsonView object, std::string_view path) {
  while (!path.empty()) {
    const auto dot = path.find('.');
    object = object[path.substr(0, dot)];
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  return object;
}

bool asks_for_limits(const Wire& wire, std::string_view says) {
  const auto word = bare_word(says);
  if (wire.text != nullptr) return *wire.text == word || (word == "true" && *wire.text == "1");
  if (wire.json.is(JsonKind::boolean)) return wire.json.boolean();
  if (wire.json.is(JsonKind::array)) {
    return std::ranges::any_of(wire.json, [&](JsonView one) { return one.text() == word; });
  }
  return wire.json.text() == word;
}

}  // namespace tagproof::conversion_api
