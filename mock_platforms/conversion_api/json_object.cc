#include "mock_platforms/conversion_api/json_object.h"

#include <algorithm>

#include "harness/wire/json_writer.h"

namespace tagproof::conversion_api {

JsonObject::Member& JsonObject::member(std::string_view key) {
  const auto it = std::ranges::find(members_, key, &Member::key);
  if (it != members_.end()) return *it;
  members_.push_back({.key = std::string(key)});
  return members_.back();
}

void JsonObject::put(std::string_view path, std::string json) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return put({}, path, std::move(json));
  put(path.substr(0, dot), path.substr(dot + 1), std::move(json));
}

void JsonObject::put(std::string_view in, std::string_view key, std::string json) {
  if (in.empty()) {
    auto& own = member(key);
    own.object.clear();
    own.json = std::move(json);
    return;
  }
  const auto dot = in.find('.');
  auto& holder = member(in.substr(0, dot));
  holder.json.clear();
  if (holder.object.empty()) holder.object.emplace_back();
  holder.object.front().put(dot == std::string_view::npos ? std::string_view{} : in.substr(dot + 1),
                            key, std::move(json));
}

std::string JsonObject::json() const {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  for (const auto& each : members_)
    writer.key(each.key).raw(each.object.empty() ? each.json : each.object.front().json());
  writer.end_object();
  return out;
}

}  // namespace tagproof::conversion_api
