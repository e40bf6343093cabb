#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tagproof::conversion_api {

/// A JSON object being written: members in the order in which they were first put, nested by path.
class JsonObject {
 public:
  /// `json` at "user.email", in place of what stood there.
  void put(std::string_view path, std::string json);
  /// At `in`.`key`, where the key itself may hold dots.
  void put(std::string_view in, std::string_view key, std::string json);
  [[nodiscard]] bool empty() const { return members_.empty(); }
  [[nodiscard]] std::string json() const;

 private:
  struct Member {
    std::string key{};
    std::string json{};                // of a value
    std::vector<JsonObject> object{};  // one, of an object
  };
  Member& member(std::string_view key);
  std::vector<Member> members_{};
};

}  // namespace tagproof::conversion_api
