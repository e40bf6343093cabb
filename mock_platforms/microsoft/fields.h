#pragma once

#include <utility>

#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/microsoft/rules.h"

/// Microsoft's wire, as rows. Events have no names of Microsoft's own: a custom event's name is
/// what a goal asks for, so the contract's name tells which event it is.
namespace tagproof::microsoft {

using namespace conversion_api;

inline constexpr std::string_view kPageLoad = "pageLoad";
inline constexpr std::string_view kCustom = "custom";

// ---- Conversion API. Source: kSegment (its mapping), kWalker

inline constexpr Member kRequest[] = {
    {.key = "dataProvider"},
    {.key = "continueOnValidationError",
     .means = Means::constant,
     .types = kTruth,
     .says = "false"},
};

inline constexpr Member kEvent[] = {
    {.key = "eventType",
     .means = Means::name,
     .missing = &rule("microsoft.event-type.missing"),
     .says = R"("custom")",
     .one_of = "pageLoad custom",
     .not_one_of = &rule("microsoft.event-type.unknown")},
    {.key = "eventName", .means = Means::name},
    {.key = "eventId", .means = Means::event_id, .missing = &rule("microsoft.event-id.missing")},
    {.key = "eventTime",
     .means = Means::time,
     .types = kNumber,
     .missing = &rule("microsoft.event-time.missing")},
    {.key = "eventSourceUrl", .means = Means::page_url},
    {.key = "referrerUrl", .means = Means::page_referrer},
    {.key = "pageLoadId"},
    {.key = "pageTitle"},
    {.key = "keywords"},
    {.key = "adStorageConsent",
     .means = Means::ad_storage,
     .says = "G D",
     .one_of = "G D",
     .not_one_of = &rule("microsoft.ad-storage.word")},
    {.in = "userData",
     .key = "em",
     .means = Means::datum,
     .user = UserField::email,
     .hash = Hash::required},
    {.in = "userData",
     .key = "ph",
     .means = Means::datum,
     .user = UserField::phone,
     .hash = Hash::required},
    {.in = "userData", .key = "msclkid", .means = Means::click_id},
    {.in = "userData",
     .key = "clientIpAddress",
     .means = Means::datum,
     .user = UserField::ip,
     .hash = Hash::never},
    {.in = "userData",
     .key = "clientUserAgent",
     .means = Means::datum,
     .user = UserField::user_agent,
     .hash = Hash::never},
    {.in = "userData", .key = "anonymousId", .means = Means::browser_id},
    {.in = "userData",
     .key = "externalId",
     .means = Means::datum,
     .user = UserField::external_id},  // hashed by kShware, as it is by kWalker
    {.in = "userData", .key = "idfa"},
    {.in = "userData", .key = "gaid"},
    {.in = "customData", .key = "transactionId", .means = Means::order_id},
    {.in = "customData", .key = "value", .means = Means::value, .types = kNumber},
    {.in = "customData", .key = "currency", .means = Means::currency},
    {.in = "customData", .key = "items", .means = Means::items, .types = kList},
    {.in = "customData", .key = "itemIds", .means = Means::item_ids, .types = kList},
};

inline constexpr Member kItem[] = {
    {.key = "id", .means = Means::item_id},
    {.key = "name", .means = Means::item_name},
    {.key = "price", .means = Means::item_price, .types = kNumber},
    {.key = "quantity", .means = Means::item_quantity, .types = kNumber},
};

inline constexpr std::string_view kIdentity[] = {
    "msclkid", "em", "ph", "externalId", "anonymousId", "clientIpAddress clientUserAgent"};

// ---- The UET tag's hit. Source: kOmnibug; how it spells event_id (kShware names the page's
// parameter), transaction_id and the consent is assumed.

inline constexpr Member kHit[] = {
    {.key = "ti", .means = Means::account, .missing = &rule("microsoft.hit.unreadable")},
    {.key = "Ver", .means = Means::constant, .says = "2"},
    {.key = "evt",
     .means = Means::name,
     .missing = &rule("microsoft.hit.unreadable"),
     .says = R"("custom")"},
    {.key = "ea", .means = Means::name},
    {.key = "event_id", .means = Means::event_id, .missing = &rule("microsoft.event-id.missing")},
    {.key = "transaction_id", .means = Means::order_id},
    {.key = "gv", .means = Means::value, .types = kNumber},
    {.key = "gc", .means = Means::currency},
    {.key = "p", .means = Means::page_url},
    {.key = "r", .means = Means::page_referrer},
    {.key = "msclkid", .means = Means::click_id},
    {.key = "asc", .means = Means::ad_storage, .says = "G D"},
    {.key = "em", .means = Means::datum, .user = UserField::email, .hash = Hash::required},
    {.key = "ph", .means = Means::datum, .user = UserField::phone, .hash = Hash::required},
};

// ---- ApplyOnlineConversionAdjustments. Source: kAdjustments, kSdk

inline constexpr Member kAdjustment[] = {
    {.key = "TransactionId",
     .means = Means::order_id,
     .missing = &rule("microsoft.adjust.order-id.missing")},
    {.key = "ConversionName",
     .means = Means::name,
     .missing = &rule("microsoft.adjust.goal.missing")},
    {.key = "AdjustmentType",
     .missing = &rule("microsoft.adjust.type.missing"),
     .one_of = "Retract Restate",
     .not_one_of = &rule("microsoft.adjust.type.unknown")},
    {.key = "AdjustmentTime",
     .means = Means::time,
     .missing = &rule("microsoft.adjust.time.missing")},
    {.key = "AdjustmentValue", .means = Means::value, .types = kNumber},
    {.key = "AdjustmentCurrencyCode", .means = Means::currency},
};

inline constexpr std::pair<std::string_view, std::string_view> kAdjustmentHeaders[] = {
    {"DeveloperToken", "tagproof-simulated-token"},
    {"CustomerId", "1"},
    {"CustomerAccountId", "1"},
};

// ---- What follows when something is wrong

constexpr Says says_of_api() {
  return {.unreadable = &rule("microsoft.body.unreadable"),
          .no_events = &rule("microsoft.data.missing"),
          .too_many = &rule("microsoft.data.too-many"),
          .token_missing = &rule("microsoft.token.missing"),
          .token_unknown = &rule("microsoft.token.unknown"),
          .token_foreign = &rule("microsoft.tag.account-permission"),
          .account_unknown = &rule("microsoft.tag.account-permission"),
          .not_an_object = &rule("microsoft.event.unreadable"),
          .wrong_type = &rule("microsoft.parameter.type"),
          .no_identity = &rule("microsoft.identity.missing"),
          .time_unit = &rule("microsoft.event-time.unit"),
          .value = &rule("microsoft.value.malformed"),
          .value_missing = &rule("microsoft.purchase.value-missing"),
          .currency = &rule("microsoft.currency.invalid"),
          .currency_missing = &rule("microsoft.purchase.currency-missing"),
          .clear_text = &rule("microsoft.user-data.clear-text"),
          .hash_form = &rule("microsoft.user-data.hash-form"),
          .hashed = &rule("microsoft.user-data.hashed"),
          .placeholder = &rule("microsoft.user-data.placeholder")};
}

constexpr Says says_of_adjustments() {
  return {.unreadable = &rule("microsoft.body.unreadable"),
          .no_events = &rule("microsoft.data.missing"),
          .too_many = &rule("microsoft.data.too-many"),
          .token_missing = &rule("microsoft.token.missing"),
          .token_unknown = &rule("microsoft.token.unknown"),
          .not_an_object = &rule("microsoft.event.unreadable"),
          .wrong_type = &rule("microsoft.parameter.type"),
          .time_unit = &rule("microsoft.adjust.time.form"),
          .currency = &rule("microsoft.currency.invalid")};
}

/// The tag's host refuses nothing: its answer is always the same.
constexpr Says says_of_tag() {
  return {.account_unknown = &rule("microsoft.hit.tag-unknown"),
          .value = &rule("microsoft.value.malformed"),
          .value_missing = &rule("microsoft.purchase.value-missing"),
          .currency = &rule("microsoft.currency.invalid"),
          .currency_missing = &rule("microsoft.purchase.currency-missing"),
          .clear_text = &rule("microsoft.user-data.clear-text"),
          .hash_form = &rule("microsoft.user-data.hash-form"),
          .placeholder = &rule("microsoft.user-data.placeholder")};
}

// What no row says: microsoft.cc.
void read_kind_of_event(EventReader& reader, JsonView event);
void read_kind_of_hit(EventReader& reader, JsonView event);
void read_adjustment(EventReader& reader, JsonView event);
void write_adjustment(const Emission& emission, JsonObject& event);

inline constexpr Interface kInterfaces[] = {
    {.endpoints = "events",
     .url = "https://capi.uet.microsoft.com/v1/{account}/events",
     .events = "data",
     .request = kRequest,
     .event = kEvent,
     .objects = kObjectsOf<kEvent>,
     .item = kItem,
     .unnamed = EventName::purchase,
     .max_events = 1000,
     .account_segment = 1,
     .identity = kIdentity,
     .says = says_of_api(),
     .also_read = read_kind_of_event},
    {.endpoints = "adjustments",
     .url = "https://campaign.api.bingads.microsoft.com/CampaignManagement/v13/"
            "OnlineConversionAdjustments/Apply",
     .headers = kAdjustmentHeaders,
     .events = "OnlineConversionAdjustments",
     .event = kAdjustment,
     .objects = kObjectsOf<kAdjustment>,
     .unnamed = EventName::purchase,
     .adjustments = true,
     .time = TimeUnit::iso8601,
     .max_events = 1000,
     .says = says_of_adjustments(),
     .also_read = read_adjustment,
     .also_write = write_adjustment},
    {.endpoints = "tag",
     .channel = Channel::browser,
     .pairs = true,
     .url = "https://bat.bing.com/action/0",
     .method = "GET",
     .event = kHit,
     .unnamed = EventName::purchase,
     .says = says_of_tag(),
     .also_read = read_kind_of_hit},
};
static_assert(are_grouped(kInterfaces));

inline constexpr Api kApi{.interfaces = kInterfaces, .token_header = "Authorization"};
/// The header of the developer's own token, which stands beside the account's.
inline constexpr std::string_view kDeveloperToken = "DeveloperToken";

}  // namespace tagproof::microsoft
