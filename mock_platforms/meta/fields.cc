#include "mock_platforms/meta/fields.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace tagproof::meta {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_base64url(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

/// What the parameter builder puts behind a value: 8 characters, or one of the older tokens of two.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
bool is_appendix(std::string_view text) {
  constexpr std::array<std::string_view, 6> kTokens{"AQ", "Ag", "Aw", "BA", "BQ", "Bg"};
  return (text.size() == 8 && std::ranges::all_of(text, is_base64url)) ||
         std::ranges::find(kTokens, text) != kTokens.end();
}

/// "fb.<index>.<13 digits>." taken off; nothing when it isn't there.
std::optional<std::string_view> behind_prefix(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() < 4 || parts[0] != "fb" || !all_digits(parts[1]) || parts[2].size() != 13 ||
      !all_digits(parts[2])) {
    return std::nullopt;
  }
  return text.substr(parts[0].size() + parts[1].size() + parts[2].size() + 3);
}

}  // namespace

std::optional<EventName> standard_event(std::string_view wire) {
  for (const auto& event : kStandardEvents) {
    if (event.wire == wire) return event.name;
  }
  return std::nullopt;
}

bool is_miswritten_event(std::string_view wire) {
  return std::ranges::any_of(kStandardEvents, [&](const StandardEvent& event) {
    return event.wire != wire && equals_ignoring_case(event.wire, wire);
  });
}

std::string_view wire_name(EventName name) {
  for (const auto& event : kStandardEvents) {
    if (event.name == name) return event.wire;
  }
  return {};
}

// Source:
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
bool is_fbp(std::string_view text) {
  const auto rest = behind_prefix(text);
  if (!rest) return false;
  const auto parts = split(*rest, '.');
  return all_digits(parts[0]) &&
         (parts.size() == 1 || (parts.size() == 2 && is_appendix(parts[1])));
}

bool is_fbc(std::string_view text) {
  const auto rest = behind_prefix(text);
  return rest && !rest->empty() &&
         std::ranges::all_of(*rest, [](char c) { return is_base64url(c) || c == '.' || c == '%'; });
}

}  // namespace tagproof::meta
