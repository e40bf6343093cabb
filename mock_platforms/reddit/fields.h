#pragma once

#include <chrono>

#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/reddit/rules.h"

/// Reddit's wire, as rows.
namespace tagproof::reddit {

using namespace conversion_api;

// ---- Names: the pixel and version 2 write them in one way, version 3 in another, and a contract
// in either. Source: kSegment, kRudderStack

inline constexpr Name kNamesV3[] = {
    {"PURCHASE", EventName::purchase, "Purchase"},
    {"ADD_TO_CART", EventName::add_to_cart, "AddToCart"},
    {"VIEW_CONTENT", EventName::view_item, "ViewContent"},
    {"PAGE_VISIT", EventName::page_view, "PageVisit"},
    {"LEAD", EventName::lead, "Lead"},
};
inline constexpr std::string_view kAllV3 =
    "PURCHASE ADD_TO_CART VIEW_CONTENT PAGE_VISIT SEARCH ADD_TO_WISHLIST LEAD SIGN_UP CUSTOM";

inline constexpr Name kNames[] = {
    {"Purchase", EventName::purchase, "PURCHASE"},
    {"AddToCart", EventName::add_to_cart, "ADD_TO_CART"},
    {"ViewContent", EventName::view_item, "VIEW_CONTENT"},
    {"PageVisit", EventName::page_view, "PAGE_VISIT"},
    {"Lead", EventName::lead, "LEAD"},
};
inline constexpr std::string_view kAll =
    "Purchase AddToCart ViewContent PageVisit Search AddToWishlist Lead SignUp Custom";

inline constexpr Member kItem[] = {
    {.key = "id", .means = Means::item_id},
    {.key = "name", .means = Means::item_name},
    {.key = "category", .means = Means::item_category},
    {.key = "quantity", .means = Means::item_quantity, .types = kNumber},
    {.key = "item_price", .means = Means::item_price, .types = kNumber},
};

// ---- Conversions API. Of the person all but the user agent and Reddit's own ids is hashed; the
// address is seen in both forms. Source: kSegment, kRudderStack

#define TAGPROOF_REDDIT_USER                                                                       \
  {.in = "user",                                                                                   \
   .key = "email",                                                                                 \
   .means = Means::datum,                                                                          \
   .user = UserField::email,                                                                       \
   .hash = Hash::required},                                                                        \
      {.in = "user",                                                                               \
       .key = "phone_number",                                                                      \
       .means = Means::datum,                                                                      \
       .user = UserField::phone,                                                                   \
       .hash = Hash::required},                                                                    \
      {.in = "user",                                                                               \
       .key = "external_id",                                                                       \
       .means = Means::datum,                                                                      \
       .user = UserField::external_id,                                                             \
       .hash = Hash::required},                                                                    \
      {.in = "user", .key = "ip_address", .means = Means::datum, .user = UserField::ip},           \
      {.in = "user",                                                                               \
       .key = "user_agent",                                                                        \
       .means = Means::datum,                                                                      \
       .user = UserField::user_agent,                                                              \
       .hash = Hash::never},                                                                       \
      {.in = "user", .key = "uuid", .means = Means::browser_id}, {.in = "user", .key = "idfa"},    \
      {.in = "user", .key = "aaid"}, {.in = "user", .key = "screen_dimensions", .types = kObject}, \
  {                                                                                                \
    .in = "user.data_processing_options", .key = "modes", .means = Means::limited, .types = kList, \
    .says = R"(["LDU"])"                                                                           \
  }

inline constexpr Member kRequestV3[] = {
    {.in = "data", .key = "test_id", .means = Means::test_code},
    {.in = "data", .key = "partner"},
};

inline constexpr Member kEventV3[] = {
    {.key = "event_at",
     .means = Means::time,
     .types = kNumber,
     .missing = &rule("reddit.event-time.missing")},
    {.key = "action_source",
     .means = Means::constant,
     .says = R"("WEBSITE")",
     .one_of = "WEBSITE APP PHYSICAL_STORE OTHER",
     .not_one_of = &rule("reddit.action-source.unknown")},
    {.key = "event_source_url", .means = Means::page_url},
    {.key = "click_id", .means = Means::click_id},
    {.in = "type",
     .key = "tracking_type",
     .means = Means::name,
     .missing = &rule("reddit.event-name.missing"),
     .one_of = kAllV3,
     .not_one_of = &rule("reddit.event-name.unknown")},
    {.in = "metadata",
     .key = "conversion_id",
     .means = Means::event_id,
     .missing = &rule("reddit.event-id.missing")},
    {.in = "metadata", .key = "value", .means = Means::value, .types = kNumber},
    {.in = "metadata", .key = "currency", .means = Means::currency},
    {.in = "metadata", .key = "item_count", .means = Means::item_count, .types = kNumber},
    {.in = "metadata", .key = "products", .means = Means::items, .types = kList},
    TAGPROOF_REDDIT_USER,
};

inline constexpr Member kEventV2[] = {
    {.key = "event_at", .means = Means::time, .missing = &rule("reddit.event-time.missing")},
    {.key = "event_at_ms", .types = kNumber | kText},
    {.key = "click_id", .means = Means::click_id},
    {.in = "event_type",
     .key = "tracking_type",
     .means = Means::name,
     .missing = &rule("reddit.event-name.missing"),
     .one_of = kAll,
     .not_one_of = &rule("reddit.event-name.unknown")},
    {.in = "event_metadata",
     .key = "conversion_id",
     .means = Means::event_id,
     .missing = &rule("reddit.event-id.missing")},
    {.in = "event_metadata", .key = "value_decimal", .means = Means::value, .types = kNumber},
    {.in = "event_metadata", .key = "currency", .means = Means::currency},
    {.in = "event_metadata", .key = "item_count", .means = Means::item_count, .types = kNumber},
    {.in = "event_metadata", .key = "products", .means = Means::items, .types = kList},
    TAGPROOF_REDDIT_USER,
};
#undef TAGPROOF_REDDIT_USER

inline constexpr std::string_view kIdentity[] = {
    "click_id",    "uuid", "email", "phone_number",
    "external_id", "idfa", "aaid",  "ip_address user_agent"};

// ---- The pixel's hit. Source: kOmnibug, kSegmentPixel

inline constexpr Member kHit[] = {
    {.key = "ts", .means = Means::time, .types = kNumber},
    {.key = "id", .means = Means::account, .missing = &rule("reddit.hit.unreadable")},
    {.key = "event",
     .means = Means::name,
     .missing = &rule("reddit.hit.unreadable"),
     .one_of = kAll,
     .not_one_of = &rule("reddit.hit.event-unknown")},
    {.key = "m.itemCount", .means = Means::item_count, .types = kNumber},
    {.key = "m.valueDecimal", .means = Means::value, .types = kNumber},
    {.key = "m.currency", .means = Means::currency},
    {.key = "m.transactionId", .means = Means::order_id},
    {.key = "m.products", .means = Means::items, .types = kList},
    {.key = "m.conversionId",
     .means = Means::event_id,
     .missing = &rule("reddit.event-id.missing")},
    {.key = "uuid", .means = Means::browser_id},
    {.key = "em", .means = Means::datum, .user = UserField::email, .hash = Hash::required},
    {.key = "external_id",
     .means = Means::datum,
     .user = UserField::external_id,
     .hash = Hash::required},
    {.key = "integration"},
    {.key = "dpm", .means = Means::limited, .says = R"("LDU")"},
};

// ---- What follows when something is wrong

constexpr Says says_of_api() {
  return {.unreadable = &rule("reddit.body.unreadable"),
          .no_events = &rule("reddit.events.missing"),
          .too_many = &rule("reddit.events.too-many"),
          .token_missing = &rule("reddit.token.missing"),
          .token_unknown = &rule("reddit.token.unknown"),
          .token_foreign = &rule("reddit.pixel.permission"),
          .account_unknown = &rule("reddit.pixel.permission"),
          .not_an_object = &rule("reddit.event.unreadable"),
          .wrong_type = &rule("reddit.parameter.type"),
          .no_identity = &rule("reddit.identity.missing"),
          .time_unit = &rule("reddit.event-time.unit"),
          .too_old = &rule("reddit.event-time.too-old"),
          .too_new = &rule("reddit.event-time.too-new"),
          .value = &rule("reddit.value.malformed"),
          .value_missing = &rule("reddit.purchase.value-missing"),
          .currency = &rule("reddit.currency.invalid"),
          .currency_missing = &rule("reddit.purchase.currency-missing"),
          .limited = &rule("reddit.limited-data-use"),
          .clear_text = &rule("reddit.user-data.clear-text"),
          .hash_form = &rule("reddit.user-data.hash-form"),
          .hashed = &rule("reddit.user-data.hashed"),
          .placeholder = &rule("reddit.user-data.placeholder")};
}

constexpr Says says_of_pixel() {
  return {.account_unknown = &rule("reddit.hit.pixel-unknown"),
          .value = &rule("reddit.value.malformed"),
          .value_missing = &rule("reddit.purchase.value-missing"),
          .currency = &rule("reddit.currency.invalid"),
          .currency_missing = &rule("reddit.purchase.currency-missing"),
          .limited = &rule("reddit.limited-data-use"),
          .clear_text = &rule("reddit.user-data.clear-text"),
          .hash_form = &rule("reddit.user-data.hash-form"),
          .placeholder = &rule("reddit.user-data.placeholder")};
}

inline constexpr Duration kOldest = std::chrono::hours{168};  // source: kRudderStack
inline constexpr Duration kNewest = std::chrono::minutes{5};  // source: kRudderStack

inline constexpr Interface kInterfaces[] = {
    {.endpoints = "v3",
     .url = "https://ads-api.reddit.com/api/v3/pixels/{account}/conversion_events",
     .events = "data.events",
     .request = kRequestV3,
     .event = kEventV3,
     .objects = kObjectsOf<kEventV3>,
     .item = kItem,
     .names = kNamesV3,
     .time = TimeUnit::millis,
     .max_events = 1000,
     .max_age = kOldest,
     .max_ahead = kNewest,
     .account_segment = 3,
     .identity = kIdentity,
     .says = says_of_api()},
    {.endpoints = "v2",
     .events = "events data.events",  // Segment's envelope, walkerOS's
     .event = kEventV2,
     .objects = kObjectsOf<kEventV2>,
     .item = kItem,
     .names = kNames,
     .time = TimeUnit::iso8601,
     .max_events = 1000,
     .max_age = kOldest,
     .max_ahead = kNewest,
     .account_segment = 4,
     .identity = kIdentity,
     .says = says_of_api()},
    {.endpoints = "pixel",
     .channel = Channel::browser,
     .pairs = true,
     .url = "https://alb.reddit.com/rp.gif",
     .method = "GET",
     .event = kHit,
     .item = kItem,
     .names = kNames,
     .time = TimeUnit::millis,
     .says = says_of_pixel()},
};
static_assert(are_grouped(kInterfaces));

inline constexpr Api kApi{.interfaces = kInterfaces, .token_header = "Authorization"};

}  // namespace tagproof::reddit
