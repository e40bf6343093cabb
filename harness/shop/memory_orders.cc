#include <algorithm>
#include <map>

#include "harness/shop/order_store.h"

namespace tagproof {
namespace {

class MemoryOrders final : public OrderStore {
 public:
  void reset() override {
    orders_.clear();
    index_.clear();
    payments_.clear();
  }
  void save(const SharedOrder& order) override {
    const auto [it, is_new] = index_.emplace(order->id, orders_.size());
    if (is_new) {
      orders_.push_back(order);
    } else {
      orders_[it->second] = order;
    }
  }
  [[nodiscard]] SharedOrder find(const OrderId& id) const override {
    const auto it = index_.find(id);
    return it == index_.end() ? nullptr : orders_[it->second];
  }
  [[nodiscard]] std::vector<Order> all() const override {
    std::vector<Order> all;
    all.reserve(orders_.size());
    for (const auto& order : orders_) all.push_back(*order);
    return all;
  }
  void add(const Payment& payment) override { payments_.push_back(payment); }
  [[nodiscard]] std::vector<Payment> payments(const OrderId& id) const override {
    std::vector<Payment> found;
    std::ranges::copy_if(payments_, std::back_inserter(found),
                         [&](const Payment& p) { return p.order == id; });
    return found;
  }

 private:
  std::vector<SharedOrder> orders_{};
  std::map<OrderId, std::size_t> index_{};
  std::vector<Payment> payments_{};
};

}  // namespace

std::unique_ptr<OrderStore> memory_orders() { return std::make_unique<MemoryOrders>(); }

}  // namespace tagproof
