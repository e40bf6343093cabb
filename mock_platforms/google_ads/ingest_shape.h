#pragma once

#include "mock_platforms/google_ads/shape.h"

/// The members of an `events:ingest` request, in an order that senders write
/// them in: they are looked for in it.
/// Source:
/// https://github.com/googleapis/googleapis/tree/master/google/ads/datamanager/v1 (event.proto,
/// destination.proto, user_data.proto, cart_data.proto, ingestion_service.proto)
namespace tagproof::google_ads {

inline constexpr std::string_view kConsentWords[] = {"CONSENT_STATUS_UNSPECIFIED",
                                                     "CONSENT_GRANTED", "CONSENT_DENIED"};
inline constexpr std::string_view kEncodingWords[] = {"ENCODING_UNSPECIFIED", "HEX", "BASE64"};
inline constexpr std::string_view kSourceWords[] = {
    "EVENT_SOURCE_UNSPECIFIED", "WEB", "APP", "IN_STORE", "PHONE", "MESSAGE", "OTHER"};
inline constexpr std::string_view kAccountWords[] = {
    "ACCOUNT_TYPE_UNSPECIFIED",       "GOOGLE_ADS",   "DISPLAY_VIDEO_PARTNER",
    "DISPLAY_VIDEO_ADVERTISER",       "DATA_PARTNER", "GOOGLE_ANALYTICS_PROPERTY",
    "GOOGLE_AD_MANAGER_AUDIENCE_LINK"};
inline constexpr std::string_view kCustomerWords[] = {"CUSTOMER_TYPE_UNSPECIFIED", "NEW",
                                                      "RETURNING", "REENGAGED"};
inline constexpr std::string_view kBucketWords[] = {"CUSTOMER_VALUE_BUCKET_UNSPECIFIED", "LOW",
                                                    "MEDIUM", "HIGH"};

inline constexpr Member kProductAccount[] = {
    {"accountType", ShapeKind::word, {}, "ProductAccount.AccountType", kAccountWords},
    {"accountId"},
    {"product", ShapeKind::word, {}, "Product", kAccountWords},
};
inline constexpr Member kDestination[] = {
    {"reference"},
    {"operatingAccount", ShapeKind::object, kProductAccount},
    {"loginAccount", ShapeKind::object, kProductAccount},
    {"linkedAccount", ShapeKind::object, kProductAccount},
    {"productDestinationId"},
};
inline constexpr Member kConsentMembers[] = {
    {"adUserData", ShapeKind::word, {}, "ConsentStatus", kConsentWords},
    {"adPersonalization", ShapeKind::word, {}, "ConsentStatus", kConsentWords},
};
inline constexpr Member kAddress[] = {
    {"givenName"}, {"familyName"}, {"regionCode"}, {"postalCode"}};
inline constexpr Member kIdentifier[] = {
    {"emailAddress"}, {"phoneNumber"}, {"address", ShapeKind::object, kAddress}};
inline constexpr Member kUserDataMembers[] = {{"userIdentifiers", ShapeKind::objects, kIdentifier}};
inline constexpr Member kDevice[] = {
    {"userAgent"},
    {"ipAddress"},
    {"category"},
    {"languageCode"},
    {"screenHeight", ShapeKind::whole},
    {"screenWidth", ShapeKind::whole},
    {"operatingSystem"},
    {"operatingSystemVersion"},
    {"model"},
    {"brand"},
    {"browser"},
    {"browserVersion"},
};
inline constexpr Member kAdIdentifiers[] = {
    {"sessionAttributes"},
    {"gclid"},
    {"gbraid"},
    {"wbraid"},
    {"dclid"},
    {"impressionId"},
    {"matchId"},
    {"mobileDeviceId"},
    {"landingPageDeviceInfo", ShapeKind::object, kDevice},
    {"encryptedUserIds", ShapeKind::anything},
};
inline constexpr Member kParameter[] = {{"parameterName"}, {"value"}};
inline constexpr Member kCartItem[] = {
    {"merchantProductId"},
    {"quantity", ShapeKind::whole},
    {"unitPrice", ShapeKind::number},
    {"itemId"},
    {"conversionValue", ShapeKind::number},
    {"additionalItemParameters", ShapeKind::objects, kParameter},
    {"customVariables", ShapeKind::anything},
};
inline constexpr Member kCart[] = {
    {"merchantId"},
    {"merchantFeedLabel"},
    {"merchantFeedLanguageCode"},
    {"transactionDiscount", ShapeKind::number},
    {"couponCodes", ShapeKind::texts},
    {"items", ShapeKind::objects, kCartItem},
};
inline constexpr Member kCustomVariable[] = {
    {"variable"}, {"value"}, {"destinationReferences", ShapeKind::texts}};
inline constexpr Member kExperimental[] = {{"field"}, {"value"}};
inline constexpr Member kUserProperties[] = {
    {"customerType", ShapeKind::word, {}, "CustomerType", kCustomerWords},
    {"customerValueBucket", ShapeKind::word, {}, "CustomerValueBucket", kBucketWords},
    {"additionalUserProperties", ShapeKind::anything},
};
inline constexpr Member kEvent[] = {
    {"destinationReferences", ShapeKind::texts},
    {"adIdentifiers", ShapeKind::object, kAdIdentifiers},
    {"conversionValue", ShapeKind::number},
    {"currency"},
    {"eventTimestamp", ShapeKind::timestamp},
    {"lastUpdatedTimestamp", ShapeKind::timestamp},
    {"transactionId"},
    {"eventSource", ShapeKind::word, {}, "EventSource", kSourceWords},
    {"userData", ShapeKind::object, kUserDataMembers},
    {"consent", ShapeKind::object, kConsentMembers},
    {"conversionCount", ShapeKind::number},
    {"cartData", ShapeKind::object, kCart},
    {"eventDeviceInfo", ShapeKind::object, kDevice},
    {"customVariables", ShapeKind::objects, kCustomVariable},
    {"experimentalFields", ShapeKind::objects, kExperimental},
    {"userProperties", ShapeKind::object, kUserProperties},
    {"eventName"},
    {"clientId"},
    {"appInstanceId"},
    {"userId"},
    {"additionalEventParameters", ShapeKind::objects, kParameter},
    {"eventLocation", ShapeKind::anything},
};
inline constexpr Member kIngestRequest[] = {
    {"destinations", ShapeKind::objects, kDestination},
    {"encoding", ShapeKind::word, {}, "Encoding", kEncodingWords},
    {"encryptionInfo", ShapeKind::anything},
    {"consent", ShapeKind::object, kConsentMembers},
    {"events", ShapeKind::objects, kEvent},
    {"validateOnly", ShapeKind::boolean},
};

}  // namespace tagproof::google_ads
