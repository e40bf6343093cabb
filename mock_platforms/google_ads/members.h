#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "harness/wire/json.h"
#include "harness/wire/name_table.h"

/// A JSON object's members by the rows of a table that names them. Each member looks for its row
/// once: to look for a member for each row, of which a body has every third, costs more. An object
/// of two or three names in one spelling is as well asked for each (JsonView).
namespace tagproof::google_ads {

/// How a member's name may be spelt: as the table has it (`eventTimestamp`), or in snake_case, too
/// (`event_timestamp`).
enum class Spelling : std::uint8_t { camel, either };

/// A row of a table that says nothing but names. Other tables have a `name` among the rest.
struct Named {
  std::string_view name{};  // lowerCamelCase
};

/// Whether `key` is the snake_case of `name`.
bool is_snake_case_of(std::string_view key, std::string_view name);

/// The row whose name `key` is in snake_case; rows.size(): none.
template <class Rows>
std::size_t row_of_snake_case(const Rows& rows, std::string_view key) {
  // Names in tables have no underscores: a key without one was looked for as it stands.
  if (key.find('_') == std::string_view::npos) return std::size(rows);
  const auto found =
      std::ranges::find_if(rows, [&](const auto& row) { return is_snake_case_of(key, row.name); });
  return static_cast<std::size_t>(found - std::begin(rows));
}

/// The row that `key` names, looked for from `start` on and round; rows.size(): none.
template <class Row>
std::size_t row_of(std::span<const Row> rows, Spelling spelling, std::size_t start,
                   std::string_view key) {
  for (auto row = start; row < rows.size(); ++row) {
    if (rows[row].name == key) return row;
  }
  for (std::size_t row = 0; row < start; ++row) {
    if (rows[row].name == key) return row;
  }
  return spelling == Spelling::camel ? rows.size() : row_of_snake_case(rows, key);
}

/// The names of a table's rows, each found at its row.
template <const auto& table>
inline constexpr NameTable kNamesOf(names_of<table>([](const auto& row) { return row.name; }));

/// A row by its name; one that the table doesn't have doesn't compile.
template <const auto& table>
class RowName {
 public:
  consteval RowName(const char* name) {  // implicit: a literal is a name
    row_ = kNamesOf<table>.find(name);
    if (row_ == std::size(table)) throw "no such name in the table";
  }
  [[nodiscard]] constexpr std::size_t row() const { return row_; }
  [[nodiscard]] constexpr std::string_view text() const { return table[row_].name; }

 private:
  std::size_t row_ = 0;
};

template <const auto& table, Spelling spelling = Spelling::either>
class MembersOf {
 public:
  using Name = RowName<table>;
  /// Of several members of one name the first stays, of two spellings that of lowerCamelCase.
  /// Nothing of what is no object.
  explicit MembersOf(JsonView object) {
    if (!object.is(JsonKind::object)) return;
    std::string storage;
    for (const auto& member : object) {
      const auto key = member.key(storage);
      const auto row = row_of(key);
      if (row == std::size(table)) continue;
      auto& place = found_[row];
      if (!place.exists() || (key == table[row].name && place.key() != table[row].name))
        place = member;
    }
  }
  [[nodiscard]] JsonView operator[](Name name) const { return found_[name.row()]; }
  /// By the row's index in the table.
  [[nodiscard]] JsonView at(std::size_t row) const { return found_[row]; }

 private:
  static std::size_t row_of(std::string_view key) {
    const auto row = kNamesOf<table>.find(key);
    if (spelling == Spelling::camel || row < std::size(table)) return row;
    return row_of_snake_case(table, key);
  }

  std::array<JsonView, std::size(table)> found_{};
};

/// The text as observed_text() would have it, as a view where it has no escapes; "" where that says
/// nothing or is malformed.
inline std::string_view said(JsonView view, std::string& storage) {
  return view.is(JsonKind::null) ? std::string_view() : view.text(storage);
}
/// Whether observed_text() would have a value.
inline bool says(JsonView view) {
  std::string storage;
  return !said(view, storage).empty();
}

}  // namespace tagproof::google_ads
