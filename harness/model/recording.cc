#include "harness/model/recording.h"

#include <algorithm>

namespace tagproof {
namespace {

void add(LedgerNumbers& to, const LedgerNumbers& from) {
  to.received += from.received;
  to.refused += from.refused;
  to.dropped += from.dropped;
  to.unconsented += from.unconsented;
  to.deduplicated += from.deduplicated;
  to.counted += from.counted;
  to.retracted += from.retracted;
  to.restated += from.restated;
  for (const auto& [currency, sum] : from.by_currency) {
    to.by_currency[currency].value += sum.value;
    to.by_currency[currency].refunded += sum.refunded;
  }
  to.click_id += from.click_id;
  to.user_data += from.user_data;
  to.none += from.none;
}

}  // namespace

std::vector<Ledger> CheckResult::ledgers() const {
  std::vector<Ledger> all;
  for (const auto& scenario : run.scenarios) {
    for (const auto& ledger : scenario.evidence.ledgers) {
      auto it = std::ranges::find(all, ledger.platform, &Ledger::platform);
      if (it == all.end()) it = all.insert(all.end(), Ledger{.platform = ledger.platform});
      for (const auto& [name, numbers] : ledger.events) add(it->events[name], numbers);
    }
  }
  return all;
}

}  // namespace tagproof
