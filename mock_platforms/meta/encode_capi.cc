#include <algorithm>
#include <string>
#include <utility>

#include "harness/wire/json_writer.h"
#include "harness/wire/url.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/meta/encode.h"
#include "mock_platforms/meta/meta.h"

/// As a right server integration sends: one event as JSON, the token in the query.
/// Source: https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
namespace tagproof::meta {
namespace {

constexpr std::string_view kHost = "https://graph.facebook.com/";
constexpr std::string_view kVersion = "v25.0";
/// Every real integration has a token, so an emission without one sends this.
constexpr std::string_view kAnyToken = "tagproof-simulated-token";

/// Keys that stand beside `data`.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body
constexpr std::string_view kRequestKeys[] = {"test_event_code", "partner_agent", "namespace_id",
                                             "upload_id",       "upload_tag",    "upload_source"};

/// An object being written: its members in order, values as JSON texts. Keys live elsewhere.
class Members {
 public:
  void add(std::string_view key, std::string json) {
    for (auto& member : members_) {
      if (member.first == key) {
        member.second = std::move(json);
        return;
      }
    }
    if (members_.empty()) members_.reserve(kUsual);
    members_.emplace_back(key, std::move(json));
  }
  void add(std::string_view key, const Emission& emission, Field field) {
    if (const auto& value = emission.field(field)) add(key, json_of(*value));
  }
  [[nodiscard]] bool empty() const { return members_.empty(); }
  /// Into the object that is begun.
  void write(JsonWriter& json) const {
    for (const auto& [key, value] : members_) json.key(key).raw(value);
  }
  [[nodiscard]] std::string json() const {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object();
    write(writer);
    writer.end_object();
    return out;
  }

 private:
  static constexpr std::size_t kUsual = 12;
  std::vector<std::pair<std::string_view, std::string>> members_{};
};

std::string event_time(const Emission& emission) {
  const auto& time = emission.field(Field::time);
  if (!time) return std::to_string(unix_seconds(emission.time));
  if (const auto* said = std::get_if<std::string>(&*time)) {
    if (const auto parsed = parse_rfc3339(*said)) return std::to_string(unix_seconds(*parsed));
  }
  return json_of(*time);
}

std::string text_json(std::string_view text) {
  std::string out;
  JsonWriter(out).string(text);
  return out;
}

std::string list_of(const Scalar& value) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  write(json, value);
  json.end_array();
  return out;
}

Members user_data(const Emission& emission) {
  Members user;
  for (const auto& key : kSentKeys) {
    const auto& value = emission.field(field_of(key.field));
    if (!value) continue;
    if (key.of_the_request) {
      user.add(key.wire, json_of(*value));
    } else if (sends_identity(emission)) {
      user.add(key.wire, list_of(*value));
    }
  }
  if (sends_browser_id(emission)) user.add("fbp", emission, Field::fbp);
  if (sends_identity(emission)) user.add("fbc", emission, Field::fbc);
  return user;
}

Members custom_data(const Emission& emission) {
  Members custom;
  custom.add("value", emission, Field::value);
  custom.add("currency", emission, Field::currency);
  if (emission.items) {
    custom.add("content_ids", content_ids_json(*emission.items));
    custom.add("content_type", R"("product")");
    custom.add("contents", contents_json(*emission.items));
    custom.add("num_items", num_items(*emission.items));
  }
  custom.add("order_id", emission, Field::order_id);
  return custom;
}

/// One element of `data`; what belongs to the whole request goes to `request_keys`.
void write_event(JsonWriter& json, const Emission& emission, Members& request_keys) {
  Members event;
  event.add("event_name", text_json(event_name(emission)));
  event.add("event_time", event_time(emission));
  event.add("event_id", emission, Field::event_id);
  event.add("action_source", R"("website")");
  event.add("event_source_url", emission, Field::page_url);
  event.add("referrer_url", emission, Field::page_referrer);
  if (is_limited(emission)) {
    event.add("data_processing_options", R"(["LDU"])");
    event.add("data_processing_options_country", "0");
    event.add("data_processing_options_state", "0");
  }
  auto user = user_data(emission);
  auto custom = custom_data(emission);
  request_keys.add("test_event_code", emission, Field::test_code);
  for (const auto& [name, value] : emission.raw) {
    const auto path = split_path(name);
    if (path && path->first == "custom_data") {
      custom.add(path->second, json_of(value));
    } else if (path && path->first == "user_data") {
      user.add(path->second, json_of(value));
    } else if (std::ranges::find(kRequestKeys, name) != std::end(kRequestKeys)) {
      request_keys.add(name, json_of(value));
    } else {
      event.add(name, json_of(value));
    }
  }
  event.add("user_data", user.json());
  if (!custom.empty()) event.add("custom_data", custom.json());
  json.begin_object();
  event.write(json);
  json.end_object();
}

}  // namespace

Request encode_capi(const Emission& emission) {
  Request request;
  request.method = "POST";
  request.url = std::string(kHost) + std::string(kVersion) + "/" +
                percent_encode(emission.text(Field::account)) + "/events?access_token=" +
                percent_encode(emission.secret.empty() ? kAnyToken : emission.secret);
  request.headers.emplace_back("Content-Type", "application/json");

  Members request_keys;
  JsonWriter json(request.body);
  json.begin_object().key("data").begin_array();
  write_event(json, emission, request_keys);
  for (const auto& other : emission.batch) {
    Members of_the_first;  // a request has one test code
    write_event(json, other, of_the_first);
  }
  json.end_array();
  request_keys.write(json);
  json.end_object();
  return request;
}

}  // namespace tagproof::meta
