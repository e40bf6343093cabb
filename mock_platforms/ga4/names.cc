#include "mock_platforms/ga4/names.h"

#include <algorithm>
#include <array>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/wire/name_table.h"

namespace tagproof::ga4 {
namespace {

struct Name {
  std::string_view wire{};
  EventName name{};
};
// Source: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
constexpr std::array kEventNames{
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
constexpr NameTable kReservedEvents(std::to_array<std::string_view>({
    "ad_activeview",
    "ad_click",
    "ad_exposure",
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
    "session_start",
    "user_engagement",
}));
// Google's Event Builder offers these for app streams. Source:
// https://github.com/googleanalytics/ga-dev-tools
constexpr auto kReservedOnWeb = std::to_array<std::string_view>({"ad_impression", "screen_view"});

// Source: https://support.google.com/analytics/answer/13316687
constexpr NameTable kOfGoogle(std::to_array<std::string_view>({
    "ad_impression",
    "app_remove",
    "app_store_refund",
    "app_store_subscription_cancel",
    "app_store_subscription_renew",
    "click",
    "error",
    "file_download",
    "first_open",
    "first_visit",
    "form_start",
    "form_submit",
    "in_app_purchase",
    "page_view",
    "scroll",
    "session_start",
    "user_engagement",
    "view_complete",
    "video_progress",
    "video_start",
    "view_search_results",
}));
constexpr auto kReservedPropertyPrefixes =
    std::to_array<std::string_view>({"_", "firebase_", "ga_", "google_"});
constexpr auto kReservedProperties = std::to_array<std::string_view>(
    {"first_open_time", "first_visit_time", "last_deep_link_referrer", "user_id",
     "first_open_after_install"});

template <std::size_t N>
constexpr bool has(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}
template <std::size_t N>
bool starts(const std::array<std::string_view, N>& prefixes, std::string_view name) {
  return std::ranges::any_of(prefixes, [&](auto prefix) { return name.starts_with(prefix); });
}

// decode_mp_event.cc looks no further at a funnel event's name.
static_assert(std::ranges::none_of(kEventNames, [](const Name& event) {
  return name_problem(event.wire, kMaxName) != NameProblem::none ||
         kReservedEvents.has(event.wire) || has(kReservedOnWeb, event.wire);
}));

}  // namespace

std::optional<EventName> canonical(std::string_view name) {
  const auto it = std::ranges::find(kEventNames, name, &Name::wire);
  return it == kEventNames.end() ? std::nullopt : std::optional(it->name);
}

bool is_wrong_case(std::string_view name) {
  return !canonical(name) && canonical(lower_ascii(name)).has_value();
}

bool is_reserved_event(std::string_view name) { return kReservedEvents.has(name); }
bool is_reserved_on_web(std::string_view name) { return has(kReservedOnWeb, name); }
bool is_of_google(std::string_view name) { return kOfGoogle.has(name); }

bool is_reserved_property(std::string_view name) { return has(kReservedProperties, name); }
bool has_reserved_property_prefix(std::string_view name) {
  return starts(kReservedPropertyPrefixes, name);
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_client_form(std::string_view text) {
  const auto dot = text.find('.');
  return dot != std::string_view::npos && is_digits(text.substr(0, dot)) &&
         is_digits(text.substr(dot + 1));
}

std::string_view client_of(std::string_view text) {
  if (!text.starts_with("GA")) return text;
  const auto last = text.rfind('.');
  if (last == std::string_view::npos || last == 0) return text;
  const auto before = text.rfind('.', last - 1);
  return before == std::string_view::npos ? text : text.substr(before + 1);
}

std::string_view session_of(std::string_view text) {
  // "GS1.1.<sid>.<n>…", "GS2.1.s<sid>$o<n>$…", keys in any order.
  if (!text.starts_with("GS1.") && !text.starts_with("GS2.")) return text;
  const auto second = text.find('.', 4);
  if (second == std::string_view::npos) return text;
  auto rest = text.substr(second + 1);
  if (text.starts_with("GS1.")) return rest.substr(0, rest.find('.'));
  while (!rest.empty()) {
    const auto part = next_part(rest, '$');
    if (part.starts_with('s')) return part.substr(1);
  }
  return text;
}

}  // namespace tagproof::ga4
