#include <array>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/url.h"
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
  for (std::uint64_t bits = fnv1a(source); digits.size() < count; bits = fnv1a(digits + source)) {
    digits.append(std::to_string(bits));
  }
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

bool is_number(const Scalar& value) { return std::holds_alternative<Decimal>(value); }

bool is_empty_text(const Scalar& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && text->empty();
}

/// The page's type decides: a numeric string travels as `ep.value`, a number as `epn.value`.
void add_param(Params& params, std::string_view name, const Scalar& value) {
  std::string key = is_number(value) ? "epn." : "ep.";
  params.emplace_back(key.append(name), to_text(value));
}

void add_field(Params& params, const Emission& emission, Field field, std::string_view name) {
  if (const auto& value = emission.field(field)) add_param(params, name, *value);
}

void add_plain(Params& params, const Emission& emission, Field field, std::string_view key) {
  if (const auto& value = emission.field(field)) params.emplace_back(key, to_text(*value));
}

void add_segment(std::string& out, std::string_view code, const Scalar& value) {
  if (is_empty_text(value)) return;
  if (!out.empty()) out.push_back('~');
  out.append(code).append(replace_all(to_text(value), "~", "~~"));
}

std::string item_text(const EmittedItem& item) {
  std::string text;
  add_segment(text, "id", item.id);
  add_segment(text, "nm", item.name);
  add_segment(text, "br", item.brand);
  add_segment(text, "ca", item.category);
  add_segment(text, "va", item.variant);
  add_segment(text, "pr", item.price);
  add_segment(text, "qt", item.quantity);
  return text;
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

std::string user_data_text(const Emission& emission) {
  std::string text;
  for (const auto& [field, code] : kDataCodes) {
    const auto value = emission.text(field);
    if (value.empty()) continue;
    text.append("~").append(code).append(".").append(value);
  }
  return text.empty() ? text : "tv.1" + text;
}

/// Full refunds name no items: items on a refund mean that only those come back.
/// Source: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
bool sends_items(const Emission& emission) {
  return emission.items.has_value() && emission.adjustment != AdjustmentKind::refund_full;
}

void add_ids(Params& params, const Emission& emission) {
  if (emission.allowed == Allowed::cookieless) {
    // Each page load is somebody new: no cookie is read.
    params.emplace_back(
        "cid", page_digits(emission, "c", 9) + "." + std::to_string(unix_seconds(emission.time)));
    params.emplace_back("sid", page_digits(emission, "s", 10));
  } else {
    add_plain(params, emission, Field::client_id, "cid");
    add_plain(params, emission, Field::session_id, "sid");
    params.emplace_back("sct", "1");
    params.emplace_back("seg", "1");
  }
}

std::string origin_of(const std::string& url) {
  const auto parts = parse_url(url);
  if (!parts) return {};
  std::string origin(parts->scheme);
  origin.append("://").append(parts->host);
  if (!parts->port.empty()) origin.append(":").append(parts->port);
  return origin;
}

Request encode_browser(const Emission& emission) {
  Params params{{"v", "2"}};
  add_plain(params, emission, Field::account, "tid");
  params.emplace_back("gtm", kContainer);
  params.emplace_back("_p", page_id(emission));
  for (auto& param : google_consent_params(consent_on_wire(emission))) {
    params.push_back(std::move(param));
  }
  params.emplace_back("_s", std::to_string(emission.page_hit));
  add_ids(params, emission);
  add_plain(params, emission, Field::page_url, "dl");
  add_plain(params, emission, Field::page_referrer, "dr");
  if (!emission.page_title.empty()) params.emplace_back("dt", emission.page_title);
  params.emplace_back("en", emission.platform_name);
  if (emission.name == EventName::purchase) params.emplace_back("_c", "1");
  params.emplace_back("_ee", "1");
  if (emission.first_visit) params.emplace_back("_fv", "1");
  if (emission.session_start) params.emplace_back("_ss", "1");
  add_plain(params, emission, Field::currency, "cu");
  if (sends_items(emission)) {
    int number = 0;
    for (const auto& item : *emission.items) {
      params.emplace_back("pr" + std::to_string(++number), item_text(item));
    }
  }
  add_field(params, emission, Field::order_id, "transaction_id");
  add_field(params, emission, Field::value, "value");
  add_field(params, emission, Field::tax, "tax");
  add_field(params, emission, Field::shipping, "shipping");
  add_field(params, emission, Field::coupon, "coupon");
  add_field(params, emission, Field::event_id, "event_id");
  if (emission.allowed == Allowed::full) {
    add_plain(params, emission, Field::external_id, "uid");
    if (auto data = user_data_text(emission); !data.empty()) {
      params.emplace_back("em", std::move(data));
    }
  }
  if (emission.field(Field::test_code)) params.emplace_back("_dbg", "1");
  for (const auto& [name, value] : emission.raw) params.emplace_back(name, to_text(value));

  Request request;
  request.method = "POST";
  request.url = "https://www.google-analytics.com/g/collect?" + build_query(params);
  if (const auto origin = origin_of(emission.text(Field::page_url)); !origin.empty()) {
    request.headers.emplace_back("Origin", origin);
    request.headers.emplace_back("Referer", origin + "/");
  }
  if (const auto agent = emission.text(Field::user_agent); !agent.empty()) {
    request.headers.emplace_back("User-Agent", agent);
  }
  return request;
}

// ---- Measurement Protocol

void write(JsonWriter& w, const Scalar& value) {
  if (const auto* number = std::get_if<Decimal>(&value)) {
    w.number(*number);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    w.boolean(*flag);
  } else {
    w.string(std::get<std::string>(value));
  }
}

void write_field(JsonWriter& w, const Emission& emission, Field field, std::string_view key) {
  if (const auto& value = emission.field(field)) write(w.key(key), *value);
}

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

void write_user_data(JsonWriter& w, const Emission& emission) {
  if (emission.allowed != Allowed::full) return;
  const auto has = [&](Field field) { return !emission.text(field).empty(); };
  const bool address = has(Field::first_name) || has(Field::last_name) || has(Field::street) ||
                       has(Field::city) || has(Field::region) || has(Field::zip) ||
                       has(Field::country);
  write_field(w, emission, Field::external_id, "user_id");
  if (has(Field::email) || has(Field::phone) || address) {
    w.key("user_data").begin_object();
    write_field(w, emission, Field::email, "sha256_email_address");
    write_field(w, emission, Field::phone, "sha256_phone_number");
    if (address) {
      w.key("address").begin_array().begin_object();
      write_field(w, emission, Field::first_name, "sha256_first_name");
      write_field(w, emission, Field::last_name, "sha256_last_name");
      write_field(w, emission, Field::street, "sha256_street");
      write_field(w, emission, Field::city, "city");
      write_field(w, emission, Field::region, "region");
      write_field(w, emission, Field::zip, "postal_code");
      write_field(w, emission, Field::country, "country");
      w.end_object().end_array();
    }
    w.end_object();
  }
  write_field(w, emission, Field::ip, "ip_override");
  write_field(w, emission, Field::user_agent, "user_agent");
}

/// `raw` names that belong to the request; all others are the event's parameters.
bool is_top_level(std::string_view name) {
  return name == "user_id" || name == "validation_behavior" || name == "non_personalized_ads" ||
         name == "ip_override" || name == "user_agent";
}

void write_params(JsonWriter& w, const Emission& emission) {
  w.key("params").begin_object();
  write_field(w, emission, Field::order_id, "transaction_id");
  write_field(w, emission, Field::value, "value");
  write_field(w, emission, Field::currency, "currency");
  write_field(w, emission, Field::tax, "tax");
  write_field(w, emission, Field::shipping, "shipping");
  write_field(w, emission, Field::coupon, "coupon");
  write_field(w, emission, Field::event_id, "event_id");
  if (emission.allowed != Allowed::cookieless) {
    write_field(w, emission, Field::session_id, "session_id");
    if (emission.field(Field::session_id)) w.key("engagement_time_msec").number(std::int64_t{1});
  }
  write_field(w, emission, Field::page_url, "page_location");
  write_field(w, emission, Field::page_referrer, "page_referrer");
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
  Params query;
  add_plain(query, emission, Field::account, "measurement_id");
  if (!emission.secret.empty()) query.emplace_back("api_secret", emission.secret);

  Request request;
  request.method = "POST";
  request.url = "https://www.google-analytics.com/mp/collect?" + build_query(query);
  request.headers.emplace_back("Content-Type", "application/json");
  JsonWriter w(request.body);
  w.begin_object();
  if (emission.allowed == Allowed::cookieless) {
    w.key("client_id")
        .string(page_digits(emission, "c", 9) + "." + std::to_string(unix_seconds(emission.time)));
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
  if (emission.allowed == Allowed::nothing) return {};
  return {emission.channel == Channel::browser ? encode_browser(emission)
                                               : encode_server(emission)};
}

}  // namespace tagproof::ga4
