#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/shop/behaviour.h"
#include "harness/shop/due_work.h"
#include "harness/shop/order_store.h"
#include "harness/shop/outbox.h"
#include "harness/shop/price_list.h"
#include "harness/shop/tag_book.h"
#include "harness/shop/visitor.h"

namespace tagproof {

/// A step as it was done, for people and the evidence.
struct Done {
  std::string text{};
  std::vector<OrderId> orders{};
};

/// The simulated storefront: what shoppers do to it, what its backend does, and which tags fire on
/// that. Runs on the due-work queue's time; hands canonical events to the wire. Borrows all that it
/// is given.
class Shop {
 public:
  struct Parts {
    const Scenario& scenario;
    const TagBook& book;  // of the scenario's tagging
    Seed seed;
    DueWork& work;
    OrderStore& orders;
    PriceList& prices;  // of the scenario's storefront
    Wire& wire;
    Behaviours behaviours{};
  };
  explicit Shop(const Parts& parts);
  Shop(const Shop&) = delete;  // what is due calls back
  Shop& operator=(const Shop&) = delete;

  /// The shopper of that name; the only one (or the first) for "". Null: there is none.
  Visitor* visitor(std::string_view by);
  [[nodiscard]] const std::map<std::string, std::unique_ptr<Visitor>, std::less<>>& visitors()
      const {
    return visitors_;
  }

  // What shoppers do. An error says why it isn't possible.
  Result<Done> view(Visitor& who, std::string_view sku);
  Result<Done> add_to_cart(Visitor& who, std::string_view sku, std::int64_t quantity);
  Result<Done> remove_from_cart(Visitor& who, std::string_view sku,
                                std::optional<std::int64_t> quantity);
  Result<Done> checkout(Visitor& who, const step::Checkout& wanted);
  Result<Done> pay(Visitor& who, const step::Pay& wanted);
  Result<Done> thank_you(Visitor& who, const OrderId& order);
  Result<Done> refresh(Visitor& who, std::string_view page);
  Result<Done> back(Visitor& who);
  Result<Done> open_tab(Visitor& who, std::string_view name, std::string_view page);
  Result<Done> close_tab(Visitor& who);
  Result<Done> leave(Visitor& who);
  Result<Done> come_back(Visitor& who);
  Result<Done> lead(Visitor& who, std::string_view form);
  Result<Done> choose(Visitor& who, const ConsentChoice& choice);

  // What the backend does with an order.
  Result<Done> capture(const OrderId& order, const std::optional<Decimal>& amount);
  Result<Done> fail_payment(const OrderId& order);
  Result<Done> void_payment(const OrderId& order);
  Result<Done> refund(const OrderId& order, const step::Refund& wanted);
  Result<Done> cancel(const OrderId& order);
  Result<Done> dispute(const OrderId& order, bool lost);
  /// Delivers a backend event of the order again, so many times.
  Result<Done> webhook(const OrderId& order, Trigger topic, std::int64_t times, Duration after);

  /// The n-th order of the journey, from 1; 0: the latest of `who`, or of all.
  Result<OrderId> order_at(int position, const Visitor* who) const;
  [[nodiscard]] std::vector<Order> orders() const { return orders_.all(); }
  [[nodiscard]] std::vector<PageTruth> pages() const;

 private:
  /// What the backend keeps beside an order.
  struct SaleRecord {
    std::shared_ptr<const BrowserFacts> browser{};
    std::shared_ptr<const PageFacts> page{};
    std::vector<CartLine> lines{};  // as ordered
    Decimal items_before_discount{};
    std::string shipping_method{};
    bool counted = false;
    TimePoint counted_at{};
    bool browser_too = true;
    Trigger counted_by{};
    bool reversed = false;  // a cancellation or lost dispute took all of it back
    bool shown = false;     // on a page, as a sale that counts
    std::map<Trigger, SharedOccasion> occasions{};  // as first delivered
  };

  // shop.cc
  Page& load(Visitor& who, const PageAddress& address, bool again = false);
  Result<std::shared_ptr<const Priced>> priced(const Visitor& who,
                                               const std::vector<CartLine>& lines,
                                               const PaymentMethod* method,
                                               const std::optional<Decimal>& tip);
  [[nodiscard]] const std::string& currency_of(const Visitor& who) const;
  Result<Order> new_order(Visitor& who, const Priced& priced);

  // backend.cc
  Result<SharedOrder> find(const OrderId& order) const;
  /// An order and what it became: a snapshot for all who keep it.
  struct Changed {
    SharedOrder before{}, order{};
  };
  Result<Changed> change(const OrderId& id,
                         const std::function<Result<Order>(const Order&)>& become) const;
  void save(const SharedOrder& order, std::string_view kind, std::string_view outcome);
  /// A backend event: its tags fire, and the order may count from now on.
  void happened(Trigger trigger, const SharedOrder& order,
                std::shared_ptr<const Refund> refund = nullptr, bool may_count = true);
  void count(Trigger because, const SharedOrder& order);
  void deliver(const SharedOccasion& occasion);
  void redeliver(const Occasion& first, int delivery);

  // firing.cc
  /// What happens now, still to be told more.
  std::shared_ptr<Occasion> occasion(const Visitor& who, Trigger trigger);
  void with_order(Occasion& occasion, const SharedOrder& order,
                  std::shared_ptr<const Refund> refund);
  void with_cart(Occasion& occasion, const Visitor& who);
  void with_product(Occasion& occasion, const Visitor& who, std::string_view sku,
                    std::int64_t quantity);
  /// Something in the browser: its tags, and those of the backend that hear of it.
  void fire(Visitor& who, const SharedOccasion& occasion);
  void fire_in_browser(Visitor& who, std::size_t tag, const SharedOccasion& occasion);
  void send_from_browser(Visitor& who, std::size_t tag, const Occasion& occasion, const Gate& gate,
                         const std::string& guard);
  void put_into_outbox(std::size_t tag, const SharedOccasion& occasion);
  Outbox::Readiness prepare(const Outbox::Row& row, Emission& emission);
  [[nodiscard]] bool has_fired(const Visitor& who, const std::string& guard) const;
  [[nodiscard]] SendingConsent consent_in_browser(const Visitor& who) const;
  void release_held(Visitor& who);

  const Scenario& scenario_;
  Seed seed_;
  DueWork& work_;
  OrderStore& orders_;
  PriceList& prices_;
  Wire& wire_;
  Behaviours behaviours_;
  const TagBook& book_;
  Outbox outbox_;
  RandomStream event_ids_;
  RandomStream nonces_;
  RandomStream lead_ids_;
  std::map<std::string, std::unique_ptr<Visitor>, std::less<>> visitors_{};
  std::map<OrderId, SaleRecord> sales_{};
  std::vector<OrderId> placed_{};
  std::size_t events_ = 0;           // numbers outgoing events
  std::set<std::string> flagged_{};  // orders that the backend took in hand, by event and platform
  std::set<std::string, std::less<>> told_{};  // guards of orders of which a page told its tags
};

}  // namespace tagproof
