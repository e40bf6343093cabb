#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/named_members.h"
#include "harness/wire/url.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/meta/capi_body.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/items.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"
#include "mock_platforms/meta/settings.h"

namespace tagproof::meta {
namespace {

constexpr std::size_t kMaxEvents = 1000;  // source: kApi

constexpr NameTable kEventNames(std::to_array<std::string_view>({
    "event_name",
    "event_time",
    "event_id",
    "action_source",
    "event_source_url",
    "referrer_url",
    "user_data",
    "custom_data",
    "data_processing_options",
    "data_processing_options_country",
    "data_processing_options_state",
    "opt_out",
    "original_event_data",
    "app_data",
}));
constexpr NameTable kCustomNames(std::to_array<std::string_view>({
    "value",
    "currency",
    "contents",
    "content_ids",
    "content_type",
    "num_items",
    "order_id",
    "delivery_category",
    "event_id",
    "eventID",
    "eventId",
}));

constexpr std::array<std::string_view, 9> kActionSources{
    "email",          "website",          "app",   "phone_call",        "chat",
    "physical_store", "system_generated", "other", "business_messaging"};

bool says_something(JsonView value) {
  if (!value.exists()) return false;
  switch (value.kind()) {
    case JsonKind::null:
      return false;
    case JsonKind::boolean:
    case JsonKind::number:
      return true;
    case JsonKind::string:
      return value.source().size() > std::string_view("\"\"").size();
    case JsonKind::array:
    case JsonKind::object:
      return std::ranges::any_of(value, says_something);
  }
  return false;
}

/// Whether it is a text, or a number or truth that stands for one, and not empty.
bool has_text(JsonView value) {
  return !value.is(JsonKind::array) && !value.is(JsonKind::object) && says_something(value);
}

constexpr NameTable kBroadNames(std::to_array<std::string_view>(
    {"ct", "country", "st", "zp", "ge", "client_user_agent", "db", "fn", "ln"}));

consteval unsigned set_of(std::initializer_list<std::string_view> names) {
  unsigned set = 0;
  for (const auto name : names) set |= 1U << kBroadNames.find(name);
  return set;
}

/// Which keys of user_data say something.
class UserKeys {
 public:
  void add(std::string_view name) {
    any_ = true;
    if (const auto place = kBroadNames.find(name); place < kBroadNames.names().size()) {
      broad_ |= 1U << place;
    } else {
      all_broad_ = false;
    }
  }
  [[nodiscard]] bool any() const { return any_; }
  /// Whether all are of one of the sets that match too many people.
  /// Source:
  /// https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
  [[nodiscard]] bool too_broad() const {
    constexpr std::array kSets{set_of({"ct", "country", "st", "zp", "ge", "client_user_agent"}),
                               set_of({"db", "client_user_agent"}), set_of({"fn", "ge"}),
                               set_of({"ln", "ge"})};
    return all_broad_ &&
           std::ranges::any_of(kSets, [&](unsigned set) { return (broad_ & ~set) == 0; });
  }

 private:
  unsigned broad_ = 0;  // of kBroadNames
  bool any_ = false;
  bool all_broad_ = true;
};

bool is_click_id(std::string_view key) { return key == "fbp" || key == "fbc"; }

/// The value, or the first of a list that should have been one value.
JsonView one_of(JsonView value) {
  return value.is(JsonKind::array) && value.size() == 1 ? value.at(0) : value;
}

std::optional<TimePoint> read_seconds(const Observed<Decimal>& number) {
  if (!number.has_value() || number->is_negative() || number->rounded(0) != *number)
    return std::nullopt;
  constexpr std::int64_t kLatest = 9'000'000'000'000;  // of seconds, in a TimePoint
  return from_unix_millis(std::min(number->minor(0), kLatest) * 1000);
}

class EventReader {
 public:
  EventReader(Decoded& hit, const CapiBody& body, const Settings& settings)
      : hit_(hit), body_(body), settings_(settings) {}

  void read(JsonView element, std::size_t place) {
    place_ = place;
    index_ = static_cast<int>(hit_.events.size());
    if (element.is(JsonKind::string)) {
      // The official SDK declares `data` as a list of strings: each holds one event.
      const auto document = JsonDocument::parse(element.text());
      offsets_ = false;
      read_object(document ? document->root() : JsonView{}, element);
    } else {
      offsets_ = body_.plain_json;
      read_object(element, element);
    }
  }

 private:
  /// An event's object, and what is in it.
  struct Parts {
    explicit Parts(JsonView object)
        : event(object), custom_data(event["custom_data"]), user_data(event["user_data"]) {}
    MembersOf<kEventNames> event;
    MembersOf<kCustomNames> custom_data;
    JsonView user_data;
  };

