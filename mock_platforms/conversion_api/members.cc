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

/// Mostly the same literal.
bool same_text(std::string_view a, std::string_view b) {
  return (a.data() == b.data() && a.size() == b.size()) || a == b;
}

}  // namespace

std::string path_of(const Member& member) {
  std::string path;
  path.reserve(member.in.size() + 1 + member.key.size());
  path.append(member.in);
  if (!path.empty()) path.push_back('.');
  return path.append(member.key);
}

std::vector<RowGroup> groups_of(std::span<const Member> rows) {
  constexpr std::size_t kUsual = 8;
  std::vector<RowGroup> groups;
  groups.reserve(kUsual);
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    const auto in = rows[begin].in;
    while (end < rows.size() && same_text(rows[end].in, in)) ++end;
    groups.push_back({in, rows.subspan(begin, end - begin)});
  }
  return groups;
}

bool holds_rows(std::span<const RowGroup> groups, std::string_view in, std::string_view key) {
  return std::ranges::any_of(
      groups, [&](const RowGroup& group) { return leads_through(group.in, in, key); });
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
