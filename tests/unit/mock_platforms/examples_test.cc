// Walks mock_platforms/*/examples: what foreign clients send, what the platform answers, what
// becomes of it (examples.h). `--update` writes `.answer` and `.events.json` anew. An incident
// becomes one more `.hit`.
#include <doctest/doctest.h>

#include "mock_platforms/platforms.h"
#include "tests/golden.h"
#include "tests/unit/mock_platforms/examples.h"

using namespace tagproof;
using namespace tagproof::test;
namespace fs = std::filesystem;

TEST_CASE("each platform's examples are answered and decided as they say") {
  for (const auto* platform : platforms()) {
    CAPTURE(platform->id);
    const auto examples = examples_of(*platform);
    CHECK(!examples.empty());
    for (const auto& file : examples) {
      CAPTURE(file.filename().string());
      const auto walked = walk(read_example(file), platforms());
      const auto stem = (file.parent_path() / file.stem()).lexically_relative(TAGPROOF_SOURCE_DIR);
      tests::check_golden(stem.generic_string() + ".answer", walked.answers);
      tests::check_golden(stem.generic_string() + ".events.json", walked.events);
    }
  }
}
