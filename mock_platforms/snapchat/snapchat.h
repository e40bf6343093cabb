#pragma once

#include "mock_platforms/platform.h"

/// Snapchat: the pixel (`/p`) and the Conversions API v3 (`/v3/…/events`).
namespace tagproof::snapchat {

extern const Platform kPlatform;

void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::snapchat
