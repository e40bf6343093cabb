#include <algorithm>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/items.h"
#include "mock_platforms/ga4/names.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

// Source: https://support.google.com/analytics/answer/9267744
constexpr std::size_t kMaxTitle = 300;
constexpr std::size_t kMaxReferrer = 420;
constexpr std::size_t kMaxLocation = 1000;
// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
constexpr std::size_t kMaxPropertyValue = 36;

bool is_longer(std::string_view text, std::size_t longest) {
  return text.size() > longest && characters(text) > longest;
}

bool is_currency_in_any_case(const std::string& text) {
  return is_currency(text) || is_currency(upper_ascii(text));
}

void judge_currency(Decoded& decoded, int index, const TrackedEvent& event) {
  if (event.currency.says_nothing()) {
    decoded.observe(rule("ga4.value.currency-missing"), index, "currency");
  } else if (!event.currency.has_value() || !is_currency_in_any_case(*event.currency)) {
    decoded.observe(rule("ga4.value.currency-invalid"), index, "currency",
                    event.currency.value_or(event.currency.raw()));
  }
}

void judge_value(Decoded& decoded, int index, const TrackedEvent& event) {
  const bool money = event.is(EventName::purchase) || event.is(EventName::refund);
  const auto& value = event.value;
  if (value.is_malformed()) {
    decoded.observe(rule("ga4.value.malformed"), index, "value", value.raw());
  } else if (!value.has_value()) {
    if (event.is(EventName::purchase)) decoded.observe(rule("ga4.value.missing"), index, "value");
    if (event.is(EventName::refund))
      decoded.observe(rule("ga4.refund.value-missing"), index, "value");
    if (event.currency.has_value())
      decoded.observe(rule("ga4.value.currency-alone"), index, "value");
    return;
  } else if (value.kind() == WireKind::text) {
    decoded.observe(event.channel == Channel::browser ? rule("ga4.value.text-in-browser")
                                                      : rule("ga4.value.text-on-server"),
                    index, "value", value->text());
  }
  if (!money && event.currency.is_absent() && value.has_value() && value->is_zero()) return;
  judge_currency(decoded, index, event);
}

bool has_amount(const TrackedItem& item) {
  return item.price.has_value() && !item.quantity.is_malformed();
}

Decimal amount_of(const TrackedItem& item) {
  return item.quantity.has_value() ? *item.price * *item.quantity : *item.price;
}

Decimal pieces_of(const std::vector<TrackedItem>& items) {
  Decimal pieces{};
  for (const auto& item : items) pieces += item.quantity.has_value() ? *item.quantity : Decimal{1};
  return pieces;
}

/// `value` is the sum over the items of price times quantity, but for a cent a piece: unit prices
/// are rounded, totals too.
void judge_items_sum(Decoded& decoded, int index, const TrackedEvent& event) {
  if (!event.is(EventName::purchase) || !event.value.has_value() || !event.items.has_value() ||
      event.items->empty() || event.items->size() >= kMaxItems) {
    return;
  }
  const auto& items = *event.items;
  if (!std::ranges::all_of(items, has_amount)) return;
  auto sum = amount_of(items.front());
  for (std::size_t i = 1; i < items.size(); ++i) sum += amount_of(items[i]);
  const auto difference = (*event.value - sum).abs();
  if (difference.is_zero()) return;  // most
  if (difference > pieces_of(items).abs() * Decimal::of_minor(1, 2)) {
    decoded.observe(rule("ga4.value.items-sum"), index, "value", event.value->text());
  }
}

void judge_purchase(Decoded& decoded, int index, const TrackedEvent& event) {
  if (!event.items.has_value() || event.items->empty())
    decoded.observe(rule("ga4.items.missing"), index, "items");
  if (event.order_id.is_absent() || event.order_id.presence() == Presence::null)
    decoded.observe(rule("ga4.dedup.transaction-missing"), index, "transaction_id");
  judge_items_sum(decoded, index, event);
}

void judge_refund(Decoded& decoded, int index, TrackedEvent& event) {
  const bool partial = event.items.has_value() && !event.items->empty();
  event.adjustment = partial ? AdjustmentKind::refund_partial : AdjustmentKind::refund_full;
  decoded.observe(partial ? rule("ga4.refund.partial") : rule("ga4.refund.full"), index);
  if (!event.order_id.has_value())
    decoded.observe(rule("ga4.refund.transaction-missing"), index, "transaction_id");
  if (event.value.has_value() && event.value->is_negative())
    decoded.observe(rule("ga4.refund.value-negative"), index, "value");
}

}  // namespace

