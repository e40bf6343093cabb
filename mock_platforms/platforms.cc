#include "mock_platforms/platforms.h"

#include <algorithm>
#include <array>

#include "mock_platforms/ga4/ga4.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/meta/meta.h"

namespace tagproof {

std::span<const Platform* const> platforms() {
  static constexpr std::array kPlatforms{
      &ga4::kPlatform,
      &meta::kPlatform,
      &google_ads::kPlatform,
  };
  return kPlatforms;
}

const Platform* find_platform(std::span<const Platform* const> list, std::string_view id) {
  const auto it =
      std::ranges::find(list, id, [](const Platform* platform) { return platform->id; });
  return it == list.end() ? nullptr : *it;
}

}  // namespace tagproof
