#include <fmt/format.h>

#include "reports/escape.h"
#include "reports/proof/digest.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

std::string annotation(std::string_view level, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", level,
                     reports::github_property(reports::printable(title)),
                     reports::github_message(message));
}

}  // namespace

void write_proof_github(const Proof& proof, const ReportOptions&, std::ostream& stream) {
  const auto all = reports::digest(proof);
  std::string out;
  for (const auto f : all.missed) {
    const auto& fault = proof.faults[f];
    out += annotation(fault.outcome == ProofOutcome::survived ? "error" : "warning",
                      "no scenario catches " + fault.name,
                      fmt::format("{}\ncosts: {}\n{}", fault.mistake, fault.cost,
                                  reports::explain_miss(proof, f)));
  }
  for (const auto& one : proof.silent_checks) {
    out += annotation("error", "nothing fires " + one.check, fmt::format("`{}` would", one.fault));
  }
  out += annotation("notice", "tagproof prove " + proof.contract,
                    all.headline + (all.advice.empty() ? "" : "; " + all.advice));
  stream << out;
}

}  // namespace tagproof
