#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/targets/simulated.h"

/// A small shop with one tag for each channel of one platform, and a transport that writes down
/// what leaves.
namespace tagproof::tests {

/// "3s browser purchase 1001": when, by which channel, what, of which event id.
struct Ride {
  Result<Driven> driven = error("not driven");
  std::vector<std::string> sent{};
  std::vector<Request> requests{};
};

/// Tags `browser` (thank_you) and `server` (order_countable, 30 s) for purchases, `refund` and
/// `cancel` for reversals, all of the platform "meta".
Scenario small_shop(std::vector<Step> journey);
Step at(StepAction action, int line = 0);
/// view, add_to_cart, checkout, pay approved, thank_you, and what follows.
std::vector<Step> bought(std::vector<Step> more = {});
/// The same with another way of paying, and no thank-you page.
std::vector<Step> paid_by(std::string_view method, step::PayOutcome outcome,
                          std::vector<Step> more = {});

Ride ride(const Scenario& scenario, std::vector<const Fault*> faults = {},
          OrderStoreKind orders = OrderStoreKind::memory);

}  // namespace tagproof::tests
