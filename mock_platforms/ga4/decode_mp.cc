#include <algorithm>
#include <array>
#include <list>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/hit.h"
#include "mock_platforms/ga4/items.h"
#include "mock_platforms/ga4/names.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
constexpr std::size_t kMaxBody = 130'000;
constexpr std::size_t kMaxEvents = 25;
constexpr std::size_t kMaxUserId = 256;
// Of a request that counts nothing anyway only so much is read: no sender decides how long it
// takes.
constexpr std::size_t kMaxEventsRead = 1000;
constexpr std::size_t kMaxBodyRead = 1'000'000;  // of a longer one, the first event
constexpr std::size_t kAppInstance = 32;

// The members of the body, and of an event. Google's own Event Builder writes the flag in
// camelCase. Source:
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
constexpr auto kMembers = std::to_array<std::string_view>({
    "client_id",
    "app_instance_id",
    "user_id",
    "timestamp_micros",
    "user_properties",
    "user_data",
    "consent",
    "non_personalized_ads",
    "user_location",
    "ip_override",
    "device",
    "user_agent",
    "validation_behavior",
    "validationBehavior",
    "events",
});
constexpr auto kEventMembers =
    std::to_array<std::string_view>({"name", "params", "timestamp_micros"});

template <std::size_t N>
std::string unknown_member(JsonView view, const std::array<std::string_view, N>& known) {
  std::string storage;
  for (const auto& member : view) {
    const auto key = member.key(storage);
    if (std::ranges::find(known, key) == known.end()) return std::string(key);
  }
  return {};
}

