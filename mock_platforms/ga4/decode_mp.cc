#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/named_members.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/hit.h"
#include "mock_platforms/ga4/mp.h"
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

// The members of the body. Google's own Event Builder writes the flag in camelCase. Source:
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
enum class Member : std::uint8_t {
  client_id,
  app_instance_id,
  user_id,
  timestamp_micros,
  user_properties,
  user_data,
  consent,
  non_personalized_ads,
  user_location,
  ip_override,
  device,
  user_agent,
  validation_behavior,
  validation_behavior_in_camel_case,
  events
};
constexpr NameTable kMembers(std::to_array<std::string_view>({
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
}));
using Members = NamedMembers<Member, kMembers.names().size()>;

void add_datum(std::vector<UserDatum>& out, UserField field, JsonView view, std::string_view wire) {
  if (!view.is(JsonKind::string)) return;
  auto value = view.text();
  const auto form = datum_form(value);
  out.push_back({field, std::move(value), form, std::string(wire)});
}

bool is_eu_host(std::string_view url) {
  if (url.find(kEuHost) == std::string_view::npos) return false;  // most
  const auto parts = parse_url(url);
  return parts && parts->host == kEuHost;
}

bool is_json(std::string_view content_type) {
  constexpr std::string_view kJson = "application/json";
  return equals_ignoring_case(content_type.substr(0, kJson.size()), kJson);
}

void judge_address(Decoded& decoded, const Request& request) {
  if (decoded.counts) decoded.observe(rule("ga4.mp.answered-204"));
  if (is_eu_host(request.url)) decoded.observe(rule("ga4.mp.eu-host"), -1, "host");
  const auto* type = find_header(request.headers, "Content-Type");
  if (type != nullptr && !is_json(*type))
    decoded.observe(rule("ga4.mp.content-type"), -1, "Content-Type", *type);
}

void judge_query(Decoded& decoded, const ParamViews& query, SharedByEvents& shared) {
  const auto* secret = find_param(query, kSecretParameter);
  if (secret == nullptr || secret->empty()) {
    decoded.observe(rule("ga4.mp.secret-missing"), -1, "api_secret");
  } else {
    decoded.secrets.push_back(fingerprint(*secret));
    decoded.carried.emplace().push_back({"query.api_secret", std::string(*secret)});
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

void judge_client(Decoded& decoded, const Members& root, SharedByEvents& shared) {
  auto client = observed_text(root[Member::client_id]);
  auto instance = observed_text(root[Member::app_instance_id]);
  const bool by_instance = shared.app || (client.says_nothing() && instance.has_value());
  const bool of_cookie = !by_instance && take_id_of_cookie(client, client_of);
  shared.client = std::move(by_instance ? instance : client);
  if (shared.client.says_nothing()) {
    decoded.observe(
        shared.app ? rule("ga4.mp.app-instance-missing") : rule("ga4.mp.client-missing"), -1,
        shared.app ? "app_instance_id" : "client_id");
    return;
  }
  const auto text = text_of(shared.client);
  if (shared.app) {
    const bool hex = text.size() == kAppInstance &&
                     text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (!hex)
      decoded.observe(rule("ga4.mp.app-instance-form"), -1, "app_instance_id", std::string(text));
    return;
  }
  if (!is_client_form(text))
    decoded.observe(rule("ga4.mp.client-form"), -1, "client_id", std::string(text));
  if (of_cookie) decoded.observe(rule("ga4.mp.client-cookie"), -1, "client_id");
}

Signal read_signal(Decoded& decoded, JsonView consent, std::string_view key) {
  const auto view = consent[key];
  if (!view.exists() || view.is(JsonKind::null)) return Signal::unset;
  if (view.source() == "\"GRANTED\"") return Signal::granted;
  if (view.source() == "\"DENIED\"") return Signal::denied;
  decoded.observe(rule("ga4.mp.consent-invalid"), -1, "consent." + std::string(key), view.text());
  return Signal::unset;
}

void read_consent(Decoded& decoded, const Members& root, SharedByEvents& shared) {
  const auto consent = root[Member::consent];
  auto& signals = shared.consent;
  signals.ad_user_data = read_signal(decoded, consent, "ad_user_data");
  signals.ad_personalization = read_signal(decoded, consent, "ad_personalization");
  if (consent["ad_storage"].exists() || consent["analytics_storage"].exists())
    decoded.observe(rule("ga4.mp.consent-storage"), -1, "consent");
  // Deprecated, and still sent.
  const auto npa = root[Member::non_personalized_ads];
  if (npa.exists()) decoded.observe(rule("ga4.mp.npa-deprecated"), -1, "non_personalized_ads");
  if (npa.is(JsonKind::boolean) && npa.boolean() && signals.ad_personalization == Signal::unset)
    signals.ad_personalization = Signal::denied;
  if (signals == ConsentSignals{}) decoded.observe(rule("ga4.mp.consent-absent"), -1, "consent");
  if (signals.ad_user_data == Signal::denied || signals.ad_personalization == Signal::denied)
    decoded.observe(rule("ga4.mp.consent-denied"), -1, "consent");
}

void read_person(Decoded& decoded, const Members& root, SharedByEvents& shared) {
  shared.user_id = observed_text(root[Member::user_id]);
  if (shared.user_id.has_value() && characters(*shared.user_id) > kMaxUserId)
    decoded.observe(rule("ga4.mp.user-id-too-long"), -1, "user_id");
  shared.user_data = read_mp_user_data(root[Member::user_data]);
  auto& found = shared.user_data;
  const auto say = [&](bool is, const Rule& about) {
    if (is) decoded.observe(about, -1, "user_data");
  };
  say(found.too_many_emails, rule("ga4.user-data.too-many-emails"));
  say(found.too_many_phones, rule("ga4.user-data.too-many-phones"));
  say(found.too_many_addresses, rule("ga4.user-data.too-many-addresses"));
  say(!found.unknown_key.empty(), rule("ga4.user-data.unknown-key"));
  say(!found.data.empty() && shared.user_id.says_nothing(), rule("ga4.user-data.without-user-id"));
  add_datum(found.data, UserField::ip, root[Member::ip_override], "ip_override");
  add_datum(found.data, UserField::user_agent, root[Member::user_agent], "user_agent");
  const bool agent = root[Member::user_agent].exists();
  if (agent && shared.app) decoded.observe(rule("ga4.mp.user-agent-app"), -1, "user_agent");
  if (agent && root[Member::device].exists())
    decoded.observe(rule("ga4.mp.device-wins"), -1, "user_agent");
  if (root[Member::user_location].exists() && root[Member::ip_override].exists())
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

void judge_behaviour(Decoded& decoded, const Members& root) {
  auto behaviour = root[Member::validation_behavior];
  if (!behaviour.exists()) behaviour = root[Member::validation_behavior_in_camel_case];
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
  event.set_id(IdField::client_id, shared.client);
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
  judge_query(decoded, ParamViews::of_address(request.url), shared);
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

  const Members root(kMembers, json->root());
  if (auto key = root.unknown().key(); !key.empty())
    decoded.observe(rule("ga4.mp.unknown-field"), -1, "", std::move(key));
  judge_client(decoded, root, shared);
  read_person(decoded, root, shared);
  read_consent(decoded, root, shared);
  judge_properties(decoded, root[Member::user_properties]);
  judge_behaviour(decoded, root);
  shared.time = read_time(root[Member::timestamp_micros]);

  const auto events = root[Member::events];
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
    decode_mp_event(decoded, event, shared);
  }
  return decoded;
}

}  // namespace tagproof::ga4
