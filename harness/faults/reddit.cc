// Mistakes that Reddit's pixel and Conversions API let one make.
#include <chrono>

#include "harness/base/hash.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_reddit(const Emission& event) { return event.platform == "reddit" && is_purchase(event); }

// A connector hashes whatever looks like an id; the pixel's copy stays as it is.
void id_hashed_on_server(Emission& event, const EmissionFacts&) {
  if (is_reddit(event) && is_server(event))
    event.set(Field::event_id, sha256_hex(event.text(Field::event_id)));
}

// Orders go out with the weekly export, with the time of the sale.
void event_of_last_week(Emission& event, const EmissionFacts&) {
  if (is_reddit(event) && is_server(event)) {
    const auto eight_days_ago = event.time - std::chrono::days{8};
    event.raw.emplace_back("event_at", Decimal{unix_millis(eight_days_ago)});
  }
}

// What the server knows of the shopper never reaches the call.
void server_knows_nobody(Emission& event, const EmissionFacts&) {
  if (!is_reddit(event) || !is_server(event)) return;
  for (const auto field : {Field::email, Field::phone, Field::external_id, Field::ip,
                           Field::user_agent, Field::click_id, Field::browser_id}) {
    event.clear(field);
  }
}

// The opt-out of the set-up day.
void limited_for_everybody(Emission& event, const EmissionFacts&) {
  if (is_reddit(event)) event.consent.limited = true;
}

constexpr Fault kRedditFaults[] = {
    {.name = "reddit-conversion-id-hashed-on-server",
     .mistake = "The server's connector hashes conversion_id; the pixel sends it as it is.",
     .who = "connector",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.event-id-mismatch",
     .source = "https://github.com/segmentio/action-destinations/tree/main/packages/"
               "destination-actions/src/destinations/reddit-conversions-api",
     .on_emission = id_hashed_on_server},
    {.name = "reddit-event-older-than-a-week",
     .mistake = "Orders are exported once a week, and some are older than 168 hours by then.",
     .who = "shop backend",
     .cost = "server conversions refused, with all that were in their batch",
     .place = Place::tagging,
     .check = "platform.time",
     .source = "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/cdk/v2/"
               "destinations/reddit",
     .on_emission = event_of_last_week},
    {.name = "reddit-server-event-poorer-than-pixel",
     .mistake = "The server sends the sale and nothing of the shopper: the pixel's copy is kept.",
     .who = "server-side developer",
     .cost = "a Conversions API that improves nothing",
     .place = Place::tagging,
     .check = "match.expected-key-missing",
     .source = "https://papaya-kheer-4b8a70.netlify.app/signals/signal-measurement/"
               "event-deduplication",
     .on_emission = server_knows_nobody},
    {.name = "reddit-limited-for-everybody",
     .mistake = "LDU is set for every shopper, also for those who agreed.",
     .who = "tag developer",
     .cost = "conversions that no campaign learns from",
     .place = Place::tagging,
     .check = "consent.granted-not-applied",
     .source = "https://github.com/segmentio/action-destinations/tree/main/packages/"
               "destination-actions/src/destinations/reddit-conversions-api",
     .on_emission = limited_for_everybody},
};

}  // namespace

std::span<const Fault> reddit_faults() { return kRedditFaults; }

}  // namespace tagproof
