#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tagproof {

/// The names that user files may use and that live in tables elsewhere. Filled in `commands/` from
/// the lists, handed to `files/`, which can then refuse others and name the nearest.
struct Vocabulary {
  struct Entry {
    std::string_view id{};
    std::string_view text{};  // one line, for schemas and hints
  };
  struct Setting {
    std::string_view id{};
    std::vector<std::string_view> values{};  // empty: free text
    std::string_view by_default{};
    std::string_view text{};
  };
  std::vector<Entry> platforms{};
  std::vector<Entry> checks{};
  std::vector<Entry> faults{};
  std::vector<Setting> settings{};
};

}  // namespace tagproof
