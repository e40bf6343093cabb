#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "mock_platforms/meta/errors.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/rules_counted.h"
#include "mock_platforms/meta/rules_refused.h"
#include "mock_platforms/platform.h"

/// Meta's decisions, one a row, in one table: errors of state first, then what Graph refuses in
/// the order in which it looks, then what it drops, says and takes, then the rows of user_data's
/// keys. Deduplication has its own (dedup.cc).
namespace tagproof::meta {

inline constexpr auto kRules = [] {
  std::array<Rule, std::size(kStateErrors) + std::size(kRefused) + std::size(kDropped) +
                       std::size(kWarned) + std::size(kTaken) + std::size(kUserKeys)>
      all{};
  auto* to = all.begin();
  for (const auto& error : kStateErrors) *to++ = rule_of(error);
  to = std::ranges::copy(kRefused, to).out;
  to = std::ranges::copy(kDropped, to).out;
  to = std::ranges::copy(kWarned, to).out;
  to = std::ranges::copy(kTaken, to).out;
  for (const auto& key : kUserKeys) *to++ = rule_of(key);
  return all;
}();

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& row : kRules) {
    if (row.id == id) return row;
  }
  throw "no such rule";
}
/// The row about a key of user_data.
inline const Rule& rule(const UserKey& key) {
  return kRules[kRules.size() - std::size(kUserKeys) +
                static_cast<std::size_t>(&key - std::begin(kUserKeys))];
}
/// The row about an error of state.
inline const Rule& rule(const StateError& error) {
  return kRules[static_cast<std::size_t>(&error - std::begin(kStateErrors))];
}

}  // namespace tagproof::meta
