#include "harness/shop/pricing.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "harness/base/money.h"
#include "harness/model/consent.h"

namespace tagproof {
namespace {

constexpr int kUnitDigits = 4;  // of a unit price beyond the currency's own

/// A line's share of one unit: exact where it can be, else with kUnitDigits more.
Decimal unit_price(const Decimal& line, std::int64_t quantity, int scale) {
  for (int digits = scale; digits <= scale + kUnitDigits; ++digits) {
    const auto unit = line.divided_by(Decimal{quantity}, digits);
    if (unit * Decimal{quantity} == line || digits == scale + kUnitDigits) return unit;
  }
  return line;
}

Decimal sum(std::span<const Decimal> parts) {
  return std::accumulate(parts.begin(), parts.end(), Decimal{});
}

struct Taxed {
  std::vector<Decimal> net{}, gross{};
};

/// How the shop's prices stand to the tax, for one shopper.
struct TaxRule {
  Decimal factor{};  // 119 for 19 %
  bool inclusive = false;
  int scale = 0;
  RoundingMode mode{};
  /// Gross -> net, or net -> gross.
  [[nodiscard]] Decimal other(const Decimal& amount) const {
    if (inclusive) return (amount * Decimal{100}).divided_by(factor, scale, mode);
    return (amount * factor).divided_by(Decimal{100}, scale, mode);
  }
};

/// Tax of amounts that include it or don't, each by itself or all together and split.
Taxed with_tax(std::span<const Decimal> amounts, const TaxRule& rule, bool each) {
  std::vector<Decimal> others;
  others.reserve(amounts.size());
  if (each) {
    for (const auto& amount : amounts) others.push_back(rule.other(amount));
  } else {
    const auto total = sum(amounts);
    const auto tax = split((rule.other(total) - total).abs(), amounts, rule.scale);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      others.push_back(rule.inclusive ? amounts[i] - tax[i] : amounts[i] + tax[i]);
    }
  }
  Taxed result{std::move(others), {amounts.begin(), amounts.end()}};
  if (!rule.inclusive) std::swap(result.net, result.gross);
  return result;
}

/// convert(), where the currency's digits are known already.
Result<Decimal> convert(const Storefront& shop, const Decimal& amount, std::string_view currency,
                        int scale) {
  if (currency == shop.currency) return amount.rounded(scale, shop.rounding);
  const auto rate = shop.currencies.find(currency);
  if (rate == shop.currencies.end()) {
    return error(fmt::format("the storefront has no rate for `{}` (`currencies:`)", currency));
  }
  return (amount * rate->second).rounded(scale, shop.rounding);
}

}  // namespace

std::vector<Decimal> split(const Decimal& total, std::span<const Decimal> weights, int scale) {
  std::vector<Decimal> parts(weights.size(), Decimal::of_minor(0, scale));
  if (weights.empty()) return parts;
  const auto all = sum(weights);
  if (all.is_zero()) {
    parts.front() = total;
    return parts;
  }
  std::vector<Decimal> remainders;
  auto left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto exact =
        (total * weights[i]).divided_by(all, Decimal::kMaxDigits / 2, RoundingMode::down);
    parts[i] = exact.rounded(scale, RoundingMode::down);
    remainders.push_back(exact - parts[i]);
    left -= parts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  const auto unit = Decimal::of_minor(1, scale);
  for (std::size_t i = 0; !left.is_zero() && left >= unit; i = (i + 1) % order.size()) {
    parts[order[i]] += unit;
    left -= unit;
  }
  parts[order.front()] += left;  // digits beyond the scale, of a total that has more
  return parts;
}

Decimal tax_rate(const std::map<std::string, Decimal, std::less<>>& rates,
                 std::string_view region) {
  if (const auto it = rates.find(region); it != rates.end()) return it->second;
  if (const auto it = rates.find(region.substr(0, 2)); it != rates.end()) return it->second;
  for (const auto& [group, percent] : rates) {
    if (group != "default" && region_in(region, group)) return percent;
  }
  const auto it = rates.find(std::string_view("default"));
  return it == rates.end() ? Decimal{} : it->second;
}