  void read_object(JsonView source, JsonView element) {
    hit_.events.emplace_back();
    auto& event = hit_.events.back();
    event.account = body_.pixel;
    event.test_code = body_.test_event_code;
    if (!source.is(JsonKind::object)) {
      observe(rule("meta.event.unreadable"), "", element);
      return;
    }
    const Parts parts(source);
    const auto user_keys = read_fields(parts, event);
    check_required(parts, event, user_keys);
    check_limited(parts, event);
    check_optional(parts);
    observe_text(hit_, index_, settings_);
    if (event.test_code.has_value())
      hit_.observe(rule("meta.test-event-code"), index_, "test_event_code", *event.test_code);
  }

  UserKeys read_fields(const Parts& parts, TrackedEvent& event) {
    const auto& [source, custom, user_data] = parts;
    event.platform_name = observed_text(source["event_name"]);
    if (event.platform_name.has_value()) event.name = standard_event(*event.platform_name);
    event.event_id = observed_text(source["event_id"]);
    event.time = read_seconds(observed_decimal(source["event_time"]));
    event.page_url = observed_text(source["event_source_url"]);
    event.page_referrer = observed_text(source["referrer_url"]);
    event.order_id = observed_text(custom["order_id"]);
    event.value = observed_decimal(custom["value"]);
    event.currency = observed_text(custom["currency"]);
    event.items = read_items(custom["contents"], custom["content_ids"]);
    return read_user_data(user_data, event);
  }

  UserKeys read_user_data(JsonView user_data, TrackedEvent& event) {
    UserKeys keys;
    std::string storage;
    event.user_data.reserve(user_data.size());
    for (const auto& member : user_data) {
      if (!says_something(member)) continue;
      const auto name = member.key(storage);
      keys.add(name);
      const auto* key = find_user_key(name);
      if (member.is(JsonKind::array) && (is_click_id(name) || (key != nullptr && !key->many)))
        observe(rule("meta.user-data.list"), "user_data." + std::string(name), member);
      if (key != nullptr) read_datum(member, *key, event);
    }
    event.set_id(IdField::fbp, observed_text(one_of(user_data["fbp"])));
    event.set_id(IdField::fbc, observed_text(one_of(user_data["fbc"])));
    return keys;
  }

  void read_datum(JsonView value, const UserKey& key, TrackedEvent& event) {
    if (value.is(JsonKind::array)) {
      for (const auto& one : value) read_datum(one, key, event);
      return;
    }
    if (!says_something(value)) return;
    auto text = value.is(JsonKind::object) ? std::string(value.source()) : value.text();
    const auto form = datum_form(text);
    observe_user_value(hit_, index_, key, key.wire, text, form);
    if (key.field)
      event.user_data.push_back({*key.field, std::move(text), form, std::string(key.wire)});
  }

  void check_limited(const Parts& parts, TrackedEvent& event) {
    const auto& source = parts.event;
    const auto options = source["data_processing_options"];
    event.consent_said = options.is(JsonKind::array);
    if (!event.consent_said) return;
    LimitedSaid said{.country = observed_decimal(source["data_processing_options_country"]),
                     .state = observed_decimal(source["data_processing_options_state"]),
                     .has_address = says_something(parts.user_data["client_ip_address"]),
                     .options_path = path() + ".data_processing_options",
                     .country_path = path() + ".data_processing_options_country",
                     .state_path = path() + ".data_processing_options_state"};
    for (const auto& option : options) {
      const bool limited = option.is(JsonKind::string) && option.text() == "LDU";
      event.consent.limited = event.consent.limited || limited;
      said.unknown_option = said.unknown_option || !limited;
    }
    observe_limited(hit_, index_, said);
  }

  /// What an event may say beside what it must.
  void check_optional(const Parts& parts) {
    const auto& [source, custom, user_data] = parts;
    observe_custom(hit_, index_,
                   {.content_type = observed_text(custom["content_type"]),
                    .num_items = observed_decimal(custom["num_items"]),
                    .delivery_category = observed_text(custom["delivery_category"])});
    if (const auto out = source["opt_out"]; out.is(JsonKind::boolean) && out.boolean())
      hit_.observe(rule("meta.opt-out"), index_);
    if (source["original_event_data"].is(JsonKind::object))
      hit_.observe(rule("meta.original-event"), index_);
    if (source["event_time"].is(JsonKind::string))
      hit_.observe(rule("meta.event-time.text"), index_);
    // extinfo's fifth element is the version of the operating system.
    if (const auto version = source["app_data"]["extinfo"].at(4);
        version.exists() && !says_something(version)) {
      observe(rule("meta.app.os-version-empty"), "app_data.extinfo", version);
    }
  }

  void check_required(const Parts& parts, const TrackedEvent& event, const UserKeys& user_keys) {
    const auto& [source, custom, user_data] = parts;
    if (!event.platform_name.has_value())
      observe(rule("meta.event-name.missing"), "event_name", source["event_name"]);
    if (!event.time) observe(rule("meta.event-time.missing"), "event_time", source["event_time"]);
    check_action_source(parts);
    if (!user_keys.any()) {
      observe(rule("meta.user-data.missing"), "user_data", user_data);
    } else if (user_keys.too_broad()) {
      observe(rule("meta.user-data.too-broad"), "user_data", user_data);
    }
    if (!event.event_id.says_nothing()) return;
    for (const auto& custom_id : {custom["event_id"], custom["eventID"], custom["eventId"]}) {
      if (custom_id.exists())
        observe(rule("meta.event-id.in-custom-data"), "custom_data." + custom_id.key(), custom_id);
    }
  }

