#include "harness/shop/price_list.h"

#include <string_view>

#include "harness/base/hash.h"

namespace tagproof {
namespace {

/// Of what differs most often; the rest is told by comparing.
std::size_t place_of(const Basket& basket) {
  std::size_t place = fnv1a(basket.region);
  const auto mix = [&](std::size_t what) { place = (place ^ what) * 0x100000001b3; };
  for (const auto& line : basket.lines) {
    mix(fnv1a(line.sku));
    mix(static_cast<std::size_t>(line.quantity));
  }
  mix(basket.shipping == nullptr ? 0 : fnv1a(basket.shipping->name));
  mix(basket.coupon == nullptr ? 0 : fnv1a(basket.coupon->code));
  mix(fnv1a(basket.currency));
  return place;
}

}  // namespace

Result<std::shared_ptr<const Priced>> PriceList::of(const Basket& basket) {
  auto& row = rows_[place_of(basket) % kRows];
  if (row.priced != nullptr && row.basket == basket) return row.priced;
  auto priced = price(shop_, basket);
  if (!priced) return std::move(priced.error());
  row = {basket, std::make_shared<const Priced>(std::move(*priced))};
  return row.priced;
}

}  // namespace tagproof
