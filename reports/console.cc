#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "reports/escape.h"
#include "reports/overview.h"
#include "reports/terminal.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::columns_of;
using reports::Ink;
using reports::Overview;
using reports::Page;
using reports::plural;
using reports::printable;
using reports::Problem;
using reports::Weight;

constexpr std::size_t kMaxHits = 6;            // shown of one finding
constexpr std::size_t kMaxScenarios = 4;       // named beside a grouped warning
constexpr std::size_t kMaxWarningGroups = 12;  // groups
constexpr std::size_t kInFull = 3;             // times that the same problem is shown in full

std::string without_query(std::string_view url) {
  const auto end = url.find_first_of("?#");
  std::string shown(url.substr(0, end));
  if (end != std::string_view::npos) shown += "?…";
  return shown.starts_with("https://") ? shown.substr(8) : shown;
}

std::string place_of(const Finding& finding) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += " · ";
    text += part;
  };
  if (!finding.platform.empty()) add(reports::platform_short(finding.platform.view()));
  if (finding.channel) add(tagproof::text(*finding.channel));
  if (!finding.order.empty()) add("order " + finding.order.value);
  return text;
}

void print_hits(Page& page, const Evidence& evidence, const reports::HitIndex& hits,
                const Finding& finding) {
  std::size_t shown = 0;
  for (const auto& id : finding.captures) {
    const std::string_view label = shown == 0 ? "hits" : "";
    if (shown == kMaxHits) {
      page.field(" ", fmt::format("and {} more", finding.captures.size() - shown), Ink::dim);
      return;
    }
    const auto at = hits.find(id);
    const Capture* capture = at ? &evidence.captures[*at] : nullptr;
    const std::string brief = id.value.substr(id.value.rfind('/') + 1);
    page.field(label.empty() ? " " : label,
               capture == nullptr
                   ? brief
                   : fmt::format("{}  {} {} → {}", brief, capture->request.method,
                                 without_query(capture->request.url), capture->answer.status));
    if (const auto fates = hits.fates(id); !fates.empty()) page.field(" ", "  " + fates, Ink::dim);
    ++shown;
  }
}

// Which problems were shown in full already, and where: the same mistake in thirty journeys is read
// once.
class Told {
 public:
  /// Where the problem was shown often enough; nothing when this is one of its first times.
  [[nodiscard]] std::optional<std::string> before(const ScenarioResult& result,
                                                  const Finding& finding) {
    auto& [times, first] = told_[{finding.check, finding.platform.view(), finding.channel}];
    if (times == 0) first = result.scenario;
    if (times >= kInFull) return first;
    ++times;
    return std::nullopt;
  }

 private:
  std::map<std::tuple<std::string_view, std::string_view, std::optional<Channel>>,
           std::pair<std::size_t, std::string>>
      told_{};
};

std::string finding_title(const Page& page, const Finding& finding) {
  std::string title = fmt::format("    {} {}", page.ink(Ink::bad, "✗"),
                                  page.ink(Ink::bold, printable(finding.check)));
  if (const auto place = place_of(finding); !place.empty()) title += "  " + printable(place);
  if (const auto stake = reports::in_words(finding); !stake.empty())
    title += " · " + page.ink(Ink::bold, stake);
  return title;
}

void print_finding(Page& page, const Evidence& evidence, const reports::HitIndex& hits,
                   const Finding& finding) {
  page.line(finding_title(page, finding));
  page.wrapped("      ", 6, finding.message);
  page.field("expected", finding.expected, Ink::good);
  page.field("actual", finding.actual, Ink::bad);
  print_hits(page, evidence, hits, finding);
  if (!finding.rule.empty()) {
    page.field("rule", finding.confidence
                           ? fmt::format("{} ({})", finding.rule, text(*finding.confidence))
                           : finding.rule);
  }
  page.field("fix", finding.hint);
  page.field("owner", finding.owner.empty()
                          ? fmt::format("nobody named for layer `{}`", text(finding.layer))
                          : fmt::format("{} ({})", finding.owner, text(finding.layer)));
  page.field("source", finding.source);
  page.line();
}

void print_failure(Page& page, const Run& run, const ScenarioResult& result, Told& told) {
  const bool broken = result.verdict == Verdict::error;
  page.line(page.ink(Ink::bad, broken ? "ERROR " : "FAIL ") +
            page.ink(Ink::bold, printable(result.scenario)));
  if (!result.title.empty()) page.wrapped("  ", 2, result.title);
  std::string about = result.file;
  for (const auto& fault : result.faults) about += " · fault " + fault;
  if (!about.empty()) page.wrapped("  ", 2, about, Ink::dim);
  page.line();
  if (!result.error.empty()) {
    page.wrapped("    " + page.ink(Ink::bad, "✗") + " ", 6, result.error);
    page.line();
  }
  const reports::Weights weights(run, result);
  const reports::HitIndex hits(result.evidence);
  bool brief = false;
  for (const auto& finding : result.judgement.findings) {
    if (weights.of(finding) != Weight::fails) continue;
    if (const auto where = told.before(result, finding)) {
      page.line(finding_title(page, finding));
      page.wrapped("      ", 6, finding.message);
      page.wrapped("      ", 6, "as in " + *where, Ink::dim);
      brief = true;
    } else {
      print_finding(page, result.evidence, hits, finding);
    }
  }
  for (const auto& one : result.judgement.expectations) {
    if (!weights.is_news(one)) continue;
    page.line(fmt::format("    {} {}  {}:{}", page.ink(Ink::bad, "✗"),
                          page.ink(Ink::bold, "expect." + printable(one.expect)),
                          printable(result.file), one.line));
    page.field("expected", one.expected, Ink::good);
    page.field("actual", one.actual, Ink::bad);
    if (!brief) page.line();
  }
  if (brief) page.line();
  // On one line whatever its length, to be copied.
  page.line("    " + page.ink(Ink::dim, "repeat it:") + " " +
            printable(reports::repeat_command(run, result)));
  page.line();
}

