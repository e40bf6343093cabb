#include "harness/files/complaints.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace tagproof {
namespace {

// A longer line isn't shown: nobody finds a caret in it.
constexpr std::size_t kMaxShownLine = 300;

}  // namespace

void Complaints::at(const Position& place, std::string key, std::string message) {
  Problem problem;
  if (place.source != nullptr) {
    problem.file = place.source->path;
    const auto line = static_cast<std::size_t>(place.line);
    if (place.line > 0 && line <= place.source->lines.size() &&
        place.source->lines[line - 1].size() <= kMaxShownLine)
      problem.source_line = place.source->lines[line - 1];
  }
  problem.line = place.line;
  problem.column = place.column;
  problem.length = place.length;
  problem.key = std::move(key);
  problem.message = std::move(message);
  if (said_.contains({problem.file, problem.line, problem.column, problem.message})) return;
  if (list_.size() >= kMax) {
    ++beyond_;
    return;
  }
  said_.insert({problem.file, problem.line, problem.column, problem.message});
  list_.push_back(std::move(problem));
}

void Complaints::of_file(std::string path, std::string message) {
  if (!said_.insert({path, 0, 0, message}).second) return;
  Problem problem;
  problem.file = std::move(path);
  problem.message = std::move(message);
  list_.push_back(std::move(problem));
}

void Complaints::into(Problems& problems) const {
  auto sorted = list_;
  std::ranges::stable_sort(sorted, {},
                           [](const Problem& p) { return std::tie(p.file, p.line, p.column); });
  for (auto& problem : sorted) problems.add(std::move(problem));
  if (beyond_ > 0)
    problems.add({},
                 fmt::format("{} more problems are not shown; the first {} are", beyond_, kMax));
}

}  // namespace tagproof
