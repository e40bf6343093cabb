// Mistakes that only Snapchat's interfaces allow.
#include "harness/base/hash.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_snapchat_purchase(const Emission& event) {
  return event.platform == "snapchat" && is_purchase(event);
}

void milliseconds(Emission& event, const EmissionFacts&) {
  if (is_snapchat_purchase(event) && is_server(event))
    event.set(Field::time, Decimal{unix_millis(event.time)});
}

void dedup_id_of_the_session(Emission& event, const EmissionFacts& facts) {
  if (is_snapchat_purchase(event) && is_browser(event))
    event.set(Field::event_id, sha256_hex("session of " + facts.customer.email).substr(0, 16));
}

void address_alone(Emission& event, const EmissionFacts&) {
  if (!is_snapchat_purchase(event) || !is_server(event)) return;
  for (const auto& word : Words<UserField>::all) {
    if (word.value != UserField::ip) event.clear(field_of(word.value));
  }
}

constexpr Fault kSnapchatFaults[] = {
    {.name = "snapchat-time-in-milliseconds",
     .mistake = "event_time is in milliseconds, as the browser's clock has them.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "platform.time",
     .source = "https://github.com/segmentio/action-destinations/tree/main/packages/"
               "destination-actions/src/destinations/snap-conversions-api",
     .on_emission = milliseconds},
    {.name = "snapchat-dedup-id-of-session",
     .mistake = "client_dedup_id is the session's, where the server's event_id is the order's.",
     .who = "tag developer",
     .cost = "conversions that only the order's id keeps from counting twice",
     .place = Place::tagging,
     .check = "dedup.event-id-mismatch",
     .source = "https://developers.snap.com/api/marketing-api/Conversions-API/Deduplication",
     .on_emission = dedup_id_of_the_session},
    {.name = "snapchat-address-without-user-agent",
     .mistake = "Of the shopper only the address is sent, without the user agent beside it.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://github.com/segmentio/action-destinations/tree/main/packages/"
               "destination-actions/src/destinations/snap-conversions-api",
     .on_emission = address_alone},
};

}  // namespace

std::span<const Fault> snapchat_faults() { return kSnapchatFaults; }

}  // namespace tagproof
