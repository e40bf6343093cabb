#pragma once

#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/pinterest/rules.h"

/// Pinterest's wire, as rows.
namespace tagproof::pinterest {

using namespace conversion_api;

// ---- Conversions API. Source: kSpec (events/create, ConversionEvents)

inline constexpr Name kNames[] = {
    {"checkout", EventName::purchase},
    {"page_visit", EventName::page_view, "pagevisit"},
    {"view_content", EventName::view_item},
    {"add_to_cart", EventName::add_to_cart, "addtocart"},
    {"initiate_checkout", EventName::begin_checkout},
    {"add_payment_info", EventName::add_payment_info},
    {"lead", EventName::lead},
};

inline constexpr std::string_view kEventNames =
    "add_payment_info add_to_cart add_to_wishlist app_install app_open checkout contact custom "
    "customize_product find_location initiate_checkout lead page_visit schedule search signup "
    "start_trial submit_application subscribe view_category view_content watch_video";

/// A digest in a list, as all of user_data's are.
constexpr Member hashed(std::string_view key, UserField field) {
  return {.in = "user_data",
          .key = key,
          .means = Means::datum,
          .user = field,
          .types = kList,
          .hash = Hash::required};
}

constexpr Member plain(std::string_view key, UserField field) {
  return {.in = "user_data", .key = key, .means = Means::datum, .user = field, .hash = Hash::never};
}

inline constexpr Member kItem[] = {
    {.key = "id", .means = Means::item_id},
    {.key = "item_name", .means = Means::item_name},
    {.key = "item_category", .means = Means::item_category},
    {.key = "item_brand", .means = Means::item_brand},
    {.key = "item_price", .means = Means::item_price},
    {.key = "quantity", .means = Means::item_quantity, .types = kNumber},
};

inline constexpr Member kEvent[] = {
    {.key = "event_name",
     .means = Means::name,
     .missing = &rule("pinterest.event-name.missing"),
     .one_of = kEventNames,
     .not_one_of = &rule("pinterest.event-name.unknown")},
    {.key = "action_source",
     .means = Means::constant,
     .missing = &rule("pinterest.action-source.missing"),
     .says = R"("web")",
     .one_of = "web app_ios app_android offline",
     .not_one_of = &rule("pinterest.action-source.unknown")},
    {.key = "event_time",
     .means = Means::time,
     .types = kNumber,
     .missing = &rule("pinterest.event-time.missing")},
    {.key = "event_id", .means = Means::event_id, .missing = &rule("pinterest.event-id.missing")},
    {.key = "event_source_url", .means = Means::page_url},
    {.key = "opt_out", .means = Means::limited, .types = kTruth, .says = "true"},
    {.key = "partner_name"},
    {.key = "language"},
    {.key = "app_id"},
    {.key = "app_name"},
    {.key = "app_version"},
    {.key = "app_info", .types = kObject},
    {.key = "device_brand"},
    {.key = "device_carrier"},
    {.key = "device_model"},
    {.key = "device_type"},
    {.key = "device_info", .types = kObject},
    {.key = "os_version"},
    {.key = "wifi", .types = kTruth},
    hashed("em", UserField::email),
    hashed("ph", UserField::phone),
    hashed("fn", UserField::first_name),
    hashed("ln", UserField::last_name),
    hashed("ct", UserField::city),
    hashed("st", UserField::region),
    hashed("zp", UserField::zip),
    hashed("country", UserField::country),
    hashed("external_id", UserField::external_id),
    {.in = "user_data", .key = "hashed_maids", .types = kList},
    {.in = "user_data", .key = "ge", .types = kList},
    {.in = "user_data", .key = "db", .types = kList},
    plain("client_ip_address", UserField::ip),
    plain("client_user_agent", UserField::user_agent),
    {.in = "user_data", .key = "click_id", .means = Means::click_id},
    {.in = "user_data", .key = "partner_id"},
    {.in = "custom_data", .key = "value", .means = Means::value},
    {.in = "custom_data", .key = "currency", .means = Means::currency},
    {.in = "custom_data", .key = "order_id", .means = Means::order_id},
    {.in = "custom_data", .key = "num_items", .means = Means::item_count, .types = kNumber},
    {.in = "custom_data", .key = "contents", .means = Means::items, .types = kList},
    {.in = "custom_data", .key = "content_ids", .means = Means::item_ids, .types = kList},
    {.in = "custom_data", .key = "content_name"},
    {.in = "custom_data", .key = "content_category"},
    {.in = "custom_data", .key = "content_brand"},
    {.in = "custom_data", .key = "search_string"},
    {.in = "custom_data", .key = "opt_out_type", .means = Means::limited, .says = R"("LDP")"},
    {.in = "custom_data", .key = "np"},
    {.in = "custom_data", .key = "predicted_ltv"},
    {.in = "custom_data", .key = "external_measurement_id"},
    {.in = "custom_data", .key = "external_measurement_vendor_id", .types = kNumber},
};

inline constexpr std::string_view kIdentity[] = {"em", "hashed_maids",
                                                 "client_ip_address client_user_agent"};

// ---- The tag. Source: kOmnibug; line_items' category and pd.pin_unauth: captures in
// https://github.com/mbaersch/tracking-auditor-extension (test/)

inline constexpr Name kTagNames[] = {
    {"checkout", EventName::purchase},
    {"pagevisit", EventName::page_view, "page_visit"},
    {"addtocart", EventName::add_to_cart, "add_to_cart"},
    {"lead", EventName::lead},
};

inline constexpr Member kLineItem[] = {
    {.key = "product_id", .means = Means::item_id},
    {.key = "product_name", .means = Means::item_name},
    {.key = "product_category", .means = Means::item_category},
    {.key = "product_price", .means = Means::item_price, .types = kNumber},
    {.key = "product_quantity", .means = Means::item_quantity, .types = kNumber},
};

inline constexpr Member kHit[] = {
    {.key = "tid", .means = Means::account, .missing = &rule("pinterest.hit.account-missing")},
    {.key = "event", .means = Means::name},
    {.in = "ed",
     .key = "event_id",
     .means = Means::event_id,
     .missing = &rule("pinterest.tag.event-id-missing")},
    {.in = "ed", .key = "value", .means = Means::value, .types = kNumber},
    {.in = "ed", .key = "order_quantity", .means = Means::item_count, .types = kNumber},
    {.in = "ed", .key = "currency", .means = Means::currency},
    {.in = "ed", .key = "order_id", .means = Means::order_id},
    {.in = "ed", .key = "promo_code", .means = Means::coupon},
    {.in = "ed", .key = "line_items", .means = Means::items, .types = kList},
    {.in = "ed", .key = "opt_out_type", .means = Means::limited, .says = R"("LDP")"},
    {.in = "pd",
     .key = "em",
     .means = Means::datum,
     .user = UserField::email,
     .hash = Hash::required},
    {.in = "pd", .key = "pin_unauth", .means = Means::browser_id},
    {.in = "ad", .key = "loc", .means = Means::page_url},
    {.in = "ad", .key = "ref", .means = Means::page_referrer},
    {.key = "cb", .means = Means::time, .types = kNumber},
};

// ---- What follows when something is wrong

constexpr Says says_of_api() {
  return {.unreadable = &rule("pinterest.body.unreadable"),
          .no_events = &rule("pinterest.data.missing"),
          .too_many = &rule("pinterest.data.too-many"),
          .token_missing = &rule("pinterest.token.missing"),
          .token_unknown = &rule("pinterest.token.unknown"),
          .token_foreign = &rule("pinterest.account.permission"),
          .account_unknown = &rule("pinterest.account.permission"),
          .not_an_object = &rule("pinterest.event.unreadable"),
          .wrong_type = &rule("pinterest.property.type"),
          .unknown_member = &rule("pinterest.property.unknown"),
          .no_identity = &rule("pinterest.identity.missing"),
          .time_unit = &rule("pinterest.event-time.unit"),
          .value = &rule("pinterest.value.malformed"),
          .value_missing = &rule("pinterest.purchase.value-missing"),
          .currency = &rule("pinterest.currency.invalid"),
          .currency_missing = &rule("pinterest.purchase.currency-missing"),
          .limited = &rule("pinterest.opt-out"),
          .clear_text = &rule("pinterest.user-data.clear-text"),
          .hash_form = &rule("pinterest.user-data.hash-form"),
          .hashed = &rule("pinterest.user-data.hashed"),
          .placeholder = &rule("pinterest.user-data.placeholder")};
}

constexpr Says says_of_tag() {
  return {.unreadable = &rule("pinterest.hit.unreadable"),
          .account_unknown = &rule("pinterest.hit.account-unknown"),
          .name_unknown = &rule("pinterest.event-name.custom"),
          .name_case = &rule("pinterest.event-name.custom"),
          .value = &rule("pinterest.tag.value-malformed"),
          .value_missing = &rule("pinterest.purchase.value-missing"),
          .currency = &rule("pinterest.currency.invalid"),
          .currency_missing = &rule("pinterest.purchase.currency-missing"),
          .limited = &rule("pinterest.opt-out"),
          .clear_text = &rule("pinterest.user-data.clear-text"),
          .hash_form = &rule("pinterest.user-data.hash-form"),
          .placeholder = &rule("pinterest.user-data.placeholder")};
}

inline constexpr Interface kInterfaces[] = {
    {.endpoints = "events",
     .url = "https://api.pinterest.com/v5/ad_accounts/{account}/events",
     .events = "data",
     .event = kEvent,
     .objects = kObjectsOf<kEvent>,
     .item = kItem,
     .names = kNames,
     .max_events = 1000,
     .account_segment = 2,
     .closed = true,
     .open = "user_data",
     .identity = kIdentity,
     .says = says_of_api()},
    {.endpoints = "tag",
     .channel = Channel::browser,
     .pairs = true,
     .url = "https://ct.pinterest.com/v3/",
     .method = "GET",
     .event = kHit,
     .item = kLineItem,
     .names = kTagNames,
     .time = TimeUnit::millis,
     .says = says_of_tag()},
};
static_assert(are_grouped(kInterfaces));

inline constexpr Api kApi{.interfaces = kInterfaces, .token_header = "Authorization"};

}  // namespace tagproof::pinterest
