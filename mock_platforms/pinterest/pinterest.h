#pragma once

#include "mock_platforms/platform.h"

/// Pinterest: the tag (`/v3/`) and the Conversions API (`/v5/ad_accounts/…/events`).
namespace tagproof::pinterest {

extern const Platform kPlatform;

void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::pinterest
