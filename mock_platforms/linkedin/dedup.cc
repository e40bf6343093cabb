#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/linkedin/linkedin.h"
#include "mock_platforms/linkedin/settings.h"

namespace tagproof::linkedin {
namespace {

bool is_conversion(const TrackedEvent& event) { return !event.is(EventName::page_view); }

bool repeats_of_one_source(const TrackedEvent& later, const Earlier& earlier,
                           const Settings& settings) {
  return later.channel == earlier.channel && settings.of(kSameSource) == "dedup";
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
     .key = conversion_api::by_event_id,
     .applies = repeats_of_one_source,
     .covers = is_conversion,
     .with_account = false},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::linkedin
