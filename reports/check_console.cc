#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "reports/check.h"
#include "reports/escape.h"

namespace tagproof {

using reports::printable;

namespace {

std::string counted(std::uint64_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

}  // namespace

void write_check_lines(const CheckResult& result, std::ostream& out) {
  for (const auto& one : result.reconciliation) {
    out << fmt::format(
        "\n{}: {}, {} matched, {} missing, {} extra, {} duplicate, "
        "{} with another value",
        one.platform.view(), counted(static_cast<std::uint64_t>(one.orders), "order"), one.matched,
        one.missing, one.extra, one.duplicate, one.value_mismatch);
    if (one.unknown > 0) out << fmt::format(", {} unknown", one.unknown);
    for (const auto& [cause, count] : one.explained)
      out << fmt::format(", {} explained by {}", count, text(cause));
    out << "\n";
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < std::min(one.rows.size(), kShown); ++i) {
      const auto& row = one.rows[i];
      out << fmt::format("  {} {}: expected {}, got {}\n",
                         row.order.empty() ? "(no id)" : printable(row.order.view()), row.outcome,
                         printable(row.expected), printable(row.actual));
    }
    if (one.rows.size() > kShown) out << fmt::format("  and {} more\n", one.rows.size() - kShown);
  }
  if (!result.unknown.empty()) out << "\nUnknown, as this recording can't show it:\n";
  for (const auto& one : result.unknown)
    out << fmt::format("  {}: {}\n", one.rule, printable(one.why));
  out << fmt::format("\n{}: {}, {} unrelated, {} unreadable\n", counted(result.requests, "request"),
                     counted(result.requests - result.unrelated - result.unreadable, "hit"),
                     result.unrelated, result.unreadable);
  for (const auto& one : result.unrelated_requests)
    out << fmt::format("  {} {} {}\n", one.index, printable(one.method), printable(one.url));
}

}  // namespace tagproof
