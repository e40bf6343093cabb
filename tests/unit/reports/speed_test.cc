#include <doctest/doctest.h>

#include <sstream>

#include "harness/base/time.h"
#include "reports/reporter.h"
#include "tests/unit/reports/run_builder.h"

using namespace tagproof;

TEST_CASE("a large run gives a report that can be mailed, and gives it at once") {
  Run run = testing::a_large_run(40, 20);
  const Stopwatch masking;
  const Run shown = masked(std::move(run));
  MESSAGE("masked in ", masking.milliseconds(), " ms");
  for (const auto& reporter : reporters()) {
    const Stopwatch watch;
    std::ostringstream out;
    reporter.write(shown, {}, out);
    const double took_ms = watch.milliseconds();
    MESSAGE(reporter.name, ": ", took_ms, " ms, ", out.str().size(), " bytes");
    CHECK(took_ms < 1000);  // far above what it takes, for a machine that is busy with other things
    if (reporter.name == "html") CHECK(out.str().size() < 3'000'000);
  }
}
