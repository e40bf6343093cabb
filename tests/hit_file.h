#pragma once

#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/time.h"
#include "mock_platforms/engine.h"

/// mock_platforms/*/examples/*.hit: what foreign clients send. A file is one or several raw
/// requests; "@@ 5m" between two lets that time pass. Before the first, "@@ set
/// meta.same_source_repeats dedup" is a setting in force, and "@@ action google_ads 1234567890
/// AW-123456789 987 AbC one_per_click" a configured account with a conversion action: its id, label
/// and way of counting. Read by the examples' test and, as seeds and in mutations, by the fuzzer.
namespace tagproof::test {

struct Hit {
  Request request{};
  Duration after{};
};
struct HitFile {
  EngineOptions options{};
  std::vector<Hit> hits{};
};

/// An error names the line that isn't of this form.
Result<HitFile> parse_hits(std::string_view text);

}  // namespace tagproof::test
