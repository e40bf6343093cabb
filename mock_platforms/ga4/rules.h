#pragma once

#include <string_view>

#include "mock_platforms/platform.h"

/// Every decision of GA4 as a row: `tagproof list rules --platform ga4`. Google publishes no
/// reference of `/g/collect`; what is known of it comes from open parsers and captures.
namespace tagproof::ga4 {

inline constexpr std::string_view kReference =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference";
inline constexpr std::string_view kSending =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events";
inline constexpr std::string_view kValidating =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events";
inline constexpr std::string_view kUseCases =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/use-cases";
inline constexpr std::string_view kVerify =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/"
    "verify-implementation";
inline constexpr std::string_view kEvents =
    "https://developers.google.com/analytics/devguides/collection/ga4/reference/events";
inline constexpr std::string_view kUserData =
    "https://developers.google.com/analytics/devguides/collection/ga4/uid-data";
inline constexpr std::string_view kNames = "https://support.google.com/analytics/answer/13316687";
inline constexpr std::string_view kDedup = "https://support.google.com/analytics/answer/12313109";
inline constexpr std::string_view kFormValidator =
    "https://github.com/googleanalytics/ga-dev-tools";
inline constexpr std::string_view kParser = "https://github.com/d8a-tech/d8a";
inline constexpr std::string_view kConsentMode =
    "https://support.google.com/tagmanager/answer/13802165";
inline constexpr std::string_view kConsentAds =
    "https://support.google.com/google-ads/answer/10000067";
inline constexpr std::string_view kConsentV2 =
    "https://www.simoahava.com/analytics/consent-mode-v2-google-tags/";
inline constexpr std::string_view kConsentParams =
    "https://pietromingotti.com/consent-mode-parameters";

using enum RuleSeverity;
using enum Confidence;

inline constexpr std::string_view kRead = "2026-09";
/// One table of that test has a row for each rule: a payload that breaks it, one that keeps it.
inline constexpr std::string_view kTests = "ga4_rules_test";

inline constexpr Rule kRules[] = {
    // ---- Measurement Protocol: the request
    {"ga4.mp.method", "Measurement Protocol takes POST only", refuse, assumed, kReference, kRead,
     kTests},
    {"ga4.mp.secret-missing", "api_secret is missing: answered 204, nothing is counted", drop,
     documented, kReference, kRead, kTests},
    {"ga4.mp.secret-unknown",
     "api_secret is none of the stream's: answered 204, nothing is counted", drop, documented,
     kReference, kRead, kTests},
    {"ga4.mp.stream-missing",
     "neither measurement_id nor firebase_app_id: answered 204, nothing is counted", drop,
     documented, kReference, kRead, kTests},
    {"ga4.mp.stream-unknown",
     "measurement_id is no configured stream: answered 204, nothing is counted", drop, documented,
     kReference, kRead, kTests},
    {"ga4.mp.body-unreadable", "the body is no JSON object: answered 204, nothing is counted", drop,
     assumed, kValidating, kRead, kTests},
    {"ga4.mp.events-missing", "`events` is missing, empty or no array", drop, assumed, kValidating,
     kRead, kTests},
    {"ga4.mp.client-missing", "client_id (app_instance_id for apps) is missing", drop, assumed,
     kReference, kRead, kTests},
    {"ga4.mp.too-many-events", "more than 25 events: the whole request counts nothing", drop,
     assumed, kSending, kRead, kTests},
    {"ga4.mp.body-too-large", "130 kB or more: the whole request counts nothing", drop, assumed,
     kSending, kRead, kTests},
    {"ga4.mp.too-many-user-properties", "more than 25 user properties: the others are lost", warn,
     assumed, kSending, kRead, kTests},
    {"ga4.mp.user-id-too-long", "user_id is longer than 256 characters", warn, documented,
     kReference, kRead, kTests},
    {"ga4.mp.consent-denied",
     "consent.ad_user_data or ad_personalization DENIED: counted, not usable for ads", accept,
     documented, kReference, kRead, kTests},
    {"ga4.mp.enforced", "validation_behavior ENFORCE_RECOMMENDATIONS", accept, documented,
     kReference, kRead, kTests},
    // ---- Measurement Protocol: time and joining
    {"ga4.mp.time-old", "timestamp older than 72 hours: counted, dated 72 hours ago", warn,
     documented, kReference, kRead, kTests},
    {"ga4.mp.time-old-enforced",
     "timestamp older than 72 hours under ENFORCE_RECOMMENDATIONS: not counted", drop, assumed,
     kReference, kRead, kTests},
    {"ga4.mp.time-future", "timestamp in the future: outside the documented range", warn, assumed,
     kUseCases, kRead, kTests},
    {"ga4.mp.time-malformed", "timestamp_micros is no whole number of microseconds", warn, assumed,
     kReference, kRead, kTests},
    {"ga4.mp.session-missing",
     "session_id is missing: counted, with neither session source nor campaign", warn, documented,
     kUseCases, kRead, kTests},
    {"ga4.mp.session-late",
     "more than 24 hours after its session began: counted, without the session's source", warn,
     documented, kUseCases, kRead, kTests},
    {"ga4.mp.client-unknown", "client_id was never seen from a tag: counted, credited to nothing",
     warn, assumed, kVerify, kRead, kTests},
    // ---- Names and limits of events
    {"ga4.name.invalid",
     "an event name starts with a letter, has letters, digits and underscores, at most 40", drop,
     documented, kSending, kRead, kTests},
    {"ga4.name.reserved", "the event name is reserved: Measurement Protocol does not take it", drop,
     documented, kReference, kRead, kTests},
    {"ga4.name.case", "names are case-sensitive: this is a custom event, not the one meant", warn,
     documented, kNames, kRead, kTests},
    {"ga4.name.param-invalid", "a parameter name breaks the rules for names", warn, documented,
     kSending, kRead, kTests},
    {"ga4.name.param-reserved", "a parameter name has a reserved prefix", warn, documented, kNames,
     kRead, kTests},
    {"ga4.name.duplicated", "the same parameter twice", warn, assumed, kValidating, kRead, kTests},
    {"ga4.mp.too-many-params", "more than 25 parameters: the others are lost", warn, assumed,
     kSending, kRead, kTests},
    {"ga4.value.param-too-long", "a parameter value longer than 100 characters is cut", warn,
     assumed, kSending, kRead, kTests},
    // ---- Browser hits
    {"ga4.collect.version", "`v` is not 2: the hit is ignored", drop, observed, kParser, kRead,
     kTests},
    {"ga4.collect.stream-missing", "`tid` is missing: the hit is ignored", drop, observed, kParser,
     kRead, kTests},
    {"ga4.collect.stream-unknown", "`tid` is no configured stream: nothing is counted", drop,
     assumed, kParser, kRead, kTests},
    {"ga4.collect.client-missing", "`cid` is missing: the hit is ignored", drop, assumed, kParser,
     kRead, kTests},
    {"ga4.collect.name-missing", "`en` is missing: there is no event", drop, observed, kParser,
     kRead, kTests},
    // ---- Value, currency, items
    {"ga4.value.missing", "a purchase without value: counted, without revenue", warn, documented,
     kEvents, kRead, kTests},
    {"ga4.value.malformed", "value is no number: counted, without revenue", warn, observed, kParser,
     kRead, kTests},
    {"ga4.value.text-in-browser",
     "value was sent as text (`ep.value`): counted; as revenue by the setting ga4.text_value", warn,
     assumed, kParser, kRead, kTests},
    {"ga4.value.text-on-server",
     "value is a JSON string, not a number: counted; as revenue by the setting ga4.text_value",
     warn, assumed, kFormValidator, kRead, kTests},
    {"ga4.value.currency-missing", "value without currency: counted, revenue is broken", warn,
     documented, kEvents, kRead, kTests},
    {"ga4.value.currency-invalid", "currency is no ISO 4217 code: counted, revenue is broken", warn,
     documented, kEvents, kRead, kTests},
    {"ga4.items.unnamed", "an item with neither id nor name: its revenue is lost", warn, documented,
     kEvents, kRead, kTests},
    {"ga4.items.too-many", "only the first 200 items are used", warn, observed, kParser, kRead,
     kTests},
    {"ga4.items.price-text", "an item's price or quantity is a JSON string", warn, observed,
     kValidating, kRead, kTests},
    // ---- Refunds
    {"ga4.refund.full", "no items: the whole order is refunded; the purchase stays counted", accept,
     documented, kEvents, kRead, kTests},
    {"ga4.refund.partial", "with items: those are refunded; the purchase stays counted", accept,
     documented, kEvents, kRead, kTests},
    {"ga4.refund.transaction-missing", "a refund without transaction_id reduces no purchase", warn,
     assumed, kEvents, kRead, kTests},
    {"ga4.refund.transaction-unknown",
     "a refund whose transaction_id no purchase has reduces no purchase", warn, assumed, kEvents,
     kRead, kTests},
    // ---- Deduplication (the merging rules stand in dedup.cc)
    {"ga4.dedup.transaction-missing",
     "a purchase without transaction_id: every send is counted, retries too", warn, assumed, kDedup,
     kRead, kTests},
    {"ga4.dedup.app-stream", "app streams are not deduplicated", warn, documented, kDedup, kRead,
     kTests},
    // ---- Consent
    {"ga4.consent.analytics-denied",
     "analytics_storage is denied: received, in no report; input to modelling at most", accept,
     documented, kConsentMode, kRead, kTests},
    {"ga4.consent.none", "no consent signal on the hit: taken as granted", accept, observed,
     kConsentV2, kRead, kTests},
    {"ga4.consent.no-personalisation",
     "npa=1 or ad_personalization denied: counted, in no audience", accept, documented,
     kConsentMode, kRead, kTests},
    {"ga4.consent.disagree", "gcs and gcd say different things: gcd decides", warn, assumed,
     kConsentParams, kRead, kTests},
    {"ga4.consent.malformed", "gcs or gcd can't be read: it says nothing", warn, assumed,
     kConsentParams, kRead, kTests},
    {"ga4.consent.stable-client",
     "analytics_storage is denied, yet the client id is one that was seen with consent", warn,
     documented, kConsentMode, kRead, kTests},
    {"ga4.consent.user-data-denied",
     "ad_user_data is denied, yet user-provided data was sent: it is ignored", warn, documented,
     kConsentMode, kRead, kTests},
    {"ga4.consent.click-id-kept",
     "ad_storage is denied and redaction is on, yet the page's address has a click id", warn,
     documented, kConsentAds, kRead, kTests},
    // ---- User-provided data
    {"ga4.user-data.clear", "clear text where a SHA-256 is expected never matches", warn, assumed,
     kUserData, kRead, kTests},
    {"ga4.user-data.too-many", "more than 3 e-mails or phones, or more than 2 addresses", warn,
     documented, kUserData, kRead, kTests},
    // ---- The rest
    {"ga4.debug.never-counted", "the validation server counts nothing", drop, documented,
     kValidating, kRead, kTests},
    {"ga4.counted", "received, with consent, for the first time", accept, documented, kReference,
     kRead, kTests},
};

/// The row of that id. An unknown id does not compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& row : kRules) {
    if (row.id == id) return row;
  }
  throw "no such rule";
}

inline constexpr Setting kTextValue{
    "ga4.text_value", "What becomes of a value that was sent as text: no revenue, or its number",
    "zero number", "zero", kParser};
inline constexpr Setting kDedupScope{
    "ga4.dedup_scope",
    "Purchases with one transaction_id are one: within the property, or per user (older text)",
    "property user", "property", kDedup};
inline constexpr Setting kDedupStreams{
    "ga4.dedup_streams",
    "Whether streams (measurement ids) share transaction_ids: each has its own, or all together",
    "each together", "each", kDedup};
inline constexpr Setting kRedaction{
    "ga4.ads_data_redaction",
    "Whether the page sets ads_data_redaction: then no click id may leave with ad_storage denied",
    "off on", "off", kConsentAds};
inline constexpr Setting kSettings[] = {kTextValue, kDedupScope, kDedupStreams, kRedaction};

}  // namespace tagproof::ga4
