// The rules of the house that a compiler doesn't know, held against the source tree. A rule is a
// row or a function; where one is in your way, change it here, with the reason, in the commit that
// needs it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

// ---- The tables

/// Who may include whom: includes point one way. A name is a room, a path one header of it, `*`
/// everything.
struct Direction {
  std::string_view room{};
  std::string_view may_include{};
};
constexpr Direction kDirections[] = {
    {"base", ""},
    {"wire", "base"},
    {"model", "base wire/message.h wire/url.h"},  // url.h: the template filter url_encode
    {"http", "base wire"},
    {"files", "base wire model"},
    {"history", "base wire model"},
    {"documents", "base wire model"},
    {"reports", "base wire model documents"},  // a reporter sees the run, never how it was judged
    {"mock_platforms", "base wire model"},
    {"faults", "base wire model"},
    {"shop", "base wire model mock_platforms/traits.h"},
    {"judge", "base wire model mock_platforms/platform.h mock_platforms/traits.h"},
    {"targets", "base wire model http shop faults mock_platforms/platform.h"},
    {"run", "base wire model documents http mock_platforms faults shop targets"},
    {"serve", "base wire model documents http mock_platforms faults shop targets run judge"},
    {"lab", "base wire model documents http mock_platforms faults shop targets run judge"},
    {"monitor", "base wire model history"},
    {"commands", "*"},
    {"main", "commands base/bug.h"},  // harness/main.cc; nobody else sees commands
};

/// Time, randomness and environment are handed in, never reached for; a test waits for the event,
/// it doesn't sleep.
struct Forbidden {
  std::string_view word{};
  bool in_tests{};  // forbidden there too
};
constexpr Forbidden kForbidden[] = {
    {"system_clock::now", false},
    {"steady_clock::now", false},
    {"high_resolution_clock", true},
    {"rand(", true},
    {"random_device", true},
    {"sleep_for", true},
    {"getenv", false},
};
struct Exception {
  std::string_view file{};
  std::string_view word{};
  std::string_view why{};
};
constexpr Exception kExceptions[] = {
    {"harness/base/time.cc", "system_clock::now", "SystemClock, the one reader of the clock"},
    {"harness/base/time.cc", "steady_clock::now", "Stopwatch: how long a run took"},
    {"harness/main.cc", "getenv", "the command's environment, handed on as a function"},
    {"harness/http/connections.cc", "steady_clock::now",
     "timeouts of sockets are in real time; nothing that is recorded depends on them"},
    {"harness/serve/alarm.cc", "steady_clock::now",
     "an await's time-out is in real time; nothing that is recorded depends on it"},
};

/// Files that may be longer than kMaxLines, each with its reason.
constexpr std::size_t kMaxLines = 600;
constexpr Exception kLongFiles[] = {
    {"tests/unit/mock_platforms/google_ads_rules_test.cc", "",
     "one table: a case for each of two hundred rules"},
};

// ---- The tree

struct Source {
  std::string path{};  // from the project's folder
  std::vector<std::string> lines{};
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// All files below the folders with one of the endings, sorted; folders that aren't there have
/// none.
std::vector<Source> files_below(const std::vector<std::string>& folders,
                                const std::set<std::string>& endings) {
  const fs::path root = TAGPROOF_SOURCE_DIR;
  std::vector<Source> found;
  for (const auto& folder : folders) {
    if (!fs::is_directory(root / folder)) continue;
    for (auto it = fs::recursive_directory_iterator(root / folder);
         it != fs::recursive_directory_iterator(); ++it) {
      if (it->path().filename() == "node_modules") it.disable_recursion_pending();
      if (!it->is_regular_file() || !endings.contains(it->path().extension().string())) continue;
      found.push_back(
          {it->path().lexically_relative(root).generic_string(), split_lines(read(it->path()))});
    }
  }
  std::ranges::sort(found, {}, &Source::path);
  return found;
}

const std::vector<Source>& product() {
  static const auto kSources = files_below({"harness", "mock_platforms", "reports"}, {".h", ".cc"});
  return kSources;
}

const std::vector<Source>& test_sources() {
  static const auto kSources = files_below({"tests"}, {".h", ".cc"});
  return kSources;
}

/// "harness/wire/url.h" is of the room "wire", "mock_platforms/meta/decode.cc" of "mock_platforms".
std::string room_of(std::string_view path) {
  if (path == "harness/main.cc") return "main";
  const auto first = path.substr(0, path.find('/'));
  if (first != "harness") return std::string(first);
  path.remove_prefix(first.size() + 1);
  return std::string(path.substr(0, path.find('/')));
}

/// The line without its comment; `://` of a URL isn't one.
std::string_view code_of(std::string_view line) {
  for (auto at = line.find("//"); at != std::string_view::npos; at = line.find("//", at + 2)) {
    if (at == 0 || line[at - 1] != ':') return line.substr(0, at);
  }
  return line;
}

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Whether the word stands there by itself: `rand(` isn't in `brand(`.
bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if (at > 0 && is_name(text[at - 1])) continue;
    if (is_name(word.back()) && end < text.size() && is_name(text[end])) continue;
    return true;
  }
  return false;
}

