#include <algorithm>
#include <array>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 6> kPlaces{"tagging", "network",  "backend",
                                                  "shopper", "platform", "collector"};

std::vector<const Fault*> gather() {
  std::vector<const Fault*> all;
  for (const auto table : {
           tagging_faults(),   value_faults(),      order_id_faults(),  item_faults(),
           tag_list_faults(),  identity_faults(),   consent_faults(),   network_faults(),
           backend_faults(),   shopper_faults(),    platform_faults(),  ga4_faults(),
           meta_faults(),      google_ads_faults(), collector_faults(), tiktok_faults(),
           pinterest_faults(), snapchat_faults(),   microsoft_faults(), linkedin_faults(),
           reddit_faults(),
       }) {
    for (const Fault& fault : table) all.push_back(&fault);
  }
  return all;
}

}  // namespace

std::string_view text(Place place) { return kPlaces[static_cast<std::size_t>(place)]; }

bool is_disturbance(const Fault& fault) {
  return fault.on_request != nullptr && fault.on_scenario == nullptr &&
         fault.on_emission == nullptr && fault.duplicate == nullptr && fault.behaviour.empty() &&
         (fault.place == Place::network || fault.place == Place::platform);
}

std::span<const Fault* const> all_faults() {
  static const std::vector<const Fault*> kAll = gather();
  return kAll;
}

const Fault* find_fault(std::string_view name) {
  const auto all = all_faults();
  const auto it = std::ranges::find(all, name, [](const Fault* fault) { return fault->name; });
  return it == all.end() ? nullptr : *it;
}

std::vector<const Fault*> own_faults(const Scenario& scenario) {
  std::vector<const Fault*> own;
  for (const auto& name : scenario.faults) {
    if (const auto* fault = find_fault(name)) own.push_back(fault);
  }
  return own;
}

}  // namespace tagproof
