#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "reports/html/page.h"
#include "reports/proof/digest.h"
#include "reports/writers.h"

namespace tagproof {
namespace reports {
namespace {

std::string_view colour(ProofOutcome outcome) {
  switch (outcome) {
    case ProofOutcome::caught:
      return "good";
    case ProofOutcome::survived:
      return "bad";
    case ProofOutcome::harmless:
      return "warn";
    case ProofOutcome::not_applicable:
      return "none";
  }
  return {};
}

/// Where a mistake is made, in words that a marketer knows.
std::string_view place_words(std::string_view place) {
  struct Words {
    std::string_view place{}, text{};
  };
  static constexpr Words kWords[] = {
      {"tagging", "Made in the tags"},
      {"network", "Happening on the way"},
      {"backend", "Made in the shop’s backend"},
      {"shopper", "What shoppers and their browsers do"},
      {"platform", "In the platform’s set-up or answers"},
      {"collector", "Made in the server container"},
  };
  for (const auto& [known, words] : kWords) {
    if (place == known) return words;
  }
  return place;
}

void write_figures(Html& html, const Proof::Summary& sum) {
  html.raw("<dl class=figures>");
  const auto figure = [&](std::string_view name, std::string_view value) {
    html.raw("<div>").element("dt", name).element("dd", value).raw("</div>");
  };
  figure("Proof score", percent(sum.score()));
  figure("Caught", std::to_string(sum.caught));
  figure("Slip through", std::to_string(sum.survived));
  figure("Harmless here", std::to_string(sum.harmless));
  figure("Never met", std::to_string(sum.not_applicable));
  html.raw("</dl>");
}

void write_proof_verdict(Html& html, const Proof& proof, const ProofDigest& all) {
  const bool holds = proof.holds();
  html.raw(holds ? "<section class=\"verdict good\">" : "<section class=\"verdict bad\">");
  html.raw("<h1><span class=mark aria-hidden=true>").raw(holds ? "✓" : "✗").raw("</span> <span>");
  html.text(all.headline).raw("</span></h1>");
  write_figures(html, all.sum);
  html.raw(
          "<p class=quiet>Each known mistake was made on purpose in each journey, to see whether a "
          "check notices. ")
      .text(all.scope)
      .raw(".</p>");
  if (!all.advice.empty()) html.raw("<p class=note>").text(all.advice).raw(": see below.</p>");
  if (!all.failing.empty()) {
    html.raw("<p class=\"note alarm\">");
    html.text(
        plural(static_cast<std::int64_t>(all.failing.size()), "journey fails", "journeys fail"));
    html.raw(" without any mistake: ");
    for (std::size_t i = 0; i < all.failing.size(); ++i) {
      html.raw(i == 0 ? "" : ", ").text(proof.journeys[all.failing[i]].name);
    }
    html.raw(". Mend them first.</p>");
  }
  html.raw("</section>\n<nav aria-label=\"Parts of this report\"><ul>");
  if (!all.missed.empty()) html.raw("<li><a href=#missed>What slips through</a>");
  if (!proof.suggestions.empty()) html.raw("<li><a href=#add>What to add</a>");
  if (!proof.silent_checks.empty()) html.raw("<li><a href=#silent>Checks that nothing fires</a>");
  html.raw(
      "<li><a href=#mistakes>All mistakes</a><li><a href=#matrix>Matrix</a>"
      "<li><a href=#about>About</a></ul></nav>\n");
}

void write_missed(Html& html, const Proof& proof, const ProofDigest& all) {
  if (all.missed.empty()) return;
  html.raw("<section id=missed aria-labelledby=missed-h><h2 id=missed-h>What slips through</h2>\n");
  for (const auto f : all.missed) {
    const auto& fault = proof.faults[f];
    html.raw("<article class=card><header>");
    write_badge(html, colour(fault.outcome), symbol(fault.outcome), in_words(fault.outcome));
    html.raw(" <code>").text(fault.name).raw("</code></header>");
    html.element("h3", fault.mistake).raw("<dl class=facts>");
    html.element("dt", "It costs").element("dd", fault.cost);
    html.element("dt", "Who makes it").element("dd", fault.who);
    html.raw("<dt>Must be seen by</dt><dd><code>").text(fault.check).raw("</code></dd>");
    html.element("dt", "Why it isn’t").element("dd", explain_miss(proof, f));
    if (!fault.source.empty()) {
      html.raw("<dt>It happened</dt><dd>");
      write_source(html, fault.source);
      html.raw("</dd>");
    }
    html.raw("</dl></article>\n");
  }
  html.raw("</section>\n");
}

void write_suggestions(Html& html, const Proof& proof, const ProofDigest& all) {
  if (proof.suggestions.empty()) return;
  html.raw("<section id=add aria-labelledby=add-h><h2 id=add-h>").text(all.advice).raw("</h2>\n");
  for (const auto& one : proof.suggestions) {
    html.raw("<article class=card><header><code>").text(one.scenario).raw("</code></header>");
    html.element("h3", one.title).raw("<p>It catches ");
    for (std::size_t i = 0; i < one.faults.size(); ++i) {
      html.raw(i == 0 ? "<code>" : ", <code>").text(one.faults[i]).raw("</code>");
    }
    html.raw(".</p><details><summary>The scenario, to copy</summary><pre>")
        .text(one.text)
        .raw("</pre></details></article>\n");
  }
  html.raw("</section>\n");
}

void write_silent(Html& html, const Proof& proof) {
  if (proof.silent_checks.empty()) return;
  html.raw(
      "<section id=silent aria-labelledby=silent-h><h2 id=silent-h>Checks that nothing "
      "fires</h2>\n<p class=quiet>A check that never fires may be unable to.</p>");
  begin_table(html, "", "Checks that fired in no run",
              {"Check", "Why it matters", "The mistake that fires it"});
  for (const auto& one : proof.silent_checks) {
    html.raw("<tr><th scope=row><code>").text(one.check).raw("</code>");
    html.raw("<td>").text(one.why).raw("<td><code>").text(one.fault).raw("</code>");
  }
  end_table(html);
  html.raw("</section>\n");
}

void write_mistakes(Html& html, const Proof& proof) {
  html.raw("<section id=mistakes aria-labelledby=mistakes-h><h2 id=mistakes-h>All mistakes</h2>\n");
  std::vector<std::string_view> places;
  std::map<std::string_view, std::vector<std::size_t>> of_place;
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    auto& faults = of_place[proof.faults[f].place];
    if (faults.empty()) places.push_back(proof.faults[f].place);
    faults.push_back(f);
  }
  for (const auto place : places) {
    begin_table(html, "", place_words(place),
                {"The mistake", "It costs", "Outcome", "Seen by", "#Journeys"});
    for (const auto f : of_place[place]) {
      const auto& fault = proof.faults[f];
      html.raw("<tr><th scope=row>").text(fault.mistake);
      html.raw("<span class=sub>").text(fault.name).raw("</span><td>").text(fault.cost);
      html.raw("<td>");
      write_badge(html, colour(fault.outcome), symbol(fault.outcome), in_words(fault.outcome));
      html.raw("<td><code>").text(fault.check).raw("</code><td class=num>");
      html.number(static_cast<std::int64_t>(journeys_of(proof, f, ProofOutcome::caught).size()));
    }
    end_table(html);
  }
  html.raw("</section>\n");
}

void write_proof_matrix(Html& html, const Proof& proof) {
  html.raw(
      "<section id=matrix aria-labelledby=matrix-h><h2 id=matrix-h>Mistakes × journeys</h2>\n"
      "<p class=quiet>✓ caught · ✗ slips through · ○ harmless in this journey · “·” the journey "
      "never gets to it. Point at a cell to read what fired.</p>\n");
  html.raw(
      "<div class=scroll tabindex=0 role=group aria-label=\"Mistakes and journeys\"><table "
      "class=proof><caption>Each row is a mistake, each column a journey</caption><thead>"
      "<tr><th scope=col>Mistake");
  for (const auto& journey : proof.journeys) {
    html.raw("<th scope=col><span>").text(journey.name).raw("</span>");
  }
  html.raw("</thead><tbody>");
  for (std::size_t f = 0; f < proof.faults.size(); ++f) {
    html.raw("<tr><th scope=row title=\"").text(proof.faults[f].mistake).raw("\">");
    html.text(proof.faults[f].name);
    for (std::size_t s = 0; s < proof.journeys.size(); ++s) {
      const auto& cell = proof.cell(f, s);
      html.raw("<td class=").raw(colour(cell.outcome)).raw(" title=\"");
      html.text(in_words(cell.outcome));
      for (const auto& check : cell.checks) html.text(" " + check);
      html.raw("\">").raw(symbol(cell.outcome));
    }
  }
  html.raw("</tbody></table></div></section>\n");
}

void write_proof_about(Html& html, const Proof& proof) {
  html.raw(
      "<section id=about aria-labelledby=about-h><h2 id=about-h>About this proof</h2>\n<dl "
      "class=facts>");
  const auto fact = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) html.element("dt", name).element("dd", value);
  };
  fact("Contract", proof.contract);
  fact("Seed", std::to_string(proof.seed));
  fact("Made by", proof.tool);
  html.raw("<dt>To repeat it</dt><dd><code>").text(proof.command).raw("</code></dd></dl>");
  html.raw(
      "<details><summary>The words of this page</summary><dl class=words>"
      "<dt>Caught</dt><dd>The check that is named for the mistake found something that it doesn’t "
      "find without it.</dd>"
      "<dt>Slips through</dt><dd>The mistake changes what is counted, what was ordered or what was "
      "sent under which consent, and its check says nothing.</dd>"
      "<dt>Harmless</dt><dd>Something else is sent, but everything is counted as without it.</dd>"
      "<dt>Not met</dt><dd>Nothing at all changes: the journey never gets to it.</dd>"
      "<dt>Proof score</dt><dd>Mistakes that are caught, of those that change something "
      "somewhere.</dd>"
      "</dl></details></section>\n");
}

}  // namespace
}  // namespace reports

void write_proof_html(const Proof& proof, const ReportOptions&, std::ostream& stream) {
  const auto all = reports::digest(proof);
  reports::Html html;
  html.reserve(256U << 10U);
  reports::begin_page(html, {.right = proof.holds(),
                             .headline = all.headline,
                             .contract = proof.contract,
                             .facts = {"prove"}});
  reports::write_proof_verdict(html, proof, all);
  reports::write_missed(html, proof, all);
  reports::write_suggestions(html, proof, all);
  reports::write_silent(html, proof);
  reports::write_mistakes(html, proof);
  reports::write_proof_matrix(html, proof);
  reports::write_proof_about(html, proof);
  reports::end_page(html, "");
  stream << html.str();
}

}  // namespace tagproof
