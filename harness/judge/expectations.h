#pragma once

#include <vector>

#include "harness/judge/context.h"
#include "harness/model/run.h"
#include "harness/model/scenario.h"

namespace tagproof {

/// Every line of `expect:` against what came, in the order of formats.md A.4; the one for
/// `findings` is always there, since leaving it out means none.
std::vector<ExpectationResult> hold_expectations(const Expectations& expect, const Context& context,
                                                 const std::vector<Finding>& findings, bool strict);

/// Findings of `expect.findings`' concern: errors, with `strict` warnings too; pending ones are
/// not.
bool is_failure(const Finding& finding, bool strict);

}  // namespace tagproof
