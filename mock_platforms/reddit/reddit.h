#pragma once

#include <span>

#include "mock_platforms/platform.h"

/// Reddit: the pixel's hit and the Conversions API, versions 3 and 2.
namespace tagproof::reddit {

extern const Platform kPlatform;

void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::reddit
