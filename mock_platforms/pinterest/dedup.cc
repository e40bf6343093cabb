#include <chrono>

#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/pinterest/pinterest.h"
#include "mock_platforms/pinterest/rules.h"
#include "mock_platforms/pinterest/settings.h"

namespace tagproof::pinterest {
namespace {

constexpr Duration kCarefulWindow = std::chrono::hours{48};  // setting pinterest.dedup_window

/// Neither the account, since the tag's id is another than the ad account's, nor the wire's name,
/// since the tag says pagevisit where the API says page_visit.
bool by_event_id_across_accounts(const TrackedEvent& event, const Settings& settings,
                                 std::string& key) {
  constexpr char kBetween = '\x1f';
  if (event.name) {
    key.append(text(*event.name));
  } else {
    key.append(event.platform_name.value_or({}));
  }
  key.push_back(kBetween);
  return conversion_api::by_event_id(event, settings, key);
}

bool within_window(const TrackedEvent& later, const Earlier& earlier, const Settings& settings) {
  if (settings.of(kDedupWindow) == "endless") return true;
  return later.received.value_or(earlier.received) - earlier.received <= kCarefulWindow;
}

/// Where the setting leaves repeats alone, nothing is remembered for them.
bool repeat_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kSameSource) == "dedup" && conversion_api::by_event_id(event, settings, key);
}

bool repeats_within_window(const TrackedEvent& later, const Earlier& earlier,
                           const Settings& settings) {
  return later.channel == earlier.channel && within_window(later, earlier, settings);
}

constexpr DedupRule kRulesOfDedup[] = {
    {.rule = row("pinterest.dedup.event-id",
                 "The same event with the same event_id from tag and API is one; how far apart "
                 "they may come is setting pinterest.dedup_window",
                 kAccept, kDocumented, kSpec),
     .key = by_event_id_across_accounts,
     .meets = Meets::across_channels,
     .applies = within_window,
     .with_account = false},
    {.rule = row("pinterest.dedup.same-source",
                 "The same event with the same event_id twice from one of the two is one where "
                 "pinterest.same_source_repeats says so",
                 kAccept, kAssumed, kSpec),
     .key = repeat_by_event_id,
     .applies = repeats_within_window},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::pinterest
