#include "harness/lab/comparison.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

namespace tagproof {
namespace {

bool same_capture(const Capture& a, const Capture& b) {
  return a.platform == b.platform && a.channel == b.channel && a.sender == b.sender &&
         a.time == b.time && a.step == b.step && a.request == b.request && a.answer == b.answer &&
         a.refused == b.refused;
}

/// What reached a platform, and under which consent, without the order of arrival.
auto consent_outcomes(const Evidence& evidence) {
  using Signal = std::underlying_type_t<tagproof::Signal>;
  using Row = std::tuple<std::string_view, Channel, std::optional<EventName>, Outcome,
                         std::array<Signal, 4>, bool, bool>;
  std::vector<Row> rows;
  rows.reserve(evidence.events.size());
  for (const auto& event : evidence.events) {
    const auto& said = event.consent;
    rows.emplace_back(
        event.platform.view(), event.channel, event.name, event.outcome,
        std::array{static_cast<Signal>(said.analytics_storage),
                   static_cast<Signal>(said.ad_storage), static_cast<Signal>(said.ad_user_data),
                   static_cast<Signal>(said.ad_personalization)},
        said.limited, event.consent_said);
  }
  std::ranges::sort(rows);
  return rows;
}

}  // namespace

bool same_traffic(const Evidence& a, const Evidence& b) {
  return std::ranges::equal(a.captures, b.captures, same_capture) && a.orders == b.orders;
}

bool same_outcome(const Evidence& a, const Evidence& b) {
  return a.ledgers == b.ledgers && a.orders == b.orders &&
         consent_outcomes(a) == consent_outcomes(b);
}

}  // namespace tagproof
