#pragma once

#include <string_view>

#include "mock_platforms/platform.h"

/// What Google Ads' tables of rules share: their sources and a short way to write a row. Every row
/// has a pair in google_ads_rules_test.cc, beside the tests that it names.
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
inline constexpr std::string_view kDeveloperToken =
    "https://developers.google.com/google-ads/api/docs/api-policy/developer-token";
inline constexpr std::string_view kCounting =
    "https://support.google.com/google-ads/answer/3438531";
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

inline constexpr std::string_view kRulesTest = "google_ads_rules_test";
inline constexpr std::string_view kIngestTest = "google_ads_ingest_test";

}  // namespace tagproof::google_ads
