#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "reports/html/page.h"
#include "reports/reporter.h"
#include "tests/unit/reports/run_builder.h"

using namespace tagproof;

namespace {

std::string html_of(const Run& run) {
  std::ostringstream out;
  find_reporter("html")->write(run, {}, out);
  return out.str();
}

/// What stands between each `before` and the next of `ends`.
std::vector<std::string> all_between(const std::string& text, std::string_view before,
                                     std::string_view ends) {
  std::vector<std::string> found;
  for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
    const auto begin = at + before.size();
    found.push_back(text.substr(begin, text.find_first_of(ends, begin) - begin));
  }
  return found;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("hostile text stays text, and nothing but our own script may run") {
  const std::string html = html_of(masked(testing::a_run()));
  CHECK_FALSE(has(html, "<script>alert"));
  CHECK(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK_FALSE(has(html, "\x1b"));
  CHECK_FALSE(has(html, "\u202e"));
  CHECK(all_between(html, "<script", ">").size() == 1);
  CHECK(has(html, "script-src 'sha256-" + base64(sha256_bytes(reports::script())) + "'"));
}

TEST_CASE("it loads nothing, and every link leads somewhere") {
  const std::string html = html_of(masked(testing::a_run()));
  for (const auto* loads : {" src=", "@import", "url(", "<iframe", "<object", "<embed", "<form"}) {
    INFO(loads);
    CHECK_FALSE(has(html, loads));
  }
  const auto ids = all_between(html, " id=", "> \n");
  const std::set<std::string> known(ids.begin(), ids.end());
  CHECK(known.size() == ids.size());
  std::size_t inner = 0;
  for (const auto& before : {"href=\"#", "href=#"}) {
    for (const auto& target : all_between(html, before, "\">")) {
      ++inner;
      INFO(target);
      CHECK(known.contains(target));
    }
  }
  CHECK(inner > 20);
  for (const auto& target : all_between(html, "href=\"h", "\""))
    CHECK(target.starts_with("ttps://"));
}

TEST_CASE("tables have captions and scopes, the page has landmarks and one h1") {
  const std::string html = html_of(masked(testing::a_run()));
  const auto count = [&](std::string_view part) { return all_between(html, part, ">").size(); };
  CHECK(count("<table") == count("<caption"));
  CHECK(count("<table") == count("</table"));
  CHECK(count("<th ") > 0);
  CHECK(count("<th>") == 0);
  CHECK(count("<h1") == 1);
  CHECK(count("<main") == 1);
  for (const auto* part :
       {"<header", "<nav aria-label", "<footer", "lang=en", "name=viewport", "class=skip"}) {
    INFO(part);
    CHECK(has(html, part));
  }
  for (const auto* tag : {"div", "details", "section", "article", "ul", "ol", "dl", "span", "p",
                          "code", "pre", "strong", "h4"}) {
    INFO(tag);
    CHECK(count("<" + std::string(tag) + " ") + count("<" + std::string(tag) + ">") ==
          count("</" + std::string(tag) + ">"));
  }
}

TEST_CASE("only a simulated run says that it signs off nothing") {
  CHECK(has(
      html_of(masked(testing::a_run())),
      "A simulated run signs off nothing: it proves the contract and the checks, not the shop."));
  CHECK_FALSE(has(html_of(masked(testing::a_clean_run())), "signs off nothing"));
}

TEST_CASE("an empty run is a report, too") {
  Run run;
  run.tool = "tagproof 0.1.0";
  for (const auto& reporter : reporters()) {
    std::ostringstream out;
    reporter.write(masked(run), {}, out);
    CHECK_FALSE(out.str().empty());
    if (reporter.name == "json") CHECK(JsonDocument::parse(out.str()));
  }
  CHECK(has(html_of(run), "No journey was run"));
}

TEST_CASE("what is cut says so") {
  Run run = testing::a_large_run(1, reports::kMaxHits + 7);
  run.scenarios.front().evidence.captures.front().request.body = std::string(100'000, 'x');
  const std::string html = html_of(run);
  CHECK(has(html, "and 7 more hits; run.json has them"));
  CHECK(has(html, "100000 bytes in all; run.json has them"));
}
