#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/microsoft/microsoft.h"
#include "mock_platforms/microsoft/settings.h"

namespace tagproof::microsoft {
namespace {

/// Where the setting leaves repeats alone, nothing is remembered for them.
bool repeat_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kSameSource) == "dedup" && conversion_api::by_event_id(event, settings, key);
}

bool same_channel(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return later.channel == earlier.channel;
}

constexpr DedupRule kRulesOfDedup[] = {
    {.rule =
         row("microsoft.dedup.event-id",
             "Same UET tag, event name and id from tag and server: one conversion; which of the "
             "two is kept, and for how long they meet, no source says: the first, for ever",
             kAccept, kObserved, kShware),
     .key = conversion_api::by_event_id,
     .meets = Meets::across_channels},
    {.rule = row("microsoft.dedup.same-source",
                 "The same twice from one source: dropped where microsoft.same_source_repeats says "
                 "dedup",
                 kAccept, kAssumed, kShware),
     .key = repeat_by_event_id,
     .applies = same_channel},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::microsoft