  void check_action_source(const Parts& parts) {
    const auto action_source = parts.event["action_source"];
    if (!has_text(action_source)) {
      const bool accepted = settings_.of(kActionSourceMissing) == "accept";
      observe(accepted ? rule("meta.action-source.missing-accepted")
                       : rule("meta.action-source.missing"),
              "action_source", action_source);
      return;
    }
    std::string storage;
    const auto said = action_source.text(storage);
    if (std::ranges::find(kActionSources, said) == kActionSources.end())
      observe(rule("meta.action-source.unknown"), "action_source", action_source);
    if (said == "physical_store")
      observe(rule("meta.event-time.in-store"), "action_source", action_source);
    if (said != "website") {
      hit_.observe(rule("meta.action-source.elsewhere"), index_);
      return;
    }
    if (!has_text(parts.user_data["client_user_agent"]))
      observe(rule("meta.user-agent.missing"), "user_data.client_user_agent", {});
    if (!has_text(parts.event["event_source_url"]))
      observe(rule("meta.source-url.missing"), "event_source_url", {});
  }

  [[nodiscard]] std::string path() const { return "data[" + std::to_string(place_) + "]"; }

  void observe(const Rule& broken, std::string_view field, JsonView at) {
    auto at_field = path();
    if (!field.empty()) at_field.append(".").append(field);
    std::optional<std::size_t> offset;
    if (at.exists() && offsets_) offset = at.offset();
    hit_.observe(broken, index_, std::move(at_field),
                 at.exists() ? std::string(at.source().substr(0, 200)) : std::string{}, offset);
  }

  Decoded& hit_;
  const CapiBody& body_;
  const Settings& settings_;
  std::size_t place_ = 0;  // in data
  int index_ = 0;
  bool offsets_ = false;
};

/// The token's HMAC under the app's secret; a recording holds fingerprints, of which nothing can be
/// said. Source: https://github.com/facebook/facebook-python-business-sdk
/// (facebook_business/session.py)
bool is_right_proof(std::string_view proof, std::span<const std::string> tokens,
                    std::string_view app_secret) {
  if (proof.starts_with("tagproof:")) return true;
  if (datum_form(proof) != DatumForm::sha256) return false;
  return app_secret == "none" || std::ranges::any_of(tokens, [&](const std::string& token) {
           return hmac_sha256_hex(app_secret, token) == proof;
         });
}

/// "< 23 characters and at least two letters".
bool is_partner_agent(std::string_view agent) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return agent.size() < 23 && std::ranges::count_if(agent, is_letter) >= 2;
}

void check_request(Decoded& hit, const CapiBody& body, const Settings& settings) {
  const auto said = settings.of(kAnswerError);  // "none" is none of them
  for (const auto& error : kStateErrors) {
    if (error.id.substr(kStateErrorPrefix.size()) == said) hit.observe(rule(error), -1);
  }
  const auto& proof = body.appsecret_proof;
  if (proof.has_value() && !is_right_proof(*proof, body.tokens, settings.of(kAppSecret)))
    hit.observe(rule("meta.appsecret-proof.invalid"), -1, "appsecret_proof");
  if (body.partner_agent.has_value() && !is_partner_agent(*body.partner_agent))
    hit.observe(rule("meta.partner-agent.form"), -1, "partner_agent", *body.partner_agent);
}

}  // namespace

Decoded decode_capi(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  Decoded hit;
  hit.channel = Channel::server;
  hit.endpoint = endpoint.id;
  auto body = read_capi_body(request);
  hit.carried = std::move(body.secrets);
  for (const auto& token : body.tokens) hit.secrets.push_back(fingerprint(token));
  hit.decode_error = body.error;
  check_request(hit, body, settings);
  if (endpoint.id == kEndpointUnversioned) hit.observe(rule("meta.version.missing"), -1, "path");
  if (request.method != "POST") {
    hit.observe(rule("meta.method"), -1, "", request.method);
    return hit;
  }
  if (!body.error.empty()) {
    hit.observe(rule("meta.body.unreadable"), -1, "", body.error);
    return hit;
  }
  const auto data = body.data();
  if (!data.is(JsonKind::array) || data.size() == 0) {
    hit.observe(rule("meta.data.missing"), -1, "data");
    return hit;
  }
  if (data.size() > kMaxEvents)
    hit.observe(rule("meta.data.too-many"), -1, "data", std::to_string(data.size()));
  hit.events.reserve(data.size());
  EventReader reader(hit, body, settings);
  std::size_t place = 0;
  for (const auto& element : data) reader.read(element, place++);
  return hit;
}

}  // namespace tagproof::meta
