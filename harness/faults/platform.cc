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

void token_expired(Scenario& scenario) {
  declare_accounts(scenario,
                   [](Account& account) { account.secrets = {"tagproof:0000000000000000"}; });
}

constexpr Fault kFaults[] = {
    {.name = "access-token-expired",
     .mistake = "The access token ran out, and the errors are in a log that nobody reads.",
     .who = "operations",
     .cost = "every server conversion lost",
     .place = Place::platform,
     .check = "platform.account",
     .source =
         "https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference",
     .on_scenario = token_expired},
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

std::span<const Fault> platform_faults() { return kFaults; }

}  // namespace tagproof
