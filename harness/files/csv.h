#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tagproof {

/// Reads CSV (RFC 4180): fields may be quoted and hold separators, line ends and doubled quotes.
/// Rows without any text are left out.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, char separator = ',');
  /// The next row, or false at the end. After a quote that never closes, `broken()` says so.
  bool next(std::vector<std::string>& fields);
  [[nodiscard]] int line() const { return row_line_; }  // where the last row began, from 1
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  bool field(std::string& out);  // whether another field of the row follows
  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
  int row_line_ = 1;
  bool broken_ = false;
};

}  // namespace tagproof
