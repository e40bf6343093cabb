#include "harness/shop/consent_gate.h"

#include <algorithm>
#include <array>

namespace tagproof {
namespace {

constexpr std::array<Purpose, 2> kPurposes{Purpose::analytics, Purpose::marketing};

ConsentState::One* signal_named(ConsentState& state, std::string_view name) {
  if (name == "analytics_storage") return &state.analytics_storage;
  if (name == "ad_storage") return &state.ad_storage;
  if (name == "ad_user_data") return &state.ad_user_data;
  if (name == "ad_personalization") return &state.ad_personalization;
  return nullptr;
}

bool any_undecided(std::span<const Purpose> purposes, const ConsentChoice& choice) {
  return std::ranges::any_of(
      purposes, [&](Purpose purpose) { return choice.of(purpose) == Choice::undecided; });
}

bool any_refused(std::span<const Purpose> purposes, const ConsentChoice& choice) {
  return std::ranges::any_of(purposes, [&](Purpose purpose) {
    return choice.of(purpose) == Choice::denied || choice.of(purpose) == Choice::withdrawn;
  });
}

void take_as_granted(ConsentState& signals) {
  for (auto* one : {&signals.analytics_storage, &signals.ad_storage, &signals.ad_user_data,
                    &signals.ad_personalization}) {
    one->by_update = Signal::granted;
  }
  signals.limited = false;
}

}  // namespace

ConsentState signals_of(const ConsentPolicy& policy, const SendingConsent& consent) {
  ConsentState state{.gpc = consent.gpc, .dma = region_in(consent.region, "EEA")};
  for (const Purpose purpose : kPurposes) {
    const auto names = policy.signals.find(purpose);
    if (names == policy.signals.end()) continue;
    const bool open = purpose_open(policy, purpose, consent.region, consent.choice, consent.gpc);
    const bool open_at_first =
        purpose_open(policy, purpose, consent.region, ConsentChoice{}, consent.gpc);
    const bool decided = consent.choice.of(purpose) != Choice::undecided && consent.updated;
    for (const auto& name : names->second) {
      auto* one = signal_named(state, name);
      if (one == nullptr) continue;
      state.active = true;
      one->by_default = open_at_first ? Signal::granted : Signal::denied;
      if (decided) one->by_update = open ? Signal::granted : Signal::denied;
    }
  }
  return state;
}

Gate gate(const Tag& tag, const Contract& contract, const SendingConsent& consent,
          const Behaviours& behaviours) {
  const auto& policy = contract.consent;
  const bool browser = tag.channel == Channel::browser;
  Gate result{.signals = signals_of(policy, consent)};
  if (browser && behaviours.has(Behaviour::consent_default_late) && consent.on_load) {
    // No default yet: the tag finds Consent Mode unset, which platforms take for granted.
    result.signals = ConsentState{.gpc = consent.gpc, .dma = result.signals.dma};
    result.allowed = Allowed::full;
    return result;
  }
  if (behaviours.has(browser ? Behaviour::browser_ignores_consent
                             : Behaviour::server_ignores_consent)) {
    take_as_granted(result.signals);
    result.allowed = Allowed::full;
    return result;
  }
  const auto own = purpose_of(policy, tag.platform.view());
  if (browser && !consent.updated && consent.choice.of(own) == Choice::granted) {
    // The banner lets the tags load, but Consent Mode still says what it said before: pings where
    // there are any.
    auto as_loaded = policy;
    as_loaded.advanced = true;
    result.allowed =
        allowed(as_loaded, tag.platform.view(), consent.region, ConsentChoice{}, consent.gpc);
    return result;
  }

  result.allowed =
      allowed(policy, tag.platform.view(), consent.region, consent.choice, consent.gpc);
  const auto needs = tag.needs.empty() ? std::vector<Purpose>{own} : tag.needs;
  const bool open = std::ranges::all_of(needs, [&](Purpose purpose) {
    return purpose_open(policy, purpose, consent.region, consent.choice, consent.gpc);
  });
  if (tag.needs_nothing) {
    result.allowed = Allowed::full;
  } else if (!open && tag.without) {
    result.allowed = *tag.without;
  } else if (!open && !tag.needs.empty() && result.allowed == Allowed::full) {
    result.allowed = Allowed::nothing;  // it needs more than its platform's own purpose
  } else if (open && !tag.needs.empty() && result.allowed == Allowed::nothing) {
    result.allowed =
        Allowed::full;  // it needs another purpose than its platform's: the tagging's own word
  }
  result.may_wait = result.allowed == Allowed::nothing && any_undecided(needs, consent.choice) &&
                    !any_refused(needs, consent.choice);
  // An opt-out of the platform's own purpose is said on the wire: LDU, rdp.
  const bool opted_out = regime_of(policy, consent.region, own) == Regime::opt_out &&
                         !purpose_open(policy, own, consent.region, consent.choice, consent.gpc);
  if (opted_out && result.allowed == Allowed::limited) {
    result.signals.limited = true;
    // Limited is marketing signals denied and analytics counted: G101 (formats.md A.1).
    auto& analytics = result.signals.analytics_storage;
    if (analytics.by_default == Signal::granted) analytics.by_update = Signal::unset;
    for (auto* one : {&result.signals.ad_storage, &result.signals.ad_user_data,
                      &result.signals.ad_personalization}) {
      if (one->by_default != Signal::denied && one->by_default != Signal::unset)
        one->by_update = Signal::denied;
    }
  }
  return result;
}

}  // namespace tagproof
