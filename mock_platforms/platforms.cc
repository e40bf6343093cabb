#include "mock_platforms/platforms.h"

#include <algorithm>
#include <array>

#include "mock_platforms/collector/collector.h"
#include "mock_platforms/ga4/ga4.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/linkedin/linkedin.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/microsoft/microsoft.h"
#include "mock_platforms/pinterest/pinterest.h"
#include "mock_platforms/reddit/reddit.h"
#include "mock_platforms/snapchat/snapchat.h"
#include "mock_platforms/tiktok/tiktok.h"

namespace tagproof {

std::span<const Platform* const> platforms() {
  // One a line:
  // clang-format off
  static constexpr std::array kPlatforms{
      &ga4::kPlatform,
      &meta::kPlatform,
      &google_ads::kPlatform,
      &tiktok::kPlatform,
      &microsoft::kPlatform,
      &linkedin::kPlatform,
      &reddit::kPlatform,
      &collector::kPlatform,
      &pinterest::kPlatform,
      &snapchat::kPlatform,
  };
  // clang-format on
  return kPlatforms;
}

const Platform* find_platform(std::span<const Platform* const> list, std::string_view id) {
  const auto it =
      std::ranges::find(list, id, [](const Platform* platform) { return platform->id; });
  return it == list.end() ? nullptr : *it;
}

const PlatformTraits& traits_of(std::string_view platform) {
  static constexpr PlatformTraits kOfNobody{};
  const auto* found = find_platform(platforms(), platform);
  return found == nullptr ? kOfNobody : found->traits;
}

}  // namespace tagproof
