#include <fmt/format.h>

#include <optional>
#include <string>

#include "reports/escape.h"
#include "reports/overview.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::Cell;
using reports::markdown_code;
using reports::markdown_text;
using reports::Overview;
using reports::Problem;

constexpr std::size_t kMaxWarningKinds = 20;

std::string cell_text(const Cell& cell) {
  if (cell.state == Cell::State::none || cell.state == Cell::State::untested) {
    return fmt::format("{} {}", reports::symbol(cell.state), reports::word(cell.state));
  }
  std::string text = fmt::format("{} {}", reports::symbol(cell.state), cell.counted);
  if (cell.expected) text += fmt::format(" of {}", *cell.expected);
  if (cell.unconsented > 0) text += fmt::format(" ({} unconsented)", cell.unconsented);
  return text;
}

void write_matrix(std::string& out, const Overview& all) {
  if (all.rows.empty()) return;
  out += "| Journey | Verdict |";
  std::string rule = "|---|---|";
  for (const auto& platform : all.platforms) {
    out += fmt::format(" {} |", markdown_text(reports::platform_short(platform.view())));
    rule += "---|";
  }
  out += "\n" + rule + "\n";
  for (const auto& row : all.rows) {
    out += fmt::format("| {} | {} |", markdown_text(row.scenario->scenario),
                       text(row.scenario->verdict));
    for (const auto& cell : row.cells) out += fmt::format(" {} |", cell_text(cell));
    out += "\n";
  }
  out += "\nPurchases recorded, of those that should be.\n\n";
}

std::string where(const Problem& problem) {
  std::string text;
  for (const auto scenario : problem.scenarios()) {
    if (!text.empty()) text += ", ";
    text += markdown_text(scenario);
  }
  return text;
}

void write_problem(std::string& out, const Run& run, const Problem& problem) {
  const Finding& first = problem.first();
  out += fmt::format("#### ✗ {}", markdown_code(first.check));
  if (!first.platform.empty())
    out += fmt::format(" · {}", markdown_text(reports::platform_short(first.platform.view())));
  if (first.channel) out += fmt::format(" · {}", text(*first.channel));
  out += fmt::format("\n\n{}\n\n", markdown_text(first.message));
  if (!first.expected.empty())
    out += fmt::format("- **Expected:** {}\n", markdown_code(first.expected));
  if (!first.actual.empty()) out += fmt::format("- **Actual:** {}\n", markdown_code(first.actual));
  if (!problem.at_stake.empty())
    out += fmt::format("- **At stake:** {}\n", reports::in_words(problem.at_stake));
  if (!first.hint.empty()) out += fmt::format("- **Fix:** {}\n", markdown_text(first.hint));
  out += fmt::format("- **Owner:** {} ({})\n", markdown_text(reports::or_dash(first.owner)),
                     text(first.layer));
  out += fmt::format("- **In:** {}\n", where(problem));
  if (first.source.starts_with("https://"))
    out += fmt::format("- **Source:** <{}>\n", reports::printable(first.source));
  out += "\n<details><summary>Evidence</summary>\n\n";
  std::optional<reports::HitIndex> hits;  // of `scenario`: places stand in order of scenarios
  const ScenarioResult* scenario = nullptr;
  for (const auto& place : problem.places) {
    const Finding& finding = *place.finding;
    out += fmt::format("- {}", markdown_text(place.scenario->scenario));
    if (!finding.order.empty())
      out += fmt::format(", order {}", markdown_code(finding.order.view()));
    out += fmt::format(": expected {}, actual {}", markdown_code(finding.expected),
                       markdown_code(finding.actual));
    out += "\n";
    if (!hits || scenario != place.scenario) hits.emplace(place.scenario->evidence);
    scenario = place.scenario;
    for (const auto& id : finding.captures) {
      out += fmt::format("  - {}", markdown_code(id.view()));
      if (const auto fates = hits->fates(id); !fates.empty())
        out += fmt::format(": {}", markdown_text(fates));
      out += "\n";
    }
  }
  out += fmt::format("\nRepeat it: {}\n\n</details>\n\n",
                     markdown_code(reports::repeat_command(run, *problem.places.front().scenario)));
}

void write_expectations(std::string& out, const Run& run) {
  std::string rows;
  for (const auto& result : run.scenarios) {
    const reports::Weights weights(run, result);
    for (const auto& one : result.judgement.expectations) {
      if (!weights.is_news(one)) continue;
      rows += fmt::format("| {} | {} | {} | {} |\n", markdown_text(result.scenario),
                          markdown_code(one.expect), markdown_code(one.expected),
                          markdown_code(one.actual));
    }
  }
  if (rows.empty()) return;
  out +=
      "#### ✗ Expectations not met\n\n| Journey | Line | Expected | Actual |\n|---|---|---|---|\n" +
      rows + "\n";
}

void write_errors(std::string& out, const Run& run) {
  for (const auto& result : run.scenarios) {
    if (result.verdict != Verdict::error) continue;
    out += fmt::format("#### ? {} could not be tested\n\n{}\n\n", markdown_text(result.scenario),
                       markdown_text(result.error));
  }
}

void write_warnings(std::string& out, const Overview& all) {
  if (all.warnings.empty()) return;
  out += fmt::format("<details><summary>{}</summary>\n\n",
                     reports::plural(all.summary.warnings, "warning", "warnings"));
  std::size_t shown = 0;
  for (const auto& problem : all.warnings) {
    if (shown++ == kMaxWarningKinds) {
      out += fmt::format("- and {} more kinds\n", all.warnings.size() - kMaxWarningKinds);
      break;
    }
    out += fmt::format("- {} {}: {} _({})_\n", markdown_code(problem.first().check),
                       markdown_text(reports::platform_short(problem.first().platform.view())),
                       markdown_text(problem.first().message), where(problem));
  }
  out += "\n</details>\n\n";
}

}  // namespace

void write_markdown(const Run& run, const ReportOptions&, std::ostream& stream) {
  const Overview all = reports::overview(run);
  const bool right =
      all.summary.failed == 0 && all.summary.errors == 0 && all.summary.scenarios > 0;
  std::string out = fmt::format("### {} {}\n\n", right ? "✓" : "✗", all.headline);
  if (!all.at_stake.empty())
    out += fmt::format("**At stake:** {}\n\n", reports::in_words(all.at_stake));
  if (!all.owners.empty()) {
    std::string owners;
    for (const auto& owner : all.owners)
      owners += (owners.empty() ? "" : ", ") + markdown_text(owner);
    out += fmt::format("**Must act:** {}\n\n", owners);
  }
  write_matrix(out, all);
  write_errors(out, run);
  for (const auto& problem : all.problems) write_problem(out, run, problem);
  write_expectations(out, run);
  write_warnings(out, all);
  out += fmt::format("<sub>{} · contract {} · target {} · seed {} · {}</sub>\n", run.tool,
                     markdown_text(reports::or_dash(run.contract)), markdown_text(run.target),
                     run.seed, all.scope);
  if (run.target == "simulated") {
    out +=
        "\n<sub>A simulated run signs off nothing: it proves the contract and the checks, not the "
        "shop.</sub>\n";
  }
  if (run.shows_personal_data) out += "\n**This report shows personal data.**\n";
  stream << out;
}

}  // namespace tagproof