// ---- The rules: each says what is wrong, or nothing

std::optional<std::string> wrong_direction(const std::string& from, std::string_view included) {
  const auto room = room_of(from);
  const auto row = std::ranges::find(kDirections, room, &Direction::room);
  if (row == std::end(kDirections)) return fmt::format("the room `{}` isn't in kDirections", room);
  if (row->may_include == "*" || room_of(included) == room) return std::nullopt;
  std::istringstream words{std::string(row->may_include)};
  for (std::string word; words >> word;) {
    if (word == room_of(included) || word == included || "harness/" + word == included)
      return std::nullopt;
  }
  return fmt::format("`{}` may include {}, not \"{}\"", room,
                     row->may_include.empty() ? "nothing" : row->may_include, included);
}

std::optional<std::string_view> quoted_include(std::string_view line) {
  constexpr std::string_view kStart = "#include \"";
  if (!line.starts_with(kStart)) return std::nullopt;
  line.remove_prefix(kStart.size());
  return line.substr(0, line.find('"'));
}

bool excepted(std::string_view file, std::string_view word) {
  return std::ranges::any_of(kExceptions,
                             [&](const Exception& e) { return e.file == file && e.word == word; });
}

/// The CMakeLists.txt that must name the file: of its folder or the nearest one above.
fs::path list_of(const fs::path& file) {
  auto folder = file.parent_path();
  if (file.filename() == "main.cc" && folder.filename() == "harness") folder /= "commands";
  if (file.filename() == "main.cc" && folder.filename() == "tests")
    return folder.parent_path() / "cmake/room.cmake";
  while (!fs::exists(folder / "CMakeLists.txt")) folder = folder.parent_path();
  return folder / "CMakeLists.txt";
}

bool has_comment(const Source& header) {
  return std::ranges::any_of(header.lines, [](const std::string& line) {
    return line.starts_with("/// ") || line.starts_with("// ");
  });
}

void complain(const Source& source, std::size_t line, std::string_view what) {
  FAIL_CHECK(fmt::format("{}:{}: {}", source.path, line + 1, what));
}

}  // namespace

TEST_CASE("includes point one way, from the project's folder") {
  for (const auto& source : product()) {
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const auto included = quoted_include(source.lines[i]);
      if (!included || included->ends_with(".inc")) continue;  // .inc: made by the build
      if (!fs::exists(fs::path(TAGPROOF_SOURCE_DIR) / *included))
        complain(source, i, "no such file from the project's folder");
      if (const auto wrong = wrong_direction(source.path, *included)) complain(source, i, *wrong);
    }
  }
}

TEST_CASE("the table of directions refuses what style forbids") {
  CHECK(wrong_direction("harness/base/decimal.cc", "harness/wire/url.h"));
  CHECK(wrong_direction("harness/model/hit.h", "harness/wire/json.h"));
  CHECK_FALSE(wrong_direction("harness/model/hit.h", "harness/wire/message.h"));
  CHECK(wrong_direction("harness/judge/verdict.cc", "mock_platforms/engine.h"));
  CHECK_FALSE(wrong_direction("harness/judge/checks/dedup.cc", "mock_platforms/platform.h"));
  CHECK(wrong_direction("reports/junit.cc", "harness/judge/check.h"));
  CHECK(wrong_direction("harness/lab/prove.cc", "harness/commands/options.h"));
  CHECK_FALSE(wrong_direction("harness/main.cc", "harness/commands/commands.h"));
  CHECK(wrong_direction("harness/helpers/x.cc", "harness/base/text.h"));
}

TEST_CASE("every source is built: its CMakeLists.txt names it") {
  std::vector<Source> sources = product();
  sources.insert(sources.end(), test_sources().begin(), test_sources().end());
  for (const auto& source : sources) {
    if (!source.path.ends_with(".cc")) continue;
    const auto path = fs::path(TAGPROOF_SOURCE_DIR) / source.path;
    const auto list = list_of(path);
    auto name = path.lexically_relative(list.parent_path()).generic_string();
    while (name.starts_with("../")) name.erase(0, 3);  // the two main.cc
    if (name.starts_with("fuzz_"))
      name = name.substr(5, name.size() - 8);  // a fuzzer goes by its name
    if (!has_word(read(list), name))
      complain(source, 0, fmt::format("not named in {}", list.string()));
  }
}