void add_datum(std::vector<UserDatum>& out, UserField field, JsonView view, std::string wire) {
  if (!view.is(JsonKind::string)) return;
  auto value = view.text();
  const auto form = datum_form(value);
  out.push_back({field, std::move(value), form, std::move(wire)});
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

/// What all events of a request share.
struct SharedByEvents {
  Limits limits{};
  Observed<std::string> account{};
  bool app = false;
  Observed<std::string> client{};
  Observed<std::string> user_id{};
  MpUserData user_data{};
  ConsentSignals consent{};
  Time time{};
};

template <class Read>
Observed<std::string> mapped(Observed<std::string> text, Read read) {
  if (text.has_value()) *text = read(*text);
  return text;
}

void judge_name(Decoded& decoded, int index, JsonView view, const SharedByEvents& shared) {
  const auto& name = decoded.events[static_cast<std::size_t>(index)].platform_name;
  const auto text = name.value_or(name.raw());
  const auto say = [&](const Rule& about) {
    decoded.observe(about, index, "events", text, view.offset());
  };
  switch (name_problem(text, kMaxName)) {
    case NameProblem::none:
      break;
    case NameProblem::missing:
      return say(rule("ga4.name.missing"));
    case NameProblem::first_letter:
      return say(rule("ga4.name.first-letter"));
    case NameProblem::characters:
      return say(rule("ga4.name.invalid"));
    case NameProblem::length:
      return say(rule("ga4.name.too-long"));
  }
  if (is_reserved_event(text)) return say(rule("ga4.name.reserved"));
  if (!shared.app && is_reserved_on_web(text)) say(rule("ga4.name.reserved-on-web"));
}

/// Names, kinds and lengths of one event's parameters.
void judge_params(Decoded& decoded, int index, JsonView params, std::size_t longest) {
  if (params.size() > kMaxParams) decoded.observe(rule("ga4.params.too-many"), index, "params");
  std::vector<std::string_view> keys;
  keys.reserve(std::min(params.size(), kMaxParams));
  std::list<std::string> unescaped;  // the names that are no views
  std::string storage;
  bool of_session = false;
  for (const auto& param : params) {
    auto key = param.key(storage);
    if (key.data() == storage.data()) key = unescaped.emplace_back(std::move(storage));
    const auto say = [&](const Rule& about) {
      decoded.observe(about, index, "params." + std::string(key), std::string(key), param.offset());
    };
    if (std::ranges::find(keys, key) != keys.end()) say(rule("ga4.name.duplicated"));
    judge_param_name(decoded, index, key);
    if (is_click_id(key)) say(rule("ga4.name.param-click-id"));
    if (is_of_session(key) && !of_session) {
      of_session = true;
      decoded.observe(rule("ga4.name.param-of-session"), index);
    }
    if (param.is(JsonKind::string)) {
      if (param.source().size() > longest)
        judge_param_text(decoded, index, key, param.text(storage), longest);
    } else if (param.is(JsonKind::object) || (param.is(JsonKind::array) && key != "items")) {
      say(rule("ga4.value.param-nested"));
    }
    // More than may be there are not compared with each other: no sender decides how long it takes.
    if (keys.size() < kMaxParams * 2) keys.push_back(key);
  }
}

void read_items(Decoded& decoded, int index, JsonView view, const Limits& limits) {
  using Items = Observed<std::vector<TrackedItem>>;
  auto& event = decoded.events[static_cast<std::size_t>(index)];
  if (!view.exists()) return;
  if (view.is(JsonKind::null)) {
    event.items = Items::null();
    return;
  }
  if (!view.is(JsonKind::array)) {
    event.items = Items::malformed(std::string(view.source()), WireKind::object);
    decoded.observe(rule("ga4.items.not-a-list"), index, "items");
    return;
  }
  ItemFindings found;
  std::vector<TrackedItem> items;
  items.reserve(std::min(view.size(), kMaxItems));
  for (const auto& element : view) {
    if (items.size() == kMaxItems) {
      decoded.observe(rule("ga4.items.too-many"), index, "items");
      break;
    }
    items.push_back(read_json_item(element, limits, found));
  }
  event.items = Items::of(std::move(items), WireKind::array);
  observe(decoded, index, found);
}

void judge_session(Decoded& decoded, int index, JsonView params) {
  const auto session = observed_text(params["session_id"]);
  auto of_cookie = mapped(session, session_of);
  if (of_cookie != session) decoded.observe(rule("ga4.mp.session-cookie"), index, "session_id");
  if (observed_text(params["engagement_time_msec"]).says_nothing())
    decoded.observe(rule("ga4.mp.engagement-missing"), index, "engagement_time_msec");
  auto& event = decoded.events[static_cast<std::size_t>(index)];
  event.id(IdField::session_id) = std::move(of_cookie);
  const auto debug = params["debug_mode"];
  if (debug.exists() && (debug.source() == "true" || debug.text() == "1")) {
    event.test_code = Observed<std::string>::of("1", WireKind::boolean);
    decoded.observe(rule("ga4.mp.debug-mode"), index, "debug_mode");
  }
  const auto type = observed_text(params["customer_type"]);
  if (event.is(EventName::purchase) && !type.says_nothing() && type.value_or("") != "new" &&
      type.value_or("") != "returning") {
    decoded.observe(rule("ga4.purchase.customer-type"), index, "customer_type");
  }
}

void judge_event_time(Decoded& decoded, int index, JsonView view, const SharedByEvents& shared) {
  const auto own = read_time(view["timestamp_micros"]);
  decoded.events[static_cast<std::size_t>(index)].time = own.time ? own.time : shared.time.time;
  if (own.malformed || (shared.time.malformed && !own.time))
    decoded.observe(rule("ga4.mp.time-malformed"), index, "timestamp_micros");
  if (own.time && shared.time.time)
    decoded.observe(rule("ga4.mp.time-of-event"), index, "timestamp_micros");
}

void decode_event(Decoded& decoded, JsonView view, const SharedByEvents& shared) {
  const auto index = static_cast<int>(decoded.events.size());
  const auto params = view["params"];
  auto& event = decoded.events.emplace_back();
  event.channel = Channel::server;
  event.account = shared.account;
  event.id(IdField::client_id) = shared.client;
  event.user_id = shared.user_id;
  if (!view.is(JsonKind::object)) {
    decoded.observe(rule("ga4.mp.event-shape"), index, "events", {}, view.offset());
    return;
  }
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
  event.user_data = shared.user_data.data;
  event.consent = shared.consent;
  event.consent_said = shared.consent != ConsentSignals{};
  read_items(decoded, index, params["items"], shared.limits);

  if (auto key = unknown_member(view, kEventMembers); !key.empty())
    decoded.observe(rule("ga4.mp.unknown-field"), index, "", key, view.offset());
  judge_event_time(decoded, index, view, shared);
  judge_name(decoded, index, view, shared);
  judge_session(decoded, index, params);
  judge_params(decoded, index, params, shared.limits.value);
  judge_event(decoded, index);
}

void judge_address(Decoded& decoded, const Request& request) {
  if (decoded.counts) decoded.observe(rule("ga4.mp.answered-204"));
  if (const auto parts = parse_url(request.url); parts && parts->host == kEuHost)
    decoded.observe(rule("ga4.mp.eu-host"), -1, "host");
  const auto* type = find_header(request.headers, "Content-Type");
  if (type != nullptr && !lower_ascii(*type).starts_with("application/json"))
    decoded.observe(rule("ga4.mp.content-type"), -1, "Content-Type", *type);
}

void judge_query(Decoded& decoded, const ParamViews& query, SharedByEvents& shared) {
  const auto* secret = find_param(query, "api_secret");
  if (secret == nullptr || secret->empty()) {
    decoded.observe(rule("ga4.mp.secret-missing"), -1, "api_secret");
  } else {
    decoded.secrets.push_back(fingerprint(*secret));
    decoded.carried = {{"query.api_secret", std::string(*secret)}};
  }
  shared.account = observed_text(find_param(query, "measurement_id"));
  if (shared.account.says_nothing()) {
    const auto app = observed_text(find_param(query, "firebase_app_id"));
    shared.app = app.has_value();
    if (shared.app) shared.account = app;
  }
  if (shared.account.says_nothing())
    decoded.observe(rule("ga4.mp.stream-missing"), -1, "measurement_id");
}

void judge_client(Decoded& decoded, JsonView root, SharedByEvents& shared) {
  const auto client = observed_text(root["client_id"]);
  const auto instance = observed_text(root["app_instance_id"]);
  shared.client = mapped(client, client_of);
  if (shared.app || (client.says_nothing() && instance.has_value())) shared.client = instance;
  if (shared.client.says_nothing()) {
    decoded.observe(
        shared.app ? rule("ga4.mp.app-instance-missing") : rule("ga4.mp.client-missing"), -1,
        shared.app ? "app_instance_id" : "client_id");
    return;
  }
  const auto text = shared.client.value_or(shared.client.raw());
  if (shared.app) {
    const bool hex = text.size() == kAppInstance &&
                     text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (!hex) decoded.observe(rule("ga4.mp.app-instance-form"), -1, "app_instance_id", text);
    return;
  }
  if (!is_client_form(text)) decoded.observe(rule("ga4.mp.client-form"), -1, "client_id", text);
  if (client.has_value() && *client != text)
    decoded.observe(rule("ga4.mp.client-cookie"), -1, "client_id");
}

Signal read_signal(Decoded& decoded, JsonView consent, std::string_view key) {
  const auto view = consent[key];
  if (!view.exists() || view.is(JsonKind::null)) return Signal::unset;
  if (view.source() == "\"GRANTED\"") return Signal::granted;
  if (view.source() == "\"DENIED\"") return Signal::denied;
  decoded.observe(rule("ga4.mp.consent-invalid"), -1, "consent." + std::string(key), view.text());
  return Signal::unset;
}

void read_consent(Decoded& decoded, JsonView root, SharedByEvents& shared) {
  const auto consent = root["consent"];
  auto& signals = shared.consent;
  signals.ad_user_data = read_signal(decoded, consent, "ad_user_data");
  signals.ad_personalization = read_signal(decoded, consent, "ad_personalization");
  if (consent["ad_storage"].exists() || consent["analytics_storage"].exists())
    decoded.observe(rule("ga4.mp.consent-storage"), -1, "consent");
  // Deprecated, and still sent.
  const auto npa = root["non_personalized_ads"];
  if (npa.exists()) decoded.observe(rule("ga4.mp.npa-deprecated"), -1, "non_personalized_ads");
  if (npa.is(JsonKind::boolean) && npa.boolean() && signals.ad_personalization == Signal::unset)
    signals.ad_personalization = Signal::denied;
  if (signals == ConsentSignals{}) decoded.observe(rule("ga4.mp.consent-absent"), -1, "consent");
  if (signals.ad_user_data == Signal::denied || signals.ad_personalization == Signal::denied)
    decoded.observe(rule("ga4.mp.consent-denied"), -1, "consent");
}

void read_person(Decoded& decoded, JsonView root, SharedByEvents& shared) {
  shared.user_id = observed_text(root["user_id"]);
  if (shared.user_id.has_value() && characters(*shared.user_id) > kMaxUserId)
    decoded.observe(rule("ga4.mp.user-id-too-long"), -1, "user_id");
  shared.user_data = read_mp_user_data(root["user_data"]);
  auto& found = shared.user_data;
  const auto say = [&](bool is, const Rule& about) {
    if (is) decoded.observe(about, -1, "user_data");
  };
  say(found.too_many_emails, rule("ga4.user-data.too-many-emails"));
  say(found.too_many_phones, rule("ga4.user-data.too-many-phones"));
  say(found.too_many_addresses, rule("ga4.user-data.too-many-addresses"));
  say(!found.unknown_key.empty(), rule("ga4.user-data.unknown-key"));
  say(!found.data.empty() && shared.user_id.says_nothing(), rule("ga4.user-data.without-user-id"));
  add_datum(found.data, UserField::ip, root["ip_override"], "ip_override");
  add_datum(found.data, UserField::user_agent, root["user_agent"], "user_agent");
  const bool agent = root["user_agent"].exists();
  if (agent && shared.app) decoded.observe(rule("ga4.mp.user-agent-app"), -1, "user_agent");
  if (agent && root["device"].exists())
    decoded.observe(rule("ga4.mp.device-wins"), -1, "user_agent");
  if (root["user_location"].exists() && root["ip_override"].exists())
    decoded.observe(rule("ga4.mp.location-wins"), -1, "ip_override");
}

void judge_properties(Decoded& decoded, JsonView properties) {
  if (properties.size() > kMaxUserProperties)
    decoded.observe(rule("ga4.user-property.too-many"), -1, "user_properties");
  std::vector<std::string> names;
  for (const auto& property : properties) {
    auto name = property.key();
    const auto say = [&](const Rule& about) {
      decoded.observe(about, -1, "user_properties." + name, name, property.offset());
    };
    const auto value = property["value"];
    if (!value.exists()) say(rule("ga4.user-property.value-missing"));
    if (property["timestamp_micros"].exists()) say(rule("ga4.user-property.own-time"));
    judge_property(decoded, -1, name, value.exists() ? value.text() : std::string{});
    if (std::ranges::find(names, name) != names.end()) say(rule("ga4.user-property.duplicated"));
    if (names.size() < kMaxUserProperties * 2) names.push_back(std::move(name));
  }
}

void judge_behaviour(Decoded& decoded, JsonView root) {
  auto behaviour = root["validation_behavior"];
  if (!behaviour.exists()) behaviour = root["validationBehavior"];
  if (!behaviour.exists()) return;
  if (behaviour.source() == "\"ENFORCE_RECOMMENDATIONS\"") {
    decoded.observe(rule("ga4.mp.enforced"), -1, "validation_behavior");
  } else if (behaviour.source() != "\"RELAXED\"") {
    decoded.observe(rule("ga4.mp.behavior-invalid"), -1, "validation_behavior", behaviour.text());
  }
}

/// Where no event could be read, one without a name says what became of the hit.
Decoded nothing_read(Decoded decoded, const SharedByEvents& shared) {
  auto& event = decoded.events.emplace_back();
  event.channel = Channel::server;
  event.account = shared.account;
  event.id(IdField::client_id) = shared.client;
  return decoded;
}

}  // namespace

