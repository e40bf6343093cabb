#pragma once

#include <string>

#include "harness/model/scenario.h"

namespace tagproof {

/// The scenario as YAML that loads to the same shopper, journey, faults, start and expectations;
/// keys in the order of formats.md A.4, lines above it as comments when `comment` is not empty.
/// Contract, storefront, tagging and target are files of their own. What `explore` and `import`
/// write.
std::string write_scenario(const Scenario& scenario, const std::string& comment = {});

/// One step as it stands in a journey's list: "pay: { method: card, outcome: approved }".
std::string write_step(const Step& step);

}  // namespace tagproof
