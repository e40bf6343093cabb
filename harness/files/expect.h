#pragma once

#include "harness/files/table.h"
#include "harness/model/scenario.h"

namespace tagproof {

/// `expect:` of a scenario: what must come of its journey.
extern const Type kExpect;
void store_expect(const Node& node, const Type& type, Expectations& expect, Reader& reader);

/// `findings: none`, or ids of checks.
inline constexpr std::string_view kNoFindings = "none";

}  // namespace tagproof
