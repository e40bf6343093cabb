#include <chrono>

#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/tiktok/rules.h"
#include "mock_platforms/tiktok/settings.h"
#include "mock_platforms/tiktok/tiktok.h"

namespace tagproof::tiktok {
namespace {

constexpr Duration kWindow = std::chrono::hours{48};      // source: kDeduplication
constexpr Duration kMergeFrom = std::chrono::minutes{5};  // source: kDeduplication

Duration gap(const TrackedEvent& later, const Earlier& earlier) {
  return later.received.value_or(earlier.received) - earlier.received;
}

bool after_five_minutes(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return gap(later, earlier) >= kMergeFrom;
}

// A rule that a setting switches off has no keys: nothing is remembered for it.

bool early_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kUnderFiveMinutes) == "merge" &&
         conversion_api::by_event_id(event, settings, key);
}

bool by_ttp(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kByTtp) == "merge" && conversion_api::by_browser_id(event, settings, key);
}

bool same_channel(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return later.channel == earlier.channel;
}

bool one_lacks_id(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return !later.event_id.has_value() || !earlier.has_event_id;
}

constexpr Rule accepted(std::string_view id, std::string_view text, Confidence confidence,
                        std::string_view source = kDeduplication) {
  return row(id, text, RuleSeverity::accept, confidence, source);
}

constexpr DedupRule kRulesOfDedup[] = {
    {.rule = accepted("tiktok.dedup.event-id",
                      "Same pixel, event and event_id from pixel and server, five minutes to 48 "
                      "hours apart: the first is kept and enriched",
                      Confidence::documented),
     .key = conversion_api::by_event_id,
     .meets = Meets::across_channels,
     .window = kWindow,
     .wins = Wins::enriched,
     .applies = after_five_minutes},
    {.rule = accepted("tiktok.dedup.under-five-minutes",
                      "The same less than five minutes apart: merged, unless "
                      "tiktok.dedup_under_five_minutes says count",
                      Confidence::assumed),
     .key = early_by_event_id,
     .meets = Meets::across_channels,
     .window = kMergeFrom,
     .wins = Wins::enriched},
    {.rule = accepted("tiktok.dedup.same-source",
                      "Same pixel, event and event_id twice from the pixel, or twice from the "
                      "server, within 48 hours: the later one is dropped",
                      Confidence::documented),
     .key = conversion_api::by_event_id,
     .window = kWindow,
     .applies = same_channel},
    {.rule = accepted("tiktok.dedup.ttp",
                      "A copy without event_id, of the same pixel, event and _ttp: merged where "
                      "tiktok.dedup_by_ttp says so",
                      Confidence::assumed, "https://ads.tiktok.com/help/article?aid=10012410"),
     .key = by_ttp,
     .meets = Meets::across_channels,
     .window = kWindow,
     .wins = Wins::enriched,
     .applies = one_lacks_id},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::tiktok
