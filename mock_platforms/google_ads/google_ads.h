#pragma once

#include "mock_platforms/platform.h"

/// Google Ads: browser conversions with their mirrors and side pings, click conversion uploads and
/// conversion adjustments over REST, and Data Manager's events.
namespace tagproof::google_ads {

extern const Platform kPlatform;

inline constexpr std::string_view kClickUpload = "click-upload";
inline constexpr std::string_view kAdjustmentUpload = "adjustment-upload";
inline constexpr std::string_view kIngest = "ingest";
inline constexpr std::string_view kRequestStatus = "request-status";
inline constexpr std::string_view kOncePerClick = "\x1fonce";  // accounts.h: mark_counting()

inline constexpr std::size_t kMaxOrderId =
    64;  // https://support.google.com/google-ads/answer/6386790

// The rows of the platform, each in its file.
Decoded decode_tag(const Request& request, const Endpoint& endpoint);
Decoded decode_upload(const Request& request, const Endpoint& endpoint, const Settings& settings);
void accept(Decoded& hit, const PlatformState& state, TimePoint now);
const Rule* unconsented(const TrackedEvent& event, const Settings& settings);
Response answer_tag(const Request& request, const Endpoint& endpoint);
Response answer_upload(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                       const AnswerContext& context);
std::vector<Request> encode(const Emission& emission);
std::vector<Request> encode_tag(const Emission& emission);
Request encode_upload(const Emission& emission);
Request encode_ingest(const Emission& emission);

extern const std::span<const DedupRule> kDedup;

}  // namespace tagproof::google_ads
