#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
constexpr std::size_t kMaxBody = 130'000;
constexpr std::size_t kMaxEvents = 25;
constexpr std::size_t kMaxParams = 25;
constexpr std::size_t kMaxUserProperties = 25;
constexpr std::size_t kMaxUserId = 256;
constexpr std::size_t kMaxValue = 100;
// Source: https://developers.google.com/analytics/devguides/collection/ga4/uid-data
constexpr std::size_t kMaxHashes = 3;
constexpr std::size_t kMaxAddresses = 2;

struct AddressKey {
  std::string_view key{};
  UserField field{};
};
constexpr std::array kAddress{
    AddressKey{"sha256_first_name", UserField::first_name},
    AddressKey{"sha256_last_name", UserField::last_name},
    AddressKey{"sha256_street", UserField::street},
    AddressKey{"city", UserField::city},
    AddressKey{"region", UserField::region},
    AddressKey{"postal_code", UserField::zip},
    AddressKey{"country", UserField::country},
};

void add_datum(std::vector<UserDatum>& out, UserField field, JsonView view, std::string wire) {
  if (!view.is(JsonKind::string)) return;
  auto value = view.text();
  const auto form = datum_form(value);
  out.push_back({field, std::move(value), form, std::move(wire)});
}

/// Each of user_data's members is one value or an array of them. The number of values.
std::size_t add_data(std::vector<UserDatum>& out, UserField field, JsonView view,
                     const std::string& wire) {
  if (!view.is(JsonKind::array)) {
    add_datum(out, field, view, wire);
    return view.exists() ? 1 : 0;
  }
  for (const auto& element : view) add_datum(out, field, element, wire);
  return view.size();
}

struct UserData {
  std::vector<UserDatum> data{};
  bool too_many = false;
};

UserData read_mp_user_data(JsonView root) {
  UserData found;
  const auto view = root["user_data"];
  const auto emails = add_data(found.data, UserField::email, view["sha256_email_address"],
                               "user_data.sha256_email_address");
  const auto phones = add_data(found.data, UserField::phone, view["sha256_phone_number"],
                               "user_data.sha256_phone_number");
  const auto add_address = [&](JsonView address) {
    for (const auto& [key, field] : kAddress) {
      add_data(found.data, field, address[key], "user_data.address." + std::string(key));
    }
  };
  const auto address = view["address"];
  if (address.is(JsonKind::array)) {
    for (const auto& element : address) add_address(element);
  } else {
    add_address(address);
  }
  found.too_many = emails > kMaxHashes || phones > kMaxHashes || address.size() > kMaxAddresses * 7;
  if (address.is(JsonKind::array)) found.too_many |= address.size() > kMaxAddresses;
  add_datum(found.data, UserField::ip, root["ip_override"], "ip_override");
  add_datum(found.data, UserField::user_agent, root["user_agent"], "user_agent");
  return found;
}

Signal read_signal(JsonView view) {
  if (!view.is(JsonKind::string)) return Signal::unset;
  const auto text = upper_ascii(view.text());
  return text == "GRANTED" ? Signal::granted : text == "DENIED" ? Signal::denied : Signal::unset;
}

struct Time {
  std::optional<TimePoint> time{};
  bool malformed = false;
};

Time read_time(JsonView view) {
  if (!view.exists() || view.is(JsonKind::null)) return {};
  const auto number = observed_decimal(view);
  if (!number.has_value() || number->rounded(0) != *number) return {std::nullopt, true};
  return {TimePoint(std::chrono::microseconds(number->minor(0))), false};
}

void read_items(JsonView view, TrackedEvent& event, bool& unnamed) {
  using Items = Observed<std::vector<TrackedItem>>;
  if (!view.exists()) return;
  if (view.is(JsonKind::null)) {
    event.items = Items::null();
    return;
  }
  if (!view.is(JsonKind::array)) {
    event.items = Items::malformed(std::string(view.source()), WireKind::object);
    return;
  }
  std::vector<TrackedItem> items;
  for (const auto& element : view) {
    TrackedItem item;
    item.id = observed_text(element["item_id"]);
    item.quantity = observed_decimal(element["quantity"]);
    item.price = observed_decimal(element["price"]);
    unnamed =
        unnamed || (item.id.says_nothing() && observed_text(element["item_name"]).says_nothing());
    items.push_back(std::move(item));
  }
  event.items = Items::of(std::move(items), WireKind::array);
}

