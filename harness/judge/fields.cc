#include "harness/judge/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/judge/identity.h"
#include "harness/judge/texts.h"

namespace tagproof {
namespace {

FieldText unknown() {
  FieldText field;
  field.known = false;
  field.shown = "no such field";
  return field;
}

FieldText plain(std::string_view text) {
  FieldText field;
  field.value = std::string(text);
  field.shown = say::text(text);
  return field;
}

FieldText absent() {
  FieldText field;
  field.shown = "absent";
  return field;
}

FieldText number(const Decimal& value) {
  FieldText field;
  field.value = value.text();
  field.number = true;
  field.shown = say::decimal(value);
  return field;
}

FieldText observed(const Observed<std::string>& value) {
  FieldText field;
  if (value) field.value = *value;
  if (value.presence() == Presence::empty) field.value = "";
  field.shown = say::value(value);
  return field;
}

FieldText observed(const Observed<Decimal>& value) {
  FieldText field;
  if (value) field.value = value->text();
  if (value.presence() == Presence::empty) field.value = "";
  if (value.is_malformed()) field.value = value.raw();
  field.number = value.has_value();
  field.shown = say::value(value);
  return field;
}

using Texts = Observed<std::string> TrackedEvent::*;
struct NamedText {
  std::string_view path{};
  Texts field{};
};
constexpr std::array<NamedText, 11> kTexts{{
    {"platform_name", &TrackedEvent::platform_name},
    {"event_id", &TrackedEvent::event_id},
    {"order_id", &TrackedEvent::order_id},
    {"currency", &TrackedEvent::currency},
    {"coupon", &TrackedEvent::coupon},
    {"account", &TrackedEvent::account},
    {"action", &TrackedEvent::action},
    {"test_code", &TrackedEvent::test_code},
    {"user_id", &TrackedEvent::user_id},
    {"page.url", &TrackedEvent::page_url},
    {"page.referrer", &TrackedEvent::page_referrer},
}};

using Numbers = Observed<Decimal> TrackedEvent::*;
struct NamedNumber {
  std::string_view path{};
  Numbers field{};
};
constexpr std::array<NamedNumber, 3> kNumbers{{{"value", &TrackedEvent::value},
                                               {"tax", &TrackedEvent::tax},
                                               {"shipping", &TrackedEvent::shipping}}};

FieldText consent_field(const ConsentSignals& consent, std::string_view name) {
  const auto signal = [](Signal s) { return s == Signal::unset ? absent() : plain(text(s)); };
  if (name == "analytics_storage") return signal(consent.analytics_storage);
  if (name == "ad_storage") return signal(consent.ad_storage);
  if (name == "ad_user_data") return signal(consent.ad_user_data);
  if (name == "ad_personalization") return signal(consent.ad_personalization);
  if (name == "limited") return plain(consent.limited ? "true" : "false");
  return unknown();
}

/// "email", "email.form", "email.ok", "email.why", "email.value".
FieldText datum_field(const TrackedEvent& event, std::string_view path, const Context& context) {
  const auto dot = path.find('.');
  const auto field = read<UserField>(path.substr(0, dot));
  if (!field) return unknown();
  const std::string_view part = dot == std::string_view::npos ? "value" : path.substr(dot + 1);
  const auto it = std::ranges::find(event.user_data, *field, &UserDatum::field);
  if (it == event.user_data.end()) return absent();
  if (part == "value") return plain(it->value);
  if (part == "form") return plain(text(it->form));
  const Explanation told = explain(event.platform.view(), *it, context.customer(event));
  if (part == "ok") return told.ok ? plain(*told.ok ? "true" : "false") : absent();
  if (part == "why") return told.why.empty() ? absent() : plain(told.why);
  return unknown();
}

/// "items" is how many; "items.0.id" one of them.
FieldText item_field(const TrackedEvent& event, std::string_view path) {
  if (!event.items) return absent();
  if (path.empty()) return number(Decimal(static_cast<std::int64_t>(event.items->size())));
  const auto dot = path.find('.');
  const auto index = Decimal::parse(path.substr(0, dot));
  if (dot == std::string_view::npos || !index || index->is_negative()) return unknown();
  const auto at = static_cast<std::size_t>(index->minor(0));
  if (at >= event.items->size()) return absent();
  const TrackedItem& item = (*event.items)[at];
  const std::string_view part = path.substr(dot + 1);
  if (part == "id") return observed(item.id);
  if (part == "quantity") return observed(item.quantity);
  if (part == "price") return observed(item.price);
  return unknown();
}

}  // namespace

FieldText field_of(const TrackedEvent& event, std::string_view path, const Context& context) {
  for (const auto& row : kTexts) {
    if (row.path == path) return observed(event.*row.field);
  }
  for (const auto& row : kNumbers) {
    if (row.path == path) return observed(event.*row.field);
  }
  if (path == "capture") return plain(event.capture.view());
  if (path == "platform") return plain(event.platform.view());
  if (path == "channel") return plain(text(event.channel));
  if (path == "sender") return plain(text(event.sender));
  if (path == "name") return event.name ? plain(text(*event.name)) : absent();
  if (path == "outcome") return plain(text(event.outcome));
  if (path == "rule") return event.rule.empty() ? absent() : plain(event.rule);
  if (path == "confidence") return plain(text(event.confidence));
  if (path == "attributable") return plain(text(event.attributable));
  if (path == "time") return event.time ? plain(rfc3339(*event.time)) : absent();
  if (path == "order") {
    const OrderEvidence* order = context.facts(event).order;
    return order == nullptr ? absent() : plain(order->id.view());
  }
  if (path == "items") return item_field(event, {});
  if (path.starts_with("items.")) return item_field(event, path.substr(6));
  if (path.starts_with("consent.")) return consent_field(event.consent, path.substr(8));
  if (path.starts_with("user_data.")) return datum_field(event, path.substr(10), context);
  if (path.starts_with("ids.")) {
    const auto id = read<IdField>(path.substr(4));
    return id ? observed(event.id(*id)) : unknown();
  }
  return unknown();
}

FieldText field_of(const Order& order, std::string_view path) {
  const auto amount = [](const std::optional<Decimal>& value) {
    return value ? number(*value) : absent();
  };
  if (path == "id") return plain(order.id.view());
  if (path == "name") return plain(order.name);
  if (path == "state") return plain(text(order.state));
  if (path == "currency") return plain(order.currency);
  if (path == "coupon") return order.coupon.empty() ? absent() : plain(order.coupon);
  if (path == "payment_method") return plain(order.payment_method);
  if (path == "total") return amount(order.totals.total);
  if (path == "tax") return amount(order.totals.tax);
  if (path == "shipping") return amount(order.totals.shipping);
  if (path == "discount") return amount(order.totals.discount);
  if (const auto basis = read<ValueBasis>(path)) return amount(value_of(order.totals, *basis));
  return unknown();
}

}  // namespace tagproof
