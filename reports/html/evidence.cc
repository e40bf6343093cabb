#include <algorithm>

#include "harness/base/text.h"
#include "reports/html/page.h"

namespace tagproof::reports {
namespace {

constexpr std::size_t kMaxEventsOfHit = 20;
constexpr std::size_t kMaxItems = 12;
constexpr std::size_t kMaxPayload = 6U << 10U;  // bytes of one body; run.json has it whole

std::string_view outcome_kind(Outcome outcome) {
  switch (outcome) {
    case Outcome::counted:
      return "good";
    case Outcome::deduplicated:
    case Outcome::unconsented:
      return "none";
    case Outcome::dropped:
    case Outcome::refused:
      break;
  }
  return "warn";
}

std::string_view outcome_symbol(Outcome outcome) {
  switch (outcome) {
    case Outcome::counted:
      return "✓";
    case Outcome::deduplicated:
      return "=";
    case Outcome::unconsented:
      return "–";
    case Outcome::dropped:
    case Outcome::refused:
      break;
  }
  return "!";
}

std::string order_items_text(const Evidence& evidence, std::string_view platform,
                             const Order& order) {
  const auto& forms = evidence.contract->items.ids;
  const auto form = forms.find(platform);
  if (form == forms.end()) return {};
  std::string text;
  for (const auto& item : order.items) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} × {}", item.quantity,
                        item_id(item, form->second, order.region.substr(0, 2)));
    const auto& price = evidence.contract->items.price_net ? item.price_net : item.price_gross;
    if (price) text += " at " + amount_text(*price, order.currency);
  }
  return text;
}

std::string consent_text(const ConsentSignals& consent) {
  std::string text;
  const auto add = [&](std::string_view name, Signal signal) {
    if (signal == Signal::unset) return;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", name, tagproof::text(signal));
  };
  add("analytics_storage", consent.analytics_storage);
  add("ad_storage", consent.ad_storage);
  add("ad_user_data", consent.ad_user_data);
  add("ad_personalization", consent.ad_personalization);
  if (consent.limited) text += text.empty() ? "limited data use" : ", limited data use";
  return text;
}

// A row of the decoded fields; `same` says how the two compare, where that can be said.
void write_row(Html& html, std::string_view name, std::string_view sent, std::string_view should,
               std::optional<bool> same = {}) {
  html.raw("<tr>").element("th scope=row", name).element("td", sent).raw("<td>").text(should);
  if (same)
    html.raw(*same ? " <span class=ok>✓ same</span>" : " <span class=wrong>✗ differs</span>");
}

