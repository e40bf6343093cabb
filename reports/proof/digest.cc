#include "reports/proof/digest.h"

#include <fmt/format.h>

#include <cmath>

#include "reports/overview.h"

namespace tagproof::reports {
namespace {

constexpr std::size_t kNamed = 3;  // journeys named in a sentence

std::string names_of(const Proof& proof, const std::vector<std::size_t>& journeys) {
  std::string text;
  for (std::size_t i = 0; i < journeys.size() && i < kNamed; ++i) {
    if (i > 0) text += ", ";
    text += proof.journeys[journeys[i]].name;
  }
  if (journeys.size() > kNamed) text += fmt::format(" and {} more", journeys.size() - kNamed);
  return text;
}

}  // namespace

ProofDigest digest(const Proof& proof) {
  ProofDigest all{.sum = proof.summary()};
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    const auto outcome = proof.faults[f].outcome;
    if (outcome == ProofOutcome::not_applicable) {
      all.never_met.push_back(f);
    } else if (outcome != ProofOutcome::caught) {
      all.missed.push_back(f);
    }
  }
  for (std::size_t s = 0; s < proof.journeys.size(); ++s) {
    if (!proof.journeys[s].passes) all.failing.push_back(s);
  }
  const auto uncaught = all.sum.faults - all.sum.caught;
  if (uncaught > 0) {
    all.headline = fmt::format("Your suite would miss {} of {}", uncaught,
                               plural(all.sum.faults, "known mistake", "known mistakes"));
  } else {
    all.headline = all.sum.faults == 1 ? "Your suite would catch this mistake"
                                       : fmt::format("Your suite would catch all {} known mistakes",
                                                     all.sum.faults);
  }
  all.scope = fmt::format(
      "{} under {}: {} caught, {} slip through, {} harmless, {} never met; "
      "score {}",
      plural(static_cast<std::int64_t>(proof.journeys.size()), "journey", "journeys"),
      plural(all.sum.faults, "mistake", "mistakes"), all.sum.caught, all.sum.survived,
      all.sum.harmless, all.sum.not_applicable, percent(all.sum.score()));
  if (!proof.suggestions.empty()) {
    std::size_t more = 0;
    for (const auto& one : proof.suggestions) more += one.faults.size();
    all.advice = proof.suggestions.size() == 1
                     ? fmt::format("Add this scenario to catch {} more", more)
                     : fmt::format("Add these {} scenarios to catch {} more",
                                   proof.suggestions.size(), more);
  }
  return all;
}

std::vector<std::size_t> journeys_of(const Proof& proof, std::size_t fault, ProofOutcome outcome) {
  std::vector<std::size_t> found;
  for (std::size_t s = 0; s < proof.journeys.size(); ++s) {
    if (proof.cell(fault, s).outcome == outcome) found.push_back(s);
  }
  return found;
}

std::string_view in_words(ProofOutcome outcome) {
  switch (outcome) {
    case ProofOutcome::caught:
      return "caught";
    case ProofOutcome::survived:
      return "slips through";
    case ProofOutcome::harmless:
      return "harmless";
    case ProofOutcome::not_applicable:
      return "not met";
  }
  return {};
}

std::string_view symbol(ProofOutcome outcome) {
  switch (outcome) {
    case ProofOutcome::caught:
      return "✓";
    case ProofOutcome::survived:
      return "✗";
    case ProofOutcome::harmless:
      return "○";
    case ProofOutcome::not_applicable:
      return "·";
  }
  return {};
}

std::string percent(double share) {
  return fmt::format("{} %", static_cast<int>(std::floor(share * 100)));
}

std::string explain_miss(const Proof& proof, std::size_t fault) {
  const auto& row = proof.faults[fault];
  const auto hurt = journeys_of(proof, fault, ProofOutcome::survived);
  if (!hurt.empty()) {
    return fmt::format("{} should have seen it in {}, and found nothing", row.check,
                       names_of(proof, hurt));
  }
  const auto unhurt = journeys_of(proof, fault, ProofOutcome::harmless);
  if (!unhurt.empty()) {
    return fmt::format(
        "it changes what is sent in {}, but nothing that is counted there; a journey "
        "is missing in which it matters",
        names_of(proof, unhurt));
  }
  return "no journey gets to where it would do something";
}

}  // namespace tagproof::reports
