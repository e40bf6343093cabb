#pragma once

#include <cstddef>
#include <functional>

#include "harness/model/scenario.h"

namespace tagproof {

/// Whether a smaller journey still shows the same mistake. A journey that isn't possible doesn't.
using StillFails = std::function<bool(const Scenario&)>;

/// The smallest journey near `failing` for which `fails` still holds: steps are left out (delta
/// debugging, Zeller & Hildebrandt 2002), then shoppers become ordinary, then steps say less, until
/// nothing more can go. Deterministic; asks `fails` at most `most` times. `failing` must fail.
Scenario shrink(Scenario failing, const StillFails& fails, std::size_t most = 4000);

}  // namespace tagproof
