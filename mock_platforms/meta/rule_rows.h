#pragma once

#include "mock_platforms/platform.h"

/// How Meta's rows are written: what most of them share is said once.
namespace tagproof::meta {

struct Rest {
  int code = 0;
  int subcode = 0;
  Confidence confidence = Confidence::documented;
  std::string_view tests{"meta_rules_test"};
  std::string_view read{"2026-09"};
};

constexpr Rule row(RuleSeverity severity, std::string_view id, std::string_view text,
                   std::string_view source, const Rest& rest) {
  return {.id = id,
          .text = text,
          .severity = severity,
          .confidence = rest.confidence,
          .source = source,
          .read = rest.read,
          .tests = rest.tests,
          .code = rest.code,
          .subcode = rest.subcode};
}
constexpr Rule refuse(std::string_view id, std::string_view text, std::string_view source,
                      const Rest& rest = {}) {
  return row(RuleSeverity::refuse, id, text, source, rest);
}
constexpr Rule drop(std::string_view id, std::string_view text, std::string_view source,
                    const Rest& rest = {}) {
  return row(RuleSeverity::drop, id, text, source, rest);
}
constexpr Rule warn(std::string_view id, std::string_view text, std::string_view source,
                    const Rest& rest = {}) {
  return row(RuleSeverity::warn, id, text, source, rest);
}
constexpr Rule take(std::string_view id, std::string_view text, std::string_view source,
                    const Rest& rest = {}) {
  return row(RuleSeverity::accept, id, text, source, rest);
}

}  // namespace tagproof::meta
