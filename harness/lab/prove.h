#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/faults/fault.h"
#include "harness/judge/check.h"
#include "harness/model/proof.h"
#include "mock_platforms/platform.h"

namespace tagproof {

struct ProveOptions {
  std::span<const Platform* const> platforms{};
  std::span<const Check* const> checks{};
  std::span<const Fault* const> faults{};
  Seed seed{1};
  std::size_t jobs = 1;
  /// Told from the workers' threads after each run of a journey; null: nobody listens.
  std::function<void(std::string_view scenario)> progress{};
};

/// How often `progress` will be told.
std::size_t prove_runs(std::size_t scenarios, std::size_t faults);

/// Runs every scenario under every fault, without sockets, and says which check catches which
/// mistake. A scenario's own faults are part of it. The result doesn't depend on `jobs`. Fills
/// faults, journeys, cells and silent checks; suggestions are the caller's. An error when a journey
/// can't be driven.
Result<Proof> prove(std::span<const Scenario> scenarios, const ProveOptions& options);

}  // namespace tagproof
