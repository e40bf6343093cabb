#include "harness/base/hash.h"
#include "reports/html/page.h"
#include "reports/writers.h"

namespace tagproof {
namespace reports {

std::size_t position(const Run& run, const ScenarioResult& result) {
  return static_cast<std::size_t>(&result - run.scenarios.data());
}

void write_badge(Html& html, std::string_view kind, std::string_view symbol,
                 std::string_view text) {
  html.raw("<span class=\"badge ")
      .raw(kind)
      .raw("\"><span aria-hidden=true>")
      .raw(symbol)
      .raw("</span> ");
  html.text(text).raw("</span>");
}

void begin_table(Html& html, std::string_view kind, std::string_view caption,
                 std::span<const std::string_view> columns) {
  html.raw("<div class=scroll tabindex=0 role=group aria-label=\"")
      .text(caption)
      .raw("\"><table class=\"");
  html.raw(kind).raw("\"><caption>").text(caption).raw("</caption><thead><tr>");
  for (const auto column : columns) {
    const bool number = column.starts_with('#');
    html.raw(number ? "<th scope=col class=num>" : "<th scope=col>")
        .text(column.substr(number ? 1 : 0));
  }
  html.raw("</thead><tbody>");
}

void begin_table(Html& html, std::string_view kind, std::string_view caption,
                 std::initializer_list<std::string_view> columns) {
  begin_table(html, kind, caption,
              std::span<const std::string_view>(columns.begin(), columns.size()));
}

void end_table(Html& html) { html.raw("</tbody></table></div>"); }

std::string moment_text(std::string_view rfc3339) {
  const auto time = parse_rfc3339(rfc3339);
  if (!time) return std::string(rfc3339);
  std::string text = tagproof::rfc3339(*time).substr(0, 16);
  text[10] = ' ';
  return text + " UTC";
}

void write_source(Html& html, std::string_view url) {
  if (!url.starts_with("https://")) {
    html.text(or_dash(url));
    return;
  }
  html.raw("<a rel=\"noopener noreferrer\" href=\"")
      .text(url)
      .raw("\">")
      .text(url.substr(8))
      .raw("</a>");
}

std::string clock_text(TimePoint time, TimePoint start) {
  if (time <= start) return "+0 s";
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(time - start).count();
  const auto seconds = millis / 1000;
  if (seconds < 60)
    return millis % 1000 == 0 ? fmt::format("+{} s", seconds)
                              : fmt::format("+{:.1f} s", static_cast<double>(millis) / 1000);
  if (seconds < 3600)
    return seconds % 60 == 0 ? fmt::format("+{} min", seconds / 60)
                             : fmt::format("+{} min {} s", seconds / 60, seconds % 60);
  if (seconds < 86400) return fmt::format("+{} h {} min", seconds / 3600, seconds % 3600 / 60);
  return fmt::format("+{} d {} h", seconds / 86400, seconds % 86400 / 3600);
}

std::string expectation_words(std::string_view expect) {
  struct Words {
    std::string_view prefix{}, text{};
  };
  static constexpr Words kWords[] = {
      {"conversions.", "Purchases recorded by {}"},
      {"unconsented.", "Purchases received without consent by {}"},
      {"value.", "Revenue recorded by {}"},
  };
  for (const auto& [prefix, words] : kWords) {
    if (expect.starts_with(prefix)) {
      return fmt::format(fmt::runtime(words), platform_title(expect.substr(prefix.size())));
    }
  }
  if (expect.starts_with("orders.")) return fmt::format("Orders in state “{}”", expect.substr(7));
  if (expect == "findings") return "What the checks find";
  return std::string(expect);
}

void begin_page(Html& html, const PageHead& head) {
  // Even if a payload's markup got through, this document could run nothing but our one script and
  // load nothing.
  html.raw("<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n");
  html.raw(
      "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src "
      "'unsafe-inline'; img-src data:; ");
  html.raw("base-uri 'none'; form-action 'none'; script-src 'sha256-")
      .raw(base64(sha256_bytes(script())))
      .raw("'\">\n");
  html.raw("<meta name=viewport content=\"width=device-width,initial-scale=1\">\n");
  html.raw(
      "<meta name=color-scheme content=\"light dark\">\n<meta name=referrer "
      "content=no-referrer>\n");
  html.raw("<link rel=icon href=\"data:,\">\n<title>")
      .raw(head.right ? "✓ " : "✗ ")
      .text(head.headline);
  html.raw(" – ")
      .text(head.contract.empty() ? "tagproof" : head.contract)
      .raw("</title>\n<style>")
      .raw(style());
  html.raw("</style>\n</head>\n");
  html.raw("<body>\n<a class=skip href=#main>Skip to the verdict</a>\n");
  html.raw("<header class=top><strong>tagproof</strong> <span>").text(or_dash(head.contract));
  for (const auto& fact : head.facts) html.raw("</span> <span>").text(fact);
  html.raw("</span></header>\n<main id=main>\n");
}

void end_page(Html& html, std::string_view note) {
  html.raw("</main>\n<footer>");
  if (!note.empty()) html.text(note).raw(" ");
  html.raw("It loads nothing from the network.</footer>\n<script>")
      .raw(script())
      .raw("</script>\n</body>\n</html>\n");
}

namespace {

void write_navigation(Html& html, const Overview& all) {
  html.raw("<nav aria-label=\"Parts of this report\"><ul>");
  if (!all.problems.empty() || all.summary.failed + all.summary.errors > 0)
    html.raw("<li><a href=#wrong>What is wrong</a>");
  html.raw("<li><a href=#matrix>Journeys and platforms</a>");
  if (!all.warnings.empty()) html.raw("<li><a href=#warnings>Warnings</a>");
  html.raw("<li><a href=#journeys>Evidence</a><li><a href=#about>About this run</a></ul></nav>\n");
}

void write_about(Html& html, const Run& run) {
  html.raw(
      "<section id=about aria-labelledby=about-h><h2 id=about-h>About this run</h2>\n<dl "
      "class=facts>");
  const auto fact = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) html.element("dt", name).element("dd", value);
  };
  fact("Contract", run.contract);
  fact("Target", run.target);
  fact("Started", moment_text(run.started));
  fact("Run", run.run);
  fact("Seed", std::to_string(run.seed));
  fact("Made by", run.tool);
  if (!run.command.empty())
    html.raw("<dt>To repeat it</dt><dd><code>").text(run.command).raw("</code></dd>");
  html.raw("</dl>\n");
  if (!run.files.empty()) {
    html.raw("<details><summary>The files it ran with (");
    html.number(static_cast<std::int64_t>(run.files.size())).raw(")</summary>");
    begin_table(html, "", "Files and their SHA-256", {"File", "SHA-256"});
    for (const auto& file : run.files) {
      html.raw("<tr><th scope=row>")
          .text(file.path)
          .raw("<td><code>")
          .text(file.sha256)
          .raw("</code>");
    }
    end_table(html);
    html.raw("</details>\n");
  }
  html.raw(
      "<details><summary>The words of this report</summary><dl class=words>"
      "<dt>Journey</dt><dd>What one shopper does in the shop, from the first page to the thank-you "
      "page and after.</dd>"
      "<dt>Hit</dt><dd>One request to a platform, from the browser or from the shop’s server.</dd>"
      "<dt>Received</dt><dd>Purchases that reached the platform, by whatever way.</dd>"
      "<dt>Refused</dt><dd>The platform answered with an error.</dd>"
      "<dt>Dropped</dt><dd>The platform said yes, and silently ignored it: delivered, not "
      "counted.</dd>"
      "<dt>Unconsented</dt><dd>Received without the consent it needs, so it isn’t a "
      "conversion.</dd>"
      "<dt>Deduplicated</dt><dd>The same order a second time, recognised as such and not counted "
      "again.</dd>"
      "<dt>Counted</dt><dd>Recorded as a conversion.</dd>"
      "<dt>Taken back</dt><dd>A conversion that a refund or cancellation removed.</dd>"
      "<dt>At stake</dt><dd>How much money the platform records wrong in these journeys. Real "
      "traffic multiplies it.</dd>"
      "</dl></details>\n</section>\n");
}

}  // namespace
}  // namespace reports

void write_html(const Run& run, const ReportOptions&, std::ostream& stream) {
  const auto all = reports::overview(run);
  const bool right = all.summary.passed == all.summary.scenarios && all.summary.scenarios > 0;
  reports::Html html;
  html.reserve(64U << 10U);
  reports::begin_page(html,
                      {.right = right,
                       .headline = all.headline,
                       .contract = run.contract,
                       .facts = {"target: " + run.target, reports::moment_text(run.started)}});
  reports::write_verdict(html, run, all);
  reports::write_navigation(html, all);
  reports::write_problems(html, run, all);
  reports::write_matrix(html, run, all);
  reports::write_warnings(html, run, all);
  reports::write_journeys(html, run);
  reports::write_about(html, run);
  reports::end_page(html, run.shows_personal_data ? "" : "Personal data is masked in this report.");
  stream << html.str();
}

}  // namespace tagproof
