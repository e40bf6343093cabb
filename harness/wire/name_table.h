#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace tagproof {

/// Names that are known while compiling, each found at its place in their list: a hit has dozens of
/// names that are looked up.
template <std::size_t N>
class NameTable {
 public:
  consteval explicit NameTable(const std::array<std::string_view, N>& names) : names_(names) {
    slots_.fill(static_cast<std::uint8_t>(N));
    for (std::size_t place = 0; place < N; ++place) {
      auto slot = slot_of(names[place]);
      while (slots_[slot] != N) slot = next(slot);
      slots_[slot] = static_cast<std::uint8_t>(place);
    }
  }

  /// The name's place; N where it isn't listed.
  [[nodiscard]] constexpr std::size_t find(std::string_view name) const {
    if (name.empty()) return N;
    for (auto slot = slot_of(name);; slot = next(slot)) {
      const std::size_t place = slots_[slot];
      if (place == N || names_[place] == name) return place;
    }
  }
  [[nodiscard]] constexpr bool has(std::string_view name) const { return find(name) != N; }
  [[nodiscard]] constexpr const std::array<std::string_view, N>& names() const { return names_; }

 private:
  static_assert(N > 0 && N < 256);
  // Open addressing; a slot holds a place, or N where it is free.
  static constexpr std::size_t kSlots = std::bit_ceil(N * 4);

  static constexpr std::size_t next(std::size_t slot) { return (slot + 1) % kSlots; }
  // Under these factors hardly any two names of a table here share a slot.
  static constexpr std::size_t slot_of(std::string_view name) {
    const auto byte = [](char c) {
      return static_cast<std::size_t>(static_cast<unsigned char>(c));
    };
    const auto letters =
        (byte(name.front()) * 4 + byte(name[name.size() / 2])) * 5 + byte(name.back());
    return (letters * 5 + name.size()) % kSlots;
  }

  std::array<std::string_view, N> names_{};
  std::array<std::uint8_t, kSlots> slots_{};
};

/// A name by its place in a table, written as itself; one that isn't in the table doesn't compile.
template <const auto& kNames>
struct NameIn {
  consteval NameIn(const char* name) : NameIn(std::string_view(name)) {}  // a literal is a name
  consteval explicit NameIn(std::string_view name) : place(kNames.find(name)) {
    if (place == kNames.names().size()) throw "no such name in the table";
  }
  [[nodiscard]] constexpr std::string_view text() const { return kNames.names()[place]; }
  std::size_t place;
};

/// The names of a table's rows: `name_of` says where a row has it.
template <const auto& rows, class NameOf>
consteval auto names_of(NameOf name_of) {
  std::array<std::string_view, std::size(rows)> names{};
  std::ranges::transform(rows, names.begin(), name_of);
  return names;
}

}  // namespace tagproof