void write_event(Html& html, const Evidence& evidence, const OrderIndex& orders,
                 const TrackedEvent& event) {
  const Order* order = orders.of(event);
  const Wanted want = wanted(evidence, event, order);
  html.raw(
      "<div class=scroll tabindex=0 role=group aria-label=\"Decoded event\"><table "
      "class=fields><caption>");
  html.text(event.platform_name.has_value() ? *event.platform_name : "Event without a name")
      .raw(": ");
  write_outcome(html, event.outcome);
  if (!event.rule.empty()) html.raw(" by <code>").text(event.rule).raw("</code>");
  if (event.confidence != Confidence::documented)
    html.raw(" (").text(text(event.confidence)).raw(")");
  if (event.merged_with) html.raw(", with ").text(event.merged_with->view());
  if (event.outcome == Outcome::counted) {
    html.raw(", attributable ")
        .text(event.attributable == Attributable::none       ? "to nobody"
              : event.attributable == Attributable::click_id ? "by click id"
                                                             : "by user data");
  }
  html.raw(
      "</caption><thead><tr><th scope=col>Field<th scope=col>As sent<th scope=col>By contract and "
      "order</thead><tbody>");

  const auto plain = [&](std::string_view name, const Observed<std::string>& sent) {
    if (!sent.is_absent()) write_row(html, name, show_text(sent), "");
  };
  if (event.name && !event.platform_name.is_absent())
    write_row(html, "Name", show_text(event.platform_name), want.name);
  plain("Event id", event.event_id);
  if (order != nullptr || !event.order_id.is_absent()) {
    std::optional<bool> same;
    if (!want.order_id.empty())
      same = event.order_id.has_value() && *event.order_id == want.order_id;
    write_row(html, "Order id", show_text(event.order_id), want.order_id, same);
  }
  if (want.value || !event.value.is_absent()) {
    std::optional<bool> same;
    if (want.value) {
      same = event.value.has_value() &&
             (*event.value - *want.value).abs() <= evidence.contract->revenue.tolerance;
    }
    write_row(html, "Value", show_decimal(event.value),
              want.value ? amount_text(*want.value, want.currency) : "", same);
  }
  if (!want.currency.empty() || !event.currency.is_absent()) {
    std::optional<bool> same;
    if (!want.currency.empty())
      same = event.currency.has_value() && equals_ignoring_case(*event.currency, want.currency);
    write_row(html, "Currency", show_text(event.currency), want.currency, same);
  }
  if (!event.items.is_absent()) {
    write_row(html, "Items", items_text(event.items),
              order != nullptr && event.is(EventName::purchase) && evidence.contract
                  ? order_items_text(evidence, event.platform.view(), *order)
                  : "");
  }
  if (!event.tax.is_absent()) write_row(html, "Tax", show_decimal(event.tax), "");
  if (!event.shipping.is_absent()) write_row(html, "Shipping", show_decimal(event.shipping), "");
  plain("Coupon", event.coupon);
  if (const auto consent = consent_text(event.consent); !consent.empty())
    write_row(html, "Consent", consent, "");
  plain("Account", event.account);
  plain("Action", event.action);
  plain("Test code", event.test_code);
  plain("Page", event.page_url);
  for (const auto& word : Words<IdField>::all) plain(word.text, event.id(word.value));
  for (const auto& datum : event.user_data) {
    std::string sent = fmt::format("{} ({})", datum.value, text(datum.form));
    if (!datum.why.empty()) sent += ": " + datum.why;
    write_row(html, fmt::format("User: {}", text(datum.field)), sent, "", datum.ok);
  }
  for (const auto rule : event.warnings) write_row(html, "Platform warns", rule, "");
  html.raw("</tbody></table></div>");
}

void write_payload(Html& html, std::string_view body) {
  if (body.size() <= kMaxPayload) {
    html.text(body);
    return;
  }
  const std::string_view shown = body.substr(0, kMaxPayload);
  html.text(shown.substr(0, valid_utf8_prefix(shown)));
  html.raw("\n… ")
      .number(static_cast<std::int64_t>(body.size()))
      .raw(" bytes in all; run.json has them");
}

void write_raw(Html& html, const Capture& capture) {
  html.raw("<details class=payload><summary>Raw request and answer</summary><pre tabindex=0>");
  html.text(capture.request.method).raw(" ").text(capture.request.url).raw("\n");
  for (const auto& [name, value] : capture.request.headers)
    html.text(name).raw(": ").text(value).raw("\n");
  if (!capture.request.body.empty()) {
    html.raw("\n");
    write_payload(html, capture.request.body);
  }
  html.raw("</pre><pre tabindex=0>").number(capture.answer.status).raw("\n");
  for (const auto& [name, value] : capture.answer.headers)
    html.text(name).raw(": ").text(value).raw("\n");
  if (!capture.answer.body.empty()) {
    html.raw("\n");
    write_payload(html, capture.answer.body);
  }
  html.raw("</pre></details>");
}

// "Meta, server: Purchase 50.25 EUR"
void write_hit_title(Html& html, const Capture& capture,
                     const std::vector<const TrackedEvent*>& events) {
  html.raw("<strong>");
  html.text(capture.platform.empty() ? "No platform’s" : platform_short(capture.platform.view()))
      .raw("</strong>");
  if (capture.channel) html.raw(" <span class=chip>").text(text(*capture.channel)).raw("</span>");
  if (events.empty()) html.raw(" ").text(capture.guess.empty() ? "no event in it" : capture.guess);
  std::size_t shown = 0;
  for (const TrackedEvent* event : events) {
    if (shown++ == 3) {
      html.raw(" and ").number(static_cast<std::int64_t>(events.size() - 3)).raw(" more events");
      break;
    }
    html.raw(shown == 1 ? " " : ", ")
        .text(event->platform_name.has_value() ? *event->platform_name : "event without a name");
    if (event->is(EventName::purchase) || event->is(EventName::refund)) {
      if (const auto money = money_text(*event); !money.empty()) html.raw(" ").text(money);
    }
    html.raw(" ");
    write_outcome(html, event->outcome);
  }
  html.raw(" <span class=quiet>answered ").number(capture.answer.status);
  if (!capture.refused.empty()) html.raw(", cut by the limit ").text(capture.refused);
  html.raw("</span>");
}

}  // namespace

