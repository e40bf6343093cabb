#include <algorithm>
#include <array>
#include <charconv>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/rules.h"
#include "mock_platforms/google_consent.h"

namespace tagproof::ga4 {
namespace {

/// A hit's shared parameters with one body line's on top: a key of the line wins.
class Hit {
 public:
  Hit(const Params& shared, const Params& line) : shared_(shared), line_(line) {}
  [[nodiscard]] const std::string* find(std::string_view key) const {
    if (const auto* found = find_param(line_, key)) return found;
    return find_param(shared_, key);
  }
  [[nodiscard]] std::string_view text(std::string_view key) const {
    const auto* found = find(key);
    return found == nullptr ? std::string_view{} : std::string_view(*found);
  }
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, value] : shared_) {
      if (find_param(line_, key) == nullptr) visit(key, value);
    }
    for (const auto& [key, value] : line_) visit(key, value);
  }

 private:
  const Params& shared_;
  const Params& line_;
};

/// The number of "pr12"; 0 when it is no item's key.
int item_number(std::string_view key) {
  if (!key.starts_with("pr") || key.size() > 6) return 0;
  int number = 0;
  const auto* end = key.data() + key.size();
  const auto [at, problem] = std::from_chars(key.data() + 2, end, number);
  return problem == std::errc{} && at == end && number > 0 ? number : 0;
}

/// The segments of "idSKU-1~nmPen~pr5.99"; a doubled "~" is one inside a value (unconfirmed: seen
/// in one parser).
std::vector<std::string> item_segments(std::string_view text) {
  std::vector<std::string> segments;
  std::string current;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') {
      current.push_back(text[i]);
    } else if (i + 1 < text.size() && text[i + 1] == '~') {
      current.push_back('~');
      ++i;
    } else {
      segments.push_back(std::move(current));
      current.clear();
    }
  }
  segments.push_back(std::move(current));
  return segments;
}

struct Item {
  TrackedItem item{};
  bool named = false;
};

Item read_item(std::string_view text) {
  Item found;
  for (const auto& segment : item_segments(text)) {
    if (segment.size() < 2) continue;
    const auto code = std::string_view(segment).substr(0, 2);
    const std::string value = segment.substr(2);
    if (code == "id") found.item.id = observed_text(&value);
    if (code == "pr") found.item.price = observed_decimal(&value);
    if (code == "qt") found.item.quantity = observed_decimal(&value);
    if ((code == "id" || code == "nm") && !value.empty()) found.named = true;
  }
  return found;
}

/// `epn.x` is a number of the page's, `ep.x` a text.
Observed<Decimal> read_number(const Hit& hit, std::string_view name) {
  std::string key = "epn.";
  key.append(name);
  if (const auto* value = hit.find(key)) {
    auto number = observed_decimal(value);
    return number.has_value() ? Observed<Decimal>::of(*number, WireKind::number) : number;
  }
  return observed_decimal(hit.find("ep." + std::string(name)));
}

Observed<std::string> read_text(const Hit& hit, std::string_view name) {
  if (const auto* value = hit.find("ep." + std::string(name))) return observed_text(value);
  const auto* number = hit.find("epn." + std::string(name));
  if (number == nullptr) return {};
  auto text = observed_text(number);
  return text.has_value() ? Observed<std::string>::of(*text, WireKind::number) : text;
}

struct ClearDatum {
  std::string_view key{};
  UserField field{};
};
// In clear only on hits to a server container. Source: https://github.com/d8a-tech/d8a
constexpr std::array kClearData{
    ClearDatum{"ep.user_data.email", UserField::email},
    ClearDatum{"ep.user_data.email_address", UserField::email},
    ClearDatum{"ep.user_data.phone_number", UserField::phone},
    ClearDatum{"ep.user_data.sha256_email_address", UserField::email},
    ClearDatum{"ep.user_data.sha256_phone_number", UserField::phone},
    ClearDatum{"ep.user_data.address.0.first_name", UserField::first_name},
    ClearDatum{"ep.user_data.address.0.last_name", UserField::last_name},
    ClearDatum{"ep.user_data.address.0.street", UserField::street},
    ClearDatum{"ep.user_data.address.0.city", UserField::city},
    ClearDatum{"ep.user_data.address.0.region", UserField::region},
    ClearDatum{"ep.user_data.address.0.postal_code", UserField::zip},
    ClearDatum{"ep.user_data.address.0.country", UserField::country},
};

void read_items(const Hit& hit, TrackedEvent& event, bool& unnamed) {
  std::vector<std::pair<int, Item>> items;
  hit.each([&](const std::string& key, const std::string& value) {
    if (const int number = item_number(key)) items.emplace_back(number, read_item(value));
  });
  if (items.empty()) return;
  std::ranges::stable_sort(items, {}, &std::pair<int, Item>::first);
  std::vector<TrackedItem> list;
  for (auto& [number, item] : items) {
    unnamed = unnamed || !item.named;
    list.push_back(std::move(item.item));
  }
  event.items = Observed<std::vector<TrackedItem>>::of(std::move(list), WireKind::text);
}

