#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/url.h"
#include "mock_platforms/meta/encode.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/meta.h"

namespace tagproof::meta {

std::string json_of(const Scalar& value) {
  std::string out;
  JsonWriter json(out);
  if (const auto* number = std::get_if<Decimal>(&value)) {
    json.number(*number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    json.boolean(*truth);
  } else {
    json.string(std::get<std::string>(value));
  }
  return out;
}

std::string contents_json(const std::vector<EmittedItem>& items) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const auto& item : items) {
    json.begin_object();
    json.key("id").raw(json_of(item.id));
    json.key("quantity").raw(json_of(item.quantity));
    json.key("item_price").raw(json_of(item.price));
    json.end_object();
  }
  json.end_array();
  return out;
}

std::string content_ids_json(const std::vector<EmittedItem>& items) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const auto& item : items) json.raw(json_of(item.id));
  json.end_array();
  return out;
}

std::string num_items(const std::vector<EmittedItem>& items) {
  Decimal sum;
  for (const auto& item : items) {
    if (const auto* quantity = std::get_if<Decimal>(&item.quantity)) sum += *quantity;
  }
  return sum.plain();
}

bool sends_identity(const Emission& emission) { return emission.allowed == Allowed::full; }

bool sends_browser_id(const Emission& emission) {
  return emission.allowed == Allowed::full || emission.allowed == Allowed::limited;
}

bool is_limited(const Emission& emission) {
  return emission.consent.limited || emission.allowed == Allowed::limited;
}

std::string event_name(const Emission& emission) {
  return emission.platform_name.empty() ? std::string(wire_name(emission.name))
                                        : emission.platform_name;
}

std::optional<std::pair<std::string_view, std::string_view>> split_path(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  return std::pair{name.substr(0, dot), name.substr(dot + 1)};
}

std::vector<Request> encode(const Emission& emission) {
  if (emission.allowed == Allowed::nothing) return {};
  return {emission.channel == Channel::browser ? encode_pixel(emission) : encode_capi(emission)};
}

}  // namespace tagproof::meta
