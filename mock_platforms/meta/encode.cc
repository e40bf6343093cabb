#include "mock_platforms/meta/encode.h"

#include <string>
#include <utility>

#include "harness/wire/json_writer.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/meta.h"

namespace tagproof::meta {

std::string json_of(const Scalar& value) {
  std::string out;
  JsonWriter json(out);
  write(json, value);
  return out;
}

std::string contents_json(const std::vector<EmittedItem>& items) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const auto& item : items) {
    json.begin_object();
    write(json.key("id"), item.id);
    write(json.key("quantity"), item.quantity);
    write(json.key("item_price"), item.price);
    json.end_object();
  }
  json.end_array();
  return out;
}

std::string content_ids_json(const std::vector<EmittedItem>& items) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const auto& item : items) write(json, item.id);
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

std::string_view event_name(const Emission& emission) {
  return emission.platform_name.empty() ? wire_name(emission.name)
                                        : std::string_view(emission.platform_name);
}

std::optional<std::pair<std::string_view, std::string_view>> split_path(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  return std::pair{name.substr(0, dot), name.substr(dot + 1)};
}

std::vector<Request> encode(const Emission& emission) {
  std::vector<Request> requests;
  if (emission.allowed != Allowed::nothing) {
    requests.push_back(emission.channel == Channel::browser ? encode_pixel(emission)
                                                            : encode_capi(emission));
  }
  return requests;
}

}  // namespace tagproof::meta
