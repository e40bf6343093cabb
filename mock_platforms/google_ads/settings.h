#pragma once

#include "mock_platforms/platform.h"

/// What Google Ads' sources leave open, or what changed and may be set back.
namespace tagproof::google_ads {

inline constexpr Setting kVersions{"google_ads.versions",
                                   "The API's versions that answer, separated by spaces", "",
                                   "v23 v24 v25 v26",
                                   "https://developers.google.com/ads/blog/posts/2026/09/"
                                   "google-ads-api-v22-sunset-reminder"};
inline constexpr Setting kAllowlisted{
    "google_ads.allowlisted",
    "Whether the developer token may still upload click conversions (cut on 2026-06-15 for those "
    "that hadn't lately)",
    "true false", "true",
    "https://developers.google.com/google-ads/api/docs/conversions/upload-offline"};
inline constexpr Setting kAdjustmentWait{
    "google_ads.adjustment_wait",
    "How long after a conversion its adjustment is refused as too early (until 2024-09-09: 24h)",
    "none 24h", "none",
    "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments"};
inline constexpr Setting kAdjustUnattributed{
    "google_ads.adjust_unattributed",
    "Whether an adjustment finds a conversion that was credited to no click and no user",
    "find not_found", "find",
    "https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments"};

inline constexpr Setting kQuota{
    "google_ads.quota", "Whether the APIs' quota is left: then requests are answered 429 or not",
    "left exhausted exhausted_for_now", "left",
    "https://developers.google.com/google-ads/api/docs/best-practices/understand-api-errors"};
inline constexpr Setting kAccessLevel{
    "google_ads.access_level",
    "What the OAuth client's Cloud project may call: any account, or test accounts only",
    "production test", "production",
    "https://developers.google.com/google-ads/api/docs/api-policy/developer-token"};
inline constexpr Setting kDeveloperTokens{
    "google_ads.developer_token",
    "Whether the header developer-token matters (until 2026-09-09: required; test: one that may "
    "use test accounts only)",
    "ignored required test", "ignored",
    "https://developers.google.com/google-ads/api/docs/api-policy/developer-token"};
inline constexpr Setting kErrors{
    "google_ads.errors",
    "What only the platform can know, as thing=CODE pairs separated by spaces: a click id, order "
    "id, action's or customer's number, and the error that it is answered with",
    "", "", "https://github.com/googleapis/googleapis/tree/master/google/ads/googleads/v25/errors"};
inline constexpr Setting kIngestEvents{
    "google_ads.ingest_events",
    "How many events Data Manager takes in one request (the documents disagree)", "2000 10000",
    "2000", "https://developers.google.com/data-manager/api/limits"};
inline constexpr Setting kRepeatedTransaction{
    "google_ads.repeated_transaction",
    "What Data Manager makes of a transactionId that it has with this action", "adjust duplicate",
    "adjust",
    "https://developers.google.com/data-manager/api/devguides/events/google-ads/"
    "conversion-adjustments"};
inline constexpr Setting kConsentRequired{
    "google_ads.consent_required",
    "Whether Data Manager leaves out events of whose consent nobody said anything (it does for "
    "users in the EEA)",
    "no yes", "no",
    "https://github.com/googleapis/googleapis/tree/master/google/ads/datamanager/v1"};
inline constexpr Setting kOldestEvent{
    "google_ads.oldest_event",
    "How old an event of Data Manager may be: as long as a click can be credited", "30d 60d 90d",
    "90d", "https://github.com/googleapis/googleapis/tree/master/google/ads/datamanager/v1"};
inline constexpr Setting kMultiSource{
    "google_ads.multi_source",
    "Whether the account may send further data for a tag's conversions through Data Manager",
    "allowed not_allowlisted", "allowed",
    "https://developers.google.com/data-manager/api/devguides/events/google-ads/online"};

inline constexpr Setting kRedaction{
    "google_ads.ads_data_redaction",
    "Whether the page sets ads_data_redaction: then no click id may leave with ad_storage denied",
    "off on", "off", "https://support.google.com/google-ads/answer/10000067"};

inline constexpr Setting kRestricted{
    "google_ads.restricted",
    "A ping under restricted data processing (rdp=1): counted, as a vendor reads Google, or left "
    "out",
    "count unconsented", "count",
    "https://www.workshopdigital.com/blog/"
    "how-googles-restricted-data-processing-updates-could-impact-your-advertising/"};

inline constexpr Setting kSettings[] = {
    kVersions,        kAllowlisted,     kAdjustmentWait, kAdjustUnattributed, kQuota,
    kAccessLevel,     kDeveloperTokens, kErrors,         kIngestEvents,       kRepeatedTransaction,
    kConsentRequired, kOldestEvent,     kMultiSource,    kRedaction,          kRestricted};

}  // namespace tagproof::google_ads
