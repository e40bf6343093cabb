#pragma once

#include <string_view>

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

Gate gate(const Tag& tag, const Contract& contract, const SendingConsent& consent,
          const Behaviours& behaviours);

/// Consent Mode as the page (or the server, from what is stored) has it.
ConsentState signals_of(const ConsentPolicy& policy, const SendingConsent& consent);

}  // namespace tagproof
