#include "harness/judge/signals.h"

#include <fmt/format.h>

#include <algorithm>

#include "mock_platforms/traits.h"

namespace tagproof {

bool has_consent_mode(std::string_view platform) {
  return traits_of(agreed_as(platform)).consent_signals;
}

Purpose purpose_of(const NamedSignal& signal, const Contract& contract) {
  for (const auto& [purpose, names] : contract.consent.signals) {
    if (std::ranges::find(names, signal.name) != names.end()) return purpose;
  }
  return signal.purpose;
}

bool is_open(const Contract& contract, Purpose purpose, const ConsentNow& now, bool ignore_gpc) {
  return purpose_open(contract.consent, purpose, now.region, now.choice, now.gpc && !ignore_gpc);
}

bool says_nothing(const TrackedEvent& event) {
  if (event.consent.limited) return false;
  return !event.consent_said || std::ranges::all_of(kSignals, [&](const NamedSignal& s) {
    return event.consent.*s.signal == Signal::unset;
  });
}

std::string held_back(const TrackedEvent& event, const ConsentNow& now, const Context& context) {
  const Contract& contract = *context.contract();
  const Allowed level = context.allowed_for(event.platform.view(), now);
  if (level == Allowed::nothing || level == Allowed::cookieless) return {};
  if (level == Allowed::full && event.consent.limited) return "it is limited";
  if (!has_consent_mode(event.platform.view())) return {};
  for (const auto& signal : kSignals) {
    const Purpose purpose = purpose_of(signal, contract);
    // Limited is marketing signals denied, whichever purpose was refused (formats.md A.1).
    if (level == Allowed::limited && purpose == Purpose::marketing) continue;
    if (event.consent.*signal.signal == Signal::denied && is_open(contract, purpose, now, false))
      return fmt::format("it says {} denied", signal.name);
  }
  return {};
}

}  // namespace tagproof
