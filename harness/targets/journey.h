#pragma once

#include <optional>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/shop/due_work.h"
#include "harness/shop/shop.h"
#include "harness/targets/network.h"

namespace tagproof {

/// Turns the steps of a scenario into what happens in the simulated shop. A step takes one second;
/// what is due by then leaves before the next.
class Journey {
 public:
  Journey(const Scenario& scenario, Shop& shop, DueWork& work, Network& network,
          std::vector<StepRecord>& steps)
      : scenario_(scenario), shop_(shop), work_(work), network_(network), steps_(steps) {}

  /// Does the step and lets its time go by. An error when it isn't possible, with its name and
  /// line.
  std::optional<Error> perform(std::size_t index);

 private:
  Result<Done> act(const Step& step, Visitor& who);
  const Scenario& scenario_;
  Shop& shop_;
  DueWork& work_;
  Network& network_;
  std::vector<StepRecord>& steps_;
};

}  // namespace tagproof
