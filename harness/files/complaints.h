#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "harness/base/problems.h"
#include "harness/files/node.h"

namespace tagproof {

/// What is wrong in files, once for each place: a contract is loaded for every cell of a matrix,
/// its mistakes are told once.
class Complaints {
 public:
  void at(const Position& place, std::string key, std::string message);
  void of_file(std::string path, std::string message);
  [[nodiscard]] std::size_t size() const { return list_.size() + beyond_; }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  /// Adds them, sorted by file and place; beyond kMax the rest is counted.
  void into(Problems& problems) const;

  static constexpr std::size_t kMax = 500;

 private:
  std::vector<Problem> list_{};
  std::set<std::tuple<std::string, int, int, std::string>> said_{};
  std::size_t beyond_ = 0;
};

}  // namespace tagproof
