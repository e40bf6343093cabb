#pragma once

#include "mock_platforms/linkedin/rules.h"
#include "mock_platforms/platform.h"

/// What LinkedIn's sources leave open, or what changes with time.
namespace tagproof::linkedin {

inline constexpr Setting kOldestVersion{
    "linkedin.oldest_version",
    "The oldest LinkedIn-Version (YYYYMM) that still answers; when each goes, no source says", "",
    "202509", kRudderStack};
inline constexpr Setting kSameSource{
    "linkedin.same_source_repeats",
    "A second event of the same id from the tag, or from the API: sources speak of one of each",
    "count dedup", "count", kDeduplication};

inline constexpr Setting kSettings[] = {kOldestVersion, kSameSource};

}  // namespace tagproof::linkedin
