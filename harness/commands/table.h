#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace tagproof {

/// Rows of text with named columns, for `tagproof list`: one shape for every thing and every
/// format.
struct Table {
  std::string list{};                  // "faults"
  std::vector<std::string> columns{};  // the first is the row's id: "fault"
  std::vector<std::vector<std::string>> rows{};
};

enum class TableFormat : std::uint8_t { text, json, markdown };

/// text: aligned columns as far as `width` goes, the last one wrapped away; json: tagproof.list/1;
/// markdown: a table.
void write_table(const Table& table, TableFormat format, std::ostream& out);

}  // namespace tagproof
