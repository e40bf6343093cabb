#pragma once

#include "mock_platforms/microsoft/rules.h"
#include "mock_platforms/platform.h"

/// What Microsoft's sources leave open, each with the careful value as default.
namespace tagproof::microsoft {

inline constexpr Setting kSameSource{
    "microsoft.same_source_repeats",
    "A second event of the same id from the tag, or from the server: no source says that it is "
    "dropped",
    "count dedup", "count", kShware};
inline constexpr Setting kDenied{"microsoft.denied",
                                 "Whether an event with ad storage denied is a conversion",
                                 "unconsented count", "unconsented", kShware};
inline constexpr Setting kAdjustUnknown{
    "microsoft.adjust_unknown",
    "An adjustment of a TransactionId that no conversion has: refused as a partial error, or taken "
    "without effect",
    "refuse take", "refuse", kAdjustments};

inline constexpr Setting kSettings[] = {kSameSource, kDenied, kAdjustUnknown};

}  // namespace tagproof::microsoft
