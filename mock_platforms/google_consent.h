#pragma once

#include <string>
#include <string_view>

#include "harness/model/consent.h"
#include "harness/model/emission.h"
#include "harness/wire/url.h"

/// Google's consent parameters, read and written in one place: GA4 and Google Ads hits both carry
/// `gcs`, `gcd`, `npa`, `dma`. Nothing here is official: the layout of `gcd` is reverse engineered,
/// `gcs` is known from captures. Sources: https://pietromingotti.com/consent-mode-parameters,
/// https://www.simoahava.com/analytics/consent-mode-v2-google-tags/
namespace tagproof {

/// What a hit's parameters say.
struct GoogleConsent {
  ConsentSignals signals{};  // effective; where `gcs` and `gcd` disagree, `gcd` decides. `limited`
                             // is not read here
  bool said = false;       // some signal was set by somebody: false for no parameter, `G1--` and an
                           // inactive `gcd`
  bool active = false;     // `gcd`'s flag, or any `gcs`: Consent Mode is in use on the page
  bool gpc = false;        // `gcd`'s flag
  bool disagree = false;   // `gcs` and `gcd` say different things of one signal: worth a warning
  bool malformed = false;  // one of them can't be read; it says nothing then
  bool operator==(const GoogleConsent&) const = default;
};

/// Absent parameters are "". `npa=1` denies ad_personalization unless `gcd` says otherwise. A
/// signal that nobody set is `unset`, which Google treats as granted; an implicit denial in `gcd`
/// is `denied`.
GoogleConsent decode_gcs_gcd(std::string_view gcs, std::string_view gcd, std::string_view npa = {});

/// "G101": ad_storage, analytics_storage. "" when Consent Mode isn't in use: then tags write no
/// `gcs`.
std::string encode_gcs(const ConsentState& consent);
/// "13r3p3p2p5l1".
std::string encode_gcd(const ConsentState& consent);
/// "1": no personalised ads.
std::string encode_npa(const ConsentState& consent);
/// All of them as a tag writes them: gcs, gcd, dma, dma_cps (in the EEA), npa.
Params google_consent_params(const ConsentState& consent);

}  // namespace tagproof
