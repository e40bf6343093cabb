#pragma once

#include <array>
#include <string>
#include <string_view>

#include "harness/judge/context.h"

/// The Consent Mode signals of a hit against what the shopper chose.
namespace tagproof {

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
/// The purpose of each, as the contract has it: there must be one. For Context::once().
struct SignalPurposes {
  std::array<Purpose, kSignals.size()> all{};
  [[nodiscard]] Purpose of(const NamedSignal& signal) const {
    return all[static_cast<std::size_t>(&signal - kSignals.data())];
  }
};
SignalPurposes signal_purposes(const Context& context);

/// The hit carries no consent signal at all.
bool says_nothing(const TrackedEvent& event);

/// A purpose that is open while the hit says it isn't; empty: none. Contract and consent must be
/// known.
std::string held_back(const TrackedEvent& event, const Context& context);

}  // namespace tagproof
