#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/linkedin/linkedin.h"
#include "mock_platforms/linkedin/settings.h"

namespace tagproof::linkedin {
namespace {

bool is_conversion(const TrackedEvent& event) { return !event.is(EventName::page_view); }

/// Where the setting leaves repeats alone, nothing is remembered for them.
bool repeat_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kSameSource) == "dedup" && conversion_api::by_event_id(event, settings, key);
}

bool same_channel(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return later.channel == earlier.channel;
}

// Tag and API report to a conversion rule each, and a body of the API names no account: what they
// have in common is the id alone.
constexpr DedupRule kRulesOfDedup[] = {
    {.rule =
         row("linkedin.dedup.event-id",
             "Same account and eventId from Insight Tag and Conversions API: the tag's copy is "
             "counted, the API's discarded, also when it came first; for how long they meet, no "
             "source says: for ever",
             kAccept, kDocumented, kDeduplication),
     .key = conversion_api::by_event_id,
     .meets = Meets::across_channels,
     .wins = Wins::browser,
     .covers = is_conversion,
     .with_account = false},
    {.rule = row("linkedin.dedup.same-source",
                 "The same twice from one source: dropped where linkedin.same_source_repeats says "
                 "dedup",
                 kAccept, kAssumed, kDeduplication),
     .key = repeat_by_event_id,
     .applies = same_channel,
     .covers = is_conversion,
     .with_account = false},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::linkedin
