#include "harness/shop/consent_gate.h"

#include <algorithm>
#include <array>
#include <span>

namespace tagproof {
namespace {

using SignalField = ConsentState::One ConsentState::*;

struct SignalRow {
  std::string_view name{};
  SignalField field{};
};
constexpr std::array<SignalRow, 4> kSignals{
    {{"analytics_storage", &ConsentState::analytics_storage},
     {"ad_storage", &ConsentState::ad_storage},
     {"ad_user_data", &ConsentState::ad_user_data},
     {"ad_personalization", &ConsentState::ad_personalization}}};

std::vector<SignalField> fields_of(const ConsentPolicy& policy, Purpose purpose) {
  std::vector<SignalField> fields;
  const auto names = policy.signals.find(purpose);
  if (names == policy.signals.end()) return fields;
  for (const std::string_view name : names->second) {
    const auto row = std::ranges::find(kSignals, name, &SignalRow::name);
    if (row != kSignals.end()) fields.push_back(row->field);
  }
  return fields;
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

PurposeSignals purpose_signals(const ConsentPolicy& policy) {
  return {.analytics = fields_of(policy, Purpose::analytics),
          .marketing = fields_of(policy, Purpose::marketing)};
}

TagConsent tag_consent(const Tag& tag, const Contract& contract) {
  const auto& policy = contract.consent;
  auto as_advanced = policy;
  as_advanced.advanced = true;
  const auto platform = consent_of(policy, tag.platform.view());
  return {.tag = &tag,
          .platform = platform,
          .advanced = consent_of(as_advanced, tag.platform.view()),
          .needs = tag.needs.empty() ? std::vector<Purpose>{platform.own} : tag.needs,
          .signals = purpose_signals(policy)};
}

ConsentState signals_of(const PurposeSignals& signals, const RegionLaw& law,
                        const SendingConsent& consent) {
  ConsentState state{.gpc = consent.gpc, .dma = region_in(consent.region, "EEA")};
  const auto tell = [&](Purpose purpose, std::span<const SignalField> fields) {
    if (fields.empty()) return;
    state.active = true;
    const bool open_at_first = law.is_open(purpose, ConsentChoice{}, consent.gpc);
    const bool open = law.is_open(purpose, consent.choice, consent.gpc);
    const bool decided = consent.choice.of(purpose) != Choice::undecided && consent.updated;
    for (const auto field : fields) {
      auto& one = state.*field;
      one.by_default = open_at_first ? Signal::granted : Signal::denied;
      if (decided) one.by_update = open ? Signal::granted : Signal::denied;
    }
  };
  tell(Purpose::analytics, signals.analytics);
  tell(Purpose::marketing, signals.marketing);
  return state;
}

Gate gate(const TagConsent& asked, const RegionLaw& law, const SendingConsent& consent,
          const Behaviours& behaviours) {
  const auto& tag = *asked.tag;
  const bool browser = tag.channel == Channel::browser;
  Gate result{.signals = signals_of(asked.signals, law, consent)};
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
  const auto own = asked.platform.own;
  if (browser && !consent.updated && consent.choice.of(own) == Choice::granted) {
    // The banner lets the tags load, but Consent Mode still says what it said before: pings where
    // there are any.
    result.allowed = allowed(asked.advanced, law, ConsentChoice{}, consent.gpc);
    return result;
  }

  result.allowed = allowed(asked.platform, law, consent.choice, consent.gpc);
  const bool open = std::ranges::all_of(asked.needs, [&](Purpose purpose) {
    return law.is_open(purpose, consent.choice, consent.gpc);
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
  result.may_wait = result.allowed == Allowed::nothing &&
                    any_undecided(asked.needs, consent.choice) &&
                    !any_refused(asked.needs, consent.choice);
  // An opt-out of the platform's own purpose is said on the wire: LDU, rdp.
  const bool opted_out =
      law.of(own) == Regime::opt_out && !law.is_open(own, consent.choice, consent.gpc);
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
