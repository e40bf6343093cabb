#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "harness/serve/memory.h"

namespace tagproof {

/// A list that grows at its end and loses its oldest, in one piece of memory, so that a judge gets
/// all of it without a copy.
template <class T>
class Recent {
 public:
  void push_back(T&& one) {
    // Address space costs nothing until it is written to; copying a large list would need twice its
    // memory. So a list that has become large gets its room at once.
    if (items_.size() == items_.capacity() && items_.size() >= kLarge)
      items_.reserve(items_.size() * kRoom);
    items_.push_back(std::move(one));
    if (items_.size() > touched_) touched_ = items_.size();
  }
  void pop_front() {
    // Moved out, not assigned to: an assigned string would keep the memory it had.
    [[maybe_unused]] const T oldest = std::move(items_[gone_++]);
    if (gone_ >= kSmall && gone_ >= items_.size() / 8) close_up();
  }
  [[nodiscard]] std::span<const T> view() const { return std::span(items_).subspan(gone_); }
  [[nodiscard]] std::size_t size() const { return items_.size() - gone_; }
  [[nodiscard]] bool empty() const { return size() == 0; }

  [[nodiscard]] std::vector<T> take() {
    close_up();
    return std::exchange(items_, {});
  }
  /// What was taken.
  void put(std::vector<T> items) {
    items_ = std::move(items);
    touched_ = items_.size();
  }

 private:
  static constexpr std::size_t kSmall = 1024;
  static constexpr std::size_t kLarge = 8192;
  static constexpr std::size_t kRoom = 16;

  void close_up() {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(gone_));
    gone_ = 0;
    // A list that has become much shorter keeps its address space, not the memory behind it.
    if (touched_ - items_.size() > items_.size() / 4 + kSmall) {
      return_pages(items_.data() + items_.size(), (items_.capacity() - items_.size()) * sizeof(T));
      touched_ = items_.size();
    }
  }

  std::vector<T> items_{};
  std::size_t gone_ = 0;     // at the beginning, emptied
  std::size_t touched_ = 0;  // elements whose memory was written to since it was given back
};

}  // namespace tagproof
