#include "harness/history/history.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/wire/json_writer.h"

namespace tagproof {
namespace {

constexpr int kSchemaVersion = 1;
constexpr int kBusyTimeoutMs = 5000;

constexpr const char* kSchema = R"sql(
CREATE TABLE runs(
  run TEXT PRIMARY KEY, started TEXT NOT NULL, tool TEXT NOT NULL, seed TEXT NOT NULL, contract TEXT, target TEXT NOT NULL,
  command TEXT NOT NULL, strict INTEGER NOT NULL, duration_ms REAL NOT NULL, scenarios INTEGER NOT NULL,
  passed INTEGER NOT NULL, failed INTEGER NOT NULL, errors INTEGER NOT NULL, checks INTEGER NOT NULL,
  findings INTEGER NOT NULL, warnings INTEGER NOT NULL, infos INTEGER NOT NULL, hits INTEGER NOT NULL,
  events INTEGER NOT NULL, folder INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;
CREATE TABLE scenarios(
  id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs(run), scenario TEXT NOT NULL, file TEXT NOT NULL,
  cell TEXT NOT NULL, faults TEXT NOT NULL, verdict TEXT NOT NULL, error TEXT, duration_ms REAL NOT NULL);
CREATE TABLE platforms(
  scenario_id INTEGER NOT NULL REFERENCES scenarios(id), platform TEXT NOT NULL, event TEXT NOT NULL,
  received INTEGER NOT NULL, refused INTEGER NOT NULL, dropped INTEGER NOT NULL, unconsented INTEGER NOT NULL,
  deduplicated INTEGER NOT NULL, counted INTEGER NOT NULL, retracted INTEGER NOT NULL, restated INTEGER NOT NULL,
  conversions INTEGER NOT NULL, by_currency TEXT NOT NULL);
CREATE TABLE findings(
  scenario_id INTEGER NOT NULL REFERENCES scenarios(id), "check" TEXT NOT NULL, severity TEXT NOT NULL,
  cause TEXT NOT NULL, layer TEXT NOT NULL, owner TEXT, platform TEXT, channel TEXT, order_id TEXT, message TEXT,
  expected TEXT, actual TEXT, amount TEXT, currency TEXT, direction TEXT, rule TEXT, source TEXT);
CREATE INDEX runs_by_time ON runs(started);
CREATE INDEX scenarios_by_run ON scenarios(run);
CREATE INDEX platforms_by_scenario ON platforms(scenario_id);
CREATE INDEX findings_by_scenario ON findings(scenario_id);
CREATE INDEX findings_by_check ON findings("check");
)sql";

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
struct EndStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// A prepared statement; values are bound in order. The first failure is kept by the caller's
/// `run`.
class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql) : db_(db) {
    sqlite3_stmt* made = nullptr;
    code_ = sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &made, nullptr);
    statement_.reset(made);
  }

  Statement& text(std::string_view value) {
    const std::string shown = is_utf8(value) ? std::string(value) : to_utf8(value);
    keep(sqlite3_bind_text64(statement_.get(), ++bound_, shown.data(), shown.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
  }
  Statement& text_or_null(std::string_view value) {
    if (!value.empty()) return text(value);
    keep(sqlite3_bind_null(statement_.get(), ++bound_));
    return *this;
  }
  Statement& number(std::int64_t value) {
    keep(sqlite3_bind_int64(statement_.get(), ++bound_, value));
    return *this;
  }
  Statement& real(double value) {
    keep(sqlite3_bind_double(statement_.get(), ++bound_, value));
    return *this;
  }

  /// Runs it to its end and makes it ready for the next values.
  bool run() {
    bound_ = 0;
    if (code_ != SQLITE_OK) return false;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_DONE || code == SQLITE_ROW) {
      sqlite3_reset(statement_.get());
      return true;
    }
    code_ = code;
    return false;
  }
  /// The next row; false at the end or when it failed.
  bool next() {
    if (code_ != SQLITE_OK) return false;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) code_ = code;
    return false;
  }
  [[nodiscard]] std::int64_t column_number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
  }
  [[nodiscard]] std::string column_text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return text == nullptr ? std::string{} : std::string(text, size);
  }
  [[nodiscard]] bool failed() const { return code_ != SQLITE_OK; }
  [[nodiscard]] std::int64_t last_row() const { return sqlite3_last_insert_rowid(db_); }

 private:
  void keep(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, EndStatement> statement_{};
  int bound_ = 0;
  int code_ = SQLITE_OK;
};

