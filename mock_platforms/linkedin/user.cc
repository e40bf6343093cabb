// What no row of fields.h can say: the conversion rule's URN, and the person's ids, which are a
// list of pairs of type and value.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/json_object.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/wire_value.h"
#include "mock_platforms/linkedin/fields.h"

namespace tagproof::linkedin {
namespace {

constexpr std::string_view kClickId = "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID";

struct IdType {
  std::string_view word{};
  std::optional<UserField> datum{};
  Hash hash = Hash::any;
};
// Source: kShware (its comments: what was added and taken out by 202609)
constexpr std::array<IdType, 6> kIdTypes{{
    {"SHA256_EMAIL", UserField::email, Hash::required},
    {kClickId, std::nullopt, Hash::any},
    {"ACXIOM_ID", std::nullopt, Hash::any},
    {"GOOGLE_AID", std::nullopt, Hash::any},
    {"PLAINTEXT_IP_ADDRESS", UserField::ip, Hash::never},
    {"SHA256_IP_ADDRESS", UserField::ip, Hash::required},
}};

/// "user.userIds[0].idType".
std::string path_in_id(std::size_t place, std::string_view key) {
  constexpr std::string_view kIds = "user.userIds[";
  std::string path;
  path.reserve(kIds.size() + key.size() + 8);
  return path.append(kIds).append(std::to_string(place)).append("].").append(key);
}

void read_user_id(EventReader& reader, JsonView id, std::size_t place) {
  std::string storage;
  const auto type = word_of({.json = id["idType"]}, storage);
  auto value = observed_text(id["idValue"]);
  const auto row = std::ranges::find(kIdTypes, type, &IdType::word);
  if (row == kIdTypes.end()) {
    reader.observe(&rule("linkedin.id-type.unknown"), path_in_id(place, "idType"), {}, type);
  } else if (row->datum && value.has_value()) {
    reader.add_datum(*row->datum, *value, path_in_id(place, type), row->hash);
  } else if (row->word == kClickId) {
    reader.event().set_id(IdField::click_id, std::move(value));
  }
}

void read_conversion(TrackedEvent& event, EventReader& reader) {
  if (!event.platform_name.has_value()) return;
  const std::string_view said = *event.platform_name;
  if (said.starts_with(kRuleUrn) && said.size() > kRuleUrn.size()) {
    event.platform_name = Observed<std::string>::of(std::string(said.substr(kRuleUrn.size())));
  } else {
    reader.observe(&rule("linkedin.conversion.form"), "conversion", {}, said);
  }
}

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).string(text);
  return out;
}

void add_user_id(std::string& list, std::string_view type, std::string_view value) {
  if (value.empty()) return;
  list.append(list.empty() ? "" : ",").append(R"({"idType":)").append(quoted(type));
  list.append(R"(,"idValue":)").append(quoted(value)).append("}");
}

}  // namespace

void read_event(EventReader& reader, JsonView event) {
  read_conversion(reader.event(), reader);
  const auto user = event["user"];
  std::size_t place = 0;
  for (const auto& id : user["userIds"]) read_user_id(reader, id, place++);
  const auto external = user["externalIds"];
  if (external.size() > 1)
    reader.observe(&rule("linkedin.external-ids.too-many"), "user.externalIds", external);
  for (const auto& id : external) {
    if (const auto value = observed_text(id); value.has_value())
      reader.add_datum(UserField::external_id, *value, "user.externalIds", Hash::any);
  }
  const auto info = user["userInfo"];
  if (!info.is(JsonKind::object)) return;
  const auto named = [&](std::string_view key) { return says_something({.json = info[key]}); };
  if (named("firstName") != named("lastName"))
    reader.observe(&rule("linkedin.user-info.names"), "user.userInfo", info);
}

/// Without a conversion's id a hit is a page view.
void read_hit(EventReader& reader, JsonView) {
  auto& event = reader.event();
  if (!event.platform_name.has_value()) {
    event.name = EventName::page_view;
  } else if (!event.event_id.has_value()) {
    reader.observe(&rule("linkedin.event-id.missing"), "eventId");
  }
}

void write_event(const Emission& emission, JsonObject& event) {
  const std::string_view name = emission.platform_name;
  event.put("conversion", quoted(name.starts_with(kRuleUrn) ? std::string(name)
                                                            : std::string(kRuleUrn).append(name)));
  if (emission.allowed != Allowed::full) return;
  std::string ids;
  add_user_id(ids, "SHA256_EMAIL", emission.text(Field::email));
  add_user_id(ids, kClickId, emission.text(Field::click_id));
  if (!ids.empty()) event.put("user.userIds", "[" + ids + "]");
  if (const auto external = emission.text(Field::external_id); !external.empty())
    event.put("user.externalIds", "[" + quoted(external) + "]");
}

}  // namespace tagproof::linkedin
