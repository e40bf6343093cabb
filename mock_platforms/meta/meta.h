#pragma once

#include "mock_platforms/platform.h"

/// Meta: the Pixel (`/tr/`) and the Conversions API (`/v{N}.{M}/{pixel}/events`).
namespace tagproof::meta {

extern const Platform kPlatform;

// The rows of the platform, each in its file.
Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings);
Decoded decode_pixel(const Request& request);
Decoded decode_capi(const Request& request, const Endpoint& endpoint, const Settings& settings);
void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);
std::vector<Request> encode(const Emission& emission);
Request encode_pixel(const Emission& emission);
Request encode_capi(const Emission& emission);
std::vector<Platform::Secret> secrets(const Request& request);

/// What both channels' events are held against, by their text alone: value, currency, items, ids,
/// user data.
void observe_text(Decoded& hit, int event, const Settings& settings);

extern const std::span<const DedupRule> kDedup;

inline constexpr std::string_view kEndpointPixel = "tr";
inline constexpr std::string_view kEndpointCapi = "capi";
inline constexpr std::string_view kEndpointGateway = "gateway";

}  // namespace tagproof::meta
