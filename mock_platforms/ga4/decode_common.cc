#include <algorithm>
#include <array>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

constexpr std::size_t kMaxItems = 200;

struct DataCode {
  std::string_view code{};
  UserField field{};
};
// What Google tags write in `em`; hashed but for the last four.
// Source: https://github.com/ramboz/airlockjs (captures 2026-09)
constexpr std::array kDataCodes{
    DataCode{"em", UserField::email},      DataCode{"pn", UserField::phone},
    DataCode{"fn", UserField::first_name}, DataCode{"ln", UserField::last_name},
    DataCode{"sa", UserField::street},     DataCode{"ct", UserField::city},
    DataCode{"rg", UserField::region},     DataCode{"pc", UserField::zip},
    DataCode{"co", UserField::country},
};

bool is_hashed_field(UserField field) {
  return field == UserField::email || field == UserField::phone || field == UserField::first_name ||
         field == UserField::last_name || field == UserField::street;
}

void judge_value(Decoded& decoded, int index, const TrackedEvent& event) {
  const bool money = event.is(EventName::purchase) || event.is(EventName::refund);
  const auto& value = event.value;
  if (value.is_malformed()) {
    decoded.observe(rule("ga4.value.malformed"), index, "value", value.raw());
  } else if (!value.has_value()) {
    if (event.is(EventName::purchase)) decoded.observe(rule("ga4.value.missing"), index, "value");
    return;
  } else if (value.kind() == WireKind::text) {
    decoded.observe(event.channel == Channel::browser ? rule("ga4.value.text-in-browser")
                                                      : rule("ga4.value.text-on-server"),
                    index, "value", value->text());
  }
  if (!money && event.currency.is_absent() && value->is_zero()) return;
  if (event.currency.says_nothing()) {
    decoded.observe(rule("ga4.value.currency-missing"), index, "currency");
  } else if (!event.currency.has_value() || !is_currency(upper_ascii(*event.currency))) {
    decoded.observe(rule("ga4.value.currency-invalid"), index, "currency",
                    event.currency.value_or(event.currency.raw()));
  }
}

void judge_items(Decoded& decoded, int index, const TrackedEvent& event) {
  if (!event.items.has_value()) return;
  if (event.items->size() > kMaxItems) decoded.observe(rule("ga4.items.too-many"), index, "items");
  for (const auto& item : *event.items) {
    if (event.channel != Channel::server) continue;
    if (item.price.kind() == WireKind::text || item.quantity.kind() == WireKind::text) {
      decoded.observe(rule("ga4.items.price-text"), index, "items");
      break;
    }
  }
}

void judge_user_data(Decoded& decoded, int index, const TrackedEvent& event) {
  bool clear = false;
  for (const auto& datum : event.user_data) {
    const bool hash = datum.form == DatumForm::sha256 || datum.form == DatumForm::sha256_base64;
    clear = clear || (is_hashed_field(datum.field) && !hash && !datum.value.empty());
  }
  if (clear) decoded.observe(rule("ga4.user-data.clear"), index, "user_data");
  if (event.consent.ad_user_data == Signal::denied &&
      std::ranges::any_of(event.user_data, [](const UserDatum& datum) {
        return datum.field != UserField::ip && datum.field != UserField::user_agent;
      })) {
    decoded.observe(rule("ga4.consent.user-data-denied"), index, "user_data");
  }
}

}  // namespace

Params query_of(const Request& request) {
  const auto mark = request.url.find('?');
  if (mark == std::string::npos) return {};
  auto query = std::string_view(request.url).substr(mark + 1);
  return parse_query(query.substr(0, query.find('#')));
}

void read_user_data(std::string_view em, std::vector<UserDatum>& out) {
  for (const auto segment : split(em, '~')) {
    const auto dot = segment.find('.');
    if (dot == std::string_view::npos) continue;
    auto code = segment.substr(0, dot);
    while (!code.empty() && code.back() >= '0' && code.back() <= '9') code.remove_suffix(1);
    const auto known = std::ranges::find(kDataCodes, code, &DataCode::code);
    if (known == kDataCodes.end()) continue;  // "tv.1", and codes to come
    const auto value = segment.substr(dot + 1);
    // "e0" … "e9" stand where the tag could not hash; their meaning is unconfirmed.
    const bool error_mark = value.size() == 2 && value[0] == 'e' && is_hashed_field(known->field);
    if (value.empty() || error_mark) continue;
    out.push_back({known->field, std::string(value), datum_form(value),
                   "em~" + std::string(segment.substr(0, dot))});
  }
}

void judge_event(Decoded& decoded, int index) {
  const auto& event = decoded.events[static_cast<std::size_t>(index)];
  if (event.platform_name.has_value() && is_wrong_case(*event.platform_name)) {
    decoded.observe(rule("ga4.name.case"), index, "name", *event.platform_name);
  }
  if (event.name && (event.is(EventName::purchase) || !event.value.says_nothing())) {
    judge_value(decoded, index, event);
  }
  judge_items(decoded, index, event);
  judge_user_data(decoded, index, event);
  if (event.is(EventName::purchase) &&
      (event.order_id.is_absent() || event.order_id.presence() == Presence::null)) {
    decoded.observe(rule("ga4.dedup.transaction-missing"), index, "transaction_id");
  }
  if (event.is(EventName::refund)) {
    auto& refund = decoded.events[static_cast<std::size_t>(index)];
    const bool partial = refund.items.has_value() && !refund.items->empty();
    refund.adjustment = partial ? AdjustmentKind::refund_partial : AdjustmentKind::refund_full;
    decoded.observe(partial ? rule("ga4.refund.partial") : rule("ga4.refund.full"), index);
    if (!refund.order_id.has_value()) {
      decoded.observe(rule("ga4.refund.transaction-missing"), index, "transaction_id");
    }
  }
}

}  // namespace tagproof::ga4
