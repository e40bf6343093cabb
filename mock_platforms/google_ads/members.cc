#include "mock_platforms/google_ads/members.h"

#include "harness/base/ascii.h"

namespace tagproof::google_ads {
bool is_snake_case_of(std::string_view key, std::string_view name) {
  std::size_t at = 0;
  for (const char c : name) {
    if (is_upper(c)) {
      if (at + 1 >= key.size() || key[at] != '_' || key[at + 1] != to_lower(c)) return false;
      at += 2;
    } else {
      if (at >= key.size() || key[at] != c) return false;
      ++at;
    }
  }
  return at == key.size();
}

void match_members(JsonView object, std::span<const Named> names, Spelling spelling,
                   std::span<JsonView> found) {
  if (!object.is(JsonKind::object)) return;
  std::string storage;
  std::size_t next = 0;  // senders mostly keep the rows' order
  for (const auto& member : object) {
    const auto key = member.key(storage);
    const auto row = row_of(names, spelling, next, key);
    if (row == names.size()) continue;
    next = row + 1;
    auto& place = found[row];
    if (!place.exists() || (key == names[row].name && place.key() != names[row].name))
      place = member;
  }
}

}  // namespace tagproof::google_ads