/// Names and lengths of one event's parameters.
void judge_params(Decoded& decoded, int index, JsonView params) {
  if (params.size() > kMaxParams) decoded.observe(rule("ga4.mp.too-many-params"), index, "params");
  std::vector<std::string> keys;
  for (const auto& param : params) {
    const auto key = param.key();
    if (std::ranges::find(keys, key) != keys.end()) {
      decoded.observe(rule("ga4.name.duplicated"), index, "params." + key, key, param.offset());
    }
    keys.push_back(key);
    if (has_reserved_prefix(key)) {
      decoded.observe(rule("ga4.name.param-reserved"), index, "params." + key, key, param.offset());
    } else if (!is_valid_name(key)) {
      decoded.observe(rule("ga4.name.param-invalid"), index, "params." + key, key, param.offset());
    }
    // Addresses of pages and cookies that stand in for ids may be longer.
    const bool exempt = key == "session_id" || key == "page_location" || key == "page_referrer";
    if (!exempt && param.is(JsonKind::string) && param.text().size() > kMaxValue) {
      decoded.observe(rule("ga4.value.param-too-long"), index, "params." + key, key,
                      param.offset());
    }
  }
}

/// What all events of a request share.
struct Shared {
  Observed<std::string> account{};
  Observed<std::string> client{};
  Observed<std::string> user_id{};
  UserData user_data{};
  ConsentSignals consent{};
  Time time{};
};

template <class Read>
Observed<std::string> mapped(Observed<std::string> text, Read read) {
  if (text.has_value()) *text = read(*text);
  return text;
}

void decode_event(Decoded& decoded, JsonView view, const Shared& shared) {
  const auto index = static_cast<int>(decoded.events.size());
  const auto params = view["params"];
  TrackedEvent event;
  event.channel = Channel::server;
  event.account = shared.account;
  event.platform_name = observed_text(view["name"]);
  if (event.platform_name.has_value()) event.name = canonical(*event.platform_name);
  event.order_id = observed_text(params["transaction_id"]);
  event.event_id = observed_text(params["event_id"]);
  event.value = observed_decimal(params["value"]);
  event.currency = observed_text(params["currency"]);
  event.tax = observed_decimal(params["tax"]);
  event.shipping = observed_decimal(params["shipping"]);
  event.coupon = observed_text(params["coupon"]);
  event.page_url = observed_text(params["page_location"]);
  event.page_referrer = observed_text(params["page_referrer"]);
  event.user_id = shared.user_id;
  event.id(IdField::client_id) = shared.client;
  event.id(IdField::session_id) = mapped(observed_text(params["session_id"]), session_of);
  event.user_data = shared.user_data.data;
  event.consent = shared.consent;
  event.consent_said = shared.consent != ConsentSignals{};
  const auto debug = params["debug_mode"];
  if (debug.exists() && (debug.text() == "true" || debug.text() == "1")) {
    event.test_code = Observed<std::string>::of("1", WireKind::boolean);
  }
  const auto own_time = read_time(view["timestamp_micros"]);
  event.time = own_time.time ? own_time.time : shared.time.time;
  bool unnamed = false;
  read_items(params["items"], event, unnamed);
  decoded.events.push_back(event);

  if (own_time.malformed || (shared.time.malformed && !own_time.time)) {
    decoded.observe(rule("ga4.mp.time-malformed"), index, "timestamp_micros");
  }
  const auto name = event.platform_name.value_or(event.platform_name.raw());
  if (!event.platform_name.has_value() || !is_valid_name(name)) {
    decoded.observe(rule("ga4.name.invalid"), index, "events", name, view.offset());
  } else if (is_reserved_event(name)) {
    decoded.observe(rule("ga4.name.reserved"), index, "events", name, view.offset());
  }
  if (unnamed) decoded.observe(rule("ga4.items.unnamed"), index, "items");
  if (shared.user_data.too_many) decoded.observe(rule("ga4.user-data.too-many"), index);
  if (event.consent.ad_user_data == Signal::denied ||
      event.consent.ad_personalization == Signal::denied) {
    decoded.observe(rule("ga4.mp.consent-denied"), index, "consent");
  }
  judge_params(decoded, index, params);
  judge_event(decoded, index);
}

