#pragma once

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "harness/serve/memory.h"

namespace tagproof {

/// A list that grows at its end and loses its oldest. Nothing is moved when one leaves: a server
/// that is full loses one with every hit. A judge gets all of it in one piece without a copy.
template <class T>
class Recent {
 public:
  void push_back(T&& one) { items_.push_back(std::move(one)); }
  void pop_front() { items_.pop_front(); }
  [[nodiscard]] const std::deque<T>& view() const { return items_; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }

  [[nodiscard]] std::vector<T> take() {
    std::vector<T> taken;
    // Address space costs nothing until it is written to, and what was moved out is given back at
    // once: the two lists together never need much more than one.
    taken.reserve(items_.size());
    for (; !items_.empty(); items_.pop_front()) taken.push_back(std::move(items_.front()));
    return taken;
  }
  /// What was taken, before anything else is added.
  void put(std::vector<T> taken) {
    for (std::size_t left = taken.size(); left > 0; --left) {
      items_.push_front(std::move(taken.back()));
      taken.pop_back();
      if (left % kPiece != 0) continue;
      const auto emptied = std::min(kPiece, taken.capacity() - taken.size());
      return_pages(taken.data() + taken.size(), emptied * sizeof(T));
    }
  }

 private:
  static constexpr std::size_t kPiece = 1024;
  std::deque<T> items_{};
};

}  // namespace tagproof
