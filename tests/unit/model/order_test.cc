#include "harness/model/order.h"

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

#include "harness/model/contract.h"

using namespace tagproof;

namespace {

using S = OrderState;
using std::chrono::hours;

constexpr TimePoint kCreated = std::chrono::sys_days(std::chrono::year(2026) / 1 / 15);

Order order(std::string_view method, S state) {
  Order made{.id = OrderId("1001"), .state = state, .created = kCreated, .currency = "EUR"};
  made.payment_method = method;
  made.totals.total = Decimal{10};
  return made;
}

Order with(Order made, auto change) {
  change(made);
  return made;
}

}  // namespace

TEST_CASE("whether an order counts, since when, and by which rule of the contract") {
  const auto paid = [](Order& o) { o.paid = kCreated + hours(2); };
  const auto authorized = [](Order& o) { o.authorized = kCreated + hours(1); };
  const auto both = [&](Order& o) { authorized(o), paid(o); };
  const auto placed = [](Order& o) { o.placed = kCreated + hours(73); };
  struct Row {
    const char* name;
    Order order;
    CountPolicy policy{};
    std::optional<hours> since{};  // behind its creation; none: it doesn't count
    std::string_view reason{};
    bool browser_too = true;
  };
  const Row rows[] = {
      {"paid", with(order("card", S::paid), paid), {}, hours(2), "paid"},
      {"authorised", with(order("card", S::authorized), authorized), {}, hours(1), "authorized"},
      {"authorised, counted when captured",
       with(order("card", S::authorized), authorized),
       {.authorized = CountRule::when_captured},
       {},
       "authorized"},
      {"captured", with(order("card", S::paid), both), {}, hours(1), "paid"},
      {"captured, counted since then",
       with(order("card", S::paid), both),
       {.authorized = CountRule::when_captured},
       hours(2),
       "paid"},
      {"voided",
       with(order("card", S::cancelled), authorized),
       {.authorized = CountRule::when_captured},
       {},
       "cancelled_unpaid"},
      {"declined", order("card", S::failed), {}, {}, "failed"},
      {"pending", order("transfer", S::pending), {}, {}, "pending_payment"},
      {"pending, counted when ordered",
       order("transfer", S::pending),
       {.pending = CountRule::at_order},
       hours(0),
       "pending_payment"},
      {"on delivery", order("cash_on_delivery", S::pending), {}, hours(0), "cash_on_delivery"},
      {"on delivery, three days after a card was declined",
       with(order("cash_on_delivery", S::pending), placed),
       {},
       hours(73),
       "cash_on_delivery"},
      {"on delivery, counted when paid",
       order("cash_on_delivery", S::pending),
       {.cash_on_delivery = CountRule::when_paid},
       {},
       "cash_on_delivery"},
      {"by invoice", order("invoice", S::pending), {}, hours(0), "invoice"},
      {"free",
       with(order("free", S::paid), [&](Order& o) { paid(o), o.totals.total = Decimal{}; }),
       {},
       hours(2),
       "zero_value"},
      {"a test",
       with(order("card", S::paid), [&](Order& o) { paid(o), o.test = true; }),
       {},
       {},
       "test"},
      {"a test, counted",
       with(order("card", S::paid), [&](Order& o) { paid(o), o.test = true; }),
       {.test_orders = CountRule::at_order},
       hours(2),
       "paid"},
      {"of the staff",
       with(order("card", S::paid), [&](Order& o) { paid(o), o.staff = true; }),
       {},
       {},
       "staff"},
      {"a renewal",
       with(order("card", S::paid), [&](Order& o) { paid(o), o.renewal = true; }),
       {},
       hours(2),
       "renewal",
       false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto told = countable(row.order, row.policy);
    CHECK(told.counts == row.since.has_value());
    if (row.since) CHECK(told.at == kCreated + *row.since);
    CHECK(told.reason == row.reason);
    CHECK(told.browser_too == row.browser_too);
  }
}
