#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "mock_platforms/ga4/rules_collect.h"
#include "mock_platforms/ga4/rules_commerce.h"
#include "mock_platforms/ga4/rules_consent.h"
#include "mock_platforms/ga4/rules_mp.h"
#include "mock_platforms/ga4/rules_names.h"
#include "mock_platforms/platform.h"

/// Every decision of GA4 as a row: `tagproof list rules --platform ga4`. The rows stand by subject
/// in rules_*.h, the merging rules in dedup.cc.
namespace tagproof::ga4 {

namespace detail {
template <std::size_t... Sizes>
constexpr auto joined(const Rule (&... tables)[Sizes]) {
  std::array<Rule, (Sizes + ...)> all{};
  auto* at = all.data();
  ((at = std::copy(std::begin(tables), std::end(tables), at)), ...);
  return all;
}
}  // namespace detail

inline constexpr auto kRules =
    detail::joined(kMpRules, kNameRules, kCollectRules, kCommerceRules, kConsentRules);

/// The row of that id. An unknown id does not compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& row : kRules) {
    if (row.id == id) return row;
  }
  throw "no such rule";
}

inline constexpr Setting kTextValue{
    "ga4.text_value", "What becomes of a value that was sent as text: no revenue, or its number",
    "zero number", "zero", kParser};
inline constexpr Setting kDedupScope{
    "ga4.dedup_scope",
    "Purchases with one transaction_id are one: within the property, or per user (older text)",
    "property user", "property", kDedup};
inline constexpr Setting kDedupStreams{
    "ga4.dedup_streams",
    "Whether streams (measurement ids) share transaction_ids: each has its own, or all together",
    "each together", "each", kDedup};
inline constexpr Setting kRedaction{
    "ga4.ads_data_redaction",
    "Whether the page sets ads_data_redaction: then no click id may leave with ad_storage denied",
    "off on", "off", kConsentAds};
inline constexpr Setting kProperty{
    "ga4.property", "A standard property or one of Analytics 360, which takes longer values",
    "standard 360", "standard", kSending};
inline constexpr Setting kItemParams{
    "ga4.item_params",
    "How many parameters of its own an item may have: 27, or 10 by the protocol's own page",
    "27 10", "27", kLimits};
inline constexpr Setting kSettings[] = {kTextValue, kDedupScope, kDedupStreams,
                                        kRedaction, kProperty,   kItemParams};

}  // namespace tagproof::ga4