Result<Decimal> convert(const Storefront& shop, const Decimal& amount, std::string_view currency) {
  const int scale = currency_exponent(currency);
  if (scale < 0) return error(fmt::format("`{}` is no ISO 4217 currency", currency));
  return convert(shop, amount, currency, scale);
}

Result<Priced> price(const Storefront& shop, const Basket& basket) {
  const int scale = currency_exponent(basket.currency);
  if (scale < 0) return error(fmt::format("`{}` is no ISO 4217 currency", basket.currency));
  const auto mode = shop.rounding;
  const auto in_its_currency = [&](const Decimal& amount) {
    return convert(shop, amount, basket.currency, scale);
  };
  Priced result;
  std::vector<Decimal> lines;
  lines.reserve(basket.lines.size());
  result.items.reserve(basket.lines.size());
  for (const auto& line : basket.lines) {
    const auto* product = shop.product(line.sku);
    if (product == nullptr)
      return error(fmt::format("the storefront has no product `{}`", line.sku));
    const auto unit = in_its_currency(product->price);
    if (!unit) return unit.error();
    lines.push_back((*unit * Decimal{line.quantity}).rounded(scale, mode));
    result.items.push_back({.sku = product->sku,
                            .product_id = product->product_id,
                            .variant_id = product->variant_id,
                            .name = product->name,
                            .brand = product->brand,
                            .category = product->category,
                            .quantity = line.quantity});
  }
  const TaxRule tax{.factor = Decimal{100} + tax_rate(shop.tax_rates, basket.region),
                    .inclusive = shop.prices_include_tax,
                    .scale = scale,
                    .mode = mode};
  const auto before = sum(lines);
  auto taxed = with_tax(lines, tax, shop.tax_per_line);
  result.items_before_discount = sum(taxed.net);

  Decimal discount = Decimal::of_minor(0, scale);
  if (basket.coupon != nullptr) {
    if (basket.coupon->percent) {
      discount += (before * *basket.coupon->percent).divided_by(Decimal{100}, scale, mode);
    }
    if (basket.coupon->amount) {
      const auto amount = in_its_currency(*basket.coupon->amount);
      if (!amount) return amount.error();
      discount += *amount;
    }
    discount = std::min(discount, before);
  }
  if (!discount.is_zero()) {
    const auto discounts = split(discount, lines, scale);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i] -= discounts[i];
    taxed = with_tax(lines, tax, shop.tax_per_line);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    result.items[i].price_net = unit_price(taxed.net[i], result.items[i].quantity, scale);
    result.items[i].price_gross = unit_price(taxed.gross[i], result.items[i].quantity, scale);
  }

  Decimal shipping = Decimal::of_minor(0, scale);
  if (basket.shipping != nullptr) {
    bool is_free = basket.coupon != nullptr && basket.coupon->free_shipping;
    if (basket.shipping->free_from) {
      const auto from = in_its_currency(*basket.shipping->free_from);
      if (!from) return from.error();
      is_free = is_free || sum(lines) >= *from;
    }
    if (!is_free) {
      const auto cost = in_its_currency(basket.shipping->price);
      if (!cost) return cost.error();
      shipping = *cost;
    }
  }
  const auto other = tax.other(shipping);
  const auto& shipping_net = tax.inclusive ? other : shipping;
  const auto& shipping_gross = tax.inclusive ? shipping : other;
  const auto fee = in_its_currency(basket.fee);
  if (!fee) return fee.error();

  const auto zero = Decimal::of_minor(0, scale);
  const auto items_net = zero + sum(taxed.net);
  const auto items_gross = zero + sum(taxed.gross);
  const auto total = items_gross + shipping_gross + *fee + basket.tip.rounded(scale, mode);
  result.totals = {.items_net = items_net,
                   .items_gross = items_gross,
                   .shipping = zero + shipping_net,
                   .tax = items_gross - items_net + shipping_gross - shipping_net,
                   .total = total,
                   .discount = discount};
  return result;
}

Decimal share_of_line(const Decimal& line, std::int64_t quantity, std::int64_t before,
                      std::int64_t count, int scale, RoundingMode mode) {
  const auto up_to = [&](std::int64_t taken) {
    return (line * Decimal{taken}).divided_by(Decimal{quantity}, scale, mode);
  };
  return up_to(before + count) - up_to(before);
}

}  // namespace tagproof
