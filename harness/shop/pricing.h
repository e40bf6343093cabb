#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/result.h"
#include "harness/model/order.h"
#include "harness/model/storefront.h"

/// The shop's arithmetic: exact, in the currency's own digits, rounded by the storefront's rule and
/// nowhere else.
namespace tagproof {

/// `total` in parts that are as `weights` and sum to it exactly, in units of 10^-scale: the largest
/// remainders get what rounding down left over, the first of equals first. All weights zero: all
/// goes to the first.
std::vector<Decimal> split(const Decimal& total, std::span<const Decimal> weights, int scale);

/// Percent for the shopper's region: the most specific key of `rates` that names it, else
/// `default`, else 0.
Decimal tax_rate(const std::map<std::string, Decimal, std::less<>>& rates, std::string_view region);

inline constexpr std::int64_t kMaxQuantity =
    9999;  // of one line; keeps unit prices of 4 more digits exact

struct CartLine {
  std::string sku{};
  std::int64_t quantity = 1;
  bool operator==(const CartLine&) const = default;
};

/// What is to be priced.
struct Basket {
  std::vector<CartLine> lines{};
  const ShippingMethod* shipping{};  // null: not chosen yet
  const Coupon* coupon{};
  Decimal fee{};  // of the payment method, in the shop's currency; untaxed
  Decimal tip{};  // in the order's currency; untaxed
  std::string region{};
  std::string currency{};  // of the order
  bool operator==(const Basket&) const = default;
};

struct Priced {
  std::vector<OrderItem> items{};
  Totals totals{};
  Decimal items_before_discount{};  // without tax
};

/// An unknown sku or a currency without a rate is an error.
Result<Priced> price(const Storefront& shop, const Basket& basket);

/// An amount of the shop's currency in another, in that one's digits.
Result<Decimal> convert(const Storefront& shop, const Decimal& amount, std::string_view currency);

/// `line` (all of `quantity`) for `count` of them when `before` were taken already: taking them one
/// by one sums to the line exactly.
Decimal share_of_line(const Decimal& line, std::int64_t quantity, std::int64_t before,
                      std::int64_t count, int scale, RoundingMode mode);

}  // namespace tagproof
