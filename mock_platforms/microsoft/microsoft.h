#pragma once

#include <span>

#include "mock_platforms/platform.h"

/// Microsoft Advertising: the UET tag's hit, the UET Conversion API, and the adjustments of online
/// conversions of the Campaign Management API.
namespace tagproof::microsoft {

extern const Platform kPlatform;

void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::microsoft
