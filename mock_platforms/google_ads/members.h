#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "harness/wire/json.h"

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
  // Names in tables have no underscores: a key without one was looked for as it stands.
  if (spelling == Spelling::camel || key.find('_') == std::string_view::npos) return rows.size();
  const auto found =
      std::ranges::find_if(rows, [&](const Row& row) { return is_snake_case_of(key, row.name); });
  return static_cast<std::size_t>(found - rows.begin());
}

/// Puts each member in the place of its name. Of several of one name the first stays, of two
/// spellings that of lowerCamelCase. Nothing of what is no object.
void match_members(JsonView object, std::span<const Named> names, Spelling spelling,
                   std::span<JsonView> found);

template <const auto& table>
inline constexpr auto kNamesOf = [] {
  std::array<Named, std::size(table)> names{};
  std::ranges::transform(table, names.begin(), [](const auto& row) { return Named{row.name}; });
  return names;
}();

/// A row by its name; one that the table doesn't have doesn't compile.
template <const auto& table>
class RowName {
 public:
  consteval RowName(const char* name) {  // implicit: a literal is a name
    while (kNamesOf<table>.at(row_).name != name) ++row_;
  }
  [[nodiscard]] constexpr std::size_t row() const { return row_; }
  [[nodiscard]] constexpr std::string_view text() const { return kNamesOf<table>[row_].name; }

 private:
  std::size_t row_ = 0;
};

template <const auto& table, Spelling spelling = Spelling::either>
class MembersOf {
 public:
  using Name = RowName<table>;
  explicit MembersOf(JsonView object) { match_members(object, kNamesOf<table>, spelling, found_); }
  [[nodiscard]] JsonView operator[](Name name) const { return found_[name.row()]; }
  /// By the row's index in the table.
  [[nodiscard]] JsonView at(std::size_t row) const { return found_[row]; }

 private:
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
