// Mistakes that only TikTok's interfaces allow.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_tiktok_purchase(const Emission& event) {
  return event.platform == "tiktok" && is_purchase(event);
}

// Both names are purchases to TikTok, and never copies of each other.
void old_name_in_browser(Emission& event, const EmissionFacts&) {
  if (is_tiktok_purchase(event) && is_browser(event)) event.platform_name = "CompletePayment";
}

void content_id_as_number(Emission& event, const EmissionFacts&) {
  if (is_tiktok_purchase(event) && is_server(event))
    event.raw.emplace_back("properties.contents[].content_id", Decimal{1077218});
}

void error_in_http_200(Emission& event, const EmissionFacts& facts) {
  const bool has_accounts = facts.scenario.target.accounts.contains(event.platform.view());
  if (event.platform == "tiktok" && is_server(event) && has_accounts)
    event.secret = "token-of-last-year";
}

constexpr Fault kTiktokFaults[] = {
    {.name = "tiktok-purchase-renamed-on-server",
     .mistake = "The server was moved to the new name Purchase, the pixel still says "
                "CompletePayment.",
     .who = "server-side developer",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/v0/destinations/"
               "tiktok_ads",
     .on_emission = old_name_in_browser},
    {.name = "tiktok-content-id-number",
     .mistake = "The shop's product ids are numbers, and content_id is sent as one.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/v0/destinations/"
               "tiktok_ads",
     .on_emission = content_id_as_number},
    {.name = "tiktok-error-in-http-200",
     .mistake = "The token ran out; the sender reads HTTP 200 as success and never the code.",
     .who = "server-side developer",
     .cost = "server events lost without a word",
     .place = Place::platform,
     .check = "platform.account",
     .source = "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/v0/destinations/"
               "tiktok_ads",
     .on_emission = error_in_http_200},
};

}  // namespace

std::span<const Fault> tiktok_faults() { return kTiktokFaults; }

}  // namespace tagproof
