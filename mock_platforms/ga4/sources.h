#pragma once

#include <string_view>

/// Where GA4's rules come from, and when it was read.
namespace tagproof::ga4 {

// Google's own documents.
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
inline constexpr std::string_view kChanges =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/changelog";
inline constexpr std::string_view kEvents =
    "https://developers.google.com/analytics/devguides/collection/ga4/reference/events";
inline constexpr std::string_view kUserData =
    "https://developers.google.com/analytics/devguides/collection/ga4/uid-data";
inline constexpr std::string_view kFormatting =
    "https://developers.google.com/data-manager/api/devguides/concepts/formatting";
inline constexpr std::string_view kNames = "https://support.google.com/analytics/answer/13316687";
inline constexpr std::string_view kLimits = "https://support.google.com/analytics/answer/9267744";
inline constexpr std::string_view kDedup = "https://support.google.com/analytics/answer/12313109";
inline constexpr std::string_view kFormValidator =
    "https://github.com/googleanalytics/ga-dev-tools";
inline constexpr std::string_view kConsentMode =
    "https://support.google.com/tagmanager/answer/13802165";
inline constexpr std::string_view kConsentAds =
    "https://support.google.com/google-ads/answer/10000067";
// Open parsers, captures and other people's reading of them.
inline constexpr std::string_view kParser = "https://github.com/d8a-tech/d8a";
inline constexpr std::string_view kItemParser = "https://github.com/elbwalker/walkerOS";
inline constexpr std::string_view kCaptures = "https://github.com/ramboz/airlockjs";
inline constexpr std::string_view kPhpClient = "https://github.com/aawnu/php-ga4";
inline constexpr std::string_view kConsentV2 =
    "https://www.simoahava.com/analytics/consent-mode-v2-google-tags/";
inline constexpr std::string_view kConsentParams =
    "https://pietromingotti.com/consent-mode-parameters";

inline constexpr std::string_view kRead = "2026-09";
inline constexpr std::string_view kReadLater = "2026-11";
/// One table of that test has a row for each rule: a payload that breaks it, one that keeps it.
inline constexpr std::string_view kTests = "ga4_rules_test";

}  // namespace tagproof::ga4
