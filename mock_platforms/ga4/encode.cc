#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/query_writer.h"
#include "harness/wire/url.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/google_consent.h"

namespace tagproof::ga4 {
namespace {

/// The container's fingerprint that every tag writes; opaque, so any will do.
constexpr std::string_view kContainer = "45je61e0v9100000000za200";

void deny(ConsentState::One& one) {
  if (one.effective() == Signal::denied) return;
  if (one.by_default == Signal::unset) one.by_default = Signal::denied;
  one.by_update = Signal::denied;
}

void grant(ConsentState::One& one) {
  if (one.effective() == Signal::unset) one.by_default = Signal::granted;
}

/// Consent as the hit says it: what may leave narrows what the page's signals are.
ConsentState consent_on_wire(const Emission& emission) {
  auto consent = emission.consent;
  if (emission.allowed != Allowed::limited && emission.allowed != Allowed::cookieless) {
    return consent;
  }
  consent.active = true;
  for (auto* one : {&consent.ad_storage, &consent.ad_user_data, &consent.ad_personalization}) {
    deny(*one);
  }
  if (emission.allowed == Allowed::cookieless) {
    deny(consent.analytics_storage);
  } else {
    grant(consent.analytics_storage);
  }
  return consent;
}

/// Digits that are the same for one page load and say nothing of the next.
std::string page_digits(const Emission& emission, std::string_view purpose, std::size_t count) {
  std::string source(purpose);
  source.append(emission.page_load.empty() ? emission.nonce : emission.page_load);
  std::string digits;
  while (digits.size() < count) digits.append(std::to_string(fnv1a(digits + source)));
  digits.resize(count);
  if (digits.front() == '0') digits.front() = '1';
  return digits;
}

/// `_p` is the page load's Unix millisecond; a harness's own id of it becomes digits.
std::string page_id(const Emission& emission) {
  const bool digits = !emission.page_load.empty() &&
                      emission.page_load.find_first_not_of("0123456789") == std::string::npos;
  return digits ? emission.page_load : page_digits(emission, "p", 13);
}

/// Each page load is somebody new: no cookie is read.
std::string cookieless_client(const Emission& emission) {
  return page_digits(emission, "c", 9) + "." + std::to_string(unix_seconds(emission.time));
}

bool is_empty_text(const Scalar& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && text->empty();
}

/// The page's type decides: a numeric string travels as `ep.value`, a number as `epn.value`.
void add_param(QueryWriter& query, const Emission& emission, Field field, std::string_view name) {
  const auto& value = emission.field(field);
  if (!value) return;
  std::string key = std::holds_alternative<Decimal>(*value) ? "epn." : "ep.";
  write(query, key.append(name), *value);
}

/// One of `id1~nmPen~pr5.99`, where a `~` in a value stands twice.
void add_segment(QueryWriter& query, std::string_view code, const Scalar& value, bool& is_first) {
  if (is_empty_text(value)) return;
  if (!std::exchange(is_first, false)) query.word("~");
  std::string storage;
  const auto text = text_of(value, storage);
  query.word(code).text(text.find('~') == std::string_view::npos ? text
                                                                 : replace_all(text, "~", "~~"));
}

void add_item(QueryWriter& query, std::size_t number, const EmittedItem& item) {
  query.key("pr" + std::to_string(number));
  bool is_first = true;
  add_segment(query, "id", item.id, is_first);
  add_segment(query, "nm", item.name, is_first);
  add_segment(query, "br", item.brand, is_first);
  add_segment(query, "ca", item.category, is_first);
  add_segment(query, "va", item.variant, is_first);
  add_segment(query, "pr", item.price, is_first);
  add_segment(query, "qt", item.quantity, is_first);
}

struct DataCode {
  Field field{};
  std::string_view code{};
};
constexpr std::array kDataCodes{
    DataCode{Field::email, "em"},       DataCode{Field::phone, "pn"},
    DataCode{Field::first_name, "fn0"}, DataCode{Field::last_name, "ln0"},
    DataCode{Field::street, "sa0"},     DataCode{Field::city, "ct0"},
    DataCode{Field::region, "rg0"},     DataCode{Field::zip, "pc0"},
    DataCode{Field::country, "co0"},
};

void add_user_data(QueryWriter& query, const Emission& emission) {
  bool is_first = true;
  std::string storage;
  for (const auto& [field, code] : kDataCodes) {
    const auto value = text_of(emission, field, storage);
    if (value.empty()) continue;
    if (std::exchange(is_first, false)) query.key("em").word("tv.1");
    query.word("~").word(code).word(".").text(value);
  }
}

/// Full refunds name no items: items on a refund mean that only those come back.
/// Source: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
bool sends_items(const Emission& emission) {
  return emission.items.has_value() && emission.adjustment != AdjustmentKind::refund_full;
}

void add_ids(QueryWriter& query, const Emission& emission) {
  if (emission.allowed == Allowed::cookieless) {
    query.pair("cid", cookieless_client(emission)).pair("sid", page_digits(emission, "s", 10));
  } else {
    write(query, "cid", emission, Field::client_id);
    write(query, "sid", emission, Field::session_id);
    query.pair("sct", "1").pair("seg", "1");
  }
}

void add_all(QueryWriter& query, const Emission& emission) {
  query.pair("v", "2");
  write(query, "tid", emission, Field::account);
  query.pair("gtm", kContainer).pair("_p", page_id(emission));
  write_google_consent(query, consent_on_wire(emission));
  query.pair("_s", std::to_string(emission.page_hit));
  add_ids(query, emission);
  write(query, "dl", emission, Field::page_url);
  write(query, "dr", emission, Field::page_referrer);
  if (!emission.page_title.empty()) query.pair("dt", emission.page_title);
  query.pair("en", emission.platform_name);
  if (emission.name == EventName::purchase) query.pair("_c", "1");
  query.pair("_ee", "1");
  if (emission.first_visit) query.pair("_fv", "1");
  if (emission.session_start) query.pair("_ss", "1");
  write(query, "cu", emission, Field::currency);
  if (sends_items(emission)) {
    std::size_t number = 0;
    for (const auto& item : *emission.items) add_item(query, ++number, item);
  }
  add_param(query, emission, Field::order_id, "transaction_id");
  add_param(query, emission, Field::value, "value");
  add_param(query, emission, Field::tax, "tax");
  add_param(query, emission, Field::shipping, "shipping");
  add_param(query, emission, Field::coupon, "coupon");
  add_param(query, emission, Field::event_id, "event_id");
  if (emission.allowed == Allowed::full) {
    write(query, "uid", emission, Field::external_id);
    add_user_data(query, emission);
  }
  if (emission.field(Field::test_code)) query.pair("_dbg", "1");
  for (const auto& [name, value] : emission.raw) write(query, percent_encode(name), value);
}

/// "https://shop.example" of a page's address; empty where that is none.
std::string origin_of(std::string_view url) {
  std::string origin;
  if (const auto parts = parse_url(url)) {
    origin.reserve(url.size());
    origin.append(parts->scheme).append("://").append(parts->host);
    if (!parts->port.empty()) origin.append(":").append(parts->port);
  }
  return origin;
}

Request encode_browser(const Emission& emission) {
  constexpr std::size_t kUsualUrl = 1024;
  Request request;
  request.method = "POST";
  request.url.reserve(kUsualUrl);
  request.url = "https://www.google-analytics.com/g/collect?";
  QueryWriter query(request.url);
  add_all(query, emission);
  request.headers.reserve(3);
  std::string storage;
  if (auto origin = origin_of(text_of(emission, Field::page_url, storage)); !origin.empty()) {
    request.headers.emplace_back("Origin", origin);
    request.headers.emplace_back("Referer", std::move(origin += '/'));
  }
  if (const auto agent = text_of(emission, Field::user_agent, storage); !agent.empty())
    request.headers.emplace_back("User-Agent", agent);
  return request;
}

// ---- Measurement Protocol

void write_item(JsonWriter& w, const EmittedItem& item) {
  const auto optional = [&](std::string_view key, const Scalar& value) {
    if (!is_empty_text(value)) write(w.key(key), value);
  };
  w.begin_object();
  write(w.key("item_id"), item.id);
  optional("item_name", item.name);
  optional("item_brand", item.brand);
  optional("item_category", item.category);
  optional("item_variant", item.variant);
  optional("price", item.price);
  optional("quantity", item.quantity);
  w.end_object();
}

/// A canonical time is RFC 3339 text or Unix seconds; on the wire it is microseconds.
Decimal micros_of(const Emission& emission) {
  if (const auto& said = emission.field(Field::time)) {
    if (const auto* seconds = std::get_if<Decimal>(&*said))
      return (*seconds * 1'000'000).rounded(0);
    const auto text = to_text(*said);
    if (const auto time = parse_rfc3339(text)) return time->time_since_epoch().count();
    if (const auto number = Decimal::parse(text)) return (*number * 1'000'000).rounded(0);
  }
  return emission.time.time_since_epoch().count();
}

void write_consent(JsonWriter& w, const Emission& emission) {
  const auto consent = consent_on_wire(emission);
  if (!consent.active) return;
  const auto one = [&](std::string_view key, const ConsentState::One& signal) {
    if (signal.effective() == Signal::unset) return;
    w.key(key).string(signal.effective() == Signal::granted ? "GRANTED" : "DENIED");
  };
  w.key("consent").begin_object();
  one("ad_user_data", consent.ad_user_data);
  one("ad_personalization", consent.ad_personalization);
  w.end_object();
}

struct AddressMember {
  Field field{};
  std::string_view name{};
};
constexpr std::array kAddressMembers{
    AddressMember{Field::first_name, "sha256_first_name"},
    AddressMember{Field::last_name, "sha256_last_name"},
    AddressMember{Field::street, "sha256_street"},
    AddressMember{Field::city, "city"},
    AddressMember{Field::region, "region"},
    AddressMember{Field::zip, "postal_code"},
    AddressMember{Field::country, "country"},
};

void write_user_data(JsonWriter& w, const Emission& emission) {
  if (emission.allowed != Allowed::full) return;
  const auto has = [&](Field field) { return !emission.text(field).empty(); };
  const bool address = std::ranges::any_of(kAddressMembers, has, &AddressMember::field);
  write(w, "user_id", emission, Field::external_id);
  if (has(Field::email) || has(Field::phone) || address) {
    w.key("user_data").begin_object();
    write(w, "sha256_email_address", emission, Field::email);
    write(w, "sha256_phone_number", emission, Field::phone);
    if (address) {
      w.key("address").begin_array().begin_object();
      for (const auto& [field, name] : kAddressMembers) write(w, name, emission, field);
      w.end_object().end_array();
    }
    w.end_object();
  }
  write(w, "ip_override", emission, Field::ip);
  write(w, "user_agent", emission, Field::user_agent);
}

/// `raw` names that belong to the request; all others are the event's parameters.
bool is_top_level(std::string_view name) {
  return name == "user_id" || name == "validation_behavior" || name == "non_personalized_ads" ||
         name == "ip_override" || name == "user_agent";
}

void write_params(JsonWriter& w, const Emission& emission) {
  w.key("params").begin_object();
  write(w, "transaction_id", emission, Field::order_id);
  write(w, "value", emission, Field::value);
  write(w, "currency", emission, Field::currency);
  write(w, "tax", emission, Field::tax);
  write(w, "shipping", emission, Field::shipping);
  write(w, "coupon", emission, Field::coupon);
  write(w, "event_id", emission, Field::event_id);
  if (emission.allowed != Allowed::cookieless) {
    write(w, "session_id", emission, Field::session_id);
    if (emission.field(Field::session_id)) w.key("engagement_time_msec").number(std::int64_t{1});
  }
  write(w, "page_location", emission, Field::page_url);
  write(w, "page_referrer", emission, Field::page_referrer);
  if (emission.field(Field::test_code)) w.key("debug_mode").boolean(true);
  if (sends_items(emission)) {
    w.key("items").begin_array();
    for (const auto& item : *emission.items) write_item(w, item);
    w.end_array();
  }
  for (const auto& [name, value] : emission.raw) {
    if (!is_top_level(name)) write(w.key(name), value);
  }
  w.end_object();
}

Request encode_server(const Emission& emission) {
  Request request;
  request.method = "POST";
  request.url = "https://www.google-analytics.com/mp/collect?";
  QueryWriter query(request.url);
  write(query, "measurement_id", emission, Field::account);
  if (!emission.secret.empty()) query.pair("api_secret", emission.secret);
  request.headers.emplace_back("Content-Type", "application/json");
  JsonWriter w(request.body);
  w.begin_object();
  if (emission.allowed == Allowed::cookieless) {
    w.key("client_id").string(cookieless_client(emission));
  } else if (const auto& client = emission.field(Field::client_id)) {
    w.key("client_id").string(to_text(*client));
  }
  w.key("timestamp_micros").number(micros_of(emission));
  write_consent(w, emission);
  write_user_data(w, emission);
  for (const auto& [name, value] : emission.raw) {
    if (is_top_level(name)) write(w.key(name), value);
  }
  w.key("events").begin_array().begin_object().key("name").string(emission.platform_name);
  write_params(w, emission);
  w.end_object().end_array().end_object();
  return request;
}

}  // namespace

std::vector<Request> encode(const Emission& emission) {
  std::vector<Request> requests;
  if (emission.allowed != Allowed::nothing) {
    requests.push_back(emission.channel == Channel::browser ? encode_browser(emission)
                                                            : encode_server(emission));
  }
  return requests;
}

}  // namespace tagproof::ga4
