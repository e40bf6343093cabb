#pragma once

#include <string>
#include <string_view>

#include "harness/base/time.h"

namespace tagproof {

/// What stands for the order id of a conversion that has none: its click and second. With it
/// PlatformState::conversion() finds such a conversion.
std::string click_name(std::string_view click, TimePoint happened);

}  // namespace tagproof
