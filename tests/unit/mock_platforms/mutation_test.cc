// Each deduplication rule is broken in turn, and the examples notice: a rule that nothing holds
// could be wrong for years. An example that is missing here is one more `.hit` in the platform's
// folder.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "mock_platforms/platforms.h"
#include "tests/unit/mock_platforms/examples.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

/// Whether any example of the platform comes out otherwise with these rules.
bool is_noticed(const Platform& platform, std::span<const DedupRule> broken) {
  Platform mutant = platform;
  mutant.dedup = broken;
  std::vector<const Platform*> list;
  for (const auto* one : platforms()) list.push_back(one == &platform ? &mutant : one);
  return std::ranges::any_of(examples_of(platform), [&](const std::filesystem::path& file) {
    const auto example = read_example(file);
    return walk(example, list).events != walk(example, platforms()).events;
  });
}

}  // namespace

TEST_CASE("a deduplication rule that is taken away is missed") {
  for (const auto* platform : platforms()) {
    for (std::size_t i = 0; i < platform->dedup.size(); ++i) {
      CAPTURE(platform->dedup[i].rule.id);
      std::vector<DedupRule> broken(platform->dedup.begin(), platform->dedup.end());
      broken.erase(broken.begin() + static_cast<std::ptrdiff_t>(i));
      CHECK_MESSAGE(is_noticed(*platform, broken),
                    "no example needs " << platform->dedup[i].rule.id);
    }
  }
}

TEST_CASE("a window without an end is noticed") {
  for (const auto* platform : platforms()) {
    for (std::size_t i = 0; i < platform->dedup.size(); ++i) {
      if (!platform->dedup[i].window) continue;
      CAPTURE(platform->dedup[i].rule.id);
      std::vector<DedupRule> broken(platform->dedup.begin(), platform->dedup.end());
      broken[i].window.reset();
      CHECK_MESSAGE(is_noticed(*platform, broken),
                    "no example shows the end of " << platform->dedup[i].rule.id << "'s window");
    }
  }
}
