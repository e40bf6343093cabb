#include "harness/commands/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"

namespace tagproof {
namespace {

// Text people scan: the id, and below it every column that says something.
void write_text(const Table& table, std::ostream& out) {
  std::size_t width = 0;
  for (std::size_t c = 1; c < table.columns.size(); ++c)
    width = std::max(width, table.columns[c].size());
  for (const auto& row : table.rows) {
    out << row[0] << "\n";
    for (std::size_t c = 1; c < row.size(); ++c) {
      if (!row[c].empty()) out << fmt::format("  {:<{}}  {}\n", table.columns[c], width, row[c]);
    }
  }
}

void write_json(const Table& table, std::ostream& out) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("format").string("tagproof.list/1").key("list").string(table.list);
  json.key("rows").begin_array();
  for (const auto& row : table.rows) {
    json.begin_object();
    for (std::size_t c = 0; c < row.size(); ++c) json.key(table.columns[c]).string(row[c]);
    json.end_object();
  }
  json.end_array().end_object();
  out << text << "\n";
}

std::string cell(std::string_view text) {
  return replace_all(replace_all(text, "|", "\\|"), "\n", " ");
}

void write_markdown(const Table& table, std::ostream& out) {
  for (const auto& column : table.columns) out << "| " << column << " ";
  out << "|\n";
  for (std::size_t c = 0; c < table.columns.size(); ++c) out << "|---";
  out << "|\n";
  for (const auto& row : table.rows) {
    for (const auto& text : row) out << "| " << cell(text) << " ";
    out << "|\n";
  }
}

}  // namespace

void write_table(const Table& table, TableFormat format, std::ostream& out) {
  switch (format) {
    case TableFormat::text:
      return write_text(table, out);
    case TableFormat::json:
      return write_json(table, out);
    case TableFormat::markdown:
      return write_markdown(table, out);
  }
}

}  // namespace tagproof
