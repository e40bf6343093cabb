#include "harness/judge/signals.h"

#include <fmt/format.h>

#include <algorithm>

namespace tagproof {

SignalPurposes signal_purposes(const Context& context) {
  SignalPurposes purposes;
  std::ranges::transform(kSignals, purposes.all.begin(), [&](const NamedSignal& signal) {
    for (const auto& [purpose, names] : context.contract()->consent.signals) {
      if (std::ranges::find(names, signal.name) != names.end()) return purpose;
    }
    return signal.purpose;
  });
  return purposes;
}

bool says_nothing(const TrackedEvent& event) {
  if (event.consent.limited) return false;
  return !event.consent_said || std::ranges::all_of(kSignals, [&](const NamedSignal& s) {
    return event.consent.*s.signal == Signal::unset;
  });
}

std::string held_back(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  const ConsentNow& now = *facts.consent;
  const Allowed level = context.allowed_for(*facts.platform, now);
  if (level == Allowed::nothing || level == Allowed::cookieless) return {};
  if (level == Allowed::full && event.consent.limited) return "it is limited";
  if (!facts.platform->consent_mode) return {};
  for (const auto& signal : kSignals) {
    if (event.consent.*signal.signal != Signal::denied) continue;
    const Purpose purpose = context.once(signal_purposes).of(signal);
    // Limited is marketing signals denied, whichever purpose was refused (formats.md A.1).
    if (level == Allowed::limited && purpose == Purpose::marketing) continue;
    if (context.law_of(now.region).is_open(purpose, now.choice, now.gpc))
      return fmt::format("it says {} denied", signal.name);
  }
  return {};
}

}  // namespace tagproof
