#pragma once

#include <string_view>

/// Where Meta's rules are written down.
namespace tagproof::meta {

inline constexpr std::string_view kApi =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api";
inline constexpr std::string_view kServerEvent =
    "https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event";
inline constexpr std::string_view kCustomerInformation =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "customer-information-parameters";
inline constexpr std::string_view kCustomData =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "custom-data";
inline constexpr std::string_view kBestPractices =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices";
inline constexpr std::string_view kDeduplicate =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
    "deduplicate-pixel-and-server-events";
inline constexpr std::string_view kErrors =
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference";
inline constexpr std::string_view kPixelReference =
    "https://developers.facebook.com/documentation/meta-pixel/reference";
inline constexpr std::string_view kDiagnostics =
    "https://www.facebook.com/business/help/490934944618455";
inline constexpr std::string_view kClickIds =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "fbp-and-fbc";
inline constexpr std::string_view kDataProcessing =
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/"
    "data-processing-options";
inline constexpr std::string_view kRudderStack =
    "https://github.com/rudderlabs/rudder-transformer/blob/develop/src/v0/util/facebookUtils/"
    "networkHandler.js";
inline constexpr std::string_view kRestricted =
    "https://www.zappush.com/blog/meta-data-sharing-restrictions-applied-heres-how-to-fix-it";
inline constexpr std::string_view kFutureTime =
    "https://github.com/Adsmurai-Google-Tag-Manager-Templates/"
    "adsmurai-facebook-pixel-and-conversions-api/issues/3";
inline constexpr std::string_view kMainBody =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "main-body";
inline constexpr std::string_view kEndToEnd =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/"
    "end-to-end-implementation";
inline constexpr std::string_view kOriginalEvent =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
    "original-event";
inline constexpr std::string_view kParameterBuilder =
    "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
    "parameter-builder-library";
inline constexpr std::string_view kDatasetQuality =
    "https://developers.facebook.com/docs/marketing-api/conversions-api/dataset-quality-api";
inline constexpr std::string_view kEventsEdge =
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/reference/ads-pixel/"
    "events";
inline constexpr std::string_view kVersioning =
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/versioning";
inline constexpr std::string_view kRateLimits =
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/"
    "rate-limiting";
inline constexpr std::string_view kPythonSdk =
    "https://github.com/facebook/facebook-python-business-sdk";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/blob/main/src/providers/FacebookPixel.js";
inline constexpr std::string_view kPixelLibrary = "https://connect.facebook.net/en_US/fbevents.js";
inline constexpr std::string_view kIssue239 =
    "https://github.com/facebook/facebook-for-woocommerce/issues/239";
inline constexpr std::string_view kIssue2 =
    "https://github.com/managed-components/facebook-pixel/issues/2";

}  // namespace tagproof::meta
