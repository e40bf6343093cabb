#pragma once

#include <array>
#include <string_view>

#include "harness/wire/named_params.h"

/// The parameters of a ping that decoding asks for: a ping has some fifty, and most are of no
/// interest here.
namespace tagproof::google_ads {

inline constexpr NameTable kTagParams(std::to_array<std::string_view>(
    {"currency_code", "data",  "dl",    "em",  "en",   "fst",   "gbraid", "gcd",
     "gclaw",         "gclgb", "gclid", "gcs", "item", "label", "npa",    "oid",
     "random",        "rdp",   "ref",   "tid", "url",  "value", "wbraid"}));

using TagParam = NameIn<kTagParams>;
using TagParams = ParamsOf<kTagParams>;

}  // namespace tagproof::google_ads
