#pragma once

#include <span>

#include "mock_platforms/platform.h"

/// LinkedIn: the Insight Tag's hit and the Conversions API.
namespace tagproof::linkedin {

extern const Platform kPlatform;

void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::linkedin