Decoded decode_mp(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  Decoded decoded;
  decoded.channel = Channel::server;
  decoded.endpoint = endpoint.id;
  decoded.counts = endpoint.id != "debug";
  decoded.observations.reserve(16);  // a usual hit touches about ten rules
  SharedByEvents shared;
  shared.limits = limits_of(settings);
  if (request.method != "POST") {
    decoded.observe(rule("ga4.mp.method"), -1, "method", request.method);
    return nothing_read(std::move(decoded), shared);
  }
  judge_address(decoded, request);
  judge_query(decoded, query_of(request), shared);
  if (!decoded.counts) decoded.observe(rule("ga4.debug.never-counted"));
  std::string unpacked;
  std::string_view body = request.body;
  Result<JsonDocument> json = Error{};
  if (find_header(request.headers, "Content-Encoding") == nullptr) {
    json = JsonDocument::parse(body);
  } else if (auto plain = decoded_body(request)) {
    unpacked = std::move(*plain);
    body = unpacked;
    json = JsonDocument::parse(body);
  } else {
    json = plain.error();
  }
  if (!json || !json->root().is(JsonKind::object)) {
    decoded.decode_error = json ? "at byte 0: no JSON object" : json.error().message;
    decoded.observe(rule("ga4.mp.body-unreadable"), -1, "", decoded.decode_error);
    return nothing_read(std::move(decoded), shared);
  }
  if (body.size() >= kMaxBody) decoded.observe(rule("ga4.mp.body-too-large"));

  const auto root = json->root();
  if (auto key = unknown_member(root, kMembers); !key.empty())
    decoded.observe(rule("ga4.mp.unknown-field"), -1, "", key);
  judge_client(decoded, root, shared);
  read_person(decoded, root, shared);
  read_consent(decoded, root, shared);
  judge_properties(decoded, root["user_properties"]);
  judge_behaviour(decoded, root);
  shared.time = read_time(root["timestamp_micros"]);

  const auto events = root["events"];
  if (!events.is(JsonKind::array) || events.size() == 0) {
    decoded.observe(rule("ga4.mp.events-missing"), -1, "events");
    return nothing_read(std::move(decoded), shared);
  }
  if (events.size() > kMaxEvents) {
    decoded.observe(rule("ga4.mp.too-many-events"), -1, "events", std::to_string(events.size()));
  }
  const auto readable = body.size() < kMaxBodyRead ? kMaxEventsRead : 1;
  for (const auto& event : events) {
    if (decoded.events.size() == readable) break;
    decode_event(decoded, event, shared);
  }
  return decoded;
}

}  // namespace tagproof::ga4
