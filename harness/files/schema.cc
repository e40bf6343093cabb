// JSON Schema from the tables by which files are loaded.
#include "harness/files/schema.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "harness/files/table.h"

namespace tagproof {
namespace {

using Json = nlohmann::ordered_json;

struct Document {
  std::string_view name{};
  std::string_view title{};
  const Type* type{};
};
constexpr Document kDocuments[] = {
    {"contract", "What the tracking of a shop must do", &kContractFile},
    {"scenario", "A shopper's journey and what must come of it", &kScenarioFile},
    {"storefront", "The shop that the simulated storefront is", &kStorefrontFile},
    {"tagging", "How the simulated storefront is tagged", &kTaggingFile},
    {"target", "What is driven, and which accounts its platforms know", &kTargetFile},
};

Json schema_of(const Type& type, const Vocabulary* vocabulary);

std::vector<std::string_view> names_of(Names names, const Vocabulary* vocabulary) {
  std::vector<std::string_view> out;
  if (vocabulary == nullptr) return out;
  const auto take = [&](const auto& entries) {
    for (const auto& entry : entries) out.push_back(entry.id);
  };
  switch (names) {
    case Names::none:
      break;
    case Names::platforms:
      take(vocabulary->platforms);
      break;
    case Names::checks:
      take(vocabulary->checks);
      break;
    case Names::faults:
      take(vocabulary->faults);
      break;
    case Names::settings:
      take(vocabulary->settings);
      break;
  }
  return out;
}

/// Text that isn't quoted may read as a number or a truth value elsewhere; here it is text, where
/// such text fits.
Json text_schema(const Type& type) {
  const auto takes = [&](std::string_view text) {
    return type.valid == nullptr || type.valid(text);
  };
  auto types = Json::array({"string"});
  if (takes("1")) types.push_back("number");
  if (takes("true")) types.push_back("boolean");
  Json out;
  out["type"] = std::move(types);
  if (!type.pattern.empty()) out["pattern"] = type.pattern;
  if (!type.expected.empty()) out["description"] = type.expected;
  return out;
}

Json word_schema(const Type& type, const Vocabulary* vocabulary) {
  const auto names = type.names == Names::none
                         ? std::vector<std::string_view>(type.words.begin(), type.words.end())
                         : names_of(type.names, vocabulary);
  if (names.empty()) return {{"type", "string"}, {"description", type.expected}};
  Json out;
  out["enum"] = names;
  return out;
}

Json mapping_schema(const Type& type, const Vocabulary* vocabulary) {
  Json object;
  object["type"] = "object";
  object["properties"] = Json::object();
  auto required = Json::array();
  for (const auto& key : type.keys) {
    auto value = schema_of(*key.type, vocabulary);
    value["description"] = key.doc;
    object["properties"][std::string(key.name)] = std::move(value);
    if (key.required) required.push_back(key.name);
  }
  if (!required.empty()) object["required"] = std::move(required);
  object["additionalProperties"] = false;
  if (type.short_key.empty() && !type.bare) return object;
  auto forms = Json::array();
  if (!type.short_key.empty()) {
    for (const auto& key : type.keys) {
      if (key.name == type.short_key) forms.push_back(schema_of(*key.type, vocabulary));
    }
  }
  if (type.bare) forms.push_back(Json{{"type", "null"}});
  forms.push_back(std::move(object));
  return {{"anyOf", std::move(forms)}};
}

Json schema_of(const Type& type, const Vocabulary* vocabulary) {
  switch (type.shape) {
    case Shape::text:
      return text_schema(type);
    case Shape::integer: {
      Json out{{"type", "integer"}};
      if (!type.expected.empty()) out["description"] = type.expected;
      return out;
    }
    case Shape::number: {
      Json out;
      out["type"] = Json::array({"number", "string"});
      out["pattern"] = type.pattern.empty() ? "^-?[0-9]+(\\.[0-9]+)?$" : std::string(type.pattern);
      return out;
    }
    case Shape::boolean:
      return {{"type", "boolean"}};
    case Shape::word:
      return word_schema(type, vocabulary);
    case Shape::mapping:
      return mapping_schema(type, vocabulary);
    case Shape::map: {
      Json out{{"type", "object"}};
      if (type.key != nullptr && (type.key->shape == Shape::word || !type.key->pattern.empty())) {
        auto names = schema_of(*type.key, vocabulary);
        if (type.key->shape != Shape::word) names["type"] = "string";
        out["propertyNames"] = std::move(names);
      }
      out["additionalProperties"] = schema_of(*type.element, vocabulary);
      return out;
    }
    case Shape::list: {
      Json out{{"type", "array"}};
      out["items"] = schema_of(*type.element, vocabulary);
      return out;
    }
    case Shape::choice: {
      auto forms = Json::array();
      for (const auto* choice : type.choices) forms.push_back(schema_of(*choice, vocabulary));
      return {{"anyOf", std::move(forms)}};
    }
  }
  return {};
}

}  // namespace

std::vector<std::string_view> schema_names() {
  std::vector<std::string_view> out;
  for (const auto& document : kDocuments) out.push_back(document.name);
  return out;
}

std::string json_schema(std::string_view name, const Vocabulary* vocabulary) {
  for (const auto& document : kDocuments) {
    if (document.name != name) continue;
    Json out;
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    out["title"] = fmt::format("tagproof {}", document.name);
    out["description"] = document.title;
    out.update(schema_of(*document.type, vocabulary));
    return out.dump(2) + "\n";
  }
  return {};
}

}  // namespace tagproof
