#pragma once

#include "mock_platforms/platform.h"

/// TikTok: the pixel, the Events API 2.0 (`event/track`) and its forerunner (`pixel/track`,
/// `pixel/batch`).
namespace tagproof::tiktok {

extern const Platform kPlatform;

void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::tiktok
