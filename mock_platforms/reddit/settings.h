#pragma once

#include "mock_platforms/platform.h"
#include "mock_platforms/reddit/rules.h"

/// What Reddit's sources leave open.
namespace tagproof::reddit {

inline constexpr Setting kBySession{
    "reddit.dedup_by_session",
    "Two copies of which one has no conversion_id: the text speaks of sessions without saying how "
    "it tells one; merge takes the browser's _rdt_uuid for it",
    "count merge", "count", kDeduplication};

inline constexpr Setting kSettings[] = {kBySession};

}  // namespace tagproof::reddit
