#include "harness/model/run.h"

#include <algorithm>

#include "harness/base/bug.h"

namespace tagproof {

const LedgerNumbers& Ledger::of(EventName name) const {
  static const LedgerNumbers kNothing{};
  const auto it = events.find(name);
  return it == events.end() ? kNothing : it->second;
}

const Shopper& Scenario::shopper(std::string_view by) const {
  const auto it = std::ranges::find(shoppers, by, &Shopper::name);
  if (it != shoppers.end()) return *it;
  if (by.empty() && !shoppers.empty()) return shoppers.front();
  TAGPROOF_BUG("a step by a shopper that the loader should have refused");
}

const Product* Storefront::product(std::string_view sku) const {
  const auto it = std::ranges::find(catalogue, sku, &Product::sku);
  return it == catalogue.end() ? nullptr : &*it;
}

Run::Summary Run::summary() const {
  Summary sum;
  for (const auto& one : scenarios) {
    ++sum.scenarios;
    switch (one.verdict) {
      case Verdict::pass:
        ++sum.passed;
        break;
      case Verdict::fail:
        ++sum.failed;
        break;
      case Verdict::error:
        ++sum.errors;
        break;
    }
    sum.checks += one.judgement.checks;
    for (const auto& finding : one.judgement.findings) {
      switch (finding.severity) {
        case Severity::error:
          ++sum.findings;
          break;
        case Severity::warning:
          ++sum.warnings;
          break;
        case Severity::info:
          ++sum.infos;
          break;
      }
    }
    sum.hits += static_cast<std::int64_t>(one.evidence.captures.size());
    sum.events += static_cast<std::int64_t>(one.evidence.events.size());
  }
  return sum;
}

}  // namespace tagproof
