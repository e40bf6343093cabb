#include "harness/base/problems.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

namespace tagproof {
namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// White space as wide as what stands before `column`; tabs stay, so that the caret lines up in any
/// terminal.
std::string indent(std::string_view line, int column) {
  std::string out;
  for (const char c : line) {
    if (!starts_character(c)) continue;
    if (static_cast<int>(out.size()) >= column - 1) break;
    out += c == '\t' ? '\t' : ' ';
  }
  out.resize(static_cast<std::size_t>(std::max(0, column - 1)), ' ');
  return out;
}

}  // namespace

void Problems::add(std::string file, std::string message) {
  Problem problem;
  problem.file = std::move(file);
  problem.message = std::move(message);
  add(std::move(problem));
}

std::string show(const Problem& problem) {
  std::string out = problem.file;
  if (problem.line > 0) out += fmt::format(":{}", problem.line);
  if (problem.line > 0 && problem.column > 0) out += fmt::format(":{}", problem.column);
  if (!out.empty()) out += ": ";
  out += problem.message + '\n';
  if (problem.line <= 0 || problem.source_line.empty()) return out;

  const auto number = fmt::format("{:>5}", problem.line);
  out += fmt::format("{} | {}\n", number, problem.source_line);
  if (problem.column <= 0) return out;
  const auto characters = std::ranges::count_if(problem.source_line, starts_character);
  const auto room = std::max(1, static_cast<int>(characters) - problem.column + 1);
  const auto carets = static_cast<std::size_t>(std::clamp(problem.length, 1, room));
  out += fmt::format("{} | {}{}\n", std::string(number.size(), ' '),
                     indent(problem.source_line, problem.column), std::string(carets, '^'));
  return out;
}

std::string show(const Problems& problems) {
  auto sorted = problems.list();
  std::ranges::stable_sort(sorted, {},
                           [](const Problem& p) { return std::tie(p.file, p.line, p.column); });
  std::string out;
  for (const auto& problem : sorted) out += show(problem);
  return out;
}

}  // namespace tagproof
