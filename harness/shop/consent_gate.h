#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "harness/model/consent.h"
#include "harness/model/contract.h"
#include "harness/model/emission.h"
#include "harness/model/tagging.h"
#include "harness/shop/behaviour.h"

/// What consent does to a tag: whether it sends, and what it may say. `allowed()` of the model
/// decides; this adds what a tag says for itself and what a faulty shop gets wrong.
namespace tagproof {

/// The consent by which one sending goes.
struct SendingConsent {
  ConsentChoice choice{};
  std::string_view region{};
  bool gpc = false;
  bool updated = true;   // Consent Mode: the choice reached the page
  bool on_load = false;  // fires while the page loads (a late default comes after it)
};

struct Gate {
  Allowed allowed = Allowed::nothing;
  bool may_wait = false;  // nothing now, but the shopper hasn't chosen yet: held until a grant
  ConsentState signals{};
};

/// The Consent Mode signals that stand for each purpose (contract `signals:`).
struct PurposeSignals {
  std::vector<ConsentState::One ConsentState::*> analytics{}, marketing{};
};
PurposeSignals purpose_signals(const ConsentPolicy& policy);

/// What a tag and the contract say of its consent: looked up once, asked for each hit. Borrows
/// the tag.
struct TagConsent {
  const Tag* tag{};
  PlatformConsent platform{};
  PlatformConsent advanced{};    // the same, were Consent Mode advanced
  std::vector<Purpose> needs{};  // the tag's own, else its platform's
  PurposeSignals signals{};
};
TagConsent tag_consent(const Tag& tag, const Contract& contract);

/// `law` is the one of `consent.region`.
Gate gate(const TagConsent& tag, const RegionLaw& law, const SendingConsent& consent,
          const Behaviours& behaviours);

/// Consent Mode as the page (or the server, from what is stored) has it.
ConsentState signals_of(const PurposeSignals& signals, const RegionLaw& law,
                        const SendingConsent& consent);

}  // namespace tagproof
