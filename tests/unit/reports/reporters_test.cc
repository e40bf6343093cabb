#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/wire/json.h"
#include "reports/reporter.h"
#include "tests/unit/reports/run_builder.h"

using namespace tagproof;

namespace {

std::string report(const Run& run, std::string_view reporter, ReportOptions options = {}) {
  std::ostringstream out;
  find_reporter(reporter)->write(run, options, out);
  return out.str();
}

std::string golden_path(std::string_view name) {
  return std::string(TAGPROOF_SOURCE_DIR) + "/tests/golden/reports/" + std::string(name);
}

/// Equal to the golden file; `TAGPROOF_UPDATE=1` in the environment rewrites it, and the diff is
/// reviewed like code.
void check_golden(std::string_view name, const std::string& actual) {
  const auto path = golden_path(name);
  if (std::getenv("TAGPROOF_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  std::istringstream a(expected);
  std::istringstream b(actual);
  std::string want;
  std::string got;
  int line = 0;
  while (++line, std::getline(a, want)) {
    got.clear();
    std::getline(b, got);
    INFO(path, ":", line);
    REQUIRE(got == want);
  }
  REQUIRE(actual.size() == expected.size());
}

}  // namespace

TEST_CASE("each report of one run reads as its golden file") {
  const Run run = masked(testing::a_run());
  check_golden("run.json", report(run, "json"));
  check_golden("junit.xml", report(run, "junit"));
  check_golden("github.txt", report(run, "github"));
  check_golden("pull-request.md", report(run, "markdown"));
  check_golden("console.txt",
               report(run, "console", {.report_path = ".tagproof/runs/x/report.html"}));
  check_golden("console-narrow-colour.txt", report(run, "console", {.colour = true, .width = 60}));
  check_golden("report.html", report(run, "html"));
}

TEST_CASE("a run where all is right is short") {
  const Run run = masked(testing::a_clean_run());
  check_golden("clean-console.txt", report(run, "console"));
  check_golden("clean-pull-request.md", report(run, "markdown"));
  check_golden("clean-github.txt", report(run, "github"));
}
