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

const std::string& ShopperTruth::id(std::string_view platform, IdField field) const {
  static const std::string kNone;
  const bool own = field == IdField::click_id || field == IdField::browser_id;
  if (!own) return ids[static_cast<std::size_t>(field)];
  const auto it = own_ids.find(platform);
  if (it == own_ids.end()) return kNone;
  return field == IdField::click_id ? it->second.click_id : it->second.browser_id;
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
