#include "mock_platforms/conversion_api/members.h"

#include <algorithm>

namespace tagproof::conversion_api {
namespace {

/// The place of the row of that key, looked for from `start` on and round; rows.size(): there is
/// none.
std::size_t place_of(std::span<const Member> rows, std::size_t start, std::string_view key) {
  for (auto place = start; place < rows.size(); ++place) {
    if (rows[place].key == key) return place;
  }
  for (std::size_t place = 0; place < start; ++place) {
    if (rows[place].key == key) return place;
  }
  return rows.size();
}

/// Whether a path goes through that member of `in`, or ends there.
bool leads_through(std::string_view path, std::string_view in, std::string_view key) {
  if (path.size() < in.size() + key.size()) return false;
  if (!in.empty()) {
    if (path.size() <= in.size() || !path.starts_with(in) || path[in.size()] != '.') return false;
    path.remove_prefix(in.size() + 1);
  }
  return path.starts_with(key) && (path.size() == key.size() || path[key.size()] == '.');
}

}  // namespace

std::string path_of(const Member& member) {
  if (member.in.empty()) return std::string(member.key);
  std::string path(member.in.size() + 1 + member.key.size(), '.');
  member.in.copy(path.data(), member.in.size());
  member.key.copy(path.data() + member.in.size() + 1, member.key.size());
  return path;
}

bool holds_rows(std::span<const RowGroup> objects, std::string_view in, std::string_view key) {
  return std::ranges::any_of(
      objects, [&](const RowGroup& object) { return leads_through(object.in, in, key); });
}

void MatchedMembers::match(std::span<const Member> rows, JsonView object) {
  found_.assign(rows.size(), {});
  others_.clear();
  std::string storage;
  std::size_t next = 0;  // senders mostly keep the rows' order
  for (const auto& member : object) {
    const auto place = place_of(rows, next, member.key(storage));
    if (place < rows.size()) {
      if (!found_[place].exists()) found_[place] = member;
      next = place + 1;
    } else if (keeps_others_) {
      others_.push_back(member);
    }
  }
}

}  // namespace tagproof::conversion_api
