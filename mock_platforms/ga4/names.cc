#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "mock_platforms/ga4/decode.h"

namespace tagproof::ga4 {
namespace {

struct Name {
  std::string_view wire{};
  EventName name{};
};
// Source: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
constexpr std::array kNames{
    Name{"page_view", EventName::page_view},
    Name{"view_item", EventName::view_item},
    Name{"add_to_cart", EventName::add_to_cart},
    Name{"begin_checkout", EventName::begin_checkout},
    Name{"add_payment_info", EventName::add_payment_info},
    Name{"purchase", EventName::purchase},
    Name{"refund", EventName::refund},
    Name{"generate_lead", EventName::lead},
};

// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
// (reserved names). `page_view`, `scroll` … are reserved for custom definitions only: they pass.
constexpr auto kReservedEvents = std::to_array<std::string_view>({
    "ad_activeview",
    "ad_click",
    "ad_exposure",
    "ad_impression",
    "ad_query",
    "adunit_exposure",
    "app_clear_data",
    "app_install",
    "app_remove",
    "app_update",
    "error",
    "first_open",
    "first_visit",
    "in_app_purchase",
    "notification_dismiss",
    "notification_foreground",
    "notification_open",
    "notification_receive",
    "os_update",
    "screen_view",
    "session_start",
    "user_engagement",
});

// Source: https://support.google.com/analytics/answer/13316687
constexpr std::array<std::string_view, 5> kReservedPrefixes{"_", "firebase_", "ga_", "google_",
                                                            "gtag."};

constexpr std::size_t kMaxName = 40;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<EventName> canonical(std::string_view name) {
  const auto it = std::ranges::find(kNames, name, &Name::wire);
  return it == kNames.end() ? std::nullopt : std::optional(it->name);
}

bool is_wrong_case(std::string_view name) {
  return !canonical(name) && canonical(lower_ascii(name)).has_value();
}

bool is_valid_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && is_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

bool is_reserved_event(std::string_view name) {
  return std::ranges::find(kReservedEvents, name) != kReservedEvents.end();
}

bool has_reserved_prefix(std::string_view param) {
  return std::ranges::any_of(kReservedPrefixes,
                             [&](auto prefix) { return param.starts_with(prefix); });
}

std::string client_of(std::string_view text) {
  if (!text.starts_with("GA")) return std::string(text);
  const auto last = text.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string(text);
  const auto before = text.rfind('.', last - 1);
  return std::string(before == std::string_view::npos ? text : text.substr(before + 1));
}

std::string session_of(std::string_view text) {
  // "GS1.1.<sid>.<n>…", "GS2.1.s<sid>$o<n>$…", keys in any order.
  if (!text.starts_with("GS1.") && !text.starts_with("GS2.")) return std::string(text);
  const auto second = text.find('.', 4);
  if (second == std::string_view::npos) return std::string(text);
  const auto rest = text.substr(second + 1);
  if (text.starts_with("GS1.")) return std::string(rest.substr(0, rest.find('.')));
  for (const auto part : split(rest, '$')) {
    if (part.starts_with('s')) return std::string(part.substr(1));
  }
  return std::string(text);
}

}  // namespace tagproof::ga4
