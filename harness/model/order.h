#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/consent.h"
#include "harness/model/contract.h"
#include "harness/model/words.h"

namespace tagproof {

/// The five totals' parts of an order or a refund, frozen. What isn't known is absent, and rules
/// about it are not judged. "net" is after all discounts and without tax, in tax-inclusive shops
/// too.
struct Totals {
  std::optional<Decimal> items_net{};
  std::optional<Decimal> items_gross{};  // lines with tax
  std::optional<Decimal> shipping{};     // without tax
  std::optional<Decimal> tax{};          // all of it
  std::optional<Decimal> total{};        // all that is charged
  std::optional<Decimal> discount{};     // informational
  bool operator==(const Totals&) const = default;
};
/// The total that `basis` names; absent when a part of it is.
std::optional<Decimal> value_of(const Totals& totals, ValueBasis basis);

struct OrderItem {
  std::string sku{};
  std::string product_id{};
  std::string variant_id{};
  std::string name{};
  std::string brand{};
  std::string category{};
  std::string id{};  // from an order file, which has one id: any of the forms above
  std::int64_t quantity = 1;
  std::optional<Decimal> price_net{};  // one unit, after discounts
  std::optional<Decimal> price_gross{};
  bool operator==(const OrderItem&) const = default;
};
/// The item's id in the form that the contract gives a platform: "sku", "product_id", "variant_id",
/// "id" or a pattern "shopify_{country}_{product_id}_{variant_id}". Empty when the item lacks the
/// field.
std::string item_id(const OrderItem& item, std::string_view form, std::string_view country);

struct Refund {
  std::string id{};
  TimePoint time{};
  Decimal amount{};                // money given back, tax and shipping included
  bool full = false;               // with this refund nothing of the order is left
  std::vector<OrderItem> items{};  // empty: an amount, or all
  Totals totals{};                 // the refunded part
  bool operator==(const Refund&) const = default;
};

/// The known truth about a person, for privacy checks; never written out.
struct Customer {
  std::string email{}, phone{}, first_name{}, last_name{}, street{}, city{}, region{}, zip{},
      country{};
  std::string external_id{}, ip{}, user_agent{};
  bool operator==(const Customer&) const = default;
  [[nodiscard]] const std::string& of(UserField field) const;
};

/// The backend's truth about a sale (formats.md A.6, plus what only the simulated shop knows).
struct Order {
  OrderId id{};
  std::string name{};              // "#1001"
  std::vector<std::string> ids{};  // other known forms
  OrderState state = OrderState::pending;
  std::optional<TimePoint> created{};
  /// When it was ordered at last, after a payment that was declined or challenged; absent: when it
  /// was created.
  std::optional<TimePoint> placed{};
  std::optional<TimePoint> authorized{};
  std::optional<TimePoint> paid{};       // captured
  std::optional<TimePoint> cancelled{};  // or voided, expired
  std::optional<TimePoint> disputed{};   // a lost dispute
  std::string currency{};
  Totals totals{};
  std::optional<Decimal> tip{};
  std::string coupon{};
  std::vector<OrderItem> items{};
  std::vector<Refund> refunds{};
  bool test = false;
  bool staff = false;
  bool renewal = false;
  std::string channel{"web"};
  std::string payment_method{};  // card | cash_on_delivery | invoice | transfer | free | …
  std::string region{};          // of the shopper: "DE", "US-CA"
  std::optional<ConsentChoice> consent{};  // as stored with the order, last changed by the shopper
  bool gpc = false;
  std::string shopper{};  // whose it is; empty: the only one
  Customer customer{};
  bool operator==(const Order&) const = default;

  /// Whether `text` is one of the forms by which the order is known (exact), `id` first.
  [[nodiscard]] bool is_called(std::string_view text) const;
  /// The form that the contract wants on the wire (contract shop.order_id).
  [[nodiscard]] const std::string& wire_id(std::string_view form) const;
};

/// Whether and since when an order counts as a sale under a policy.
struct Countable {
  bool counts = false;
  bool browser_too = true;        // false: server_only
  std::optional<TimePoint> at{};  // the first moment; absent when the order has no times
  std::string_view
      reason{};  // "paid", "authorized", "pending_payment", "cash_on_delivery", "zero_value",
                 // "test", "staff", "failed", "cancelled_unpaid", "renewal", "invoice"
  bool operator==(const Countable&) const = default;
};
Countable countable(const Order& order, const CountPolicy& policy);

}  // namespace tagproof
