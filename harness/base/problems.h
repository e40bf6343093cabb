#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tagproof {

/// One thing that is wrong in a file that a user wrote.
struct Problem {
  std::string file{};         // as the user named it
  int line = 0;               // from 1; 0: the whole file
  int column = 0;             // from 1, in characters; 0: the whole line
  int length = 1;             // how many characters the caret underlines
  std::string key{};          // "journey[3].pay.outcom"
  std::string message{};      // "unknown key `outcom` in `pay`; did you mean `outcome`?"
  std::string source_line{};  // the line's own text, for the caret
  bool operator==(const Problem&) const = default;
};

/// All that is wrong, in order of file and place; a function with several possible problems adds
/// and goes on.
class Problems {
 public:
  void add(Problem problem) { list_.push_back(std::move(problem)); }
  void add(std::string file, std::string message);
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  [[nodiscard]] const std::vector<Problem>& list() const { return list_; }

 private:
  std::vector<Problem> list_{};
};

/// As Ninja does:
///     scenarios/refund.yaml:14:26: unknown key `outcom` in `pay`; did you mean `outcome`?
///        14 |   - pay: { method: card, outcom: approved }
///           |                          ^^^^^^
std::string show(const Problem& problem);
/// All, sorted by file, line, column, one after the other.
std::string show(const Problems& problems);

}  // namespace tagproof
