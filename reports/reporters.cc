#include <algorithm>
#include <array>

#include "reports/reporter.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

constexpr std::array kReporters{
    Reporter{"console", "for people at a terminal", write_console, write_proof_console},
    Reporter{"json", "tagproof.run/1, everything", write_json, write_proof_json},
    Reporter{"junit", "JUnit XML, a case per scenario", write_junit, write_proof_junit},
    Reporter{"html", "one file that a non-developer reads", write_html, write_proof_html},
    Reporter{"markdown", "for a pull request", write_markdown, write_proof_markdown},
    Reporter{"github", "annotations of a GitHub job", write_github, write_proof_github},
};

}  // namespace

std::span<const Reporter> reporters() { return kReporters; }

const Reporter* find_reporter(std::string_view name) {
  const auto* const found = std::ranges::find(kReporters, name, &Reporter::name);
  return found == kReporters.end() ? nullptr : found;
}

}  // namespace tagproof