TEST_CASE("every header has #pragma once and says what it is") {
  for (const auto& source : product()) {
    if (!source.path.ends_with(".h")) continue;
    if (std::ranges::find(source.lines, "#pragma once") == source.lines.end())
      complain(source, 0, "no #pragma once");
    if (!has_comment(source)) complain(source, 0, "no comment that says what it is for");
  }
}

// Two types of one name are one type to the linker: it takes either's destructor for both.
TEST_CASE("no two headers name a type alike within one namespace") {
  std::map<std::string, std::string> where;
  for (const auto& source : product()) {
    if (!source.path.ends_with(".h")) continue;
    std::string within;
    for (const auto& line : source.lines) {
      if (line.starts_with("namespace ")) within = line.substr(0, line.find(" {"));
      constexpr std::array<std::string_view, 3> kKinds{"struct ", "enum class ", "class "};
      const auto* const kind = std::ranges::find_if(
          kKinds, [&](std::string_view word) { return line.starts_with(word); });
      if (kind == kKinds.end()) continue;
      const auto name = line.substr(kind->size());
      const auto end =
          name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
      const auto behind = end == std::string::npos ? ";" : name.substr(end, 2);
      if (behind.starts_with(';') || behind == "::")
        continue;  // a declaration or a type within, not the type
      const auto [it, is_new] = where.emplace(within + "::" + name.substr(0, end), source.path);
      if (!is_new)
        FAIL_CHECK(fmt::format("{} stands in {} and in {}", it->first, it->second, source.path));
    }
  }
  CHECK(where.size() > 100);
}

TEST_CASE("no clock, randomness, sleep or environment outside its one place") {
  std::vector<Source> sources = product();
  sources.insert(sources.end(), test_sources().begin(), test_sources().end());
  for (const auto& source : sources) {
    if (source.path == "tests/tidy_test.cc") continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      for (const auto& rule : kForbidden) {
        if (source.path.starts_with("tests/") && !rule.in_tests) continue;
        if (!has_word(code_of(source.lines[i]), rule.word) || excepted(source.path, rule.word))
          continue;
        complain(source, i,
                 fmt::format("`{}`: it is handed in, or the file is in kExceptions", rule.word));
      }
    }
  }
}

TEST_CASE("a word is found by itself, and not in comments") {
  CHECK(has_word("std::rand();", "rand("));
  CHECK_FALSE(has_word("brand()", "rand("));
  CHECK(code_of("a(); // rand()") == "a(); ");
  CHECK(code_of("\"https://a.example\"") == "\"https://a.example\"");
}

TEST_CASE("no file is too long to be read") {
  std::vector<Source> sources = product();
  sources.insert(sources.end(), test_sources().begin(), test_sources().end());
  for (const auto& source : sources) {
    if (source.lines.size() <= kMaxLines ||
        std::ranges::find(kLongFiles, source.path, &Exception::file) != std::end(kLongFiles))
      continue;
    complain(source, kMaxLines,
             fmt::format("{} lines; at most {}, or a reason in kLongFiles", source.lines.size(),
                         kMaxLines));
  }
}

TEST_CASE("every room has a README.md") {
  std::set<std::string> rooms;
  for (const auto& source : product()) {
    const auto folder = fs::path(source.path).parent_path();
    auto part = folder.begin();
    if (part == folder.end()) continue;
    fs::path room = *part++;
    if (room != "harness") rooms.insert(room.string());
    if (room == "reports" || part == folder.end()) continue;  // reports/html belongs to reports
    rooms.insert((room / *part).string());
  }
  for (const auto& room : rooms) {
    if (!fs::exists(fs::path(TAGPROOF_SOURCE_DIR) / room / "README.md"))
      FAIL_CHECK(fmt::format("{}/README.md is missing", room));
  }
}

TEST_CASE("nothing is left for later in the sources") {
  for (const auto& source :
       files_below({"harness", "mock_platforms", "reports", "tests", "scenarios", "cmake"},
                   {".h", ".cc", ".md", ".txt", ".cmake", ".yaml", ".sh", ".mjs", ".js"})) {
    if (source.path == "tests/tidy_test.cc") continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      for (const std::string_view word : {"TODO", "FIXME"}) {
        if (has_word(source.lines[i], word))
          complain(source, i, fmt::format("{}: do it, or write an issue", word));
      }
    }
  }
}
