#pragma once

#include <string_view>

#include "mock_platforms/platform.h"

/// Google Ads' decisions, one a row. `code` is the number of the API's own error; api_errors.h has
/// its name.
namespace tagproof::google_ads {

inline constexpr std::string_view kProto =
    "https://github.com/googleapis/googleapis/tree/master/google/ads/googleads/v25";
inline constexpr std::string_view kApiErrors =
    "https://developers.google.com/google-ads/api/docs/best-practices/understand-api-errors";
inline constexpr std::string_view kAdjustments =
    "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments";
inline constexpr std::string_view kOnline =
    "https://developers.google.com/google-ads/api/docs/conversions/upload-online";
inline constexpr std::string_view kTransactionId =
    "https://support.google.com/google-ads/answer/6386790";
inline constexpr std::string_view kConsentMode =
    "https://support.google.com/tagmanager/answer/13802165";
inline constexpr std::string_view kPrivacy =
    "https://developers.google.com/tag-platform/security/guides/privacy";
inline constexpr std::string_view kFormatting =
    "https://developers.google.com/data-manager/api/devguides/concepts/formatting";
inline constexpr std::string_view kConsentParameters =
    "https://pietromingotti.com/consent-mode-parameters";
inline constexpr std::string_view kOmnibug = "https://github.com/MisterPhilip/omnibug";
inline constexpr std::string_view kCaptures =
    "https://github.com/ramboz/airlockjs/blob/main/docs/research/R-009-gtag-family-fidelity.md";

constexpr Rule row(RuleSeverity severity, std::string_view id, std::string_view text,
                   std::string_view source, std::string_view tests, int code = 0,
                   Confidence confidence = Confidence::documented) {
  return {.id = id,
          .text = text,
          .severity = severity,
          .confidence = confidence,
          .source = source,
          .read = "2026-09",
          .tests = tests,
          .code = code};
}

inline constexpr auto kRefuse = RuleSeverity::refuse;
inline constexpr auto kDrop = RuleSeverity::drop;
inline constexpr auto kWarn = RuleSeverity::warn;
inline constexpr auto kAccept = RuleSeverity::accept;
inline constexpr auto kObserved = Confidence::observed;
inline constexpr auto kAssumed = Confidence::assumed;
inline constexpr std::string_view kUploadTest = "google_ads_upload_test";
inline constexpr std::string_view kAdjustTest = "google_ads_adjustment_test";
inline constexpr std::string_view kTagTest = "google_ads_tag_test";

inline constexpr Rule kRules[] = {
    // The whole request is refused.
    row(kRefuse, "google_ads.api.version", "A version that was taken down answers no more",
        "https://developers.google.com/ads/blog/posts/2026/09/google-ads-api-v22-sunset-reminder",
        kUploadTest, 38, kAssumed),
    row(kRefuse, "google_ads.api.token-missing",
        "An OAuth token in the Authorization header is required", kApiErrors, kUploadTest),
    row(kRefuse, "google_ads.api.token-unknown", "An OAuth token that no configured account has",
        kApiErrors, kUploadTest, 20),
    row(kRefuse, "google_ads.api.permission",
        "The token may not use this customer, or it doesn't exist", kApiErrors, kUploadTest, 2),
    row(kRefuse, "google_ads.api.not-allowlisted",
        "Click conversions are refused for tokens that weren't uploading before 2026-06-15",
        "https://developers.google.com/google-ads/api/docs/conversions/upload-offline", kUploadTest,
        2),
    row(kRefuse, "google_ads.api.body", "The body is one JSON object", kProto, kUploadTest),
    row(kRefuse, "google_ads.api.rows-missing", "At least one conversion or adjustment is required",
        kProto, kUploadTest, 2),
    row(kRefuse, "google_ads.api.partial-failure", "partialFailure must be true", kProto,
        kUploadTest, 2),
    row(kRefuse, "google_ads.api.too-many-conversions", "At most 2,000 conversions in one request",
        kProto, kUploadTest, 2),
    row(kRefuse, "google_ads.api.too-many-adjustments", "At most 2,000 adjustments in one request",
        kProto, kAdjustTest, 11),
    row(kRefuse, "google_ads.api.job-id", "jobId is a number from 0 to 2^31 - 1", kProto,
        kUploadTest, 52),

    // One conversion is refused, inside HTTP 200.
    row(kRefuse, "google_ads.click.action-missing", "conversionAction is required", kProto,
        kUploadTest, 2),
    row(kRefuse, "google_ads.click.action-unknown", "No such conversion action", kProto,
        kUploadTest, 53),
    row(kRefuse, "google_ads.click.action-type", "The action's type must be UPLOAD_CLICKS", kProto,
        kUploadTest, 54),
    row(kRefuse, "google_ads.click.id-missing",
        "gclid, gbraid, wbraid or user identifiers are required", kProto, kUploadTest, 2),
    row(kRefuse, "google_ads.click.two-braids", "gbraid and wbraid can't stand together", kProto,
        kUploadTest, 38),
    row(kRefuse, "google_ads.click.gclid", "The gclid can't be decoded", kProto, kUploadTest, 3,
        kAssumed),
    row(kRefuse, "google_ads.click.time-missing", "conversionDateTime is required", kProto,
        kUploadTest, 2),
    row(kRefuse, "google_ads.click.time-form",
        "conversionDateTime is yyyy-mm-dd hh:mm:ss+|-hh:mm, the offset with it", kProto,
        kUploadTest, 12),
    row(kRefuse, "google_ads.click.currency", "currencyCode is of ISO 4217", kProto, kUploadTest,
        2),
    row(kRefuse, "google_ads.click.user-identifier",
        "hashedEmail and hashedPhoneNumber are SHA-256 in hex", kProto, kUploadTest, 34),
    row(kRefuse, "google_ads.click.user-identifier-kind",
        "A conversion takes hashed e-mail and phone, no other identifier", kProto, kUploadTest, 36),
    row(kRefuse, "google_ads.click.order-id-pii", "orderId holds no personal data", kProto,
        kUploadTest, 49),
    row(kRefuse, "google_ads.click.order-id-in-use",
        "orderId was used for this action before: the row isn't processed", kProto, kUploadTest,
        15),
    row(kRefuse, "google_ads.click.order-id-twice",
        "orderId stands twice in this request: none of the rows is processed", kProto, kUploadTest,
        16),
    row(kRefuse, "google_ads.click.twice-in-request", "Same click and time twice in this request",
        kProto, kUploadTest, 25),

    // One adjustment is refused, inside HTTP 200.
    row(kRefuse, "google_ads.adjust.action-missing", "conversionAction is required", kProto,
        kAdjustTest, 2),
    row(kRefuse, "google_ads.adjust.action-unknown", "No such conversion action", kProto,
        kAdjustTest, 27),
    row(kRefuse, "google_ads.adjust.action-type",
        "Retraction and restatement take SALESFORCE, UPLOAD_CLICKS and WEBPAGE actions", kProto,
        kAdjustTest, 28),
    row(kRefuse, "google_ads.adjust.not-enhanceable", "Only WEBPAGE actions can be enhanced",
        kProto, kAdjustTest, 16),
    row(kRefuse, "google_ads.adjust.type-missing",
        "adjustmentType is RETRACTION, RESTATEMENT or ENHANCEMENT", kProto, kAdjustTest, 2),
    row(kRefuse, "google_ads.adjust.time-missing", "adjustmentDateTime is required", kProto,
        kAdjustTest, 2),
    row(kRefuse, "google_ads.adjust.time-form",
        "adjustmentDateTime is yyyy-mm-dd hh:mm:ss+|-hh:mm, the offset with it", kProto,
        kAdjustTest, 12),
    row(kRefuse, "google_ads.adjust.order-id-missing",
        "A WEBPAGE conversion is adjusted by its orderId", kAdjustments, kAdjustTest, 24),
    row(kRefuse, "google_ads.adjust.two-ids", "orderId and gclidDateTimePair can't stand together",
        kProto, kAdjustTest, 20),
    row(kRefuse, "google_ads.adjust.order-id-pii", "orderId holds no personal data", kProto,
        kAdjustTest, 25),
    row(kRefuse, "google_ads.adjust.value-missing",
        "A RESTATEMENT needs restatementValue.adjustedValue", kAdjustments, kAdjustTest, 2),
    row(kRefuse, "google_ads.adjust.value-forbidden", "A RETRACTION takes no restatementValue",
        kAdjustments, kAdjustTest, 7),
    row(kRefuse, "google_ads.adjust.currency", "currencyCode is of ISO 4217", kProto, kAdjustTest,
        2),
    row(kRefuse, "google_ads.adjust.user-identifier",
        "User identifiers are SHA-256 in hex, and an ENHANCEMENT has one at least", kProto,
        kAdjustTest, 17),
    row(kRefuse, "google_ads.adjust.twice-in-request", "The same adjustment twice in this request",
        kProto, kAdjustTest, 14),
    row(kRefuse, "google_ads.adjust.conversion-not-found", "No conversion with that id", kProto,
        kAdjustTest, 5),
    row(kRefuse, "google_ads.adjust.conversion-expired", "At most 54 days after the conversion",
        kAdjustments, kAdjustTest, 6),
    row(kRefuse, "google_ads.adjust.precedes-conversion",
        "adjustmentDateTime lies before the conversion's time", kProto, kAdjustTest, 7),
    row(kRefuse, "google_ads.adjust.conversion-too-recent",
        "Within 24 hours of the conversion, when google_ads.adjustment_wait says so", kAdjustments,
        kAdjustTest, 9),
    row(kRefuse, "google_ads.adjust.already-retracted", "The conversion was retracted before",
        kProto, kAdjustTest, 4),
    row(kRefuse, "google_ads.adjust.more-recent-restatement",
        "A restatement with a later adjustmentDateTime was taken before", kAdjustments, kAdjustTest,
        8),
    row(kRefuse, "google_ads.adjust.restatement-exists",
        "A restatement with this adjustmentDateTime was taken before", kProto, kAdjustTest, 13),

    // Answered like any other, and never counted.
    row(kDrop, "google_ads.tag.id-missing", "A ping without a conversion id in its path", kOmnibug,
        kTagTest, 0, kAssumed),
    row(kDrop, "google_ads.tag.label-missing", "A conversion ping without `label` names no action",
        kOmnibug, kTagTest, 0, kObserved),
    row(kDrop, "google_ads.tag.account-unknown", "A conversion id that no configured account has",
        kOmnibug, kTagTest, 0, kAssumed),
    row(kDrop, "google_ads.tag.label-unknown", "A label that no configured action has", kOmnibug,
        kTagTest, 0, kAssumed),

    row(kDrop, "google_ads.api.validate-only", "validateOnly checks and counts nothing", kProto,
        kUploadTest),

    // Counted, and said.
    row(kWarn, "google_ads.order-id.missing", "Without a transaction id every ping counts",
        kTransactionId, kTagTest),
    row(kWarn, "google_ads.order-id.empty",
        "An empty transaction id is one: most conversions vanish", kTransactionId, kTagTest),
    row(kWarn, "google_ads.order-id.too-long", "A transaction id has at most 64 characters",
        kTransactionId, kTagTest),
    row(kWarn, "google_ads.order-id.personal-data", "A transaction id holds no personal data",
        kTransactionId, kTagTest),
    row(kWarn, "google_ads.value.missing", "Without a value the action's default value is counted",
        kProto, kTagTest),
    row(kWarn, "google_ads.value.malformed",
        "A value that is no number is replaced by the action's default value", kProto, kTagTest),
    row(kWarn, "google_ads.currency.missing",
        "A value without currency is counted in the action's default currency", kProto, kTagTest),
    row(kWarn, "google_ads.currency.invalid",
        "A currency that isn't of ISO 4217 is replaced by the action's default", kProto, kTagTest),
    row(kWarn, "google_ads.user-data.not-hashed",
        "User-provided data is SHA-256 in hex or base64url", kFormatting, kTagTest),
    row(kWarn, "google_ads.consent.disagree", "gcs and gcd say different things; gcd counts",
        kConsentParameters, kTagTest, 0, kAssumed),
    row(kWarn, "google_ads.consent.unreadable", "gcs or gcd can't be read and says nothing",
        kConsentParameters, kTagTest, 0, kAssumed),
    row(kWarn, "google_ads.consent.user-data-while-denied",
        "ad_user_data is denied and user-provided data was sent: it is ignored", kConsentMode,
        kTagTest),
    row(kWarn, "google_ads.consent.click-id-while-denied",
        "ad_storage is denied and a click id from a cookie was sent", kConsentMode, kTagTest),
    row(kWarn, "google_ads.adjust.enhancement-late",
        "An ENHANCEMENT more than 24 hours after the conversion may be ignored", kOnline,
        kAdjustTest),

    // By design.
    row(kAccept, "google_ads.counted",
        "What no rule refuses, drops or merges is recorded as a conversion", kTransactionId,
        kTagTest),
    row(kAccept, "google_ads.fan-out",
        "One conversion is sent to several addresses: the same conversion id and label with the "
        "same random or oid, "
        "or within 30 seconds from one page with one value",
        kCaptures, kTagTest, 0, kObserved),
    row(kAccept, "google_ads.consent.ad-storage-denied",
        "ad_storage is denied: no observed conversion", kConsentMode, kTagTest),
    row(kAccept, "google_ads.consent.restricted",
        "Restricted data processing (rdp=1): taken for not consented", kPrivacy, kTagTest, 0,
        kAssumed),
    row(kAccept, "google_ads.tag.no-conversion",
        "Remarketing, page and user-data pings are received and are no conversion", kCaptures,
        kTagTest, 0, kObserved),
    row(kAccept, "google_ads.adjust.retraction",
        "A RETRACTION takes the conversion's count and value", kAdjustments, kAdjustTest),
    row(kAccept, "google_ads.adjust.restatement",
        "A RESTATEMENT replaces the value and keeps the count", kAdjustments, kAdjustTest),
    row(kAccept, "google_ads.adjust.enhancement",
        "An ENHANCEMENT adds identifiers, never a conversion", kOnline, kAdjustTest),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& one : kRules) {
    if (one.id == id) return one;
  }
  throw "no such rule";
}

}  // namespace tagproof::google_ads