void print_list(Page& page, const Run& run, const Overview& all) {
  std::size_t longest = 12;
  for (const auto& result : run.scenarios) longest = std::max(longest, columns_of(result.scenario));
  longest = std::min(longest, static_cast<std::size_t>(page.width()) - 14);
  for (const auto& result : run.scenarios) {
    std::string mark = page.ink(Ink::good, "✓");
    if (result.verdict != Verdict::pass)
      mark = page.ink(Ink::bad, result.verdict == Verdict::fail ? "✗" : "E");
    const std::string name = printable(result.scenario);
    const std::size_t fill = longest > columns_of(name) ? longest - columns_of(name) : 0;
    std::string line =
        fmt::format("  {} {}{}  {}", mark, name, std::string(fill, ' '),
                    page.ink(Ink::dim, fmt::format("{:>6.1f} ms", result.duration_ms)));
    const reports::Weights weights(run, result);
    const auto warnings = std::ranges::count_if(
        result.judgement.findings,
        [&](const Finding& finding) { return weights.of(finding) == Weight::warns; });
    if (warnings > 0) line += "  " + page.ink(Ink::warn, plural(warnings, "warning", "warnings"));
    page.line(line);
  }
  if (!all.rows.empty()) page.line();
}

void print_warnings(Page& page, const Overview& all) {
  if (all.warnings.empty()) return;
  page.line(page.ink(Ink::warn, "Warnings") +
            page.ink(Ink::dim, " (shown, they fail nothing without --strict)"));
  std::size_t shown = 0;
  for (const Problem& problem : all.warnings) {
    if (shown++ == kMaxWarningGroups) {
      page.line(fmt::format("    and {} more; the report has them all",
                            all.warnings.size() - kMaxWarningGroups));
      break;
    }
    const Finding& finding = problem.first();
    std::string title = fmt::format("  {} {}", page.ink(Ink::warn, "!"),
                                    page.ink(Ink::bold, printable(finding.check)));
    if (!finding.platform.empty())
      title += "  " + printable(reports::platform_short(finding.platform.view()));
    if (finding.channel) title += fmt::format(" · {}", text(*finding.channel));
    if (problem.places.size() > 1) title += fmt::format(" · {} times", problem.places.size());
    page.line(title);
    page.wrapped("    ", 4, finding.message);
    std::string where = "in ";
    const auto scenarios = problem.scenarios();
    for (std::size_t i = 0; i < scenarios.size() && i < kMaxScenarios; ++i) {
      where.append(i == 0 ? "" : ", ").append(scenarios[i]);
    }
    if (scenarios.size() > kMaxScenarios)
      where += fmt::format(" and {} more", scenarios.size() - kMaxScenarios);
    page.wrapped("    ", 4, where, Ink::dim);
  }
  page.line();
}

void print_summary(Page& page, const Run& run, const Overview& all, const ReportOptions& options) {
  const auto& sum = all.summary;
  const bool right = sum.failed == 0 && sum.errors == 0 && sum.scenarios > 0;
  page.line(page.ink(right ? Ink::good : Ink::bad, all.headline));
  std::string counts = fmt::format("{} passed", sum.passed);
  if (sum.failed > 0) counts += fmt::format(", {} failed", sum.failed);
  if (sum.errors > 0) counts += ", " + plural(sum.errors, "error", "errors");
  counts += " · " + plural(sum.findings, "finding", "findings");
  std::int64_t asked_for = 0;
  for (const Problem& problem : all.expected) {
    asked_for += std::ranges::count_if(problem.places, [](const Problem::Place& place) {
      return place.finding->severity == Severity::error;
    });
  }
  if (asked_for > 0) counts += fmt::format(" ({} expected)", asked_for);
  if (sum.warnings > 0) counts += ", " + plural(sum.warnings, "warning", "warnings");
  if (sum.infos > 0) counts += ", " + plural(sum.infos, "note", "notes");
  page.wrapped("", 0, fmt::format("{} · {:.0f} ms", counts, run.duration_ms));
  page.wrapped("", 0, all.scope);
  if (!all.at_stake.empty())
    page.wrapped("", 0, "at stake: " + reports::in_words(all.at_stake), Ink::bold);
  if (!all.owners.empty())
    page.wrapped("", 0, fmt::format("must act: {}", fmt::join(all.owners, ", ")));
  if (run.shows_personal_data)
    page.line(page.ink(Ink::warn, "personal data is shown: --show-personal-data"));
  if (!options.report_path.empty()) page.wrapped("", 0, "report: " + options.report_path);
}

}  // namespace

void write_console(const Run& run, const ReportOptions& options, std::ostream& out) {
  const Overview all = reports::overview(run);
  Page page(options);
  page.line(page.ink(Ink::dim, fmt::format("{} · {} · {} · seed {}", run.tool,
                                           reports::or_dash(printable(run.contract)),
                                           printable(run.target), run.seed)));
  page.line();
  print_list(page, run, all);
  Told told;
  for (const auto& result : run.scenarios) {
    if (result.verdict != Verdict::pass) print_failure(page, run, result, told);
  }
  print_warnings(page, all);
  print_summary(page, run, all, options);
  out << page.text();
}

}  // namespace tagproof
