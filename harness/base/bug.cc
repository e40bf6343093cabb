#include "harness/base/bug.h"

#include <fmt/core.h>

#include <cstdio>

namespace tagproof {

void bug(std::string_view what, const char* file, int line) {
  Bug bug{fmt::format("{}:{}: {}", file, line, what)};
  fmt::print(stderr, "tagproof: this is a bug in tagproof: {}\n", bug.message);
  throw bug;
}

}  // namespace tagproof
