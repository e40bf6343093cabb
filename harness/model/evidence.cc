#include "harness/model/evidence.h"

#include <algorithm>

namespace tagproof {

ConsentChoice ShopperTruth::consent_at(TimePoint time) const {
  ConsentChoice choice{};
  for (const auto& moment : consent) {
    if (moment.time > time) break;
    choice = moment.choice;
  }
  return choice;
}

const Ledger* Evidence::ledger(std::string_view platform) const {
  const auto it =
      std::ranges::find_if(ledgers, [&](const Ledger& l) { return l.platform == platform; });
  return it == ledgers.end() ? nullptr : &*it;
}

const ShopperTruth* Evidence::shopper(std::string_view name) const {
  const auto it = std::ranges::find(shoppers, name, &ShopperTruth::name);
  return it == shoppers.end() ? nullptr : &*it;
}

const Capture* Evidence::capture(const CaptureId& id) const {
  const auto it = std::ranges::find(captures, id, &Capture::id);
  return it == captures.end() ? nullptr : &*it;
}

}  // namespace tagproof
