#include <fmt/format.h>

#include "reports/escape.h"
#include "reports/proof/digest.h"
#include "reports/terminal.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::Ink;
using reports::Page;
using reports::printable;
using reports::ProofDigest;

void write_missed(Page& page, const Proof& proof, const ProofDigest& all) {
  for (const auto f : all.missed) {
    const auto& fault = proof.faults[f];
    const bool survived = fault.outcome == ProofOutcome::survived;
    page.line(fmt::format("  {} {}  {}",
                          page.ink(survived ? Ink::bad : Ink::warn, reports::symbol(fault.outcome)),
                          page.ink(Ink::bold, fault.name), reports::in_words(fault.outcome)));
    page.wrapped("      ", 6, fault.mistake);
    page.field("costs", fault.cost);
    page.field("check", fault.check);
    page.field("why", reports::explain_miss(proof, f));
    page.field("happened", fault.source);
    page.line();
  }
}

void write_names(Page& page, std::string_view title, const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  page.line(page.ink(Ink::warn, title));
  page.wrapped("    ", 4, text, Ink::dim);
  page.line();
}

void write_suggestions(Page& page, const Proof& proof, const ProofDigest& all) {
  if (all.advice.empty()) return;
  page.line(page.ink(Ink::bold, all.advice) + ":");
  for (const auto& one : proof.suggestions) {
    page.line(fmt::format("  + {}  {}", page.ink(Ink::good, printable(one.scenario)),
                          printable(one.title)));
    std::string faults;
    for (const auto& fault : one.faults) faults += (faults.empty() ? "" : ", ") + fault;
    page.field("catches", faults);
  }
  page.line();
}

}  // namespace

void write_proof_console(const Proof& proof, const ReportOptions& options, std::ostream& out) {
  const auto all = reports::digest(proof);
  Page page(options);
  page.line(page.ink(Ink::dim, fmt::format("{} · {} · seed {}", proof.tool,
                                           printable(proof.contract), proof.seed)));
  page.line();
  write_missed(page, proof, all);
  std::vector<std::string> names;
  for (const auto f : all.never_met) names.push_back(proof.faults[f].name);
  write_names(page, "Mistakes that these scenarios never meet", names);
  names.clear();
  for (const auto& one : proof.silent_checks)
    names.push_back(fmt::format("{} ({})", one.check, one.fault));
  write_names(page, "Checks that nothing fires (and the fault that would)", names);
  names.clear();
  for (const auto s : all.failing) names.push_back(proof.journeys[s].name);
  write_names(page, "Scenarios that fail without any fault; mend them first", names);
  write_suggestions(page, proof, all);
  page.line(page.ink(proof.holds() ? Ink::good : Ink::bad, all.headline));
  page.wrapped("", 0, fmt::format("{} · {:.1f} s", all.scope, proof.duration_ms / 1000));
  out << page.text();
}

}  // namespace tagproof
