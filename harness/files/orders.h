#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/problems.h"
#include "harness/model/order.h"

namespace tagproof {

/// Backend orders (formats.md A.6): a JSON array or object, JSON Lines or CSV, told by content.
/// Every problem names its line (JSON: also the key); orders that could be read are given all the
/// same. The same id again replaces the earlier.
std::vector<Order> parse_orders(std::string_view text, const std::string& filename,
                                Problems& problems);

/// Limits of order files, refused beyond.
inline constexpr std::size_t kMaxOrderFileBytes = std::size_t{256} << 20U;

}  // namespace tagproof
