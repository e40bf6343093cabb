#pragma once

#include <vector>

#include "harness/model/run.h"

namespace tagproof {

/// The findings of one judgement that another of the same journey doesn't have: what a fault added.
/// Two are the same when check, platform, channel, order and rule are. Pointers are into `with`.
std::vector<const Finding*> added_findings(const Judgement& with, const Judgement& without);

}  // namespace tagproof
