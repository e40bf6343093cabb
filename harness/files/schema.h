#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/vocabulary.h"

namespace tagproof {

/// contract scenario storefront tagging target: what json_schema() knows.
std::vector<std::string_view> schema_names();

/// The steps of a journey with one line each, for `tagproof list steps`.
std::vector<Vocabulary::Entry> step_reference();

/// JSON Schema (draft 2020-12) of a file that users write, from the tables by which it is loaded;
/// "" for another name. With a vocabulary, names of platforms, checks, faults and settings are
/// enumerated.
std::string json_schema(std::string_view name, const Vocabulary* vocabulary = nullptr);

}  // namespace tagproof