void judge_param_name(Decoded& decoded, int index, std::string_view name) {
  const auto say = [&](const Rule& about) {
    decoded.observe(about, index, "params." + std::string(name), std::string(name));
  };
  if (name == kReservedParam) return say(rule("ga4.name.param-reserved"));
  if (has_reserved_prefix(name)) return say(rule("ga4.name.param-prefix"));
  switch (name_problem(name, kMaxName)) {
    case NameProblem::none:
      return;
    case NameProblem::missing:
    case NameProblem::first_letter:
      return say(rule("ga4.name.param-first-letter"));
    case NameProblem::characters:
      return say(rule("ga4.name.param-invalid"));
    case NameProblem::length:
      return say(rule("ga4.name.param-too-long"));
  }
}

void judge_param_text(Decoded& decoded, int index, std::string_view name, std::string_view text,
                      std::size_t longest) {
  if (text.size() <= longest) return;
  const auto say = [&](const Rule& about) {
    decoded.observe(about, index, "params." + std::string(name), std::string(name));
  };
  if (name == "session_id" || name == "session_number") {
    if (is_longer(text, longest)) say(rule("ga4.value.session-exempt"));
  } else if (name == "page_title") {
    if (is_longer(text, kMaxTitle)) say(rule("ga4.value.page-title-too-long"));
  } else if (name == "page_referrer") {
    if (is_longer(text, kMaxReferrer)) say(rule("ga4.value.page-referrer-too-long"));
  } else if (name == "page_location") {
    if (is_longer(text, kMaxLocation)) say(rule("ga4.value.page-location-too-long"));
  } else if (is_longer(text, longest)) {
    say(rule("ga4.value.param-too-long"));
  }
}

void judge_property(Decoded& decoded, int index, std::string_view name, std::string_view text) {
  const auto say = [&](const Rule& about) {
    decoded.observe(about, index, "user_properties." + std::string(name), std::string(name));
  };
  if (is_longer(text, kMaxPropertyValue)) say(rule("ga4.user-property.value-too-long"));
  if (is_reserved_property(name)) return say(rule("ga4.user-property.reserved"));
  if (has_reserved_property_prefix(name)) return say(rule("ga4.user-property.prefix"));
  switch (name_problem(name, kMaxPropertyName)) {
    case NameProblem::none:
      return;
    case NameProblem::missing:
    case NameProblem::first_letter:
      return say(rule("ga4.user-property.first-letter"));
    case NameProblem::characters:
      return say(rule("ga4.user-property.invalid"));
    case NameProblem::length:
      return say(rule("ga4.user-property.too-long"));
  }
}

void judge_event(Decoded& decoded, int index) {
  auto& event = decoded.events[static_cast<std::size_t>(index)];
  if (event.platform_name.has_value()) {
    const std::string_view name = *event.platform_name;
    if (!event.name && is_wrong_case(name))
      decoded.observe(rule("ga4.name.case"), index, "name", std::string(name));
    if (is_of_google(name)) decoded.observe(rule("ga4.name.of-google"), index, "name");
    if (name.starts_with("query_id")) decoded.observe(rule("ga4.name.query-id"), index, "name");
  }
  const bool money = event.is(EventName::purchase) || event.is(EventName::refund);
  if (event.name && (money || !event.value.says_nothing() || event.currency.has_value()))
    judge_value(decoded, index, event);
  for (const auto* amount : {&event.tax, &event.shipping}) {
    if (amount->has_value() && amount->kind() == WireKind::text) {
      decoded.observe(rule("ga4.value.amount-as-text"), index,
                      amount == &event.tax ? "tax" : "shipping", (*amount)->text());
    }
  }
  if (event.order_id.kind() == WireKind::number)
    decoded.observe(rule("ga4.dedup.transaction-number"), index, "transaction_id");
  if (event.is(EventName::purchase)) judge_purchase(decoded, index, event);
  if (event.is(EventName::refund)) judge_refund(decoded, index, event);
  if (event.name && !money && event.order_id.has_value())
    decoded.observe(rule("ga4.dedup.purchase-only"), index, "transaction_id");
  judge_user_data(decoded, index);
}

}  // namespace tagproof::ga4
