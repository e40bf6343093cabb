#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/wire/name_table.h"

/// The parameters of a ping that decoding asks for: a ping has some fifty, and most are of no
/// interest here.
namespace tagproof::google_ads {

inline constexpr NameTable kTagParams(std::to_array<std::string_view>(
    {"currency_code", "data",  "dl",    "em",  "en",   "fst",   "gbraid", "gcd",
     "gclaw",         "gclgb", "gclid", "gcs", "item", "label", "npa",    "oid",
     "random",        "rdp",   "ref",   "tid", "url",  "value", "wbraid"}));

using TagParam = NameIn<kTagParams>;

class TagParams {
 public:
  /// Takes the pairs of a query or form, as parse_query reads them; others aren't even decoded.
  void read(std::string_view query);
  /// Takes a pair that is decoded already. Of several pairs of one name the first counts.
  void add(std::string_view name, std::string value);
  /// The value; null: the ping doesn't say it.
  const std::string* operator[](TagParam name) const {
    const auto& value = values_[name.place];
    return value ? &*value : nullptr;
  }
  /// The same as text, "" where it isn't said.
  [[nodiscard]] std::string_view text(TagParam name) const {
    const auto* value = (*this)[name];
    return value == nullptr ? std::string_view() : std::string_view(*value);
  }

 private:
  /// Where the value of that name belongs; null: nobody asks for it, or it has been said.
  std::optional<std::string>* unsaid(std::string_view name);

  std::array<std::optional<std::string>, kTagParams.names().size()> values_{};
};

}  // namespace tagproof::google_ads
