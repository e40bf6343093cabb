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
  explicit ParamsOf(const ParamViews& pairs) {
    for (const auto& [name, value] : pairs) {
      const auto place = kNames.find(name);
      if (place < found_.size() && found_[place] == nullptr) found_[place] = &value;
    }
  }
  /// The first value of that name; null: there is none.
  [[nodiscard]] const std::string_view* operator[](NameIn<kNames> name) const {
    return found_[name.place];
  }

 private:
  std::array<const std::string_view*, kNames.names().size()> found_{};
};

}  // namespace tagproof
