#pragma once

#include <ostream>

#include "harness/model/recording.h"

/// What `check` shows beside a run's reports. Both are pure functions of a masked result.
namespace tagproof {

/// `tagproof.check/1` (formats.md B.5).
void write_check_json(const CheckResult& result, std::ostream& out);
/// Behind the console's or the Markdown report: what is unrelated, unknown, and each platform's
/// reconciliation.
void write_check_lines(const CheckResult& result, std::ostream& out);

/// As masked(Run), with the hits that nobody decided on.
CheckResult masked(CheckResult result);

}  // namespace tagproof