void judge_query(Decoded& decoded, const Params& query, Shared& shared) {
  const auto* secret = find_param(query, "api_secret");
  if (secret == nullptr || secret->empty()) {
    decoded.observe(rule("ga4.mp.secret-missing"), -1, "api_secret");
  } else {
    decoded.secrets.push_back(fingerprint(*secret));
  }
  shared.account = observed_text(find_param(query, "measurement_id"));
  if (shared.account.says_nothing()) {
    const auto app = observed_text(find_param(query, "firebase_app_id"));
    if (app.has_value()) shared.account = app;
  }
  if (shared.account.says_nothing()) {
    decoded.observe(rule("ga4.mp.stream-missing"), -1, "measurement_id");
  }
}

void judge_request(Decoded& decoded, JsonView root, const Shared& shared) {
  if (shared.client.says_nothing()) {
    decoded.observe(rule("ga4.mp.client-missing"), -1, "client_id");
  }
  if (shared.user_id.has_value() && shared.user_id->size() > kMaxUserId) {
    decoded.observe(rule("ga4.mp.user-id-too-long"), -1, "user_id");
  }
  if (root["user_properties"].size() > kMaxUserProperties) {
    decoded.observe(rule("ga4.mp.too-many-user-properties"), -1, "user_properties");
  }
  // Google's own Event Builder writes the flag in camelCase.
  auto behaviour = root["validation_behavior"];
  if (!behaviour.exists()) behaviour = root["validationBehavior"];
  if (behaviour.exists() && behaviour.text() == "ENFORCE_RECOMMENDATIONS") {
    decoded.observe(rule("ga4.mp.enforced"), -1, "validation_behavior");
  }
}

/// Where no event could be read, one without a name says what became of the hit.
Decoded nothing_read(Decoded decoded, const Shared& shared) {
  TrackedEvent event;
  event.channel = Channel::server;
  event.account = shared.account;
  event.id(IdField::client_id) = shared.client;
  decoded.events.push_back(std::move(event));
  return decoded;
}

}  // namespace

Decoded decode_mp(const Request& request, const Endpoint& endpoint, const Settings&) {
  Decoded decoded;
  decoded.channel = Channel::server;
  decoded.endpoint = endpoint.id;
  decoded.counts = endpoint.id != "debug";
  Shared shared;
  if (request.method != "POST") {
    decoded.observe(rule("ga4.mp.method"), -1, "method", request.method);
    return nothing_read(std::move(decoded), shared);
  }
  judge_query(decoded, query_of(request), shared);
  if (!decoded.counts) decoded.observe(rule("ga4.debug.never-counted"));
  const auto body = decoded_body(request);
  auto json = body ? JsonDocument::parse(*body) : Result<JsonDocument>(body.error());
  if (!json || !json->root().is(JsonKind::object)) {
    decoded.decode_error = json ? "at byte 0: no JSON object" : json.error().message;
    decoded.observe(rule("ga4.mp.body-unreadable"), -1, "", decoded.decode_error);
    return nothing_read(std::move(decoded), shared);
  }
  if (body->size() >= kMaxBody) decoded.observe(rule("ga4.mp.body-too-large"));

  const auto root = json->root();
  shared.client = mapped(observed_text(root["client_id"]), client_of);
  if (shared.client.says_nothing() && root["app_instance_id"].exists()) {
    shared.client = observed_text(root["app_instance_id"]);
  }
  shared.user_id = observed_text(root["user_id"]);
  shared.user_data = read_mp_user_data(root);
  const auto consent = root["consent"];
  shared.consent.ad_user_data = read_signal(consent["ad_user_data"]);
  shared.consent.ad_personalization = read_signal(consent["ad_personalization"]);
  // Deprecated, and still sent. Source: kReference
  const auto npa = root["non_personalized_ads"];
  if (npa.is(JsonKind::boolean) && npa.boolean() &&
      shared.consent.ad_personalization == Signal::unset) {
    shared.consent.ad_personalization = Signal::denied;
  }
  shared.time = read_time(root["timestamp_micros"]);
  judge_request(decoded, root, shared);

  const auto events = root["events"];
  if (!events.is(JsonKind::array) || events.size() == 0) {
    decoded.observe(rule("ga4.mp.events-missing"), -1, "events");
    return nothing_read(std::move(decoded), shared);
  }
  if (events.size() > kMaxEvents) {
    decoded.observe(rule("ga4.mp.too-many-events"), -1, "events", std::to_string(events.size()));
  }
  for (const auto& event : events) decode_event(decoded, event, shared);
  return decoded;
}

}  // namespace tagproof::ga4