void write_outcome(Html& html, Outcome outcome) {
  write_badge(html, outcome_kind(outcome), outcome_symbol(outcome), in_words(outcome));
}

std::string money_text(const TrackedEvent& event) {
  if (event.value.is_absent()) return {};
  const std::string value = show_decimal(event.value);
  return event.currency.has_value() ? value + " " + *event.currency : value;
}

std::string items_text(const Observed<std::vector<TrackedItem>>& items) {
  if (!items.has_value())
    return items.is_malformed() ? fmt::format("“{}” (unreadable)", items.raw()) : "(nothing)";
  std::string text;
  std::size_t shown = 0;
  for (const auto& item : *items) {
    if (shown++ == kMaxItems) return text + fmt::format(" and {} more", items->size() - kMaxItems);
    if (!text.empty()) text += ", ";
    if (item.quantity.has_value()) text += show_decimal(item.quantity) + " × ";
    text += show_text(item.id);
    if (item.price.has_value()) text += " at " + show_decimal(item.price);
  }
  return text.empty() ? "(none)" : text;
}

std::string show_text(const Observed<std::string>& value) {
  switch (value.presence()) {
    case Presence::absent:
      return "(absent)";
    case Presence::empty:
      return "(empty)";
    case Presence::null:
      return "(null)";
    case Presence::malformed:
      return fmt::format("“{}” (unreadable)", value.raw());
    case Presence::present:
      break;
  }
  return *value;
}

std::string show_decimal(const Observed<Decimal>& value) {
  if (value.has_value()) return value->text();
  return show_text(value.is_malformed() ? Observed<std::string>::malformed(value.raw())
                   : value.is_absent()  ? Observed<std::string>()
                   : value.presence() == Presence::null ? Observed<std::string>::null()
                                                        : Observed<std::string>::empty());
}

OrderIndex::OrderIndex(const std::vector<Order>& orders) {
  for (const auto& order : orders) index_.emplace(order.id.view(), &order);
  for (const auto& order : orders) {
    if (!order.name.empty()) index_.emplace(order.name, &order);
    for (const auto& form : order.ids) index_.emplace(form, &order);
  }
}

const Order* OrderIndex::of(const TrackedEvent& event) const {
  if (!event.order_id.has_value()) return nullptr;
  const auto it = index_.find(*event.order_id);
  return it == index_.end() ? nullptr : it->second;
}

Wanted wanted(const Evidence& evidence, const TrackedEvent& event, const Order* order) {
  Wanted want;
  if (!evidence.contract) return want;
  const auto& contract = *evidence.contract;
  if (event.name) {
    if (const auto* platform = contract.platform_event(*event.name, event.platform.view()))
      want.name = platform->name;
  }
  if (order == nullptr) return want;
  want.order_id = order->wire_id(contract.shop.order_id);
  want.currency = order->currency;
  if (event.is(EventName::purchase) && event.adjustment == AdjustmentKind::none) {
    want.value = value_of(order->totals, contract.value_basis(event.platform.view()));
  }
  return want;
}

void write_hit(Html& html, const ScenarioResult& result, const OrderIndex& orders,
               std::size_t journey, std::size_t hit,
               const std::vector<const TrackedEvent*>& events) {
  const Capture& capture = result.evidence.captures[hit];
  html.raw("<details class=hit id=").raw(hit_anchor(journey, hit)).raw("><summary>");
  write_hit_title(html, capture, events);
  html.raw("</summary>");
  if (!capture.decode_error.empty())
    html.element("p class=\"note alarm\"", "Not readable: " + capture.decode_error);
  for (std::size_t i = 0; i < events.size() && i < kMaxEventsOfHit; ++i)
    write_event(html, result.evidence, orders, *events[i]);
  if (events.size() > kMaxEventsOfHit) {
    html.raw("<p>and ")
        .number(static_cast<std::int64_t>(events.size() - kMaxEventsOfHit))
        .raw(" more events; run.json has them</p>");
  }
  write_raw(html, capture);
  html.raw("</details>");
}

}  // namespace tagproof::reports
