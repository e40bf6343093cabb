#include "reports/html/page.h"

namespace tagproof::reports {
namespace {

constexpr std::int64_t kManyUnmet = 8;        // more of them fold away
constexpr std::size_t kMaxOccurrences = 200;  // of one problem

void write_link(Html& html, const Run& run, const ScenarioResult& result) {
  html.raw("<a href=\"#")
      .raw(journey_anchor(position(run, result)))
      .raw("\">")
      .text(result.scenario)
      .raw("</a>");
}

void write_journey_links(Html& html, const Run& run, const Problem& problem) {
  const ScenarioResult* last = nullptr;
  for (const auto& place : problem.places) {
    if (place.scenario == last) continue;
    if (last != nullptr) html.raw(", ");
    write_link(html, run, *place.scenario);
    last = place.scenario;
  }
}

std::string place_words(const Finding& finding) {
  std::string text;
  if (!finding.platform.empty()) text += platform_title(finding.platform.view());
  if (finding.channel) {
    text += text.empty() ? "" : ", ";
    text += *finding.channel == Channel::browser ? "from the browser" : "from the server";
  }
  return text;
}

void write_occurrences(Html& html, const Run& run, const Problem& problem) {
  begin_table(html, "", "Where it was seen", {"Journey", "Order", "Should be", "Is", "#At stake"});
  std::size_t shown = 0;
  for (const auto& [scenario, finding] : problem.places) {
    if (shown++ == kMaxOccurrences) break;
    html.raw("<tr><th scope=row>");
    write_link(html, run, *scenario);
    html.element("td", or_dash(finding->order.view())).element("td", or_dash(finding->expected));
    html.element("td", or_dash(finding->actual));
    html.element("td class=num", finding->at_stake ? show(finding->at_stake->money) : "–");
  }
  end_table(html);
  if (problem.places.size() > kMaxOccurrences) {
    html.raw("<p>and ")
        .number(static_cast<std::int64_t>(problem.places.size() - kMaxOccurrences))
        .raw(" more in run.json</p>");
  }
}

void write_developer_part(Html& html, const Run& run, const Problem& problem) {
  const Finding& first = problem.first();
  const ScenarioResult& scenario = *problem.places.front().scenario;
  html.raw("<details><summary>For the developer</summary><dl class=facts><dt>Check</dt><dd><code>")
      .text(first.check);
  html.raw("</code></dd>");
  if (!first.rule.empty()) {
    html.raw("<dt>Rule that decided</dt><dd><code>").text(first.rule).raw("</code>");
    if (first.confidence) html.raw(" (").text(text(*first.confidence)).raw(")");
    html.raw("</dd>");
  }
  html.element("dt", "Kind of cause").element("dd", text(first.cause));
  if (!first.source.empty()) {
    html.raw("<dt>Official source</dt><dd>");
    write_source(html, first.source);
    html.raw("</dd>");
  }
  const HitIndex hits(scenario.evidence);
  if (!first.captures.empty()) {
    html.raw("<dt>Hits that show it</dt><dd>");
    bool comma = false;
    for (const auto& id : first.captures) {
      if (comma) html.raw(", ");
      comma = true;
      const auto hit = hits.find(id);
      const bool shown = hit && *hit < kMaxHits;
      if (hit) html.raw("<a href=\"#").raw(hit_anchor(position(run, scenario), *hit)).raw("\">");
      html.text(id.view());
      if (shown) html.raw("</a>");
    }
    html.raw("</dd>");
  }
  html.raw("<dt>To repeat it</dt><dd><code>")
      .text(repeat_command(run, scenario))
      .raw("</code></dd></dl>");
  if (problem.places.size() > 1) write_occurrences(html, run, problem);
  html.raw("</details>");
}

void write_problem(Html& html, const Run& run, const Problem& problem) {
  const Finding& first = problem.first();
  html.raw("<article class=\"card bad\"><header>");
  write_badge(html, "bad", "✗", "wrong");
  if (const auto place = place_words(first); !place.empty())
    html.element("span class=place", place);
  if (!problem.at_stake.empty()) html.element("span class=stake", in_words(problem.at_stake));
  html.raw("</header>").element("h3", first.message);
  html.raw("<div class=versus><div><span class=label>Should be</span>")
      .element("p", or_dash(first.expected));
  html.raw("</div><div><span class=label>Is</span>")
      .element("p", or_dash(first.actual))
      .raw("</div></div><dl class=facts>");
  html.raw("<dt>Who must act</dt><dd><strong>")
      .text(first.owner.empty() ? "nobody is named in the contract" : first.owner);
  html.raw("</strong> (").text(text(first.layer)).raw(")</dd>");
  if (!first.hint.empty()) html.element("dt", "How to fix it").element("dd", first.hint);
  html.raw("<dt>Seen in</dt><dd>");
  write_journey_links(html, run, problem);
  if (problem.places.size() > 1) html.text(fmt::format(" ({} times)", problem.places.size()));
  html.raw("</dd></dl>");
  write_developer_part(html, run, problem);
  html.raw("</article>\n");
}

void write_unmet(Html& html, const Run& run) {
  Html rows;
  std::int64_t unmet = 0;
  for (const auto& result : run.scenarios) {
    const Weights weights(run, result);
    for (const auto& one : result.judgement.expectations) {
      if (!weights.is_news(one)) continue;
      ++unmet;
      rows.raw("<tr><th scope=row>");
      write_link(rows, run, result);
      rows.element("td", expectation_words(one.expect)).element("td", one.expected);
      rows.element("td class=wrong", one.actual);
    }
  }
  if (unmet == 0) return;
  const bool many = unmet > kManyUnmet;
  if (many) {
    html.raw("<details class=plain><summary>What should have come out of a journey, and did not (");
    html.number(unmet).raw(")</summary>");
  }
  begin_table(html, "", "What should have come out of a journey, and did not",
              {"Journey", "What", "Should be", "Is"});
  html.raw(rows.str());
  end_table(html);
  if (many) html.raw("</details>\n");
}

void write_list(Html& html, const Run& run, const std::vector<Problem>& list, std::string_view kind,
                std::string_view symbol, std::string_view word) {
  for (const auto& problem : list) {
    html.raw("<li>");
    write_badge(html, kind, symbol, word);
    if (const auto place = place_words(problem.first()); !place.empty())
      html.raw(" ").element("span class=place", place);
    html.element("p", problem.first().message);
    html.raw("<p class=quiet><code>").text(problem.first().check).raw("</code> in ");
    write_journey_links(html, run, problem);
    if (problem.places.size() > 1) html.text(fmt::format(" ({} times)", problem.places.size()));
    if (!problem.first().hint.empty()) html.raw(". ").text(problem.first().hint);
    html.raw("</p>");
  }
}

}  // namespace

void write_verdict(Html& html, const Run& run, const Overview& all) {
  const auto& sum = all.summary;
  const bool right = sum.scenarios > 0 && sum.passed == sum.scenarios;
  html.raw("<section class=\"verdict ")
      .raw(right ? "good" : "bad")
      .raw("\" aria-labelledby=verdict-h>");
  html.raw("<h1 id=verdict-h><span class=mark aria-hidden=true>")
      .raw(right ? "✓" : "✗")
      .raw("</span><span>");
  html.text(all.headline).raw("</span></h1>");
  html.raw("<dl class=figures>");
  const auto figure = [&](std::string_view name, std::string_view value) {
    html.raw("<div>").element("dt", name).element("dd", value).raw("</div>");
  };
  if (!all.at_stake.empty()) figure("At stake in these journeys", in_words(all.at_stake));
  if (!all.owners.empty()) figure("Must act", fmt::format("{}", fmt::join(all.owners, ", ")));
  if (!all.problems.empty()) {
    figure("Things to fix", std::to_string(all.problems.size()));
  }
  figure("Journeys right", fmt::format("{} of {}", sum.passed, sum.scenarios));
  if (!all.warnings.empty()) figure("Warnings", std::to_string(sum.warnings));
  html.raw("</dl>").element("p class=quiet", all.scope + ".");
  if (run.target == "simulated") {
    html.raw(
        "<p class=note>A simulated run signs off nothing: it proves the contract and the checks, "
        "not the shop.</p>");
  }
  if (run.shows_personal_data) {
    html.raw(
        "<p class=\"note alarm\"><strong>This report shows personal data.</strong> It was made "
        "with --show-personal-data; "
        "handle it as personal data.</p>");
  }
  html.raw("</section>\n");
}

void write_problems(Html& html, const Run& run, const Overview& all) {
  if (all.summary.failed + all.summary.errors == 0) return;
  html.raw("<section id=wrong aria-labelledby=wrong-h><h2 id=wrong-h>What is wrong</h2>\n");
  for (const auto& result : run.scenarios) {
    if (result.verdict != Verdict::error) continue;
    html.raw("<article class=\"card bad\"><header>");
    write_badge(html, "bad", "?", "could not be tested");
    html.raw("</header><h3>");
    write_link(html, run, result);
    html.raw("</h3>").element("p", result.error).raw("</article>\n");
  }
  for (const auto& problem : all.problems) write_problem(html, run, problem);
  write_unmet(html, run);
  html.raw("</section>\n");
}

void write_matrix(Html& html, const Run& run, const Overview& all) {
  html.raw(
      "<section id=matrix aria-labelledby=matrix-h><h2 id=matrix-h>Journeys and platforms</h2>\n");
  std::vector<std::string_view> columns{"Journey"};
  for (const auto& platform : all.platforms) columns.push_back(platform_title(platform.view()));
  begin_table(html, "matrix", "Purchases that each platform recorded, of those that it should have",
              columns);
  for (const auto& row : all.rows) {
    html.raw("<tr><th scope=row>");
    write_link(html, run, *row.scenario);
    if (!row.scenario->title.empty()) html.element("span class=sub", row.scenario->title);
    for (const auto& cell : row.cells) {
      static constexpr std::string_view kKinds[] = {"none", "good", "warn", "bad", "bad"};
      html.raw("<td class=\"cell ")
          .raw(kKinds[static_cast<std::size_t>(cell.state)])
          .raw("\"><span aria-hidden=true>");
      html.raw(symbol(cell.state)).raw("</span> ");
      if (cell.state == Cell::State::none || cell.state == Cell::State::untested) {
        html.text(word(cell.state));
        continue;
      }
      html.raw("<strong>").number(cell.counted).raw("</strong>");
      if (cell.expected) html.raw(" of ").number(*cell.expected);
      html.element("span class=sub", word(cell.state));
      if (cell.unconsented > 0)
        html.element("span class=sub", fmt::format("{} unconsented", cell.unconsented));
    }
  }
  end_table(html);
  html.raw("</section>\n");
}

void write_warnings(Html& html, const Run& run, const Overview& all) {
  if (!all.warnings.empty()) {
    html.raw(
        "<section id=warnings aria-labelledby=warnings-h><h2 id=warnings-h>Warnings</h2>"
        "<p class=quiet>Worth knowing; they fail nothing.</p><ul class=list>");
    write_list(html, run, all.warnings, "warn", "!", "warning");
    html.raw("</ul></section>\n");
  }
  if (!all.expected.empty() || !all.infos.empty()) {
    html.raw("<details class=plain><summary>Found as expected, and notes</summary><ul class=list>");
    write_list(html, run, all.expected, "good", "✓", "found, as expected");
    write_list(html, run, all.infos, "none", "i", "note");
    html.raw("</ul></details>\n");
  }
}

}  // namespace tagproof::reports
