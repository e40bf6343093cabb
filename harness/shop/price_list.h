#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/storefront.h"
#include "harness/shop/pricing.h"

namespace tagproof {

/// What the baskets of one storefront cost, each computed once: a journey asks for the same cart
/// again and again, and the next one for the same products. Borrows the storefront, which stays as
/// it is. Not thread-safe.
class PriceList {
 public:
  explicit PriceList(const Storefront& shop) : shop_(shop), rows_(kRows) {}

  /// As price().
  Result<std::shared_ptr<const Priced>> of(const Basket& basket);

 private:
  /// A basket has one place; who comes later takes it.
  static constexpr std::size_t kRows = 256;
  struct Row {
    Basket basket{};
    std::shared_ptr<const Priced> priced{};  // null: nobody's place yet
  };

  const Storefront& shop_;
  std::vector<Row> rows_;
};

}  // namespace tagproof