std::string by_currency_json(const LedgerNumbers& numbers) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  for (const auto& [currency, sum] : numbers.by_currency) {
    out.key(currency).begin_object().key("value").string(amount_text(sum.value, currency));
    out.key("refunded").string(amount_text(sum.refunded, currency)).end_object();
  }
  out.end_object();
  return json;
}

std::string cell_json(const ScenarioResult& result) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  for (const auto& [path, value] : result.cell) out.key(path).string(value);
  out.end_object();
  return json;
}

/// All rows of one run, within a transaction that the caller holds.
class Recorder {
 public:
  explicit Recorder(sqlite3* db)
      : runs_(db, "INSERT INTO runs VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,1)"),
        scenarios_(db, "INSERT INTO scenarios VALUES(NULL,?,?,?,?,?,?,?,?)"),
        platforms_(db, "INSERT INTO platforms VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        findings_(db, "INSERT INTO findings VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)") {}

  bool write(const Run& run) {
    const auto sum = run.summary();
    runs_.text(run.run)
        .text(run.started)
        .text(run.tool)
        .text(std::to_string(run.seed))
        .text_or_null(run.contract);
    runs_.text(run.target).text(run.command).number(run.strict ? 1 : 0).real(run.duration_ms);
    for (const auto number : {sum.scenarios, sum.passed, sum.failed, sum.errors, sum.checks,
                              sum.findings, sum.warnings, sum.infos, sum.hits, sum.events}) {
      runs_.number(number);
    }
    if (!runs_.run()) return false;
    for (const auto& result : run.scenarios) {
      if (!write(run, result)) return false;
    }
    return true;
  }

 private:
  bool write(const Run& run, const ScenarioResult& result) {
    scenarios_.text(run.run).text(result.scenario).text(result.file).text(cell_json(result));
    scenarios_.text(join(result.faults, " ")).text(text(result.verdict));
    scenarios_.text_or_null(run.shows_personal_data ? std::string_view() : result.error)
        .real(result.duration_ms);
    if (!scenarios_.run()) return false;
    const std::int64_t id = scenarios_.last_row();
    for (const auto& ledger : result.evidence.ledgers) {
      if (!ledger.events.contains(EventName::purchase) &&
          !write(id, ledger.platform, EventName::purchase, {}))
        return false;
      for (const auto& [name, numbers] : ledger.events) {
        if (!write(id, ledger.platform, name, numbers)) return false;
      }
    }
    for (const auto& finding : result.judgement.findings) {
      if (!write(id, finding, run.shows_personal_data)) return false;
    }
    return true;
  }

  bool write(std::int64_t scenario, const PlatformId& platform, EventName name,
             const LedgerNumbers& n) {
    platforms_.number(scenario).text(platform.view()).text(text(name));
    for (const auto number : {n.received, n.refused, n.dropped, n.unconsented, n.deduplicated,
                              n.counted, n.retracted, n.restated, n.conversions()}) {
      platforms_.number(number);
    }
    return platforms_.text(by_currency_json(n)).run();
  }

  bool write(std::int64_t scenario, const Finding& finding, bool unmasked) {
    findings_.number(scenario)
        .text(finding.check)
        .text(text(finding.severity))
        .text(text(finding.cause));
    findings_.text(text(finding.layer))
        .text_or_null(finding.owner)
        .text_or_null(finding.platform.view());
    findings_.text_or_null(finding.channel ? text(*finding.channel) : "")
        .text_or_null(finding.order.view());
    for (const auto* part : {&finding.message, &finding.expected, &finding.actual}) {
      findings_.text_or_null(unmasked ? std::string_view() : *part);
    }
    if (finding.at_stake) {
      const auto& [money, direction] = *finding.at_stake;
      findings_.text(amount_text(money.amount, money.currency))
          .text(money.currency)
          .text(text(direction));
    } else {
      findings_.text_or_null("").text_or_null("").text_or_null("");
    }
    return findings_.text_or_null(finding.rule).text_or_null(finding.source).run();
  }

