#pragma once

#include <chrono>

#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/snapchat/rules.h"

/// Snapchat's wire, as rows.
namespace tagproof::snapchat {

using namespace conversion_api;

/// Pixel and Conversions API call events alike. Source: kUsing, kSegment
inline constexpr Name kNames[] = {
    {"PURCHASE", EventName::purchase},
    {"PAGE_VIEW", EventName::page_view},
    {"VIEW_CONTENT", EventName::view_item},
    {"ADD_CART", EventName::add_to_cart},
    {"START_CHECKOUT", EventName::begin_checkout},
    {"ADD_BILLING", EventName::add_payment_info},
    {"SIGN_UP", EventName::lead},
};

/// A datum of the person; hashed where it must be. The API takes one or a list.
constexpr Member datum(std::string_view in, std::string_view key, UserField field, Hash hash,
                       Types types = kText) {
  return {.in = in, .key = key, .means = Means::datum, .user = field, .types = types, .hash = hash};
}

constexpr Member hashed(std::string_view key, UserField field, Hash hash = Hash::required) {
  return datum("user_data", key, field, hash, kList);
}

// ---- Conversions API v3. Source: kUsing (sample), kParameters, kSegment

inline constexpr Member kItem[] = {
    {.key = "id", .means = Means::item_id},
    {.key = "item_price", .means = Means::item_price, .types = kText | kNumber},
    {.key = "quantity", .means = Means::item_quantity, .types = kText | kNumber},
    {.key = "brand", .means = Means::item_brand},
};

inline constexpr Member kEvent[] = {
    {.key = "event_name", .means = Means::name, .missing = &rule("snapchat.event-name.missing")},
    {.key = "event_time",
     .means = Means::time,
     .types = kNumber,
     .missing = &rule("snapchat.event-time.missing")},
    {.key = "event_id", .means = Means::event_id, .missing = &rule("snapchat.event-id.missing")},
    {.key = "action_source",
     .means = Means::constant,
     .missing = &rule("snapchat.action-source.missing"),
     .says = R"("website")",
     .one_of = "website app offline WEB MOBILE_APP OFFLINE",
     .not_one_of = &rule("snapchat.action-source.unknown")},
    {.key = "event_source_url", .means = Means::page_url},
    {.key = "data_processing_options",
     .means = Means::limited,
     .types = kList,
     .says = R"(["LDU"])"},
    hashed("em", UserField::email),
    hashed("ph", UserField::phone),
    hashed("fn", UserField::first_name),
    hashed("ln", UserField::last_name),
    hashed("ct", UserField::city),
    hashed("st", UserField::region),
    hashed("zp", UserField::zip),
    hashed("country", UserField::country),
    hashed("external_id", UserField::external_id, Hash::any),
    {.in = "user_data", .key = "madid"},
    datum("user_data", "client_ip_address", UserField::ip, Hash::never),
    datum("user_data", "client_user_agent", UserField::user_agent, Hash::never),
    {.in = "user_data", .key = "sc_click_id", .means = Means::click_id},
    {.in = "user_data", .key = "sc_cookie1", .means = Means::browser_id},
    {.in = "custom_data", .key = "value", .means = Means::value, .types = kText | kNumber},
    {.in = "custom_data", .key = "currency", .means = Means::currency},
    {.in = "custom_data", .key = "order_id", .means = Means::order_id},
    {.in = "custom_data", .key = "num_items", .means = Means::item_count, .types = kText | kNumber},
    {.in = "custom_data", .key = "contents", .means = Means::items, .types = kList},
    {.in = "custom_data", .key = "content_ids", .means = Means::item_ids, .types = kList},
};

inline constexpr std::string_view kIdentity[] = {"em", "ph", "madid",
                                                 "client_ip_address client_user_agent"};

// ---- The pixel. Source: kOmnibug; cdid (client_dedup_id), du (data_use), names and places:
// captures in https://github.com/mbaersch/tracking-auditor-extension (test/)

inline constexpr Member kHit[] = {
    {.key = "pid", .means = Means::account, .missing = &rule("snapchat.hit.pixel-missing")},
    {.key = "ev", .means = Means::name, .missing = &rule("snapchat.hit.event-missing")},
    {.key = "cdid", .means = Means::event_id, .missing = &rule("snapchat.event-id.missing")},
    {.key = "e_tid", .means = Means::order_id},
    {.key = "e_pr", .means = Means::value, .types = kNumber},
    {.key = "e_cur", .means = Means::currency},
    {.key = "e_ni", .means = Means::item_count, .types = kNumber},
    {.key = "e_iids", .means = Means::item_ids, .types = kList},
    datum("", "u_hem", UserField::email, Hash::required),
    datum("", "u_hpn", UserField::phone, Hash::required),
    datum("", "u_fn", UserField::first_name, Hash::required),
    datum("", "u_ln", UserField::last_name, Hash::required),
    datum("", "l_city", UserField::city, Hash::required),
    datum("", "l_gr", UserField::region, Hash::required),
    datum("", "l_gpc", UserField::zip, Hash::required),
    datum("", "l_gc", UserField::country, Hash::required),
    {.key = "u_c1", .means = Means::browser_id},
    {.key = "du", .means = Means::limited, .says = R"("LDU")"},
    {.key = "pl", .means = Means::page_url},
    {.key = "rf", .means = Means::page_referrer},
    {.key = "ts", .means = Means::time, .types = kNumber},
};

// ---- What follows when something is wrong

/// What both mind alike.
constexpr Says says_of_both() {
  return {.name_unknown = &rule("snapchat.event-name.custom"),
          .name_case = &rule("snapchat.event-name.case"),
          .value = &rule("snapchat.value.malformed"),
          .value_missing = &rule("snapchat.purchase.value-missing"),
          .currency = &rule("snapchat.currency.invalid"),
          .currency_missing = &rule("snapchat.purchase.currency-missing"),
          .limited = &rule("snapchat.limited-data-use"),
          .clear_text = &rule("snapchat.user-data.clear-text"),
          .hash_form = &rule("snapchat.user-data.hash-form"),
          .hashed = &rule("snapchat.user-data.hashed"),
          .placeholder = &rule("snapchat.user-data.placeholder")};
}

constexpr Says says_of_api() {
  auto says = says_of_both();
  says.unreadable = &rule("snapchat.body.unreadable");
  says.no_events = &rule("snapchat.data.missing");
  says.too_many = &rule("snapchat.data.too-many");
  says.token_missing = &rule("snapchat.token.missing");
  says.token_unknown = &rule("snapchat.token.unknown");
  says.token_foreign = &rule("snapchat.pixel.permission");
  says.account_unknown = &rule("snapchat.pixel.permission");
  says.not_an_object = &rule("snapchat.event.unreadable");
  says.no_identity = &rule("snapchat.identity.missing");
  says.time_unit = &rule("snapchat.event-time.unit");
  says.too_old = &rule("snapchat.event-time.too-old");
  return says;
}

constexpr Says says_of_pixel() {
  auto says = says_of_both();
  says.account_unknown = &rule("snapchat.hit.pixel-unknown");
  return says;
}

inline constexpr Interface kInterfaces[] = {
    {.endpoints = "events validate",
     .url = "https://tr.snapchat.com/v3/{account}/events",
     .events = "data",
     .event = kEvent,
     .objects = kObjectsOf<kEvent>,
     .item = kItem,
     .names = kNames,
     .max_events = 2000,
     .max_age = std::chrono::hours{37 * 24},
     .account_segment = 1,
     .identity = kIdentity,
     .says = says_of_api()},
    {.endpoints = "pixel",
     .channel = Channel::browser,
     .pairs = true,
     .url = "https://tr.snapchat.com/p",
     .event = kHit,
     .names = kNames,
     .time = TimeUnit::millis,
     .says = says_of_pixel()},
};
static_assert(are_grouped(kInterfaces));

inline constexpr std::string_view kTokenParameter = "access_token";
inline constexpr Api kApi{.interfaces = kInterfaces, .token_query = kTokenParameter};

}  // namespace tagproof::snapchat
