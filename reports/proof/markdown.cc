#include <fmt/format.h>

#include "reports/escape.h"
#include "reports/proof/digest.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::markdown_code;
using reports::markdown_text;

}  // namespace

void write_proof_markdown(const Proof& proof, const ReportOptions&, std::ostream& stream) {
  const auto all = reports::digest(proof);
  std::string out = fmt::format("### {} {}\n\n{}\n\n", proof.holds() ? "✓" : "✗",
                                markdown_text(all.headline), markdown_text(all.scope));
  if (!all.missed.empty()) {
    out += "| Slips through | The mistake | What it costs | Why |\n|---|---|---|---|\n";
    for (const auto f : all.missed) {
      const auto& fault = proof.faults[f];
      out += fmt::format("| {} | {} | {} | {} |\n", markdown_code(fault.name),
                         markdown_text(fault.mistake), markdown_text(fault.cost),
                         markdown_text(reports::explain_miss(proof, f)));
    }
    out += "\n";
  }
  if (!all.never_met.empty()) {
    out += "<details><summary>Mistakes that these scenarios never meet</summary>\n\n";
    for (const auto f : all.never_met) {
      out += fmt::format("- {} {}\n", markdown_code(proof.faults[f].name),
                         markdown_text(proof.faults[f].mistake));
    }
    out += "\n</details>\n\n";
  }
  if (!proof.silent_checks.empty()) {
    out += "Checks that nothing fires:";
    for (const auto& one : proof.silent_checks) out += " " + markdown_code(one.check);
    out += "\n\n";
  }
  if (!all.advice.empty()) {
    out += fmt::format("**{}:**\n\n", markdown_text(all.advice));
    for (const auto& one : proof.suggestions) {
      out += fmt::format("- {} {}:", markdown_code(one.scenario), markdown_text(one.title));
      for (const auto& fault : one.faults) out += " " + markdown_code(fault);
      out += "\n";
    }
    out += "\n";
  }
  out += fmt::format("<sub>{} · contract {} · seed {}</sub>\n", proof.tool,
                     markdown_text(proof.contract), proof.seed);
  stream << out;
}

}  // namespace tagproof
