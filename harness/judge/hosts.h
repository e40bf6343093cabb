#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/text.h"

namespace tagproof {

/// Whether a host is one of the domains, in any case, with or without "www.".
inline bool has_host(const std::vector<std::string>& domains, std::string_view host) {
  const auto bare = [](std::string_view name) {
    if (name.starts_with("www.")) name.remove_prefix(4);
    return name;
  };
  return std::ranges::any_of(
      domains, [&](std::string_view own) { return equals_ignoring_case(bare(own), bare(host)); });
}

}  // namespace tagproof
