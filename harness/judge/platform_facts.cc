#include "harness/judge/platform_facts.h"

#include <algorithm>

namespace tagproof {
namespace {

/// What a table says of a platform; null: nothing.
template <class Table>
const typename Table::mapped_type* row_of(const Table& table, std::string_view platform) {
  const auto it = table.find(platform);
  return it == table.end() ? nullptr : &it->second;
}

}  // namespace

PlatformFacts platform_facts(std::string_view id, const Contract* contract,
                             const TargetConfig* config) {
  PlatformFacts facts{.id = std::string(id), .traits = &traits_of(id)};
  if (config != nullptr) facts.accounts = row_of(config->accounts, id);
  const auto agreed = agreed_as(id);
  facts.consent_mode = (agreed == id ? *facts.traits : traits_of(agreed)).consent_signals;
  if (contract == nullptr) return facts;
  facts.consent = consent_of(contract->consent, id);
  if (const auto* form = row_of(contract->items.ids, id)) facts.item_form = *form;
  facts.feed = row_of(contract->feed_ids, id);
  facts.destinations = row_of(contract->destinations, id);
  facts.user_data = row_of(contract->user_data.allowed, id);
  if (facts.user_data == nullptr || facts.traits->person_ids.empty()) return facts;
  for (const auto& word : Words<IdField>::all) {
    if (has_word(facts.traits->person_ids, word.text) &&
        std::ranges::find(*facts.user_data, word.text) == facts.user_data->end())
      facts.ids_kept_back.push_back(&word);
  }
  return facts;
}

std::string_view dedup_key(std::string_view platform, const Contract* contract) {
  if (contract != nullptr) {
    const PlatformEvent* agreed = contract->platform_event(EventName::purchase, platform);
    if (agreed != nullptr && !agreed->dedup.empty()) return agreed->dedup;
  }
  return traits_of(platform).order_key;
}

}  // namespace tagproof
