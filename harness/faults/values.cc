// Mistakes in the value that only some orders show: large ones, several of a thing, currencies
// without decimals.
#include <algorithm>

#include "harness/base/money.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

// 1258.40 becomes 1,258.40, as the page shows it. Below a thousand nobody notices.
void thousands_separator(Emission& event, const EmissionFacts&) {
  const auto value = number_in(event, Field::value);
  if (!is_purchase(event) || !value) return;
  std::string text = value->plain();
  const std::size_t whole = std::min(text.find('.'), text.size());
  constexpr std::size_t kGroup = 3;
  if (whole <= kGroup) return;
  for (std::size_t at = whole; at > kGroup;) {
    at -= kGroup;
    text.insert(at, ",");
  }
  event.set(Field::value, text);
}

void always_one(Emission& event, const EmissionFacts&) {
  if (is_purchase(event) && event.field(Field::value)) event.set(Field::value, Decimal{1});
}

void quantity_ignored(Emission& event, const EmissionFacts& facts) {
  const auto value = number_in(event, Field::value);
  if (!is_purchase(event) || !value || facts.order == nullptr) return;
  Decimal surplus;
  for (const auto& item : facts.order->items) {
    if (item.price_net) surplus = surplus + *item.price_net * Decimal{item.quantity - 1};
  }
  if (!surplus.is_zero()) event.set(Field::value, (*value - surplus).rounded(value->scale()));
}

void zero_decimal_as_cents(Emission& event, const EmissionFacts& facts) {
  const auto value = number_in(event, Field::value);
  if (!is_purchase(event) || !value || facts.order == nullptr) return;
  if (currency_exponent(facts.order->currency) == 0) {
    constexpr std::string_view kHundredth = "0.01";
    event.set(Field::value, *value * *Decimal::parse(kHundredth));
  }
}

constexpr Fault kValueFaults[] = {
    {.name = "value-with-thousands-separator",
     .mistake = "The value is formatted for people: 1,258.40.",
     .who = "tag developer",
     .cost = "the largest orders lose their value",
     .place = Place::tagging,
     .check = "value.format",
     .source = "https://github.com/magento/magento2/issues/37708",
     .on_emission = thousands_separator},
    {.name = "value-always-one",
     .mistake = "The value is a constant: the action's default was copied into the tag.",
     .who = "tag developer",
     .cost = "every order is worth the same, and bidding learns that",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://github.com/PrestaShopCorp/psxmarketingwithgoogle/pull/1001",
     .on_emission = always_one},
    {.name = "value-ignores-quantity",
     .mistake = "The value adds up the items' prices, each once.",
     .who = "tag developer",
     .cost = "revenue too low wherever somebody takes two",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://github.com/woocommerce/pinterest-for-woocommerce/issues/908",
     .on_emission = quantity_ignored},
    {.name = "value-of-yen-divided-by-hundred",
     .mistake =
         "The payment provider's amount is divided by 100, in currencies without cents, too.",
     .who = "server-side developer",
     .cost = "orders in yen are worth a hundredth",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://docs.stripe.com/currencies",
     .on_emission = zero_decimal_as_cents},
};

}  // namespace

std::span<const Fault> value_faults() { return kValueFaults; }

}  // namespace tagproof
