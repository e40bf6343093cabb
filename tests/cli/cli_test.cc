// Runs the command line in-process as a user would type it: tests/cli/<case>/ holds `args` (a line
// per word), the files the user has (`files/`, or the reference shop when there is a file named
// `reference`), and what must come of it: `out`, `err`, `exit`. `--update` rewrites those three.
#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "harness/commands/command.h"
#include "tests/golden.h"

namespace tagproof {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

/// A folder that goes with the test.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(fs::temp_directory_path() /
              ("tagproof-cli-" + std::to_string(::getpid()) + "-" + name)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void run_case(const fs::path& folder) {
  const std::string name = folder.filename().string();
  CAPTURE(name);
  const Folder work(name);
  if (fs::exists(folder / "reference")) {
    fs::copy(fs::path(TAGPROOF_SOURCE_DIR) / "scenarios", work.path() / "scenarios",
             fs::copy_options::recursive);
  }
  if (fs::exists(folder / "files")) {
    fs::copy(folder / "files", work.path(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  std::ostringstream out;
  std::ostringstream err;
  const VirtualClock clock(*parse_rfc3339("2026-01-15T10:00:00Z"));
  World world{.out = out,
              .err = err,
              .clock = clock,
              .directory = work.path().string(),
              .env = [](const std::string&) { return std::nullopt; },
              .cores = 2};
  const int code = run_command_line(lines(read(folder / "args")), world);
  const std::string golden = "tests/cli/" + name + "/";
  tests::check_golden(golden + "out", out.view());
  tests::check_golden(golden + "err", err.view());
  tests::check_golden(golden + "exit", std::to_string(code) + "\n");
}

TEST_CASE("every case of tests/cli says and does what its golden files hold") {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(fs::path(TAGPROOF_SOURCE_DIR) / "tests/cli")) {
    if (entry.is_directory() && fs::exists(entry.path() / "args")) cases.push_back(entry.path());
  }
  std::ranges::sort(cases);
  REQUIRE(cases.size() > 10);
  for (const auto& one : cases) run_case(one);
}

/// What `list` prints, for a thing and format.
std::string listed(const std::string& thing, const std::string& format) {
  std::ostringstream out;
  std::ostringstream err;
  const VirtualClock clock(*parse_rfc3339("2026-01-15T10:00:00Z"));
  World world{.out = out,
              .err = err,
              .clock = clock,
              .directory = TAGPROOF_SOURCE_DIR,
              .env = [](const std::string&) { return std::nullopt; },
              .cores = 1};
  const std::vector<std::string> words{"list", thing, "--format", format};
  REQUIRE(run_command_line(words, world) == kExitOk);
  return out.str();
}

// The columns that machines rely on (formats.md B.5).
TEST_CASE("list carries each thing's columns in text, JSON and Markdown") {
  struct Row {
    const char* thing{};
    std::vector<std::string> columns{};
  };
  const Row rows[] = {
      {"platforms", {"platform", "title", "kind", "channels", "endpoints"}},
      {"checks",
       {"check", "severity", "on", "cause", "layer", "why", "fix", "source", "proven_by",
        "quiet_on"}},
      {"faults", {"fault", "mistake", "who", "cost", "place", "check", "source"}},
      {"rules", {"rule", "platform", "text", "confidence", "severity", "source", "read", "tests"}},
      {"settings", {"setting"}},
      {"steps", {"step"}},
      {"scenarios", {"scenario"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.thing);
    const std::string text = listed(row.thing, "text");
    const std::string json = listed(row.thing, "json");
    const std::string markdown = listed(row.thing, "markdown");
    const std::string header = markdown.substr(0, markdown.find('\n'));
    CHECK(json.starts_with(std::string("{\"format\":\"tagproof.list/1\",\"list\":\"") + row.thing +
                           "\",\"rows\":[{\"" + row.columns.front() + "\":"));
    for (const auto& column : row.columns) {
      CAPTURE(column);
      CHECK(json.find("\"" + column + "\":") != std::string::npos);
      CHECK(header.find("| " + column + " ") != std::string::npos);
      // The id stands at the left, without its column's name.
      if (column != row.columns.front())
        CHECK(text.find("\n  " + column + " ") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace tagproof
