// `tagproof schema`: valid schemas, which take the files that load and refuse what the loader
// refuses.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "folder.h"
#include "harness/files/schema.h"
#include "harness/files/yaml.h"
#include "tests/golden.h"

namespace tagproof {
namespace {

using Json = nlohmann::json;

/// As an editor's YAML reader sees a node: numbers and truth values where they aren't quoted.
Json as_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::list: {
      auto out = Json::array();
      for (const auto& item : node.items) out.push_back(as_json(item));
      return out;
    }
    case Node::Kind::mapping: {
      auto out = Json::object();
      for (const auto& entry : node.entries) out[entry.key] = as_json(entry.value);
      return out;
    }
    case Node::Kind::scalar:
      break;
  }
  if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
  if (!node.quoted && Decimal::parse(node.text))
    return Json::parse(node.text, nullptr, false).is_discarded() ? Json(node.text)
                                                                 : Json::parse(node.text);
  return node.text;
}

bool is_of(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

/// The keywords that our schemas use. "" when the value is valid, else where it isn't.
std::string invalid(const Json& schema, const Json& value, const std::string& at = "$") {
  if (schema.contains("type")) {
    const auto& type = schema["type"];
    const bool fits =
        type.is_array() ? std::ranges::any_of(type, [&](const Json& t) { return is_of(value, t); })
                        : is_of(value, type.get<std::string>());
    if (!fits) return at + ": type " + type.dump();
  }
  if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
    return at + ": enum";
  if (schema.contains("pattern") && value.is_string() &&
      !std::regex_search(value.get<std::string>(),
                         std::regex(schema["pattern"].get<std::string>(), std::regex::ECMAScript)))
    return at + ": pattern " + schema["pattern"].dump();
  if (schema.contains("anyOf")) {
    std::string all;
    for (const auto& one : schema["anyOf"]) {
      const auto why = invalid(one, value, at);
      if (why.empty()) return {};
      all += why + "; ";
    }
    return all;
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto why = invalid(schema["items"], value[i], at + "[" + std::to_string(i) + "]");
          !why.empty())
        return why;
    }
  }
  if (!value.is_object()) return {};
  for (const auto& name : schema.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) return at + ": needs " + name.get<std::string>();
  }
  for (const auto& [key, inner] : value.items()) {
    if (schema.contains("propertyNames")) {
      if (auto why = invalid(schema["propertyNames"], key, at + "<" + key + ">"); !why.empty())
        return why;
    }
    const auto& properties = schema.value("properties", Json::object());
    const auto& further = schema.value("additionalProperties", Json(true));
    if (properties.contains(key)) {
      if (auto why = invalid(properties[key], inner, at + "." + key); !why.empty()) return why;
    } else if (further == Json(false)) {
      return at + ": unknown " + key;
    } else if (further.is_object()) {
      if (auto why = invalid(further, inner, at + "." + key); !why.empty()) return why;
    }
  }
  return {};
}

Json json_of(const std::string& yaml) {
  const auto source = make_source("f.yaml", yaml);
  Complaints complaints;
  const auto node = parse_yaml(*source, complaints);
  REQUIRE(node);
  return as_json(*node);
}

}  // namespace

TEST_CASE("schemas are JSON Schema of draft 2020-12, by name") {
  CHECK(schema_names() ==
        std::vector<std::string_view>{"contract", "scenario", "storefront", "tagging", "target"});
  for (const auto name : schema_names()) {
    const auto schema = Json::parse(json_schema(name));
    CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema["type"] == "object");
    CHECK(schema["additionalProperties"] == false);
    CHECK(schema["required"][0] == name);
  }
  CHECK(json_schema("nothing") == "");
}

TEST_CASE("the project's files are valid") {
  for (const auto name : {"contract", "storefront", "tagging", "target"}) {
    const auto schema = Json::parse(json_schema(name, &tests::vocabulary()));
    CHECK_MESSAGE(invalid(schema, json_of(tests::reference(std::string(name) + ".yaml"))) == "",
                  name);
  }
  const auto schema = Json::parse(json_schema("scenario"));
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(TAGPROOF_SOURCE_DIR) + "/scenarios")) {
    const auto name = entry.path().filename().string();
    const auto text = tests::reference(name);
    if (!text.starts_with("scenario:")) continue;
    auto value = json_of(text);
    if (value.contains("like")) value["journey"] = Json::array({"pay"});  // its base has one
    CHECK_MESSAGE(invalid(schema, value) == "", name);
  }
}

TEST_CASE("what the loader refuses, the schema refuses") {
  const auto contract = Json::parse(json_schema("contract", &tests::vocabulary()));
  const std::string head = "contract: c\nshop: { currency: EUR }\nevents: {}\n";
  CHECK(invalid(contract, json_of(head)) == "");
  CHECK(invalid(contract, json_of(head + "rolback: x\n")) == "$: unknown rolback");
  CHECK(invalid(contract, json_of("contract: c\nevents: {}\n")) == "$: needs shop");
  CHECK(invalid(contract, json_of(head + "revenue: { value: net }\n")) == "$.revenue.value: enum");
  CHECK(invalid(contract, json_of(head + "destinations: { metta: [x] }\n")) ==
        "$.destinations<metta>: enum");
  CHECK(invalid(contract, json_of(head + "reconcile: { count: 1 }\n")) != "");
  const auto scenario = Json::parse(json_schema("scenario"));
  const auto step = [&](const std::string& line) {
    return invalid(scenario, json_of("scenario: s\njourney:\n  - " + line + "\n"));
  };
  CHECK(step("pay: { outcome: approved }") == "");
  CHECK(step("thank_you") == "");
  CHECK(step("view") != "");
  CHECK(step("pay: { outcom: approved }") != "");
  CHECK(step("add_to_cart: { quantity: 1 }") != "");
}

TEST_CASE("schemas as they are") {
  for (const auto name : schema_names())
    tests::check_golden("tests/unit/files/schema/" + std::string(name) + ".json",
                        json_schema(name));
}

}  // namespace tagproof
