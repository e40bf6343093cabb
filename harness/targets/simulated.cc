#include "harness/targets/simulated.h"

#include <fmt/format.h>

#include <utility>

#include "harness/faults/fault.h"
#include "harness/shop/shop.h"
#include "harness/targets/journey.h"
#include "harness/targets/network.h"

namespace tagproof {
namespace {

/// Where a scenario doesn't say when it starts. formats.md A.4.
constexpr TimePoint kUsualStart =
    std::chrono::sys_days(std::chrono::year(2026) / 1 / 15) + std::chrono::hours(10);

Result<Behaviours> behaviours_of(std::span<const Fault* const> faults) {
  Behaviours all;
  for (const auto* fault : faults) {
    if (fault->behaviour.empty()) continue;
    const auto behaviour = read_behaviour(fault->behaviour);
    if (!behaviour)
      return error(
          fmt::format("fault `{}`: the shop has no behaviour `{}`", fault->name, fault->behaviour));
    all.add(*behaviour);
  }
  return all;
}

}  // namespace

Result<Driven> SimulatedTarget::drive(const Drive& drive) {
  if (orders_ == nullptr) {
    if (kind_ == OrderStoreKind::memory) {
      orders_ = memory_orders();
    } else {
      auto opened = sqlite_orders();
      if (!opened) return opened.error();
      orders_ = std::move(*opened);
    }
  }
  orders_->reset();
  const auto behaviours = behaviours_of(drive.faults);
  if (!behaviours) return behaviours.error();

  const auto& scenario = drive.scenario;
  Driven driven{.start = scenario.starts.value_or(kUsualStart)};
  driven.steps.reserve(scenario.journey.size());
  DueWork work(driven.start);
  Network network(drive, work, driven.steps);
  Shop shop({.scenario = scenario,
             .book = drive.book,
             .seed = drive.seed,
             .work = work,
             .orders = *orders_,
             .prices = drive.prices,
             .wire = network,
             .behaviours = *behaviours});

  Journey journey(scenario, shop, work, network, driven.steps);
  for (std::size_t i = 0; i < scenario.journey.size(); ++i) {
    if (auto problem = journey.perform(i)) return std::move(*problem);
    if (network.problem()) return *network.problem();
  }
  if (!work.run_out()) return error("the journey never ends: more and more is due");
  if (network.problem()) return *network.problem();

  driven.end = work.now();
  driven.orders = shop.orders();
  driven.pages = shop.pages();
  for (const auto& shopper : scenario.shoppers) {
    driven.shoppers.push_back(shop.visitor(shopper.name)->truth());
  }
  driven.attempts = network.take_attempts();
  return driven;
}

}  // namespace tagproof
