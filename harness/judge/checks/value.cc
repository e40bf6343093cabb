#include <fmt/format.h>

#include <algorithm>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

bool is_sale(const TrackedEvent& event, const Context& context) {
  return event.is(EventName::purchase) && !context.facts(event).mirror &&
         !is_reversal(event, context);
}

std::string_view what_is_in_it(ValueBasis basis) {
  switch (basis) {
    case ValueBasis::items_net:
      return "tax and shipping are left out";
    case ValueBasis::items_net_plus_shipping:
      return "shipping is in it";
    case ValueBasis::items_gross_incl_tax:
      return "tax is in it";
    case ValueBasis::order_total:
      return "tax and shipping are in it";
    case ValueBasis::order_total_minus_tax:
      return "shipping and fees are in it";
  }
  return {};
}

Decimal times(const Decimal& value, std::int64_t factor) { return value * Decimal(factor); }

/// How a wrong value may have come about; empty: nobody can tell.
std::string diagnosis(const Decimal& sent, const Decimal& expected, const Order& order,
                      const Contract& contract) {
  for (const auto& word : Words<ValueBasis>::all) {
    const auto other = value_of(order.totals, word.value);
    if (other && *other == sent)
      return fmt::format("it equals {}: {}", word.text, what_is_in_it(word.value));
  }
  if (sent == times(expected, 100)) return "it is 100 times too large: minor units, cents";
  if (times(sent, 100) == expected) return "it is 100 times too small";
  if (sent == times(expected, 1000)) return "it is 1000 times too large";
  if (order.totals.discount && !order.totals.discount->is_zero()) {
    const Decimal before = expected + *order.totals.discount;
    Decimal gross_before = order.totals.items_gross.value_or(Decimal()) + *order.totals.discount;
    if (sent == before || sent == gross_before) return "it is the price before the discount";
  }
  Decimal one_each;
  Decimal list;
  for (const auto& item : order.items) {
    one_each += item.price_net.value_or(Decimal());
    list += item.price_gross.value_or(Decimal());
  }
  if (!order.items.empty() && (sent == one_each || sent == list))
    return "it is the sum of unit prices: quantities are left out";
  if (sent.is_zero()) return "it is zero";
  if (sent == -expected) return "its sign is wrong";
  if (order.currency != contract.shop.currency)
    return fmt::format("it may be in the shop's currency ({}), while the order is in {}",
                       contract.shop.currency, order.currency);
  return {};
}

void mismatch(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!event.value || !is_sale(event, context)) return;
  const Order* order = judged_order(event, context);
  if (order == nullptr || context.contract() == nullptr) return;
  const std::string_view platform = event.platform.view();
  const auto expected = context.expected_value(*order, platform);
  if (!expected) {
    findings.not_judged("the order doesn't say the total that the contract's value is");
    return;
  }
  if ((*event.value - *expected).abs() <= context.contract()->revenue.tolerance) return;
  const std::string why = diagnosis(*event.value, *expected, *order, *context.contract());
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} got a wrong value for order {}{}{}.", say::title(platform),
                              order->id.view(), why.empty() ? "" : ": ", why);
  draft.expected = fmt::format("{} ({}; {})", say::decimal(*expected),
                               text(context.contract()->value_basis(platform)), say::bases(*order));
  draft.actual = say::value(event.value);
  draft.at_stake = say::stake(*event.value - *expected, order->currency,
                              *event.value > *expected ? Direction::over : Direction::under);
  findings.add(std::move(draft));
}

void value_missing(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!is_sale(event, context) || !event.value.says_nothing()) return;
  Draft draft = draft_of(event, context);
  const std::string_view platform = event.platform.view();
  draft.message = fmt::format("{} got a purchase without a value.", say::title(platform));
  draft.expected = "a decimal number";
  draft.actual = say::value(event.value);
  if (const Order* order = judged_order(event, context)) {
    const auto expected = context.expected_value(*order, platform);
    if (expected) draft.expected = say::decimal(*expected);
    draft.at_stake = say::stake(expected, order->currency, Direction::under);
  }
  findings.add(std::move(draft));
}

/// The platform's rule by which a value that is text is no revenue; empty: it takes text.
std::string_view text_rule(const TrackedEvent& event) {
  const auto it = std::ranges::find_if(event.warnings, [](std::string_view rule) {
    return rule.find(".value.text-") != std::string_view::npos;
  });
  return it == event.warnings.end() ? std::string_view{} : *it;
}

void value_as_text(const TrackedEvent& event, const Context& context, Findings& findings) {
  const std::string_view rule = text_rule(event);
  if (rule.empty() || !is_sale(event, context)) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("The value that {} got is text: it is no revenue there.",
                              say::title(event.platform.view()));
  draft.expected = "a number, not a text";
  draft.actual = say::value(event.value);
  draft.rule = rule;
  draft.confidence = Confidence::assumed;
  draft.at_stake = say::stake(*event.value, event.currency.value_or({}), Direction::under);
  findings.add(std::move(draft));
}

