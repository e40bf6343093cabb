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

inline constexpr Setting kSettings[] = {kVersions, kAllowlisted, kAdjustmentWait,
                                        kAdjustUnattributed};

}  // namespace tagproof::google_ads
