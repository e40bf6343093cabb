#pragma once

#include "mock_platforms/pinterest/rules.h"

/// What Pinterest's sources leave open, each with the careful value as default.
namespace tagproof::pinterest {

inline constexpr Setting kDedupWindow{
    "pinterest.dedup_window",
    "How far apart a tag's and the API's copy may come: no source says; 48 hours are what other "
    "platforms document",
    "48h endless", "48h", kSpec};
inline constexpr Setting kSameSource{
    "pinterest.same_source_repeats",
    "The same event_id twice from the tag, or twice from the API: the specification speaks of "
    "events from both",
    "count dedup", "count", kSpec};
inline constexpr Setting kBadEvent{
    "pinterest.bad_event",
    "One invalid event in a batch: that event alone fails, or the whole request", "event batch",
    "event", kSpec};

inline constexpr Setting kSettings[] = {kDedupWindow, kSameSource, kBadEvent};

}  // namespace tagproof::pinterest
