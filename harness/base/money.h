#pragma once

#include <string>
#include <string_view>

#include "harness/base/decimal.h"

namespace tagproof {

/// Digits after the point of an ISO 4217 currency (JPY 0, EUR 2, KWD 3), or -1 for an unknown code.
/// `code` is upper case. Source: ISO 4217 list one (SIX), see shared facts commerce.md 2.2.
int currency_exponent(std::string_view code);
inline bool is_currency(std::string_view code) { return currency_exponent(code) >= 0; }

/// An amount in a currency. Orders, expectations and sums are Money; numbers on the wire are
/// Decimal.
struct Money {
  Decimal amount{};
  std::string currency{};  // ISO 4217, upper case
  bool operator==(const Money&) const = default;
};

/// "59.80 EUR": the currency's own digits, more when the amount has more.
std::string show(const Money& money);
/// The amount with at least the currency's digits: "59.80", "1200" (JPY).
std::string amount_text(const Decimal& amount, std::string_view currency);

}  // namespace tagproof
