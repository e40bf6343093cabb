// Mistakes in how a platform's account is set up. They change what the mock is told of its
// accounts.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

// Says of every declared destination that it exists, then lets the caller make one thing of it
// wrong.
template <class Edit>
void declare_accounts(Scenario& scenario, Edit edit) {
  for (const auto& [platform, ids] : scenario.contract.destinations) {
    auto& accounts = scenario.target.accounts[platform];
    if (accounts.empty()) {
      for (const auto& id : ids) accounts.push_back({.id = id, .conversion_id = id});
    }
    for (auto& account : accounts) edit(account);
  }
}

void data_source_restricted(Scenario& scenario) {
  declare_accounts(scenario, [](Account& account) { account.restriction = "full"; });
}

// Where the target names no account every token exists, and none can have run out.
void token_expired(Emission& event, const EmissionFacts& facts) {
  if (is_server(event) && facts.scenario.target.accounts.contains(event.platform.view())) {
    event.secret = "token-of-last-year";
  }
}

void test_accounts(Scenario& scenario) {
  declare_accounts(scenario, [](Account& account) { account.env = "test"; });
}

// Only versions that the shop doesn't call are left.
void version_gone(Scenario& scenario) { scenario.target.settings["google_ads.versions"] = "v26"; }

// The Measurement Protocol says 204 all the same.
void wrong_api_secret(Emission& event, const EmissionFacts&) {
  if (is_server(event) && event.platform == "ga4") event.secret = "secret-of-another-stream";
}

// A label that was copied from the test account's action.
void wrong_label(Emission& event, const EmissionFacts&) {
  if (event.platform != "google_ads" || is_server(event) || event.name != EventName::purchase)
    return;
  event.platform_name =
      event.platform_name.substr(0, event.platform_name.find('/')) + "/Old-Label_x1";
}

constexpr Fault kPlatformFaults[] = {
    {.name = "api-version-sunset",
     .mistake = "The upload calls a version of the interface that was switched off.",
     .who = "server-side developer",
     .cost = "every upload refused",
     .place = Place::platform,
     .check = "delivery.refused",
     .source =
         "https://developers.google.com/ads/blog/posts/2026/09/google-ads-api-v22-sunset-reminder",
     .on_scenario = version_gone},
    {.name = "measurement-protocol-secret-wrong",
     .mistake = "The api secret is another stream's; the answer is 204, as always.",
     .who = "server-side developer",
     .cost = "every server event lost without a word",
     .place = Place::platform,
     .check = "platform.dropped",
     .source =
         "https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference",
     .on_emission = wrong_api_secret},
    {.name = "live-sends-to-test-ids",
     .mistake = "The live shop went live with the test accounts' ids.",
     .who = "operations",
     .cost = "every conversion in an account that nobody reads",
     .place = Place::platform,
     .check = "platform.live-traffic-in-test",
     .on_scenario = test_accounts},
    {.name = "access-token-expired",
     .mistake = "The access token ran out, and the errors are in a log that nobody reads.",
     .who = "operations",
     .cost = "every server conversion lost",
     .place = Place::platform,
     .check = "platform.account",
     .source =
         "https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference",
     .on_emission = token_expired},
    {.name = "conversion-label-of-another-action",
     .mistake = "The label was copied from an older conversion action that nobody bids on.",
     .who = "marketer",
     .cost = "sales counted where no campaign learns from them",
     .place = Place::platform,
     .check = "platform.undeclared-destination",
     .on_emission = wrong_label},
    {.name = "meta-data-source-restricted",
     .mistake = "The domain was put into a restricted category, without a notice.",
     .who = "platform",
     .cost = "conversions accepted and never counted",
     .place = Place::platform,
     .check = "platform.restricted-category",
     .source =
         "https://www.zappush.com/blog/meta-data-sharing-restrictions-applied-heres-how-to-fix-it",
     .on_scenario = data_source_restricted},
};

}  // namespace

std::span<const Fault> platform_faults() { return kPlatformFaults; }

}  // namespace tagproof
