#pragma once

#include <string_view>

#include "mock_platforms/platform.h"

/// A rule of a table in one line: its severity and its confidence by one word each.
namespace tagproof::conversion_api {

inline constexpr auto kRefuse = RuleSeverity::refuse;
inline constexpr auto kDrop = RuleSeverity::drop;
inline constexpr auto kWarn = RuleSeverity::warn;
inline constexpr auto kAccept = RuleSeverity::accept;
inline constexpr auto kDocumented = Confidence::documented;
inline constexpr auto kObserved = Confidence::observed;
inline constexpr auto kAssumed = Confidence::assumed;

/// `tests`: where the row is broken and kept. All sources of the six were read in the same month.
constexpr Rule rule_row(std::string_view tests, std::string_view id, std::string_view text,
                        RuleSeverity severity, Confidence confidence, std::string_view source,
                        int code = 0) {
  return {.id = id,
          .text = text,
          .severity = severity,
          .confidence = confidence,
          .source = source,
          .read = "2026-09",
          .tests = tests,
          .code = code};
}

}  // namespace tagproof::conversion_api
