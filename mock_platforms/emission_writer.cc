#include "mock_platforms/emission_writer.h"

namespace tagproof {

std::string_view text_of(const Scalar& value, std::string& storage) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return storage = to_text(value);
}

std::string_view text_of(const Emission& emission, Field field, std::string& storage) {
  const auto& value = emission.field(field);
  return value ? text_of(*value, storage) : std::string_view();
}

std::string unix_millis_of(const Emission& emission) {
  const auto& time = emission.field(Field::time);
  if (!time) return std::to_string(unix_millis(emission.time));
  const auto said = to_text(*time);
  const auto parsed = parse_rfc3339(said);
  return parsed ? std::to_string(unix_millis(*parsed)) : said;
}

void write(JsonWriter& json, const Scalar& value) {
  if (const auto* number = std::get_if<Decimal>(&value)) {
    json.number(*number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    json.boolean(*truth);
  } else {
    json.string(std::get<std::string>(value));
  }
}

void write(QueryWriter& query, std::string_view name, const Scalar& value) {
  std::string storage;
  query.pair(name, text_of(value, storage));
}

void write(JsonWriter& json, std::string_view key, const Emission& emission, Field field) {
  if (const auto& value = emission.field(field)) write(json.key(key), *value);
}

void write(QueryWriter& query, std::string_view name, const Emission& emission, Field field) {
  if (const auto& value = emission.field(field)) write(query, name, *value);
}

}  // namespace tagproof
