#include "harness/commands/suggest.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "harness/base/text.h"
#include "harness/files/init.h"

namespace tagproof {
namespace {

/// A shipped scenario as it would stand in the user's shop.
struct Candidate {
  std::string text{};
  std::vector<Scenario> scenarios{};  // one for each cell of its matrix
  std::set<std::string> catches{};
};

template <class Row, class Name>
void translate(std::string& text, const std::vector<Row>& ours, const std::vector<Row>& theirs,
               Name name) {
  if (theirs.empty()) return;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    text = replace_all(text, name(ours[i]), name(theirs[i % theirs.size()]));
  }
}

std::string in_this_shop(std::string_view text, const Storefront& ours, const Storefront& theirs) {
  std::string here(text);
  translate(here, ours.catalogue, theirs.catalogue, [](const Product& one) { return one.sku; });
  translate(here, ours.coupons, theirs.coupons, [](const Coupon& one) { return one.code; });
  translate(here, ours.shipping, theirs.shipping,
            [](const ShippingMethod& one) { return "shipping: " + one.name; });
  translate(here, ours.payment_methods, theirs.payment_methods,
            [](const PaymentMethod& one) { return "method: " + one.name; });
  return here;
}

}  // namespace

std::vector<Proof::Suggestion> suggest_scenarios(const Proof& proof, const ShopFiles& shop,
                                                 const LoadOptions& load,
                                                 const ProveOptions& options) {
  std::vector<const Fault*> missed;
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    if (proof.faults[f].outcome != ProofOutcome::caught) missed.push_back(options.faults[f]);
  }
  const Storefront ours = reference_shop().storefront;
  std::vector<Candidate> candidates;
  for (const auto& file : shipped_scenarios()) {
    Candidate candidate{.text = in_this_shop(file.content, ours, shop.storefront)};
    Problems problems;  // of a scenario that this shop can't run: it is no suggestion
    auto loaded = load_scenario_text(candidate.text, std::string(file.path), shop, load, problems);
    if (!loaded || !problems.empty()) continue;
    candidate.scenarios = std::move(*loaded);
    const bool has_it = std::ranges::any_of(candidate.scenarios, [&](const Scenario& scenario) {
      return std::ranges::find(proof.journeys, scenario.name, &Proof::Journey::name) !=
             proof.journeys.end();
    });
    if (!has_it) candidates.push_back(std::move(candidate));
  }
  ProveOptions quiet = options;
  quiet.progress = {};
  quiet.faults = missed;
  for (auto& candidate : candidates) {
    const auto tried = prove(candidate.scenarios, quiet);
    if (!tried) continue;  // a step that this shop can't do
    if (!std::ranges::all_of(tried->journeys, &Proof::Journey::passes)) continue;
    for (const auto& fault : tried->faults) {
      if (fault.outcome == ProofOutcome::caught) candidate.catches.insert(fault.name);
    }
  }

  std::vector<Proof::Suggestion> suggestions;
  for (;;) {
    const auto best = std::ranges::max_element(
        candidates, {}, [](const Candidate& candidate) { return candidate.catches.size(); });
    if (best == candidates.end() || best->catches.empty()) return suggestions;
    const auto caught = std::exchange(best->catches, {});
    suggestions.push_back({.scenario = best->scenarios.front().base_name,
                           .title = best->scenarios.front().title,
                           .faults = {caught.begin(), caught.end()},
                           .text = best->text});
    for (auto& candidate : candidates) {
      for (const auto& fault : caught) candidate.catches.erase(fault);
    }
  }
}

}  // namespace tagproof
