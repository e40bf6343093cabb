#pragma once

#include <span>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/judge/check.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/run/worker.h"

namespace tagproof::tests {

/// The scenarios of the repository with their shop, loaded once.
const std::vector<Scenario>& reference_suite();

/// One scenario, run without sockets unless said, and judged as `run` judges it.
struct Outcome {
  Evidence evidence{};
  Judgement judgement{};
};
Outcome run_one(const Scenario& scenario, std::span<const Fault* const> faults = {},
                TransportKind transport = TransportKind::direct, std::uint64_t seed = 1);

/// The captures as they stand in captures.jsonl.
std::vector<std::string> capture_lines(const Evidence& evidence);

}  // namespace tagproof::tests
