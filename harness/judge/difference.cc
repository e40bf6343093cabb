#include "harness/judge/difference.h"

#include <algorithm>
#include <tuple>

namespace tagproof {
namespace {

auto identity(const Finding& finding) {
  return std::tie(finding.check, finding.platform, finding.channel, finding.order, finding.rule);
}

}  // namespace

std::vector<const Finding*> added_findings(const Judgement& with, const Judgement& without) {
  std::vector<const Finding*> added;
  for (const auto& finding : with.findings) {
    if (std::ranges::none_of(without.findings, [&](const Finding& other) {
          return identity(other) == identity(finding);
        })) {
      added.push_back(&finding);
    }
  }
  return added;
}

}  // namespace tagproof
