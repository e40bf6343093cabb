#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tagproof {

/// 128 bits of hash: long keys cost no more than short ones. Never zero.
struct Key128 {
  std::uint64_t a = 0, b = 0;
  bool operator==(const Key128&) const = default;

  /// Another key for each number: what one text is under different rules.
  [[nodiscard]] Key128 of(std::size_t number) const {
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 by the golden ratio
    const Key128 other{a + (number + 1) * kGolden, b};
    return other == Key128{} ? Key128{0, 1} : other;
  }
  /// The key of two things, one behind the other.
  [[nodiscard]] Key128 then(const Key128& next) const {
    const Key128 both{std::rotl(a, 1) ^ next.a, std::rotl(b, 1) ^ next.b};
    return both == Key128{} ? Key128{0, 1} : both;
  }
};

Key128 key_of(std::string_view text);

/// What is remembered of each of millions of keys that are met at random: the slots lie side by
/// side, so that a question costs one look into memory (std::unordered_map: three or four, and a
/// fifth of the time that a hit takes). A key is its own hash.
template <class Value>
class KeyTable {
 public:
  /// Null: it isn't there. Valid until something is added or erased.
  [[nodiscard]] Value* find(const Key128& key) {
    if (slots_.empty()) return nullptr;
    auto& slot = slots_[place_of(key)];
    return slot.key == key ? &slot.value : nullptr;
  }
  [[nodiscard]] const Value* find(const Key128& key) const {
    if (slots_.empty()) return nullptr;
    const auto& slot = slots_[place_of(key)];
    return slot.key == key ? &slot.value : nullptr;
  }

  /// The key's value, and whether it was added.
  std::pair<Value*, bool> try_emplace(const Key128& key, const Value& value = {}) {
    if ((size_ + 1) * kMostFilled.second > slots_.size() * kMostFilled.first) grow();
    auto& slot = slots_[place_of(key)];
    if (slot.key == key) return {&slot.value, false};
    slot = {key, value};
    ++size_;
    return {&slot.value, true};
  }

  template <class Predicate>
  void erase_if(Predicate erased) {
    const auto old = std::exchange(slots_, std::vector<Slot>(slots_.size()));
    size_ = 0;
    for (const auto& slot : old) {
      if (slot.key == kEmpty || erased(slot.value)) continue;
      slots_[place_of(slot.key)] = slot;
      ++size_;
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// A small table keeps its slots: it is filled again soon.
  void clear() {
    if (slots_.size() > kMostKept) {
      *this = {};
    } else if (size_ != 0) {
      std::ranges::fill(slots_, Slot{});
      size_ = 0;
    }
  }

 private:
  static constexpr Key128 kEmpty{};
  static constexpr std::pair<std::size_t, std::size_t> kMostFilled{2, 3};  // of the slots
  static constexpr std::size_t kFirstSlots = 16;                           // a power of two
  static constexpr std::size_t kMostKept = 64;                             // by clear()

  struct Slot {
    Key128 key{};
    [[no_unique_address]] Value value{};
  };

  /// Where the key stands, or the free slot that is its.
  [[nodiscard]] std::size_t place_of(const Key128& key) const {
    const auto last = slots_.size() - 1;
    auto place = static_cast<std::size_t>(key.a >> std::countl_zero(last));
    while (slots_[place].key != kEmpty && slots_[place].key != key) place = (place + 1) & last;
    return place;
  }

  void grow() {
    const auto old =
        std::exchange(slots_, std::vector<Slot>(std::max(kFirstSlots, slots_.size() * 2)));
    for (const auto& slot : old) {
      if (slot.key != kEmpty) slots_[place_of(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_{};
  std::size_t size_ = 0;
};

}  // namespace tagproof
