#include <chrono>

#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"
#include "mock_platforms/meta/settings.h"

namespace tagproof::meta {
namespace {

constexpr Duration kWindow = std::chrono::hours{48};  // source: kDeduplicate

// Ids compare as exact text: 123 and "123" are the same, "A" and "a" are not.
bool by_event_id(const TrackedEvent& event, const Settings&, std::string& key) {
  if (!event.event_id.has_value()) return false;
  key += *event.event_id;
  return true;
}

bool by_fbp(const TrackedEvent& event, const Settings&, std::string& key) {
  if (!event.id(IdField::fbp).has_value()) return false;
  key += *event.id(IdField::fbp);
  return true;
}

bool by_external_id(const TrackedEvent& event, const Settings&, std::string& key) {
  for (const auto& datum : event.user_data) {
    if (datum.field != UserField::external_id || datum.value.empty()) continue;
    key += datum.value;
    return true;
  }
  return false;
}

bool same_channel_and_set(const TrackedEvent& later, const Earlier& earlier,
                          const Settings& settings) {
  return later.channel == earlier.channel && settings.of(kSameSourceRepeats) == "dedup";
}

/// Two ids that differ name two events; whether the person then decides is open.
bool an_id_is_missing(const TrackedEvent& later, const Earlier& earlier, const Settings& settings) {
  return !later.event_id.has_value() || !earlier.has_event_id ||
         settings.of(kIdsDifferSamePerson) == "dedup";
}

constexpr Rule accepted(std::string_view id, std::string_view text, Confidence confidence) {
  return {.id = id,
          .text = text,
          .severity = RuleSeverity::accept,
          .confidence = confidence,
          .source = kDeduplicate,
          .read = "2026-09",
          .tests = "meta_dedup_test"};
}

constexpr DedupRule kRulesOfDedup[] = {
    {.rule = accepted("meta.dedup.event-id",
                      "Same pixel, event name and event id, one from the browser and one from the "
                      "server, within 48 hours, in any order",
                      Confidence::documented),
     .key = by_event_id,
     .meets = Meets::across_channels,
     .window = kWindow},
    {.rule = accepted("meta.dedup.same-source",
                      "The same from one channel twice: counted, unless meta.same_source_repeats "
                      "says dedup",
                      Confidence::assumed),
     .key = by_event_id,
     .meets = Meets::any,
     .window = kWindow,
     .applies = same_channel_and_set},
    {.rule = accepted("meta.dedup.external-id",
                      "Same pixel, event name and external_id, browser first and server within 48 "
                      "hours, where one of them has no event id",
                      Confidence::documented),
     .key = by_external_id,
     .meets = Meets::browser_then_server,
     .window = kWindow,
     .applies = an_id_is_missing},
    {.rule = accepted("meta.dedup.fbp",
                      "Same pixel, event name and fbp, browser first and server within 48 hours, "
                      "where one of them has no event id",
                      Confidence::documented),
     .key = by_fbp,
     .meets = Meets::browser_then_server,
     .window = kWindow,
     .applies = an_id_is_missing},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::meta
