#include <chrono>

#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/snapchat/rules.h"
#include "mock_platforms/snapchat/settings.h"
#include "mock_platforms/snapchat/snapchat.h"

namespace tagproof::snapchat {
namespace {

// Both as practitioners tell them; the official table couldn't be read. Source: kPractices
constexpr Duration kWindow = std::chrono::hours{48};
constexpr Duration kOrderWindow = std::chrono::hours{30 * 24};

/// The pixel's transaction id pairs with the server's order_id, or with its event_id.
/// Source: kPractices
bool by_transaction(const TrackedEvent& event, const Settings& settings, std::string& key) {
  if (conversion_api::by_order_id(event, settings, key)) return true;
  return event.channel == Channel::server && conversion_api::by_event_id(event, settings, key);
}

bool is_purchase(const TrackedEvent& event) { return event.is(EventName::purchase); }

bool first_stands(const Settings& settings) { return settings.of(kWinner) == "first"; }
bool strongest_stands(const Settings& settings) { return settings.of(kWinner) == "strongest"; }

// A rule that a setting switches off has no keys: nothing is remembered for it.

bool first_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return first_stands(settings) && conversion_api::by_event_id(event, settings, key);
}

bool strongest_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return strongest_stands(settings) && conversion_api::by_event_id(event, settings, key);
}

bool first_by_transaction(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return first_stands(settings) && by_transaction(event, settings, key);
}

bool strongest_by_transaction(const TrackedEvent& event, const Settings& settings,
                              std::string& key) {
  return strongest_stands(settings) && by_transaction(event, settings, key);
}

bool repeat_by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  return settings.of(kSameSource) == "dedup" && conversion_api::by_event_id(event, settings, key);
}

bool same_channel(const TrackedEvent& later, const Earlier& earlier, const Settings&) {
  return later.channel == earlier.channel;
}

constexpr DedupRule kRulesOfDedup[] = {
    {.rule =
         row("snapchat.dedup.event-id",
             "Same pixel and event, the pixel's client_dedup_id equal to the server's event_id, "
             "within 48 hours: the first stands, with what only the second has",
             kAccept, kDocumented, kDeduplication),
     .key = first_by_event_id,
     .meets = Meets::across_channels,
     .window = kWindow,
     .wins = Wins::enriched},
    {.rule = row("snapchat.dedup.event-id-strongest",
                 "The same, where snapchat.dedup_winner says that the strongest copy stands",
                 kAccept, kDocumented, kDeduplication),
     .key = strongest_by_event_id,
     .meets = Meets::across_channels,
     .window = kWindow,
     .wins = Wins::richer},
    {.rule = row("snapchat.dedup.order-id",
                 "A purchase whose transaction_id on the pixel is the server's order_id (or "
                 "event_id), within 30 days",
                 kAccept, kAssumed, kPractices),
     .key = first_by_transaction,
     .meets = Meets::across_channels,
     .window = kOrderWindow,
     .wins = Wins::enriched,
     .covers = is_purchase},
    {.rule = row("snapchat.dedup.order-id-strongest",
                 "The same, where snapchat.dedup_winner says that the strongest copy stands",
                 kAccept, kAssumed, kPractices),
     .key = strongest_by_transaction,
     .meets = Meets::across_channels,
     .window = kOrderWindow,
     .wins = Wins::richer,
     .covers = is_purchase},
    {.rule = row("snapchat.dedup.same-source",
                 "The same id twice from one of the two is one where snapchat.same_source_repeats "
                 "says so",
                 kAccept, kAssumed, kDeduplication),
     .key = repeat_by_event_id,
     .window = kWindow,
     .applies = same_channel},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::snapchat