void value_format(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  if (event.value) return value_as_text(event, context, findings);
  if (!event.value.is_malformed()) return;
  Draft draft = draft_of(event, context);
  const std::string_view platform = event.platform.view();
  std::string why = "no number by the platform's grammar";
  const std::string& raw = event.value.raw();
  const std::string with_point = replace_all(raw, ",", ".");
  if (raw.find(',') != std::string::npos && Decimal::parse(with_point)) {
    why = "a decimal comma";
  } else if (Decimal::parse(replace_all(raw, ",", ""))) {
    why = "thousands separators";
  } else if (raw.find_first_of("0123456789") != std::string::npos) {
    why = "signs beside the number";
  }
  draft.message =
      fmt::format("The value that {} got can't be read: {}.", say::title(platform), why);
  draft.expected = "a decimal number with a point";
  draft.actual = say::value(event.value);
  if (const Order* order = judged_order(event, context)) {
    const auto expected = context.expected_value(*order, platform);
    if (expected) draft.expected = say::decimal(*expected);
    draft.at_stake = say::stake(expected, order->currency, Direction::wrong);
  }
  findings.add(std::move(draft));
}

bool has_money(const TrackedEvent& event, const Context& context) {
  if (!event.name || context.facts(event).mirror) return false;
  return event.is(EventName::purchase) ? is_sale(event, context) : !event.value.says_nothing();
}

void currency_missing(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!has_money(event, context) || !event.currency.says_nothing()) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} got a {} without a currency.", say::title(event.platform.view()),
                              text(*event.name));
  draft.expected = "an ISO 4217 code";
  draft.actual = say::value(event.currency);
  if (const Order* order = judged_order(event, context)) {
    draft.expected = say::text(order->currency);
    draft.at_stake = say::stake(context.expected_value(*order, event.platform.view()),
                                order->currency, Direction::wrong);
  }
  findings.add(std::move(draft));
}

bool is_iso(const TrackedEvent& event) {
  return event.currency && is_currency(upper_ascii(*event.currency));
}

void currency_mismatch(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!has_money(event, context) || !is_iso(event)) return;
  const Order* order = judged_order(event, context);
  if (order == nullptr || order->currency.empty() ||
      equals_ignoring_case(*event.currency, order->currency))
    return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} takes the amount of order {} for {}, but it is in {}.",
                              say::title(event.platform.view()), order->id.view(),
                              upper_ascii(*event.currency), order->currency);
  draft.expected = say::text(order->currency);
  draft.actual = say::value(event.currency);
  draft.at_stake = say::stake(context.expected_value(*order, event.platform.view()),
                              order->currency, Direction::wrong);
  findings.add(std::move(draft));
}

void currency_invalid(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!event.name || context.facts(event).mirror || event.currency.says_nothing() || is_iso(event))
    return;
  Draft draft = draft_of(event, context);
  draft.message =
      fmt::format("{} got a currency that doesn't exist.", say::title(event.platform.view()));
  draft.expected = "an ISO 4217 code";
  draft.actual = say::value(event.currency);
  if (const Order* order = judged_order(event, context)) {
    draft.expected = say::text(order->currency);
    draft.at_stake = say::stake(context.expected_value(*order, event.platform.view()),
                                order->currency, Direction::wrong);
  }
  findings.add(std::move(draft));
}

constexpr Check kValue[] = {
    {.id = "value.mismatch",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Revenue and return on ad spend are off on every order, and bidding follows them.",
     .fix = "Send the total that the contract's revenue rule names, taken from the order.",
     .source = source::kGa4Ecommerce,
     .proven_by = "value-includes-tax",
     .quiet_on = "coupon-tax-and-shipping",
     .look_event = mismatch},
    {.id = "value.missing",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "A sale without a value counts as nothing, or as the ad account's default.",
     .fix = "Map the order's total to `value`; see that the data layer has it before the tag "
            "fires.",
     .source = source::kMetaCustomData,
     .proven_by = "value-missing",
     .quiet_on = "successful-purchase",
     .look_event = value_missing},
    {.id = "value.format",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::validation,
     .layer = Layer::browser_tag,
     .why = "A platform that can't read the number drops it or takes it for another.",
     .fix = "Send a plain number with a decimal point: no comma, currency sign or thousands "
            "separator.",
     .source = source::kMetaCustomData,
     .proven_by = "value-decimal-comma",
     .quiet_on = "successful-purchase",
     .look_event = value_format},
    {.id = "currency.missing",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Without a currency a value is refused, dropped, or taken for the account's own.",
     .fix = "Send the order's currency beside its value.",
     .source = source::kGa4Ecommerce,
     .proven_by = "currency-missing",
     .quiet_on = "successful-purchase",
     .look_event = currency_missing},
    {.id = "currency.mismatch",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Amount and currency that don't belong together turn 100 USD into 100 EUR.",
     .fix = "Take amount and currency from the same place of the order: both as charged, or both "
            "in the shop's currency.",
     .source = source::kGa4Ecommerce,
     .proven_by = "currency-of-shop-not-of-order",
     .quiet_on = "orders-in-two-currencies",
     .look_event = currency_mismatch},
    {.id = "currency.invalid",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::validation,
     .layer = Layer::browser_tag,
     .why = "A currency that a platform doesn't know makes the value worthless.",
     .fix = "Send the three letters of ISO 4217 (EUR), not a sign or a name.",
     .source = source::kMetaDiagnostics,
     .proven_by = "currency-sign-instead-of-code",
     .quiet_on = "successful-purchase",
     .look_event = currency_invalid},
};

}  // namespace

std::span<const Check> value() { return kValue; }

}  // namespace tagproof::checks
