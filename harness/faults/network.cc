// What happens on the way between sender and platform.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

Disturbance answer_lost(const Emission& event, int nth, int attempt) {
  return {.lose_answer = is_server(event) && is_purchase(event) && nth == 1 && attempt == 1};
}

Disturbance server_event_lost(const Emission& event, int, int) {
  return {.drop = is_server(event) && is_purchase(event)};
}

Disturbance too_many_requests(const Emission& event, int nth, int attempt) {
  if (!is_server(event) || nth != 1 || attempt != 1) return {};
  return {.answer_status = 429, .retry_after = std::chrono::seconds(30)};
}

Disturbance slow(const Emission& event, int nth, int) {
  return {.slow = is_server(event) && nth == 1 ? Duration(std::chrono::seconds(20)) : Duration{}};
}

void new_id_on_retry(Emission& event, const EmissionFacts& facts) {
  if (is_server(event) && facts.attempt > 1 && event.field(Field::event_id)) {
    event.set(Field::event_id,
              event.text(Field::event_id) + "-retry-" + std::to_string(facts.attempt));
  }
}

constexpr Fault kNetworkFaults[] = {
    {.name = "answer-lost",
     .mistake = "The event was counted, its answer got lost, and the sender tried again.",
     .who = "nobody",
     .cost = "duplicate revenue",
     .place = Place::network,
     .check = "dedup.counted-twice",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/support",
     .on_request = answer_lost},
    {.name = "server-event-lost",
     .mistake = "The firewall drops what the backend sends.",
     .who = "operations",
     .cost = "conversions lost",
     .place = Place::network,
     .check = "delivery.lost",
     .source = "https://github.com/Vets-Who-Code/vets-who-code-app/pull/1259",
     .on_request = server_event_lost},
    {.name = "server-error-heals",
     .mistake = "The platform answers 500 once and then works.",
     .who = "nobody",
     .cost = "nothing, when the sender tries again",
     .place = Place::platform,
     .check = "delivery.disturbed",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/support",
     .on_request = error_that_heals},
    {.name = "too-many-requests",
     .mistake = "The platform answers 429 once, with Retry-After, and then works.",
     .who = "nobody",
     .cost = "nothing, when the sender tries again",
     .place = Place::platform,
     .check = "delivery.disturbed",
     .source =
         "https://developers.google.com/google-ads/api/docs/best-practices/understand-api-errors",
     .on_request = too_many_requests},
    {.name = "slow-answer",
     .mistake = "The platform takes twenty seconds to answer.",
     .who = "nobody",
     .cost = "nothing, when the sender waits",
     .place = Place::platform,
     .check = "delivery.disturbed",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/support",
     .on_request = slow},
    {.name = "event-id-changed-on-retry",
     .mistake = "Each try of the same event gets an id of its own; the first answer was an error.",
     .who = "server-side developer",
     .cost = "duplicate revenue",
     .place = Place::backend,
     .check = "delivery.id-changed-on-retry",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/support",
     .on_emission = new_id_on_retry,
     .on_request = error_that_heals},
};

}  // namespace

std::span<const Fault> network_faults() { return kNetworkFaults; }

}  // namespace tagproof