void read_consent(const Hit& hit, Decoded& decoded, int index, TrackedEvent& event) {
  const auto consent = decode_gcs_gcd(hit.text("gcs"), hit.text("gcd"), hit.text("npa"));
  event.consent = consent.signals;
  event.consent_said = consent.said;
  if (consent.disagree) decoded.observe(rule("ga4.consent.disagree"), index, "gcd");
  if (consent.malformed) decoded.observe(rule("ga4.consent.malformed"), index, "gcs");
  if (!consent.said) decoded.observe(rule("ga4.consent.none"), index);
  if (consent.signals.ad_personalization == Signal::denied) {
    decoded.observe(rule("ga4.consent.no-personalisation"), index, "npa");
  }
}

void decode_event(const Hit& hit, Decoded& decoded) {
  const auto index = static_cast<int>(decoded.events.size());
  TrackedEvent event;
  event.channel = Channel::browser;
  event.platform_name = observed_text(hit.find("en"));
  if (event.platform_name.has_value()) event.name = canonical(*event.platform_name);
  event.account = observed_text(hit.find("tid"));
  event.order_id = read_text(hit, "transaction_id");
  event.event_id = read_text(hit, "event_id");
  event.value = read_number(hit, "value");
  event.tax = read_number(hit, "tax");
  event.shipping = read_number(hit, "shipping");
  event.coupon = read_text(hit, "coupon");
  event.currency = observed_text(hit.find("cu"));
  if (event.currency.is_absent()) event.currency = read_text(hit, "currency");
  event.page_url = observed_text(hit.find("dl"));
  event.page_referrer = observed_text(hit.find("dr"));
  event.user_id = observed_text(hit.find("uid"));
  event.id(IdField::client_id) = observed_text(hit.find("cid"));
  event.id(IdField::session_id) = observed_text(hit.find("sid"));
  event.id(IdField::gclid) = read_text(hit, "gclid");
  if (hit.text("_dbg") == "1") event.test_code = Observed<std::string>::of("1");
  if (const auto* em = hit.find("em")) read_user_data(*em, event.user_data);
  for (const auto& [key, field] : kClearData) {
    const auto* value = hit.find(key);
    if (value != nullptr && !value->empty()) {
      event.user_data.push_back({field, *value, datum_form(*value), std::string(key)});
    }
  }
  bool unnamed = false;
  read_items(hit, event, unnamed);
  read_consent(hit, decoded, index, event);
  decoded.events.push_back(std::move(event));

  if (unnamed) decoded.observe(rule("ga4.items.unnamed"), index, "items");
  if (hit.text("v") != "2") {
    decoded.observe(rule("ga4.collect.version"), index, "v", std::string(hit.text("v")));
  }
  if (hit.text("tid").empty()) decoded.observe(rule("ga4.collect.stream-missing"), index, "tid");
  if (hit.text("en").empty()) decoded.observe(rule("ga4.collect.name-missing"), index, "en");
  if (hit.text("cid").empty()) decoded.observe(rule("ga4.collect.client-missing"), index, "cid");
  judge_event(decoded, index);
}

}  // namespace

Decoded decode_collect(const Request& request, const Endpoint& endpoint, const Settings&) {
  Decoded decoded;
  decoded.channel = Channel::browser;
  decoded.endpoint = endpoint.id;
  const auto shared = query_of(request);
  const Params none;
  if (request.body.empty() || request.method == "GET") {
    decode_event(Hit(shared, none), decoded);
    return decoded;
  }
  std::string unpacked;
  std::string_view body = request.body;
  if (find_header(request.headers, "Content-Encoding") != nullptr) {
    auto plain = decoded_body(request);
    if (plain) {
      unpacked = std::move(*plain);
      body = unpacked;
    } else {
      decoded.decode_error = plain.error().message;
      body = {};
    }
  }
  // One event per line, ended by LF or CRLF; a line without `en` is no event of its own.
  Params rest;
  for (auto text : split(body, '\n')) {
    while (text.ends_with('\r')) text.remove_suffix(1);
    if (trim(text).empty()) continue;
    auto line = parse_query(text);
    if (find_param(line, "en") != nullptr) {
      decode_event(Hit(shared, line), decoded);
    } else {
      std::ranges::move(line, std::back_inserter(rest));
    }
  }
  if (decoded.events.empty()) decode_event(Hit(shared, rest), decoded);
  return decoded;
}

}  // namespace tagproof::ga4
