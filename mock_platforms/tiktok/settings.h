#pragma once

#include "mock_platforms/platform.h"

/// What TikTok's sources leave open, each with the documented or the careful value as default.
namespace tagproof::tiktok {

inline constexpr std::string_view kDeduplication =
    "https://ads.tiktok.com/help/article/event-deduplication";

inline constexpr Setting kUnderFiveMinutes{
    "tiktok.dedup_under_five_minutes",
    "A pixel and a server copy less than five minutes apart: the text speaks of five minutes to 48 "
    "hours only, older texts call the first five minutes the merge window",
    "merge count", "merge", kDeduplication};
inline constexpr Setting kByTtp{
    "tiktok.dedup_by_ttp",
    "A server copy without event_id and a pixel copy of the same _ttp: an older text tries them, "
    "the present one is silent",
    "count merge", "count", "https://ads.tiktok.com/help/article?aid=10012410"};
inline constexpr Setting kBadEvent{
    "tiktok.bad_event",
    "One invalid event in a batch: the whole request fails with 40002, or that event alone with "
    "20001",
    "batch event", "batch",
    "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/v0/destinations/tiktok_ads"};

inline constexpr Setting kSettings[] = {kUnderFiveMinutes, kByTtp, kBadEvent};

}  // namespace tagproof::tiktok
