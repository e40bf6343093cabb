#include "harness/model/consent.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tagproof {
namespace {

// EU members, Iceland, Liechtenstein, Norway (EEA Agreement, as of 2026). Switzerland and the
// United Kingdom stand apart in a contract's regions.
constexpr std::array<std::string_view, 30> kEeaCountries{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};

/// Asked for each hit of each shopper: one bit for each pair of letters.
constexpr auto kEea = [] {
  std::array<std::uint32_t, 26> rows{};
  for (const auto country : kEeaCountries)
    rows[static_cast<std::size_t>(country[0] - 'A')] |= 1U << (country[1] - 'A');
  return rows;
}();

bool is_in_eea(std::string_view region) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return region.size() >= 2 && is_capital(region[0]) && is_capital(region[1]) &&
         (kEea[static_cast<std::size_t>(region[0] - 'A')] >> (region[1] - 'A') & 1U) != 0;
}

// States whose law makes a site honour Global Privacy Control, as of 2026-09 (published lists
// differ, 8 to 12 states; California, Colorado and Connecticut are in all of them). The contract
// may say its own list. Sources:
// https://cookiebeam.com/guides/universal-opt-out-mechanisms-us-state-laws-2026 ,
// https://law.cornell.edu/regulations/california/11-CCR-7025
constexpr std::array<std::string_view, 12> kGpcRegions{"US-CA", "US-CO", "US-CT", "US-DE",
                                                       "US-MD", "US-MN", "US-MT", "US-NE",
                                                       "US-NH", "US-NJ", "US-OR", "US-TX"};

/// Whether the region is a part of that country: "US-CA" of "US".
bool is_part_of(std::string_view region, std::string_view country) {
  return region.size() > country.size() && region[country.size()] == '-' &&
         region.starts_with(country);
}

// How closely a group names a region: exact before country before EEA before default. Asked for
// each rule of a contract and each hit: what differs in the first letter differs.
int closeness(std::string_view region, std::string_view group) {
  if (!group.empty() && !region.empty() && group.front() == region.front()) {
    if (group == region) return 4;
    if (is_part_of(region, group)) return 3;
  }
  if (group == "default") return 1;
  return group == "EEA" && is_in_eea(region) ? 2 : 0;
}

bool refused(Choice choice) { return choice == Choice::denied || choice == Choice::withdrawn; }

}  // namespace

std::string_view agreed_as(std::string_view platform) {
  return platform == "collector" ? "ga4" : platform;
}

Purpose purpose_of(const ConsentPolicy& policy, std::string_view platform) {
  const auto it = policy.purposes.find(agreed_as(platform));
  return it == policy.purposes.end() ? Purpose::marketing : it->second;
}

bool region_in(std::string_view region, std::string_view group) {
  if (group == "default" || group == region) return true;
  if (group == "EEA") return is_in_eea(region);
  return is_part_of(region, group);
}

namespace {

/// Of both purposes; null: no rule names the region.
const ConsentPolicy::RegionRule* rule_of(const ConsentPolicy& policy, std::string_view region) {
  const ConsentPolicy::RegionRule* best = nullptr;
  int best_closeness = 0;
  for (const auto& rule : policy.regions) {
    const int c = closeness(region, rule.region);
    if (c > best_closeness) {
      best = &rule;
      best_closeness = c;
    }
  }
  return best;
}

}  // namespace

Regime regime_of(const ConsentPolicy& policy, std::string_view region, Purpose purpose) {
  const auto* rule = rule_of(policy, region);
  if (rule == nullptr) return Regime::opt_in;
  return purpose == Purpose::analytics ? rule->analytics : rule->marketing;
}

bool honours_gpc(const ConsentPolicy& policy, std::string_view region) {
  if (!policy.gpc_regions.empty()) {
    return std::ranges::any_of(policy.gpc_regions,
                               [&](const std::string& group) { return region_in(region, group); });
  }
  return std::ranges::find(kGpcRegions, region) != kGpcRegions.end();
}

namespace {

/// `gpc` false: nobody asks whether the law honours it.
RegionLaw law_for(const ConsentPolicy& policy, std::string_view region, bool gpc) {
  RegionLaw law{.honours_gpc = gpc && honours_gpc(policy, region)};
  if (const auto* rule = rule_of(policy, region)) {
    law.analytics = rule->analytics;
    law.marketing = rule->marketing;
  }
  return law;
}

bool is_google(std::string_view platform) { return platform == "ga4" || platform == "google_ads"; }

Allowed when_denied(const ConsentPolicy& policy, std::string_view platform) {
  const auto it = policy.denied.find(platform);
  if (it != policy.denied.end()) return it->second;
  return policy.advanced && is_google(platform) ? Allowed::cookieless : Allowed::nothing;
}

Allowed when_opted_out(const ConsentPolicy& policy, std::string_view platform) {
  const auto it = policy.opted_out.find(platform);
  return it == policy.opted_out.end() ? Allowed::limited : it->second;
}

}  // namespace

RegionLaw law_of(const ConsentPolicy& policy, std::string_view region) {
  return law_for(policy, region, true);
}

bool RegionLaw::is_open(Purpose purpose, const ConsentChoice& choice, bool gpc) const {
  if (of(purpose) == Regime::opt_in) return choice.of(purpose) == Choice::granted;
  // GPC is a signal against sale, sharing and targeted advertising: it closes marketing.
  if (purpose == Purpose::marketing && gpc && honours_gpc) return false;
  return !refused(choice.of(purpose));
}

bool purpose_open(const ConsentPolicy& policy, Purpose purpose, std::string_view region,
                  const ConsentChoice& choice, bool gpc) {
  return law_for(policy, region, gpc).is_open(purpose, choice, gpc);
}

PlatformConsent consent_of(const ConsentPolicy& policy, std::string_view platform) {
  platform = agreed_as(platform);
  return {.own = purpose_of(policy, platform),
          .denied = when_denied(policy, platform),
          .opted_out = when_opted_out(policy, platform),
          .google = is_google(platform)};
}

Allowed allowed(const PlatformConsent& platform, const RegionLaw& law, const ConsentChoice& choice,
                bool gpc) {
  if (!law.is_open(platform.own, choice, gpc))
    return law.of(platform.own) == Regime::opt_in ? platform.denied : platform.opted_out;
  // The platform's own purpose is open. On a Google hit another refused purpose still limits what
  // the hit may say: analytics granted with marketing denied is G101, npa=1, no user-provided data.
  return platform.google && !law.is_open(Purpose::marketing, choice, gpc) ? Allowed::limited
                                                                          : Allowed::full;
}

/// As above, looking up no more than this one answer needs.
Allowed allowed(const ConsentPolicy& policy, std::string_view platform, std::string_view region,
                const ConsentChoice& choice, bool gpc) {
  platform = agreed_as(platform);
  const Purpose own = purpose_of(policy, platform);
  const auto law = law_for(policy, region, gpc);
  if (!law.is_open(own, choice, gpc))
    return law.of(own) == Regime::opt_in ? when_denied(policy, platform)
                                         : when_opted_out(policy, platform);
  return is_google(platform) && !law.is_open(Purpose::marketing, choice, gpc) ? Allowed::limited
                                                                              : Allowed::full;
}

}  // namespace tagproof
