#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/decimal.h"
#include "harness/base/time.h"

namespace tagproof {

/// A prepared statement with positions that count on: bind in the statement's order, read in the
/// row's. Times are microseconds, decimals their text: SQLite's own numbers would be doubles.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);

  Statement& text(std::string_view value);
  Statement& number(std::int64_t value);
  Statement& decimal(const std::optional<Decimal>& value);
  Statement& time(const std::optional<TimePoint>& value);

  /// Steps; true: there is a row to read.
  bool step();
  /// Runs to its end.
  void run();
  /// Ready to be bound again.
  void reset();

  std::string next_text();
  std::int64_t next_number();
  std::optional<Decimal> next_decimal();
  std::optional<TimePoint> next_time();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
  int read_ = 0;
};

}  // namespace tagproof
