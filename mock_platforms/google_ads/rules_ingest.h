#pragma once

#include "mock_platforms/google_ads/rule_row.h"

/// Data Manager's decisions on `events:ingest` and `requestStatus:retrieve`; ingest_errors.h has
/// their words. One bad required field refuses the whole request; what is only found out later is
/// answered 200 and stands in the request's status.
namespace tagproof::google_ads {

inline constexpr std::string_view kDataManager =
    "https://github.com/googleapis/googleapis/tree/master/google/ads/datamanager/v1";
inline constexpr std::string_view kIngestSend =
    "https://developers.google.com/data-manager/api/devguides/events/send-events";
inline constexpr std::string_view kIngestErrorsPage =
    "https://developers.google.com/data-manager/api/devguides/concepts/understand-errors";
inline constexpr std::string_view kIngestLimits =
    "https://developers.google.com/data-manager/api/limits";
inline constexpr std::string_view kIngestOnline =
    "https://developers.google.com/data-manager/api/devguides/events/google-ads/online";
inline constexpr std::string_view kIngestOffline =
    "https://developers.google.com/data-manager/api/devguides/events/google-ads/offline";
inline constexpr std::string_view kIngestAdjust =
    "https://developers.google.com/data-manager/api/devguides/events/google-ads/"
    "conversion-adjustments";
inline constexpr std::string_view kIngestAnalytics =
    "https://developers.google.com/data-manager/api/devguides/events/analytics/online";
inline constexpr std::string_view kMeasured = "https://github.com/StefanPHD/pagesmith";

constexpr Rule ingest_row(RuleSeverity severity, std::string_view id, std::string_view text,
                          std::string_view source = kDataManager,
                          Confidence confidence = Confidence::documented) {
  return row(severity, id, text, source, kIngestTest, 0, confidence);
}

inline constexpr Rule kIngestRules[] = {
    // Who asks.
    ingest_row(kRefuse, "google_ads.ingest.token-missing",
               "An OAuth token in the Authorization header is required", kIngestSend),
    ingest_row(kRefuse, "google_ads.ingest.token-unknown",
               "An OAuth token that no configured account has", kIngestSend),
    ingest_row(kRefuse, "google_ads.ingest.quota",
               "100,000 requests a day, 300 a minute (setting google_ads.quota)", kIngestLimits),
    ingest_row(kRefuse, "google_ads.ingest.permission",
               "The token may not write to the operating account, or it doesn't exist"),
    ingest_row(kRefuse, "google_ads.ingest.not-allowlisted",
               "Further data for a tag's conversions is for allow-listed accounts (setting "
               "google_ads.multi_source)",
               kIngestOnline),

    // The parser's refusals: all at once, without a reason.
    ingest_row(kRefuse, "google_ads.ingest.body", "The body is one JSON object"),
    ingest_row(kRefuse, "google_ads.ingest.unknown-field", "A name that no message has", kMeasured,
               kObserved),
    ingest_row(kRefuse, "google_ads.ingest.wrong-type", "A value of another JSON type", kMeasured,
               kObserved),
    ingest_row(kRefuse, "google_ads.ingest.enum", "A word that the enum doesn't have", kMeasured,
               kObserved),
    ingest_row(kRefuse, "google_ads.ingest.timestamp-form", "Timestamps are RFC 3339"),

    // What is parsed and illegal.
    ingest_row(kRefuse, "google_ads.ingest.destinations-missing",
               "At least one destination is required"),
    ingest_row(kRefuse, "google_ads.ingest.events-missing", "At least one event is required"),
    ingest_row(kRefuse, "google_ads.ingest.too-many-destinations", "At most 10 destinations",
               kIngestLimits),
    ingest_row(kRefuse, "google_ads.ingest.too-many-events",
               "At most 2,000 events in one request (setting google_ads.ingest_events)",
               kIngestLimits),
    ingest_row(kRefuse, "google_ads.ingest.operating-account-missing",
               "A destination names its operatingAccount"),
    ingest_row(kRefuse, "google_ads.ingest.account-type",
               "Events go to GOOGLE_ADS or GOOGLE_ANALYTICS_PROPERTY accounts", kDataManager,
               kAssumed),
    ingest_row(kRefuse, "google_ads.ingest.account-id", "accountId is digits, without dashes"),
    ingest_row(kRefuse, "google_ads.ingest.action-missing", "productDestinationId is required"),
    ingest_row(kRefuse, "google_ads.ingest.action-form",
               "productDestinationId is the action's number, not AW-<id>/<label>", kMeasured,
               kObserved),
    ingest_row(kRefuse, "google_ads.ingest.action-unknown", "No such conversion action"),
    ingest_row(kRefuse, "google_ads.ingest.action-type",
               "Only WEBPAGE and UPLOAD_CLICKS actions: no calls, no store sales", kIngestAdjust),
    ingest_row(kRefuse, "google_ads.ingest.reference-twice",
               "Destinations have references of their own"),
    ingest_row(kRefuse, "google_ads.ingest.reference-unknown",
               "destinationReferences name destinations of the request"),
    ingest_row(kRefuse, "google_ads.ingest.timestamp-missing", "eventTimestamp is required"),
    ingest_row(kRefuse, "google_ads.ingest.timestamp-future", "eventTimestamp lies in the future",
               kDataManager, kAssumed),
    ingest_row(kRefuse, "google_ads.ingest.transaction-id-missing",
               "A tag's conversion is found by transactionId: a WEBPAGE action needs it",
               kIngestOnline),
    ingest_row(kRefuse, "google_ads.ingest.offline-transaction-id-missing",
               "An UPLOAD_CLICKS action needs transactionId, too", kMeasured, kObserved),
    ingest_row(kRefuse, "google_ads.ingest.event-source-missing",
               "An UPLOAD_CLICKS action needs eventSource", kIngestOffline),
    ingest_row(kRefuse, "google_ads.ingest.no-identifiers",
               "An event has adIdentifiers, session attributes, an address or userData",
               kIngestOffline),
    ingest_row(kRefuse, "google_ads.ingest.too-many-identifiers",
               "At most 10 user identifiers in one event"),
    ingest_row(kRefuse, "google_ads.ingest.encoding-missing", "userData needs `encoding`",
               kFormatting),
    ingest_row(kRefuse, "google_ads.ingest.hex", "With encoding HEX hashes are in hex",
               kFormatting),
    ingest_row(kRefuse, "google_ads.ingest.base64", "With encoding BASE64 hashes are in base64",
               kFormatting),
    ingest_row(kRefuse, "google_ads.ingest.sha256", "A hash has 32 bytes", kFormatting),
    ingest_row(kRefuse, "google_ads.ingest.address-incomplete",
               "An address has givenName, familyName, regionCode and postalCode", kFormatting),
    ingest_row(kRefuse, "google_ads.ingest.analytics-event-name-missing",
               "An event for Google Analytics has an eventName", kIngestAnalytics),
    ingest_row(kRefuse, "google_ads.ingest.analytics-event-name",
               "An event's name starts with a letter and has letters, digits and underscores, 40 "
               "at most",
               kIngestAnalytics),
    ingest_row(kRefuse, "google_ads.ingest.analytics-two-destinations",
               "An event goes to one Google Analytics destination", kIngestAnalytics),
    ingest_row(kRefuse, "google_ads.ingest.analytics-two-ids",
               "clientId and appInstanceId can't stand together", kIngestAnalytics),
    ingest_row(kRefuse, "google_ads.ingest.batch",
               "Another event of the request is bad: none of it is processed", kIngestErrorsPage),
    ingest_row(kRefuse, "google_ads.status.request-id-missing", "requestId is required", kMeasured,
               kObserved),
    ingest_row(kRefuse, "google_ads.status.request-id-unknown", "No request has this requestId",
               kMeasured, kObserved),

    // Answered 200 and not counted: the status says why.
    ingest_row(kDrop, "google_ads.ingest.validate-only",
               "validateOnly checks and processes nothing"),
    ingest_row(kDrop, "google_ads.ingest.gclid", "The gclid can't be decoded", kMeasured,
               kObserved),
    ingest_row(kDrop, "google_ads.ingest.gbraid", "The gbraid can't be decoded", kDataManager,
               kAssumed),
    ingest_row(kDrop, "google_ads.ingest.wbraid", "The wbraid can't be decoded", kDataManager,
               kAssumed),
    ingest_row(kDrop, "google_ads.ingest.consent-unknown",
               "Nobody said whether the user consents (setting google_ads.consent_required)"),
    ingest_row(kDrop, "google_ads.ingest.too-old",
               "Older than the action takes (setting google_ads.oldest_event)", kDataManager,
               kAssumed),
    ingest_row(kDrop, "google_ads.ingest.value-update-late",
               "A value changes up to 55 days after the conversion", kIngestOnline),
    ingest_row(kDrop, "google_ads.ingest.repeated-transaction",
               "The transactionId was sent for this action before (setting "
               "google_ads.repeated_transaction: duplicate)"),
    ingest_row(kDrop, "google_ads.ingest.no-consent",
               "The advertiser gave no consent for Ads' core services (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.precedes-click",
               "The conversion is before its click (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.click-too-recent",
               "The click is too recent (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.invalid-click",
               "The click isn't valid (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.click-not-found",
               "The click isn't known (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.account-of-click",
               "The click is of another account (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.original-not-found",
               "The conversion to be changed isn't known (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.invalid-event",
               "The event isn't valid (setting google_ads.errors)"),
    ingest_row(kDrop, "google_ads.ingest.internal-error",
               "An error inside of Google (setting google_ads.errors)"),

    // Counted, and said: in the answer's fieldWarnings, in the status, or by tagproof alone.
    ingest_row(kWarn, "google_ads.ingest.currency", "currency is of ISO 4217", kIngestErrorsPage),
    ingest_row(kWarn, "google_ads.ingest.region-code", "regionCode is two letters of ISO 3166-1",
               kFormatting),
    ingest_row(kWarn, "google_ads.ingest.cart-with-braid",
               "Cart data isn't used for a gbraid or wbraid"),
    ingest_row(kWarn, "google_ads.ingest.cart-price", "An item of the cart has no unitPrice"),
    ingest_row(kWarn, "google_ads.ingest.merchant-id", "merchantId is digits"),
    ingest_row(kWarn, "google_ads.ingest.custom-variable",
               "The custom variable isn't enabled (setting google_ads.errors)"),
    ingest_row(kWarn, "google_ads.ingest.analytics-client-id",
               "clientId is two whole numbers with a point between", kDataManager, kAssumed),
    ingest_row(kWarn, "google_ads.ingest.unmatched",
               "No conversion has this transactionId: a new one is counted, refunds included",
               kIngestAdjust),
    ingest_row(kWarn, "google_ads.ingest.join-late",
               "More than 24 hours after the tag's conversion its data isn't joined",
               kIngestOnline),

    // By design.
    ingest_row(kAccept, "google_ads.ingest.value-update",
               "An equal transactionId and action with another value replaces the value; the count "
               "stays",
               kIngestAdjust),
    ingest_row(kAccept, "google_ads.ingest.consent-denied",
               "consent.adUserData is denied: not counted; the event's word beats the request's"),
    ingest_row(kAccept, "google_ads.ingest.destination",
               "An event is a conversion of its own at each destination that it goes to"),
    ingest_row(kAccept, "google_ads.ingest.analytics",
               "An event for Google Analytics is no conversion here", kIngestAnalytics),
};

}  // namespace tagproof::google_ads
