#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/wire/json.h"
#include "mock_platforms/conversion_api/api.h"

/// Which members of an object are which rows'. Each member looks for its row once: to look for a
/// member for each row, of which a body has every third, costs more.
namespace tagproof::conversion_api {

/// "user.email".
std::string path_of(const Member& member);

/// Whether an object's member of that name holds rows: "user", of the event, where rows are in
/// "user.address".
bool holds_rows(std::span<const RowGroup> objects, std::string_view in, std::string_view key);

/// An object's members: for each of its rows the first of that name, or nothing; where they are
/// kept, the others that no row names. Made for many objects, one after the other.
class MatchedMembers {
 public:
  /// `most`: rows that one of the objects has.
  MatchedMembers(std::size_t most, bool keeps_others) : keeps_others_(keeps_others) {
    found_.reserve(most);
  }
  void match(std::span<const Member> rows, JsonView object);
  [[nodiscard]] JsonView of(std::size_t row) const { return found_[row]; }
  [[nodiscard]] std::span<const JsonView> others() const { return others_; }

 private:
  bool keeps_others_ = false;
  std::vector<JsonView> found_{};
  std::vector<JsonView> others_{};
};

}  // namespace tagproof::conversion_api
