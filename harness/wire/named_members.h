#pragma once

#include <array>
#include <string>

#include "harness/wire/json.h"
#include "harness/wire/name_table.h"

namespace tagproof {

/// An object's members by a table of names. Each member looks for its name once: to look for each
/// name among the members costs more. `Name`: an enumeration in the table's order.
template <class Name, std::size_t N>
class NamedMembers {
 public:
  NamedMembers(const NameTable<N>& names, JsonView object) {
    std::string storage;
    for (const auto& member : object) {
      const auto place = names.find(member.key(storage));
      auto& first = place < N ? found_[place] : unknown_;
      if (!first.exists()) first = member;
    }
  }
  /// The first member of that name, or nothing.
  [[nodiscard]] JsonView operator[](Name name) const {
    return found_[static_cast<std::size_t>(name)];
  }
  /// The first member whose name isn't in the table.
  [[nodiscard]] JsonView unknown() const { return unknown_; }

 private:
  std::array<JsonView, N> found_{};
  JsonView unknown_{};
};

/// The same, asked by the names themselves: `members["value"]`.
template <const auto& kNames>
class MembersOf {
 public:
  explicit MembersOf(JsonView object) : members_(kNames, object) {}
  /// The first member of that name, or nothing.
  [[nodiscard]] JsonView operator[](NameIn<kNames> name) const { return members_[name.place]; }

 private:
  NamedMembers<std::size_t, kNames.names().size()> members_;
};

}  // namespace tagproof
