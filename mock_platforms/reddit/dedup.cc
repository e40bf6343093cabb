#include <chrono>

#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/reddit/reddit.h"
#include "mock_platforms/reddit/settings.h"

namespace tagproof::reddit {
namespace {

constexpr Duration kWindow = std::chrono::days{2};  // source: kDeduplication

/// Where the setting doesn't merge them, nothing is remembered for sessions.
bool by_session(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kBySession) == "merge" &&
         conversion_api::by_browser_id_across_names(event, settings, key);
}

bool one_lacks_id(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return !later.event_id.has_value() || !earlier.has_event_id;
}

// The real one runs every hour: until then the reports show both copies.
constexpr DedupRule kRulesOfDedup[] = {
    {.rule = row("reddit.dedup.conversion-id",
                 "Same pixel, event type and conversion_id within two days, from whichever source: "
                 "the one with more metadata and match keys is kept, of equals the earlier",
                 kAccept, kDocumented, kDeduplication),
     .key = conversion_api::by_event_id_across_names,
     .window = kWindow,
     .wins = Wins::richer,
     .with_account = false},
    {.rule = row("reddit.dedup.session",
                 "Same pixel, event type and browser within two days, one copy without "
                 "conversion_id: merged where reddit.dedup_by_session says merge",
                 kAccept, kAssumed, kDeduplication),
     .key = by_session,
     .window = kWindow,
     .wins = Wins::richer,
     .applies = one_lacks_id,
     .with_account = false},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::reddit
