#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "reports/escape.h"
#include "reports/overview.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::Weight;

// Source:
// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
void annotate(std::string& out, std::string_view level, const ScenarioResult& result, int line,
              std::string_view title, std::string_view message) {
  out += fmt::format("::{} ", level);
  if (!result.file.empty()) {
    out += fmt::format("file={},", reports::github_property(result.file));
    if (line > 0) out += fmt::format("line={},", line);
  }
  out += fmt::format("title={}::{}\n", reports::github_property(reports::printable(title)),
                     reports::github_message(message));
}

// The step whose hits show it is the best line there is; else the scenario's first line.
int line_of(const ScenarioResult& result, const reports::HitIndex& hits, const Finding& finding) {
  for (const auto& id : finding.captures) {
    const auto at = hits.find(id);
    if (!at) continue;
    const auto step = std::ranges::find(result.evidence.steps, result.evidence.captures[*at].step,
                                        &StepRecord::index);
    if (step != result.evidence.steps.end()) return step->line;
  }
  return 1;
}

std::string message_of(const Finding& finding, std::string_view repeat) {
  std::string text = finding.message;
  const auto field = [&](std::string_view label, std::string_view value) {
    if (!value.empty()) text += fmt::format("\n{}: {}", label, value);
  };
  field("expected", finding.expected);
  field("actual", finding.actual);
  field("at stake", reports::in_words(finding));
  field("fix", finding.hint);
  field("owner", finding.owner);
  field("source", finding.source);
  field("repeat it", repeat);
  return text;
}

}  // namespace

void write_github(const Run& run, const ReportOptions&, std::ostream& stream) {
  std::string out;
  for (const auto& result : run.scenarios) {
    if (result.verdict == Verdict::error) {
      annotate(out, "error", result, 1, fmt::format("{}: could not be tested", result.scenario),
               result.error);
    }
    const reports::Weights weights(run, result);
    const reports::HitIndex hits(result.evidence);
    const std::string repeat = reports::repeat_command(run, result);
    for (const auto& finding : result.judgement.findings) {
      const Weight heavy = weights.of(finding);
      if (heavy == Weight::expected || heavy == Weight::informs) continue;
      annotate(out, heavy == Weight::fails ? "error" : "warning", result,
               line_of(result, hits, finding),
               fmt::format("{}: {}", result.scenario, finding.check),
               message_of(finding, heavy == Weight::fails ? repeat : ""));
    }
    for (const auto& one : result.judgement.expectations) {
      if (!weights.is_news(one)) continue;
      annotate(
          out, "error", result, one.line, fmt::format("{}: expect.{}", result.scenario, one.expect),
          fmt::format("expected: {}\nactual: {}\nrepeat it: {}", one.expected, one.actual, repeat));
    }
  }
  const auto all = reports::overview(run);
  std::string closing = all.headline;
  if (!all.at_stake.empty()) closing += "; at stake: " + reports::in_words(all.at_stake);
  out += fmt::format(
      "::notice title={}::{}\n",
      reports::github_property(run.contract.empty() ? "tagproof" : "tagproof " + run.contract),
      reports::github_message(closing));
  stream << out;
}

}  // namespace tagproof
