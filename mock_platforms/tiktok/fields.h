#pragma once

#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/tiktok/rules.h"

/// TikTok's wire, as rows.
namespace tagproof::tiktok {

using namespace conversion_api;

/// Both names of a purchase circulate since TikTok renamed CompletePayment; they are two events to
/// it, and never copies of each other.
/// Source: kRudderStack (renamed events), kSegment
inline constexpr Name kNames[] = {
    {"Purchase", EventName::purchase},
    {"CompletePayment", EventName::purchase},
    {"ViewContent", EventName::view_item},
    {"AddToCart", EventName::add_to_cart},
    {"InitiateCheckout", EventName::begin_checkout},
    {"AddPaymentInfo", EventName::add_payment_info},
    {"Lead", EventName::lead},
    {"SubmitForm", EventName::lead},
    {"Pageview", EventName::page_view},
};

inline constexpr Member kItem[] = {
    {.key = "content_id", .means = Means::item_id, .wrong_type = &rule("tiktok.content-id.type")},
    {.key = "content_name", .means = Means::item_name},
    {.key = "content_category", .means = Means::item_category},
    {.key = "brand", .means = Means::item_brand},
    {.key = "price", .means = Means::item_price, .types = kNumber},
    {.key = "quantity", .means = Means::item_quantity, .types = kNumber},
};

// ---- Events API 2.0. Source: kSegment (its mapping), kApi2, kParameters

inline constexpr Member kRequest[] = {
    {.key = "event_source",
     .means = Means::constant,
     .missing = &rule("tiktok.event-source.missing"),
     .says = R"("web")",
     .one_of = "web app offline crm",
     .not_one_of = &rule("tiktok.event-source.unknown")},
    {.key = "event_source_id", .means = Means::account, .missing = &rule("tiktok.pixel.missing")},
    {.key = "partner_name"},
    {.key = "test_event_code", .means = Means::test_code},
};

inline constexpr Member kEvent[] = {
    {.key = "event", .means = Means::name, .missing = &rule("tiktok.event-name.missing")},
    {.key = "event_time",
     .means = Means::time,
     .types = kNumber,
     .missing = &rule("tiktok.event-time.missing")},
    {.key = "event_id", .means = Means::event_id, .missing = &rule("tiktok.event-id.missing")},
    {.key = "limited_data_use", .means = Means::limited, .types = kTruth, .says = "true"},
    {.in = "user",
     .key = "email",
     .means = Means::datum,
     .user = UserField::email,
     .types = kText | kList,
     .hash = Hash::required},
    {.in = "user",
     .key = "phone",
     .means = Means::datum,
     .user = UserField::phone,
     .types = kText | kList,
     .hash = Hash::required},
    {.in = "user",
     .key = "external_id",
     .means = Means::datum,
     .user = UserField::external_id,
     .types = kText | kList,
     .hash = Hash::required},
    {.in = "user",
     .key = "first_name",
     .means = Means::datum,
     .user = UserField::first_name,
     .hash = Hash::required},
    {.in = "user",
     .key = "last_name",
     .means = Means::datum,
     .user = UserField::last_name,
     .hash = Hash::required},
    {.in = "user",
     .key = "city",
     .means = Means::datum,
     .user = UserField::city,
     .hash = Hash::never},
    {.in = "user",
     .key = "state",
     .means = Means::datum,
     .user = UserField::region,
     .hash = Hash::never},
    {.in = "user",
     .key = "zip_code",
     .means = Means::datum,
     .user = UserField::zip,
     .hash = Hash::required},
    {.in = "user",
     .key = "country",
     .means = Means::datum,
     .user = UserField::country,
     .hash = Hash::never},
    {.in = "user", .key = "ip", .means = Means::datum, .user = UserField::ip, .hash = Hash::never},
    {.in = "user",
     .key = "user_agent",
     .means = Means::datum,
     .user = UserField::user_agent,
     .hash = Hash::never},
    {.in = "user", .key = "ttclid", .means = Means::click_id},
    {.in = "user", .key = "ttp", .means = Means::browser_id},
    {.in = "user", .key = "locale"},
    {.in = "page", .key = "url", .means = Means::page_url},
    {.in = "page", .key = "referrer", .means = Means::page_referrer},
    {.in = "properties", .key = "value", .means = Means::value, .types = kNumber},
    {.in = "properties", .key = "currency", .means = Means::currency},
    {.in = "properties", .key = "order_id", .means = Means::order_id},
    {.in = "properties",
     .key = "content_type",
     .means = Means::constant,
     .says = R"("product")",
     .one_of = "product product_group",
     .not_one_of = &rule("tiktok.content-type.unknown")},
    {.in = "properties", .key = "contents", .means = Means::items, .types = kList},
    {.in = "properties", .key = "content_ids", .means = Means::item_ids, .types = kList},
    {.in = "properties", .key = "num_items", .means = Means::item_count, .types = kNumber},
};

inline constexpr std::string_view kIdentity[] = {"email",  "phone", "external_id",
                                                 "ttclid", "ttp",   "ip user_agent"};

// ---- Events API 1.0 and the pixel, which speak alike. Source: kRudderStack, kOmnibug

#define TAGPROOF_TIKTOK_CONTEXT                                                              \
  {.in = "context.ad", .key = "callback", .means = Means::click_id},                         \
      {.in = "context.page", .key = "url", .means = Means::page_url},                        \
      {.in = "context.page", .key = "referrer", .means = Means::page_referrer},              \
      {.in = "context.user",                                                                 \
       .key = "email",                                                                       \
       .means = Means::datum,                                                                \
       .user = UserField::email,                                                             \
       .types = kText | kList,                                                               \
       .hash = Hash::required},                                                              \
      {.in = "context.user",                                                                 \
       .key = "phone_number",                                                                \
       .means = Means::datum,                                                                \
       .user = UserField::phone,                                                             \
       .types = kText | kList,                                                               \
       .hash = Hash::required},                                                              \
      {.in = "context.user",                                                                 \
       .key = "external_id",                                                                 \
       .means = Means::datum,                                                                \
       .user = UserField::external_id,                                                       \
       .types = kText | kList,                                                               \
       .hash = Hash::required},                                                              \
      {.in = "context.user", .key = "ttp", .means = Means::browser_id},                      \
      {.in = "properties", .key = "value", .means = Means::value, .types = kNumber | kText}, \
      {.in = "properties", .key = "currency", .means = Means::currency},                     \
      {.in = "properties", .key = "order_id", .means = Means::order_id},                     \
      {.in = "properties",                                                                   \
       .key = "content_type",                                                                \
       .means = Means::constant,                                                             \
       .says = R"("product")",                                                               \
       .one_of = "product product_group",                                                    \
       .not_one_of = &rule("tiktok.content-type.unknown")},                                  \
  {                                                                                          \
    .in = "properties", .key = "contents", .means = Means::items, .types = kList             \
  }

inline constexpr Member kLegacyEvent[] = {
    {.key = "event", .means = Means::name, .missing = &rule("tiktok.event-name.missing")},
    {.key = "timestamp", .means = Means::time, .missing = &rule("tiktok.event-time.missing")},
    {.key = "event_id", .means = Means::event_id, .missing = &rule("tiktok.event-id.missing")},
    {.key = "limited_data_use", .means = Means::limited, .types = kTruth, .says = "true"},
    {.in = "context",
     .key = "ip",
     .means = Means::datum,
     .user = UserField::ip,
     .hash = Hash::never},
    {.in = "context",
     .key = "user_agent",
     .means = Means::datum,
     .user = UserField::user_agent,
     .hash = Hash::never},
    TAGPROOF_TIKTOK_CONTEXT,
};

inline constexpr Member kLegacyRequest[] = {
    {.key = "pixel_code", .means = Means::account, .missing = &rule("tiktok.pixel.missing")},
    {.key = "test_event_code", .means = Means::test_code},
};

inline constexpr Member kHit[] = {
    {.key = "event", .means = Means::name, .missing = &rule("tiktok.hit.unreadable")},
    {.key = "event_id", .means = Means::event_id, .missing = &rule("tiktok.event-id.missing")},
    {.key = "timestamp", .means = Means::time},
    {.key = "limited_data_use", .means = Means::limited, .types = kTruth, .says = "true"},
    {.in = "context.pixel",
     .key = "code",
     .means = Means::account,
     .missing = &rule("tiktok.hit.unreadable")},
    TAGPROOF_TIKTOK_CONTEXT,
};
#undef TAGPROOF_TIKTOK_CONTEXT

inline constexpr std::string_view kLegacyIdentity[] = {"email",    "phone_number", "external_id",
                                                       "callback", "ttp",          "ip user_agent"};

// ---- What follows when something is wrong

constexpr Says says_of_api() {
  return {.unreadable = &rule("tiktok.body.unreadable"),
          .no_events = &rule("tiktok.data.missing"),
          .too_many = &rule("tiktok.data.too-many"),
          .token_missing = &rule("tiktok.token.missing"),
          .token_unknown = &rule("tiktok.token.unknown"),
          .token_foreign = &rule("tiktok.pixel.permission"),
          .account_unknown = &rule("tiktok.pixel.permission"),
          .not_an_object = &rule("tiktok.event.unreadable"),
          .wrong_type = &rule("tiktok.parameter.type"),
          .name_unknown = &rule("tiktok.event-name.custom"),
          .name_case = &rule("tiktok.event-name.case"),
          .no_identity = &rule("tiktok.identity.missing"),
          .time_unit = &rule("tiktok.event-time.unit"),
          .value = &rule("tiktok.value.malformed"),
          .value_missing = &rule("tiktok.purchase.value-missing"),
          .currency = &rule("tiktok.currency.invalid"),
          .currency_missing = &rule("tiktok.purchase.currency-missing"),
          .limited = &rule("tiktok.limited-data-use"),
          .clear_text = &rule("tiktok.user-data.clear-text"),
          .hash_form = &rule("tiktok.user-data.hash-form"),
          .hashed = &rule("tiktok.user-data.hashed"),
          .placeholder = &rule("tiktok.user-data.placeholder")};
}

/// The pixel refuses nothing: its answer is always 200.
constexpr Says says_of_pixel() {
  return {.unreadable = &rule("tiktok.hit.unreadable"),
          .account_unknown = &rule("tiktok.hit.pixel-unknown"),
          .not_an_object = &rule("tiktok.hit.unreadable"),
          .name_unknown = &rule("tiktok.event-name.custom"),
          .name_case = &rule("tiktok.event-name.case"),
          .value = &rule("tiktok.value.malformed"),
          .value_missing = &rule("tiktok.purchase.value-missing"),
          .currency = &rule("tiktok.currency.invalid"),
          .currency_missing = &rule("tiktok.purchase.currency-missing"),
          .limited = &rule("tiktok.limited-data-use"),
          .clear_text = &rule("tiktok.user-data.clear-text"),
          .hash_form = &rule("tiktok.user-data.hash-form"),
          .hashed = &rule("tiktok.user-data.hashed"),
          .placeholder = &rule("tiktok.user-data.placeholder")};
}

inline constexpr Interface kInterfaces[] = {
    {.endpoints = "events",
     .url = "https://business-api.tiktok.com/open_api/v1.3/event/track/",
     .events = "data",
     .request = kRequest,
     .event = kEvent,
     .objects = kObjectsOf<kEvent>,
     .item = kItem,
     .names = kNames,
     .max_events = 1000,
     .identity = kIdentity,
     .says = says_of_api()},
    {.endpoints = "track",
     .request = kLegacyRequest,
     .event = kLegacyEvent,
     .objects = kObjectsOf<kLegacyEvent>,
     .item = kItem,
     .names = kNames,
     .time = TimeUnit::iso8601,
     .identity = kLegacyIdentity,
     .says = says_of_api()},
    {.endpoints = "batch",
     .events = "batch",
     .request = kLegacyRequest,
     .event = kLegacyEvent,
     .objects = kObjectsOf<kLegacyEvent>,
     .item = kItem,
     .names = kNames,
     .time = TimeUnit::iso8601,
     .max_events = 50,
     .identity = kLegacyIdentity,
     .says = says_of_api()},
    {.endpoints = "pixel pixel_part pixel_v1",
     .channel = Channel::browser,
     .url = "https://analytics.tiktok.com/api/v2/pixel",
     .event = kHit,
     .objects = kObjectsOf<kHit>,
     .item = kItem,
     .names = kNames,
     .time = TimeUnit::iso8601,
     .says = says_of_pixel()},
};
static_assert(are_grouped(kInterfaces));

inline constexpr Api kApi{.interfaces = kInterfaces, .token_header = "Access-Token"};

}  // namespace tagproof::tiktok
