#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "harness/base/time.h"
#include "harness/history/history.h"
#include "tests/unit/reports/run_builder.h"

using namespace tagproof;

namespace {

/// A folder that goes when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "tagproof-history-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_{};
};

/// The answer's rows as text, cells joined by '|', rows by '\n'.
std::string ask(const std::string& folder, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((folder + "/history.db").c_str(), &db) == SQLITE_OK);
  std::string rows;
  const auto row = [](void* to, int n, char** cells, char**) {
    auto& text = *static_cast<std::string*>(to);
    for (int i = 0; i < n; ++i)
      text.append(i == 0 ? "" : "|").append(cells[i] == nullptr ? "null" : cells[i]);
    text.push_back('\n');
    return 0;
  };
  CHECK(sqlite3_exec(db, sql.c_str(), row, &rows, nullptr) == SQLITE_OK);
  sqlite3_close(db);
  return rows;
}

Run named(std::string id, std::string started) {
  Run run = testing::a_run();
  run.run = std::move(id);
  run.started = std::move(started);
  return run;
}

}  // namespace

TEST_CASE("a run is a row, and so are its scenarios, platforms and findings") {
  const TemporaryFolder folder;
  auto history = History::open(folder.path() + "/.tagproof");  // the folder is made
  REQUIRE(history);
  REQUIRE((*history)->record(testing::a_run()));
  const std::string where = folder.path() + "/.tagproof";
  CHECK(ask(where,
            "SELECT run, seed, contract, scenarios, passed, failed, errors, findings, warnings, "
            "folder FROM runs") == "20260115T100000Z-1f3a|1|acme-store|8|4|3|1|4|1|1\n");
  CHECK(ask(where, "SELECT scenario, verdict, cell FROM scenarios WHERE cell <> '{}'") ==
        "consent[DE,basic]|pass|{\"shopper.region\":\"DE\",\"contract.consent.mode\":\"basic\"}\n"
        "consent[US-CA,basic]|pass|{\"shopper.region\":\"US-CA\",\"contract.consent.mode\":"
        "\"basic\"}\n");
  CHECK(ask(where, "SELECT error FROM scenarios WHERE verdict = 'error'") ==
        "the storefront's database could not be opened: disk full\n");
  CHECK(ask(where,
            "SELECT platform, event, received, counted, conversions, by_currency FROM platforms "
            "JOIN scenarios ON id = scenario_id "
            "WHERE scenario = 'two-currencies' ORDER BY platform") ==
        "ga4|purchase|2|2|2|{\"EUR\":{\"value\":\"100.50\",\"refunded\":\"0.00\"},\"USD\":{"
        "\"value\":\"50.25\",\"refunded\":\"0.00\"}}\n"
        "google_ads|purchase|0|0|0|{}\n"
        "meta|purchase|0|0|0|{}\n");
  CHECK(ask(where,
            "SELECT \"check\", severity, owner, platform, channel, order_id, amount, currency, "
            "direction, rule FROM findings "
            "WHERE \"check\" LIKE 'dedup.%'") ==
        "dedup.event-id-mismatch|error|Shop "
        "backend|meta|server|1001|50.25|EUR|over|meta.dedup.event-id\n");
}

TEST_CASE("the same run is recorded once, and a failed record leaves nothing") {
  const TemporaryFolder folder;
  auto history = History::open(folder.path());
  REQUIRE(history);
  REQUIRE((*history)->record(testing::a_run()));
  const auto again = (*history)->record(testing::a_run());
  REQUIRE_FALSE(again);
  CHECK(again.error().message.find("can't record run 20260115T100000Z-1f3a") != std::string::npos);
  CHECK(ask(folder.path(), "SELECT count(*) FROM scenarios") == "8\n");
}

TEST_CASE("of more runs than are kept, the oldest folders go and their rows stay") {
  const TemporaryFolder folder;
  auto opened = History::open(folder.path());
  REQUIRE(opened);
  History& history = **opened;
  CHECK(history.beyond(0)->empty());
  REQUIRE(history.record(named("b", "2026-01-16T00:00:00.000Z")));
  REQUIRE(history.record(named("a", "2026-01-15T00:00:00.000Z")));
  REQUIRE(history.record(named("c", "2026-01-17T00:00:00.000Z")));
  CHECK(*history.beyond(3) == std::vector<std::string>{});
  CHECK(*history.beyond(1) == std::vector<std::string>{"a", "b"});
  REQUIRE(history.forget_folders({"a", "unknown"}));
  CHECK(*history.beyond(1) == std::vector<std::string>{"b"});
  CHECK(ask(folder.path(), "SELECT run, folder FROM runs") == "a|0\nb|1\nc|1\n");
}

TEST_CASE("a run that shows personal data leaves no texts behind") {
  const TemporaryFolder folder;
  auto history = History::open(folder.path());
  REQUIRE(history);
  Run run = testing::a_run();
  run.shows_personal_data = true;
  REQUIRE((*history)->record(run));
  CHECK(ask(folder.path(), "SELECT DISTINCT message, expected, actual FROM findings") ==
        "null|null|null\n");
  CHECK(ask(folder.path(), "SELECT DISTINCT error FROM scenarios") == "null\n");
}

TEST_CASE("several processes may open and write side by side") {
  const TemporaryFolder folder;
  constexpr int kWriters = 4;
  constexpr int kRuns = 5;
  std::array<int, kWriters> written{};
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        auto history = History::open(folder.path());  // a connection each, as processes have
        if (!history) return;
        for (int i = 0; i < kRuns; ++i) {
          Run run;
          run.run = std::to_string(writer) + "-" + std::to_string(i);
          if ((*history)->record(run)) ++written[static_cast<std::size_t>(writer)];
        }
      });
    }
  }
  for (const int n : written) CHECK(n == kRuns);
  CHECK(ask(folder.path(), "SELECT count(*) FROM runs") == "20\n");
}

TEST_CASE("a file that can't be used says why and stays as it is") {
  const TemporaryFolder folder;
  SUBCASE("of a newer tagproof") {
    REQUIRE(History::open(folder.path()));
    ask(folder.path(), "PRAGMA user_version = 99");
    const auto opened = History::open(folder.path());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message.find("written by a newer tagproof (version 99") !=
          std::string::npos);
  }
  SUBCASE("no database") {
    std::ofstream(folder.path() + "/history.db") << std::string(4096, 'x');
    const auto opened = History::open(folder.path());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message.find("not a database") != std::string::npos);
  }
  SUBCASE("a folder that can't be made") {
    std::ofstream(folder.path() + "/file") << "x";
    CHECK_FALSE(History::open(folder.path() + "/file/below"));
  }
}

TEST_CASE("opening, recording and closing takes a few milliseconds") {
  const TemporaryFolder folder;
  REQUIRE(History::open(folder.path()));
  const Run run = testing::a_large_run(40, 20);
  const Stopwatch watch;
  auto history = History::open(folder.path());
  REQUIRE(history);
  REQUIRE((*history)->record(run));
  history->reset();
  const double took_ms = watch.milliseconds();
  MESSAGE("40 scenarios: ", took_ms, " ms");
  CHECK(took_ms < 1000);  // far above what it takes, for a machine that is busy with other things
}
