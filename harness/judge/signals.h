#pragma once

#include <array>
#include <string>
#include <string_view>

#include "harness/judge/context.h"

/// The Consent Mode signals of a hit against what the shopper chose.
namespace tagproof {

/// Platforms whose hits carry Consent Mode signals.
bool has_consent_mode(std::string_view platform);

struct NamedSignal {
  std::string_view name{};
  Purpose purpose{};
  Signal ConsentSignals::*signal{};
};
// Which purpose a signal stands for, where the contract doesn't say otherwise.
// Source: https://support.google.com/tagmanager/answer/13802165
inline constexpr std::array<NamedSignal, 4> kSignals{{
    {"analytics_storage", Purpose::analytics, &ConsentSignals::analytics_storage},
    {"ad_storage", Purpose::marketing, &ConsentSignals::ad_storage},
    {"ad_user_data", Purpose::marketing, &ConsentSignals::ad_user_data},
    {"ad_personalization", Purpose::marketing, &ConsentSignals::ad_personalization},
}};
Purpose purpose_of(const NamedSignal& signal, const Contract& contract);

/// Whether a purpose was open when the hit left; `ignore_gpc`: as if the signal weren't there.
bool is_open(const Contract& contract, Purpose purpose, const ConsentNow& now, bool ignore_gpc);

/// The hit carries no consent signal at all.
bool says_nothing(const TrackedEvent& event);

/// A purpose that is open while the hit says it isn't; empty: none.
std::string held_back(const TrackedEvent& event, const ConsentNow& now, const Context& context);

}  // namespace tagproof
