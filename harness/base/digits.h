#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/ascii.h"

namespace tagproof {

/// "+49 (0)151-2" -> "4901512".
inline std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits.push_back(c);
  }
  return digits;
}

/// "0049" -> "49"; "" of zeros alone.
inline std::string without_leading_zeros(std::string digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

}  // namespace tagproof
