#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/order.h"

namespace tagproof {

/// One try to take, settle or give back money, as the gateway told the shop.
struct Payment {
  OrderId order{};
  TimePoint time{};
  std::string kind{};     // "sale", "authorization", "capture", "void", "refund", "dispute"
  std::string outcome{};  // "approved", "declined", "challenged", "authorized", "pending", "failed"
  Decimal amount{};
  std::string currency{};
  bool operator==(const Payment&) const = default;
};

/// An order as it was at a moment: kept by the store, shared with what happened then.
using SharedOrder = std::shared_ptr<const Order>;

/// Where the shop keeps its orders with their payments and refunds. One for each worker: a scenario
/// begins with reset(). SQLite for real runs, a plain vector for the direct transport; both give
/// back what they were given.
class OrderStore {
 public:
  OrderStore() = default;
  OrderStore(const OrderStore&) = delete;
  OrderStore& operator=(const OrderStore&) = delete;
  virtual ~OrderStore() = default;

  virtual void reset() = 0;
  /// Inserts it, or writes over the one with the same id.
  virtual void save(const SharedOrder& order) = 0;
  /// As it was saved last; null: there is none.
  [[nodiscard]] virtual SharedOrder find(const OrderId& id) const = 0;
  /// In order of creation.
  [[nodiscard]] virtual std::vector<Order> all() const = 0;
  virtual void add(const Payment& payment) = 0;
  [[nodiscard]] virtual std::vector<Payment> payments(const OrderId& id) const = 0;
};

std::unique_ptr<OrderStore> memory_orders();
/// One in-memory connection with prepared statements; resetting rolls back. An error when SQLite
/// fails to open.
Result<std::unique_ptr<OrderStore>> sqlite_orders();

}  // namespace tagproof
