#include "harness/model/contract.h"

#include <algorithm>

namespace tagproof {

const ContractEvent* Contract::event(EventName wanted) const {
  const auto it = std::ranges::find(events, wanted, &ContractEvent::name);
  return it == events.end() ? nullptr : &*it;
}

const PlatformEvent* Contract::platform_event(EventName wanted, std::string_view platform) const {
  const ContractEvent* found = event(wanted);
  if (found == nullptr) return nullptr;
  const auto it = std::ranges::find_if(
      found->platforms, [&](const PlatformEvent& p) { return p.platform == platform; });
  return it == found->platforms.end() ? nullptr : &*it;
}

std::vector<PlatformId> Contract::platforms() const {
  std::vector<PlatformId> all;
  for (const auto& one : events) {
    for (const auto& p : one.platforms) {
      if (std::ranges::find(all, p.platform) == all.end()) all.push_back(p.platform);
    }
  }
  return all;
}

std::string Contract::owner_of(Layer layer, std::string_view platform) const {
  for (const std::string_view key : {platform, text(layer), std::string_view("default")}) {
    const auto it = owners.find(key);
    if (it != owners.end()) return it->second.team;
  }
  return {};
}

ValueBasis Contract::value_basis(std::string_view platform) const {
  const PlatformEvent* own = platform_event(EventName::purchase, platform);
  return own != nullptr && own->value ? *own->value : revenue.value;
}

}  // namespace tagproof
