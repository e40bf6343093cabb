#pragma once

#include <memory>

#include "harness/shop/order_store.h"
#include "harness/targets/target.h"

namespace tagproof {

/// SQLite for real runs, a plain vector for the direct transport.
enum class OrderStoreKind : std::uint8_t { memory, sqlite };

/// The built-in storefront on a virtual clock. Keeps its order store from one journey to the next:
/// one for each worker, not thread-safe.
class SimulatedTarget final : public Target {
 public:
  explicit SimulatedTarget(OrderStoreKind orders) : kind_(orders) {}
  Result<Driven> drive(const Drive& drive) override;

 private:
  OrderStoreKind kind_;
  std::unique_ptr<OrderStore> orders_{};  // opened by the first journey
};

}  // namespace tagproof
