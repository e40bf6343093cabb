#pragma once

#include <array>
#include <string_view>

#include "harness/wire/name_table.h"
#include "harness/wire/param_views.h"

namespace tagproof {

/// The parameters of a query or form by a table of names: `params["value"]`. Each parameter looks
/// for its name once: to look for each name among the parameters costs more. Valid as long as the
/// pairs.
template <const auto& kNames>
class ParamsOf {
 public:
  explicit ParamsOf(const ParamViews& pairs) : ParamsOf(pairs, [](const ParamViews::Pair&) {}) {}
  /// `other` is called with each pair whose name isn't in the table.
  template <class Other>
  ParamsOf(const ParamViews& pairs, Other other) {
    for (const auto& pair : pairs) {
      const auto place = kNames.find(pair.first);
      if (place == found_.size()) {
        other(pair);
      } else if (found_[place] == nullptr) {
        found_[place] = &pair.second;
      }
    }
  }
  /// The first value of that name; null: there is none.
  [[nodiscard]] const std::string_view* operator[](NameIn<kNames> name) const {
    return found_[name.place];
  }
  /// The same as text, "" where there is none.
  [[nodiscard]] std::string_view text(NameIn<kNames> name) const {
    const auto* value = found_[name.place];
    return value == nullptr ? std::string_view() : *value;
  }

 private:
  std::array<const std::string_view*, kNames.names().size()> found_{};
};

}  // namespace tagproof
