#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/decimal.h"

namespace tagproof {

struct Product {
  std::string sku{}, product_id{}, variant_id{}, name{}, brand{}, category{};
  Decimal price{};  // in the shop's currency; with tax when prices_include_tax
  bool operator==(const Product&) const = default;
};

struct ShippingMethod {
  std::string name{};
  Decimal price{};  // as prices: with tax when prices_include_tax
  std::optional<Decimal> free_from{};
  bool operator==(const ShippingMethod&) const = default;
};

struct Coupon {
  std::string code{};
  std::optional<Decimal> percent{};  // off the items
  std::optional<Decimal> amount{};   // off the items, in the shop's currency, spread over the lines
  bool free_shipping = false;
  bool operator==(const Coupon&) const = default;
};

enum class PaymentKind : std::uint8_t { card, cash_on_delivery, invoice, transfer, free };

struct PaymentMethod {
  std::string name{};
  PaymentKind kind = PaymentKind::card;
  Decimal fee{};
  bool operator==(const PaymentMethod&) const = default;
};

/// The shop that the simulated storefront is (formats.md A.2).
struct Storefront {
  std::string name{};
  std::string base_url{"https://acme.example"};
  std::string currency{"EUR"};
  std::vector<Product> catalogue{};
  bool prices_include_tax = true;
  std::map<std::string, Decimal, std::less<>>
      tax_rates{};  // region or group or "default" -> percent
  std::vector<ShippingMethod> shipping{};
  std::vector<Coupon> coupons{};
  std::map<std::string, Decimal, std::less<>>
      currencies{};  // other currencies: one shop unit = rate units
  std::vector<PaymentMethod> payment_methods{};
  RoundingMode rounding = RoundingMode::half_up;
  bool tax_per_line = true;
  bool sandbox_pixels = false;  // pixels: sandbox
  std::string order_id_form{"{number}"};
  std::string order_name_form{"#{number}"};
  std::int64_t first_order_number = 1001;
  bool operator==(const Storefront&) const = default;

  [[nodiscard]] const Product* product(std::string_view sku) const;
};

}  // namespace tagproof
