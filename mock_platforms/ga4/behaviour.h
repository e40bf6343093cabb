#pragma once

#include <string_view>

#include "mock_platforms/platform.h"

namespace tagproof::ga4 {

// Hosts as seen in captures. Sources: https://github.com/ramboz/airlockjs,
// https://github.com/d8a-tech/d8a
inline constexpr std::string_view kTagHosts =
    "www.google-analytics.com region1.google-analytics.com analytics.google.com "
    "region1.analytics.google.com www.google.com stats.g.doubleclick.net";
/// In the EU. Source: kReference
inline constexpr std::string_view kEuHost = "region1.google-analytics.com";

void judge(Decoded& decoded, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& decoded,
                const PlatformState& state, const AnswerContext& context);
/// The validation server's `{"validationMessages": […]}`.
std::string validation_messages(const Decoded& decoded);
std::vector<Request> encode(const Emission& emission);

/// Of an app stream ("1:1234:android:ab12") rather than a web stream ("G-…").
inline bool is_app(const TrackedEvent& event) {
  return event.account.has_value() && event.account->find(':') != std::string::npos;
}

/// Purchases with one transaction_id are one. First received wins.
/// Source: https://support.google.com/analytics/answer/12313109
std::span<const DedupRule> dedup_rules();

}  // namespace tagproof::ga4
