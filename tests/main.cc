// The frame of every test program: doctest, and golden files with their `--update`.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/golden.h"

namespace tagproof::tests {
namespace {

bool update_wanted = false;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    lines.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

bool line_matches(std::string_view golden, std::string_view actual) {
  constexpr std::string_view kAnything = "~~~";
  const std::size_t mask = golden.find(kAnything);
  if (mask == std::string_view::npos) return golden == actual;
  if (actual.substr(0, mask) != golden.substr(0, mask)) return false;
  const std::string_view rest = golden.substr(mask + kAnything.size());
  for (std::size_t at = mask; at <= actual.size(); ++at) {
    if (line_matches(rest, actual.substr(at))) return true;
  }
  return false;
}

bool text_matches(std::string_view golden, std::string_view actual, std::string& difference) {
  const auto want = lines_of(golden);
  const auto got = lines_of(actual);
  for (std::size_t i = 0; i < std::max(want.size(), got.size()); ++i) {
    const std::string_view w = i < want.size() ? std::string_view(want[i]) : "(end of file)";
    const std::string_view g = i < got.size() ? std::string_view(got[i]) : "(end of text)";
    if (i < want.size() && i < got.size() && line_matches(w, g)) continue;
    difference = "line " + std::to_string(i + 1) + "\n  golden: " + std::string(w) +
                 "\n  actual: " + std::string(g);
    return false;
  }
  return true;
}

}  // namespace

bool updating() { return update_wanted; }

void check_golden(const std::string& path, std::string_view actual) {
  const std::filesystem::path file = std::filesystem::path(TAGPROOF_SOURCE_DIR) / path;
  std::ifstream in(file, std::ios::binary);
  std::stringstream golden;
  if (in) golden << in.rdbuf();
  std::string difference;
  if (in && text_matches(golden.view(), actual, difference)) return;
  if (update_wanted) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  FAIL_CHECK(path << (in ? " differs at " + difference : " is missing")
                  << "\nrun this test program with --update");
}

}  // namespace tagproof::tests

int main(int argc, char** argv) {
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--update") {
      tagproof::tests::update_wanted = true;
    } else {
      rest.push_back(argv[i]);
    }
  }
  doctest::Context context(static_cast<int>(rest.size()), rest.data());
  return context.run();
}
