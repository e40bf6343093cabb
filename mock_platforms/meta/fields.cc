#include "mock_platforms/meta/fields.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/wire/name_table.h"

namespace tagproof::meta {
namespace {

bool is_base64url(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

constexpr NameTable kUserKeyNames(names_of<kUserKeys>(&UserKey::wire));

/// What the parameter builder puts behind a value: 8 characters, or one of the older tokens of two.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
bool is_appendix(std::string_view text) {
  constexpr std::array<std::string_view, 6> kTokens{"AQ", "Ag", "Aw", "BA", "BQ", "Bg"};
  return (text.size() == 8 && std::ranges::all_of(text, is_base64url)) ||
         std::ranges::find(kTokens, text) != kTokens.end();
}

bool is_hash(std::string_view text) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  return (text.size() == 64 || text.size() == 32) && std::ranges::all_of(text, is_hex);
}

std::string_view take_part(std::string_view& rest) {
  const auto dot = std::min(rest.find('.'), rest.size());
  const auto part = rest.substr(0, dot);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  return part;
}

/// Reads "fb.<index>.<time>." and leaves what follows in `rest`.
ClickIdForm read_prefix(std::string_view& rest) {
  if (is_hash(rest)) return ClickIdForm::hashed;
  if (!rest.starts_with("fb.")) return ClickIdForm::bare;
  rest.remove_prefix(3);
  if (!is_digits(take_part(rest))) return ClickIdForm::malformed;
  const auto time = take_part(rest);
  if (!is_digits(time) || rest.empty()) return ClickIdForm::malformed;
  if (time.size() == 10) return ClickIdForm::seconds;
  return time.size() == 13 ? ClickIdForm::right : ClickIdForm::malformed;
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

bool is_automatic_event(std::string_view wire) {
  return wire == "Microdata" || wire == "SubscribedButtonClick";
}

const UserKey* find_user_key(std::string_view wire) {
  const auto place = kUserKeyNames.find(wire);
  return place == std::size(kUserKeys) ? nullptr : &kUserKeys[place];
}

const UserKey* find_user_key(UserField field) {
  const auto* const it = std::ranges::find(kUserKeys, field, &UserKey::field);
  return it == std::end(kUserKeys) ? nullptr : it;
}

// Source:
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
ClickIdForm fbp_form(std::string_view text) {
  const auto form = read_prefix(text);
  if (form != ClickIdForm::right) return form == ClickIdForm::bare ? ClickIdForm::malformed : form;
  const auto random = take_part(text);
  return is_digits(random) && (text.empty() || is_appendix(text)) ? ClickIdForm::right
                                                                  : ClickIdForm::malformed;
}

ClickIdForm fbc_form(std::string_view text) {
  const auto form = read_prefix(text);
  if (form == ClickIdForm::bare && (text.empty() || text.find('.') != std::string_view::npos))
    return ClickIdForm::malformed;
  if (form != ClickIdForm::right) return form;
  const bool right =
      std::ranges::all_of(text, [](char c) { return is_base64url(c) || c == '.' || c == '%'; });
  return right ? ClickIdForm::right : ClickIdForm::malformed;
}

bool has_appendix(std::string_view text) {
  const auto last = text.rfind('.');
  if (last == std::string_view::npos || !is_appendix(text.substr(last + 1))) return false;
  // fb.<index>.<time>.<click id> has three dots of its own.
  return !text.starts_with("fb.") || std::ranges::count(text, '.') > 3;
}

AddressForm address_form(std::string_view text) {
  const auto parse = [](std::string_view address) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};  // longer is no address
    if (address.size() >= terminated.size() || address.find(char{}) != std::string_view::npos)
      return AddressForm::none;
    std::ranges::copy(address, terminated.begin());
    in6_addr parsed{};
    const bool is_v6 = address.find(':') != std::string_view::npos;
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, terminated.data(), &parsed) != 1)
      return AddressForm::none;
    return is_v6 ? AddressForm::v6 : AddressForm::v4;
  };
  const auto whole = parse(text);
  const auto last = text.rfind('.');
  if (whole != AddressForm::none || last == std::string_view::npos ||
      !is_appendix(text.substr(last + 1))) {
    return whole;
  }
  return parse(text.substr(0, last));
}

}  // namespace tagproof::meta
