#pragma once

#include <span>
#include <string_view>

#include "mock_platforms/platform.h"

namespace tagproof {

/// Every platform, in the order in which people see them. Registering one is a line in
/// platforms.cc.
std::span<const Platform* const> platforms();
const Platform* find_platform(std::span<const Platform* const> list, std::string_view id);

}  // namespace tagproof
