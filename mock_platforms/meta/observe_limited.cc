#include <algorithm>
#include <iterator>
#include <string>

#include "mock_platforms/meta/limited.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"

namespace tagproof::meta {
namespace {

/// Whether it is a whole number of that table.
template <class Table>
bool is_of(const Observed<Decimal>& code, const Table& table) {
  return code.has_value() && std::ranges::any_of(table, [&](const LimitedPlace& place) {
           return *code == Decimal(place.code);
         });
}

}  // namespace

void observe_limited(Decoded& hit, int index, const LimitedSaid& said) {
  const auto& event = hit.events[static_cast<std::size_t>(index)];
  if (!event.consent_said) return;
  if (said.unknown_option) hit.observe(rule("meta.ldu.option-unknown"), index, said.options_path);
  if (!event.consent.limited) {
    if (!said.unknown_option) hit.observe(rule("meta.ldu.off"), index);
    return;
  }
  hit.observe(rule("meta.ldu"), index);
  if (said.country.says_nothing()) {
    hit.observe(rule("meta.ldu.incomplete"), index, said.country_path);
  } else if (!is_of(said.country, kLimitedCountries)) {
    hit.observe(rule("meta.ldu.country-unknown"), index, said.country_path);
  }
  const bool country_set = said.country.has_value() && !said.country->is_zero();
  if (said.state.says_nothing()) {
    if (country_set || !said.has_address)
      hit.observe(rule("meta.ldu.state-missing"), index, said.state_path);
  } else if (!is_of(said.state, kLimitedStates)) {
    hit.observe(rule("meta.ldu.state-unknown"), index, said.state_path);
  } else if (!said.state->is_zero()) {
    hit.observe(rule("meta.ldu.state"), index);
  }
}

}  // namespace tagproof::meta
