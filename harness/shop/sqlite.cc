#include "harness/shop/sqlite.h"

#include "harness/base/bug.h"

namespace tagproof {
namespace {

// An in-memory database that holds a scenario's orders has no reason to fail but a mistake in our
// SQL.
void expect(bool ok) {
  if (!ok) TAGPROOF_BUG("the shop's database refused a statement");
}

}  // namespace

Statement::Statement(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  expect(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK);
  statement_.reset(statement);
}

Statement& Statement::text(std::string_view value) {
  // SQLite copies it: the bound text may be gone when the statement runs. SQLITE_TRANSIENT is an
  // old-style cast of -1.
  expect(sqlite3_bind_text64(
             statement_.get(), ++bound_, value.data() == nullptr ? "" : value.data(), value.size(),
             reinterpret_cast<sqlite3_destructor_type>(static_cast<std::intptr_t>(-1)),
             SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Statement& Statement::number(std::int64_t value) {
  expect(sqlite3_bind_int64(statement_.get(), ++bound_, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::decimal(const std::optional<Decimal>& value) {
  if (value) return text(value->text());
  expect(sqlite3_bind_null(statement_.get(), ++bound_) == SQLITE_OK);
  return *this;
}

Statement& Statement::time(const std::optional<TimePoint>& value) {
  if (value) return number(value->time_since_epoch().count());
  expect(sqlite3_bind_null(statement_.get(), ++bound_) == SQLITE_OK);
  return *this;
}

bool Statement::step() {
  read_ = 0;
  const int status = sqlite3_step(statement_.get());
  expect(status == SQLITE_ROW || status == SQLITE_DONE);
  return status == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  bound_ = 0;
  read_ = 0;
}

std::string Statement::next_text() {
  const int column = read_++;
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::int64_t Statement::next_number() { return sqlite3_column_int64(statement_.get(), read_++); }

std::optional<Decimal> Statement::next_decimal() {
  if (sqlite3_column_type(statement_.get(), read_) == SQLITE_NULL) {
    ++read_;
    return std::nullopt;
  }
  return Decimal::parse(next_text());
}

std::optional<TimePoint> Statement::next_time() {
  if (sqlite3_column_type(statement_.get(), read_) == SQLITE_NULL) {
    ++read_;
    return std::nullopt;
  }
  return TimePoint(Duration(next_number()));
}

}  // namespace tagproof
