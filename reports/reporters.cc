#include <algorithm>
#include <array>

#include "reports/reporter.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

constexpr std::array kReporters{
    Reporter{"console", "for people at a terminal", write_console},
    Reporter{"json", "tagproof.run/1, everything", write_json},
    Reporter{"junit", "JUnit XML, a case per scenario", write_junit},
    Reporter{"html", "one file that a non-developer reads", write_html},
    Reporter{"markdown", "for a pull request", write_markdown},
    Reporter{"github", "annotations of a GitHub job", write_github},
};

}  // namespace

std::span<const Reporter> reporters() { return kReporters; }

const Reporter* find_reporter(std::string_view name) {
  const auto* const found = std::ranges::find(kReporters, name, &Reporter::name);
  return found == kReporters.end() ? nullptr : found;
}

}  // namespace tagproof
