#pragma once

#include <string>
#include <string_view>

namespace tagproof {

/// "United States" -> "us"; "" when it is no name that is known. Any case.
std::string_view country_code(std::string_view name);
/// A state of the US or a province of Canada by its name: "California" -> "ca"; "" else.
std::string_view state_code(std::string_view name);

}  // namespace tagproof
