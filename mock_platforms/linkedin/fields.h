#pragma once

#include <utility>

#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/linkedin/rules.h"

/// LinkedIn's wire, as rows. It has no event names: a conversion rule's id stands in their place,
/// so the contract's name tells which event it is. Tag and API have a rule each.
namespace tagproof::linkedin {

using namespace conversion_api;

inline constexpr std::string_view kRuleUrn = "urn:lla:llaPartnerConversion:";

// ---- Conversions API. Source: kSchema, kWalker, kSegment

inline constexpr Member kEvent[] = {
    {.key = "conversion", .means = Means::name, .missing = &rule("linkedin.conversion.missing")},
    {.key = "conversionHappenedAt",
     .means = Means::time,
     .types = kNumber,
     .missing = &rule("linkedin.event-time.missing")},
    {.key = "eventId", .means = Means::event_id, .missing = &rule("linkedin.event-id.missing")},
    {.in = "conversionValue", .key = "currencyCode", .means = Means::currency},
    {.in = "conversionValue",
     .key = "amount",
     .means = Means::value,
     .wrong_type = &rule("linkedin.amount.type")},
    {.in = "user", .key = "userIds", .types = kList},      // also_read
    {.in = "user", .key = "externalIds", .types = kList},  // also_read
    {.in = "user.userInfo",
     .key = "firstName",
     .means = Means::datum,
     .user = UserField::first_name},
    {.in = "user.userInfo", .key = "lastName", .means = Means::datum, .user = UserField::last_name},
    {.in = "user.userInfo", .key = "title"},
    {.in = "user.userInfo", .key = "companyName"},
    {.in = "user.userInfo",
     .key = "countryCode",
     .means = Means::datum,
     .user = UserField::country,
     .hash = Hash::never},
};

inline constexpr std::string_view kIdentity[] = {"userIds"};

inline constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {
    {"LinkedIn-Version", "202609"},
    {"X-Restli-Protocol-Version", "2.0.0"},
    {"X-RestLi-Method", "BATCH_CREATE"},
};

// ---- The Insight Tag's hit. Source: kOmnibug. How it spells value, currency and event id is
// assumed: the page's call has them (kWalker), no capture shows them.

inline constexpr Member kHit[] = {
    {.key = "v", .means = Means::constant, .says = "2"},
    {.key = "fmt", .means = Means::constant, .says = R"("js")"},
    {.key = "pid", .means = Means::account, .missing = &rule("linkedin.hit.unreadable")},
    {.key = "conversionId", .means = Means::name},
    {.key = "url", .means = Means::page_url},
    {.key = "time", .means = Means::time, .types = kNumber},
    {.key = "li_fat_id", .means = Means::click_id},
    {.key = "eventId", .means = Means::event_id},
    {.key = "conversionValue", .means = Means::value, .types = kNumber},
    {.key = "currency", .means = Means::currency},
};

// ---- What follows when something is wrong

constexpr Says says_of_api() {
  return {.unreadable = &rule("linkedin.body.unreadable"),
          .no_events = &rule("linkedin.elements.missing"),
          .too_many = &rule("linkedin.elements.too-many"),
          .token_missing = &rule("linkedin.token.missing"),
          .token_unknown = &rule("linkedin.token.unknown"),
          .not_an_object = &rule("linkedin.event.unreadable"),
          .wrong_type = &rule("linkedin.parameter.type"),
          .no_identity = &rule("linkedin.identity.missing"),
          .time_unit = &rule("linkedin.event-time.unit"),
          .too_old = &rule("linkedin.event-time.too-old"),
          .value = &rule("linkedin.value.malformed"),
          .value_missing = &rule("linkedin.purchase.value-missing"),
          .currency = &rule("linkedin.currency.invalid"),
          .currency_missing = &rule("linkedin.purchase.currency-missing"),
          .clear_text = &rule("linkedin.user-data.clear-text"),
          .hash_form = &rule("linkedin.user-data.hash-form"),
          .hashed = &rule("linkedin.user-data.hashed"),
          .placeholder = &rule("linkedin.user-data.placeholder")};
}

constexpr Says says_of_tag() {
  return {.account_unknown = &rule("linkedin.hit.account-unknown"),
          .value = &rule("linkedin.value.malformed"),
          .value_missing = &rule("linkedin.purchase.value-missing"),
          .currency = &rule("linkedin.currency.invalid"),
          .currency_missing = &rule("linkedin.purchase.currency-missing")};
}

// What no row says: user.cc.
void read_event(EventReader& reader, JsonView event);
void read_hit(EventReader& reader, JsonView event);
void write_event(const Emission& emission, JsonObject& event);

inline constexpr Interface kInterfaces[] = {
    {.endpoints = "events",
     .url = "https://api.linkedin.com/rest/conversionEvents",
     .headers = kHeaders,
     .events = "elements",
     .event = kEvent,
     .objects = kObjectsOf<kEvent>,
     .unnamed = EventName::purchase,
     .time = TimeUnit::millis,
     .max_events = 5000,
     .max_age = std::chrono::days{90},
     .identity = kIdentity,
     .says = says_of_api(),
     .also_read = read_event,
     .also_write = write_event},
    {.endpoints = "tag",
     .channel = Channel::browser,
     .pairs = true,
     .url = "https://px.ads.linkedin.com/collect",
     .method = "GET",
     .event = kHit,
     .unnamed = EventName::purchase,
     .time = TimeUnit::millis,
     .says = says_of_tag(),
     .also_read = read_hit},
};
static_assert(are_grouped(kInterfaces));

inline constexpr Api kApi{.interfaces = kInterfaces, .token_header = "Authorization"};

}  // namespace tagproof::linkedin
