#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/consent.h"
#include "harness/model/emission.h"
#include "harness/wire/query_writer.h"

/// Google's consent parameters, read and written in one place: GA4 and Google Ads hits both carry
/// `gcs`, `gcd`, `npa`, `dma`. Nothing here is official: the layout of `gcd` is reverse engineered,
/// `gcs` is known from captures. Sources: https://pietromingotti.com/consent-mode-parameters,
/// https://www.simoahava.com/analytics/consent-mode-v2-google-tags/
namespace tagproof {

/// One signal in `gcd`: who said what, and what comes of it. `unset` where nobody said anything.
struct GcdSignal {
  Signal declared{}, by_default{}, by_update{}, implicit{};
  std::uint8_t delegation = 0;  // another signal that it follows; the codes are unconfirmed
  bool operator==(const GcdSignal&) const = default;
  /// Update, else default, else declared; an implicit denial counts, an implicit grant is no
  /// statement.
  [[nodiscard]] Signal effective() const;
};

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
  bool gcs_malformed = false, gcd_malformed = false;  // which
  /// `gcd` signal by signal: ad_storage, analytics_storage, ad_user_data, ad_personalization.
  std::optional<std::array<GcdSignal, 4>> gcd{};
  bool operator==(const GoogleConsent&) const = default;
};

/// Absent parameters are "". `npa=1` denies ad_personalization unless `gcd` says otherwise. A
/// signal that nobody set is `unset`, which Google treats as granted; an implicit denial in `gcd`
/// is `denied`.
GoogleConsent decode_gcs_gcd(std::string_view gcs, std::string_view gcd, std::string_view npa = {});

/// The parameters beside `gcs` and `gcd`, as they stand on a hit; absent ones are nullopt.
struct GoogleConsentTexts {
  std::optional<std::string_view> dma{}, dma_cps{}, npa{}, pscdl{}, gcu{}, tcfd{};
};

enum class DmaServices : std::uint8_t { unsaid, by_default, listed };
enum class CookieLabel : std::uint8_t { unsaid, none, no_api, denied, other };

/// The TCF banner behind the signals, of `tcfd`: "1", two characters of the banner's number, one of
/// the policy, flags.
struct TcfState {
  unsigned cmp = 0;
  unsigned policy = 0;
  bool dma = false, gdpr = false, supported = false, advanced = false, waited = false;
  bool operator==(const TcfState&) const = default;
};

/// The same as named states.
struct GoogleConsentContext {
  std::optional<bool> dma{};  // the rules of the Digital Markets Act apply to the shopper
  DmaServices services{};     // which of Google's services may use the data
  std::optional<bool> no_personalised_ads{};
  CookieLabel cookie_label{};
  bool by_update = false;  // the hit was caused by a change of consent
  std::optional<TcfState> tcf{};
  bool dma_malformed = false, npa_malformed = false, tcf_malformed = false;
  bool operator==(const GoogleConsentContext&) const = default;
};
GoogleConsentContext decode_consent_context(const GoogleConsentTexts& texts);

/// "G101": ad_storage, analytics_storage. "" when Consent Mode isn't in use: then tags write no
/// `gcs`.
std::string encode_gcs(const ConsentState& consent);
/// "13r3p3p2p5l1".
std::string encode_gcd(const ConsentState& consent);
/// "1": no personalised ads.
std::string encode_npa(const ConsentState& consent);
/// All of them as a tag writes them: gcs, gcd, dma, dma_cps (in the EEA), npa.
void write_google_consent(QueryWriter& query, const ConsentState& consent);

}  // namespace tagproof
