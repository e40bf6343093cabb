#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/time.h"
#include "harness/model/words.h"

namespace tagproof {

enum class Choice : std::uint8_t { undecided, granted, denied, withdrawn };
std::string_view text(Choice choice);
std::optional<Choice> read_choice(std::string_view text);

/// What a shopper chose, for each purpose.
struct ConsentChoice {
  Choice analytics = Choice::undecided;
  Choice marketing = Choice::undecided;
  [[nodiscard]] Choice of(Purpose purpose) const {
    return purpose == Purpose::analytics ? analytics : marketing;
  }
  bool operator==(const ConsentChoice&) const = default;
};

/// A change of a shopper's consent, as the harness knows it. The first is the state at the
/// journey's start.
struct ConsentMoment {
  TimePoint time{};
  ConsentChoice choice{};
  bool operator==(const ConsentMoment&) const = default;
};

/// The law of a region: opt_in: nothing without consent; opt_out: all until refused.
enum class Regime : std::uint8_t { opt_in, opt_out };

/// Contract `consent:`. Regions are the shopper's ("DE", "US-CA"); keys may name groups ("EEA",
/// "US").
struct ConsentPolicy {
  bool advanced = false;  // mode: advanced
  std::string advanced_approved_by{};
  struct RegionRule {
    std::string region{};  // "EEA", "US-CA", "default"
    Regime analytics = Regime::opt_in;
    Regime marketing = Regime::opt_in;
    bool operator==(const RegionRule&) const = default;
  };
  std::vector<RegionRule> regions{};
  std::map<std::string, Purpose, std::less<>> purposes{};  // platform -> purpose
  std::map<Purpose, std::vector<std::string>> signals{};   // purpose -> Consent Mode signals
  std::map<std::string, Allowed, std::less<>>
      denied{};  // platform -> overrides the mode, opt-in regions
  std::map<std::string, Allowed, std::less<>>
      opted_out{};  // platform -> what may leave in opt-out regions
  std::vector<std::string>
      gpc_regions{};  // overrides the built-in list of regions that honour GPC; empty: built-in
  bool operator==(const ConsentPolicy&) const = default;
};

/// As what a contract speaks of a platform. A collector takes the browser's GA4 hits, so what is
/// agreed on for GA4 (consent, names, destinations, item ids) holds for what it is sent.
std::string_view agreed_as(std::string_view platform);
/// The purpose that a platform's events serve; marketing where the policy doesn't say.
Purpose purpose_of(const ConsentPolicy& policy, std::string_view platform);

/// Whether `region` ("DE") belongs to `group` ("EEA", "DE", "US" for "US-CA", "default").
bool region_in(std::string_view region, std::string_view group);
/// The most specific rule that names the region, else `default`, else opt_in (the strictest).
Regime regime_of(const ConsentPolicy& policy, std::string_view region, Purpose purpose);
/// Whether the law of the region honours Global Privacy Control (policy.gpc_regions, else the
/// built-in list with its date and source in consent.cc).
bool honours_gpc(const ConsentPolicy& policy, std::string_view region);

/// What the law of a shopper's region says: looked up once, asked for each hit.
struct RegionLaw {
  Regime analytics = Regime::opt_in;
  Regime marketing = Regime::opt_in;
  bool honours_gpc = false;
  [[nodiscard]] Regime of(Purpose purpose) const {
    return purpose == Purpose::analytics ? analytics : marketing;
  }
  /// As purpose_open().
  [[nodiscard]] bool is_open(Purpose purpose, const ConsentChoice& choice, bool gpc) const;
};
RegionLaw law_of(const ConsentPolicy& policy, std::string_view region);

/// What a policy says of one platform: looked up once, asked for each hit.
struct PlatformConsent {
  Purpose own = Purpose::marketing;  // that its events serve
  Allowed denied = Allowed::nothing;
  Allowed opted_out = Allowed::limited;
  bool google = false;
};
PlatformConsent consent_of(const ConsentPolicy& policy, std::string_view platform);

/// What may leave for `platform` from this shopper at this moment. Undecided in an opt-in region is
/// as refused. A choice made *after notice of the conflict* would beat GPC; scenarios cannot say
/// that yet, so GPC wins over granted. Source: design.md section 4; 11 CCR 7025(c)(3)
/// https://law.cornell.edu/regulations/california/11-CCR-7025
Allowed allowed(const ConsentPolicy& policy, std::string_view platform, std::string_view region,
                const ConsentChoice& choice, bool gpc);
Allowed allowed(const PlatformConsent& platform, const RegionLaw& law, const ConsentChoice& choice,
                bool gpc);
/// The same for one purpose: whether it is open (granted, or not refused in an opt-out region
/// without GPC).
bool purpose_open(const ConsentPolicy& policy, Purpose purpose, std::string_view region,
                  const ConsentChoice& choice, bool gpc);

/// A Consent Mode signal on the wire.
enum class Signal : std::uint8_t { unset, denied, granted };
std::string_view text(Signal signal);

/// The consent that a hit carries, decoded to named states.
struct ConsentSignals {
  Signal analytics_storage = Signal::unset;
  Signal ad_storage = Signal::unset;
  Signal ad_user_data = Signal::unset;
  Signal ad_personalization = Signal::unset;
  bool limited = false;  // Meta LDU, Google rdp
  bool operator==(const ConsentSignals&) const = default;
};

}  // namespace tagproof