  Statement runs_, scenarios_, platforms_, findings_;
};

}  // namespace

struct History::Inside {
  std::string path{};
  std::unique_ptr<sqlite3, CloseDatabase> db{};

  [[nodiscard]] Error failed(std::string_view what) const {
    return error(fmt::format("{}: {}: {}", path, what, sqlite3_errmsg(db.get())));
  }
  bool execute(const char* sql) const {
    return sqlite3_exec(db.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  }

  /// One transaction: all of it or nothing.
  template <class Work>
  Result<bool> transaction(std::string_view what, Work work) {
    if (!execute("BEGIN IMMEDIATE")) return failed(what);
    if (work() && execute("COMMIT")) return true;
    Error problem = failed(what);
    execute("ROLLBACK");
    return problem;
  }

  [[nodiscard]] std::optional<std::int64_t> version() const {
    Statement query(db.get(), "PRAGMA user_version");
    if (!query.next()) return std::nullopt;
    return query.column_number(0);
  }
};

History::History(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
History::~History() = default;

Result<std::unique_ptr<History>> History::open(const std::string& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return error(fmt::format("can't make {}: {}", folder, problem.message()));
  auto inside = std::make_unique<Inside>();
  inside->path = folder + "/history.db";
  sqlite3* db = nullptr;
  const int opened = sqlite3_open_v2(inside->path.c_str(), &db,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  inside->db.reset(db);
  if (opened != SQLITE_OK) return inside->failed("can't be opened");
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  // Another process may be switching at this moment; the journal's mode is a matter of speed, not
  // of what is kept.
  inside->execute("PRAGMA journal_mode = WAL");
  inside->execute("PRAGMA synchronous = NORMAL");
  // Closing would move the log into the file and wait for the disk, 15 ms of 16; SQLite does it by
  // itself after 1,000 pages. Until then history.db-wal belongs to the file, and every reader of
  // SQLite knows.
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  const auto version = inside->version();
  if (!version) return inside->failed("can't be read");
  if (*version > kSchemaVersion) {
    return error(
        fmt::format("{} was written by a newer tagproof (version {} of its tables, this one knows "
                    "{}); use that one, or move the file away",
                    inside->path, *version, kSchemaVersion));
  }
  if (*version < kSchemaVersion) {
    const auto made = inside->transaction("can't make its tables", [&] {
      if (inside->version() == kSchemaVersion) return true;  // another process was faster
      return inside->execute(kSchema) &&
             inside->execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion).c_str());
    });
    if (!made) return made.error();
  }
  return std::unique_ptr<History>(new History(std::move(inside)));
}

Result<bool> History::record(const Run& run) {
  return inside_->transaction(fmt::format("can't record run {}", run.run),
                              [&] { return Recorder(inside_->db.get()).write(run); });
}

Result<std::vector<std::string>> History::beyond(std::size_t kept) {
  Statement query(
      inside_->db.get(),
      "SELECT run FROM runs WHERE folder = 1 ORDER BY started DESC, run DESC LIMIT -1 OFFSET ?");
  query.number(static_cast<std::int64_t>(kept));
  std::vector<std::string> runs;
  while (query.next()) runs.push_back(query.column_text(0));
  if (query.failed()) return inside_->failed("can't list its runs");
  return std::vector<std::string>(runs.rbegin(), runs.rend());
}

Result<bool> History::forget_folders(const std::vector<std::string>& runs) {
  return inside_->transaction("can't mark runs without a folder", [&] {
    Statement update(inside_->db.get(), "UPDATE runs SET folder = 0 WHERE run = ?");
    for (const auto& run : runs) {
      if (!update.text(run).run()) return false;
    }
    return true;
  });
}

}  // namespace tagproof
