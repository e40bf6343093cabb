#pragma once

#include <ostream>
#include <span>
#include <string_view>

#include "harness/documents/run_reader.h"
#include "mock_platforms/platform.h"

namespace tagproof {

/// How the events of one order fared in one scenario, platform by platform: each event, its
/// outcome, the rule that decided, and its twin or what kept it from one. False: the scenario has
/// no such order, and nothing was written.
bool explain_order(const RecordedScenario& scenario, std::string_view order,
                   std::span<const Platform* const> platforms, std::ostream& out);

}  // namespace tagproof
