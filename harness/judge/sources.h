#pragma once

#include <string_view>

/// Where the checks' rules stand in official texts, each address once (read 2026-09).
namespace tagproof::source {

inline constexpr std::string_view kMetaDeduplication =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
    "deduplicate-pixel-and-server-events";
inline constexpr std::string_view kMetaServerEvent =
    "https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event";
inline constexpr std::string_view kMetaCustomData =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "custom-data";
inline constexpr std::string_view kMetaCustomerInformation =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "customer-information-parameters";
inline constexpr std::string_view kMetaFbpFbc =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "fbp-and-fbc";
inline constexpr std::string_view kMetaUsingTheApi =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api";
inline constexpr std::string_view kMetaVerify =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/verifying-setup";
inline constexpr std::string_view kMetaBestPractices =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices";
inline constexpr std::string_view kMetaPixel =
    "https://developers.facebook.com/documentation/meta-pixel/reference";
inline constexpr std::string_view kMetaDiagnostics =
    "https://www.facebook.com/business/help/490934944618455";
inline constexpr std::string_view kGa4Ecommerce =
    "https://developers.google.com/analytics/devguides/collection/ga4/reference/events";
inline constexpr std::string_view kGa4TransactionId =
    "https://support.google.com/analytics/answer/12313109";
inline constexpr std::string_view kGa4MeasurementProtocol =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events";
inline constexpr std::string_view kGa4MpReference =
    "https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference";
inline constexpr std::string_view kGa4UserData =
    "https://developers.google.com/analytics/devguides/collection/ga4/uid-data";
inline constexpr std::string_view kConsentMode =
    "https://support.google.com/tagmanager/answer/13802165";
inline constexpr std::string_view kConsentModeAds =
    "https://support.google.com/google-ads/answer/10000067";
inline constexpr std::string_view kGpcCalifornia =
    "https://law.cornell.edu/regulations/california/11-CCR-7025";
inline constexpr std::string_view kAdsTransactionId =
    "https://support.google.com/google-ads/answer/6386790";
inline constexpr std::string_view kAdsEnhanced =
    "https://support.google.com/google-ads/answer/13258081";
inline constexpr std::string_view kAdsAdjustments =
    "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments";
inline constexpr std::string_view kAdsRestateOrRetract =
    "https://support.google.com/google-ads/answer/7686447";
inline constexpr std::string_view kAdsErrors =
    "https://developers.google.com/google-ads/api/docs/best-practices/understand-api-errors";
inline constexpr std::string_view kDataManagerFormatting =
    "https://developers.google.com/data-manager/api/devguides/concepts/formatting";

}  // namespace tagproof::source
