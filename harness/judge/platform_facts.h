#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/consent.h"
#include "harness/model/contract.h"
#include "harness/model/target.h"
#include "mock_platforms/traits.h"

namespace tagproof {

/// What traits, contract and target say of one platform: looked up once, asked for each of its
/// hits.
struct PlatformFacts {
  std::string id{};
  const PlatformTraits* traits{};
  bool consent_mode = false;  // its hits carry Consent Mode signals

  // Of the contract; null and empty: there is none, or it says nothing.
  PlatformConsent consent{};
  std::string_view item_form{};                       // of its item ids
  const std::vector<std::string>* feed{};             // ids of its catalogue, sorted
  const std::vector<std::string>* destinations{};     // its ids
  const std::vector<std::string>* user_data{};        // words of what it may be given
  std::vector<const Word<IdField>*> ids_kept_back{};  // of persons, which it may not be given

  const std::vector<Account>* accounts{};  // of the target; null: none is configured
};

/// `contract` null: there is none. Borrows contract and target.
PlatformFacts platform_facts(std::string_view id, const Contract* contract,
                             const TargetConfig* config);

/// By what a platform tells the copies of an order apart ("event_id", "order_id"): the contract's
/// word, else the platform's own habit. `contract` null: there is none.
std::string_view dedup_key(std::string_view platform, const Contract* contract);

}  // namespace tagproof
