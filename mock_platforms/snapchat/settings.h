#pragma once

#include "mock_platforms/snapchat/rules.h"

/// What Snapchat's sources leave open, each with the careful value as default.
namespace tagproof::snapchat {

inline constexpr Setting kWinner{
    "snapchat.dedup_winner",
    "Which of two copies stands: an older text keeps the first and fills in what only the second "
    "has, a newer one keeps the strongest",
    "first strongest", "first", kDeduplication};
inline constexpr Setting kSameSource{
    "snapchat.same_source_repeats",
    "The same id twice from the pixel, or twice from the server: the text pairs pixel and server",
    "count dedup", "count", kDeduplication};
inline constexpr Setting kMilliseconds{
    "snapchat.milliseconds",
    "event_time in milliseconds: the official sample has seconds, a partner's connector sends "
    "milliseconds",
    "refuse accept", "refuse", kUsing};
inline constexpr Setting kBadEvent{
    "snapchat.bad_event",
    "One invalid event in a batch: the whole request is refused, or that event alone",
    "batch event", "batch", kUsing};

inline constexpr Setting kSettings[] = {kWinner, kSameSource, kMilliseconds, kBadEvent};

}  // namespace tagproof::snapchat
