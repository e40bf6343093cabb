#include <fmt/format.h>

#include "reports/escape.h"
#include "reports/proof/digest.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::markup;
using reports::markup_attribute;

std::string begin_case(std::string_view name, std::string_view group) {
  return fmt::format("    <testcase{}{} time=\"0\"", markup_attribute("name", name),
                     markup_attribute("classname", group));
}

std::string failure(std::string_view message, std::string_view type, std::string_view text) {
  return fmt::format(">\n      <failure{}{}>{}</failure>\n    </testcase>\n",
                     markup_attribute("message", message), markup_attribute("type", type),
                     markup(text));
}

}  // namespace

// A case for each fault, and one for each check that nothing fires. What applies to no scenario is
// skipped, not passed.
void write_proof_junit(const Proof& proof, const ReportOptions&, std::ostream& stream) {
  const auto all = reports::digest(proof);
  const auto silent = static_cast<std::int64_t>(proof.silent_checks.size());
  const auto numbers =
      fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.4f}\"",
                  all.sum.faults + silent, all.sum.survived + silent,
                  all.sum.harmless + all.sum.not_applicable, proof.duration_ms / 1000);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"tagproof prove\"{}>\n  <testsuite{}{}>\n", numbers,
                     markup_attribute("name", proof.contract), numbers);
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    const auto& fault = proof.faults[f];
    out += begin_case(fault.name, "fault");
    switch (fault.outcome) {
      case ProofOutcome::caught:
        out += "/>\n";
        break;
      case ProofOutcome::survived:
        out += failure(fmt::format("no scenario catches: {}", fault.mistake), fault.check,
                       reports::explain_miss(proof, f));
        break;
      case ProofOutcome::harmless:
      case ProofOutcome::not_applicable:
        out += fmt::format(">\n      <skipped{}/>\n    </testcase>\n",
                           markup_attribute("message", reports::explain_miss(proof, f)));
        break;
    }
  }
  for (const auto& one : proof.silent_checks) {
    out += begin_case(one.check, "check");
    out += failure("nothing fires this check", "silent", fmt::format("`{}` would.", one.fault));
  }
  out += "  </testsuite>\n</testsuites>\n";
  stream << out;
}

}  // namespace tagproof
