#include "harness/lab/invariants.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/platform_facts.h"

namespace tagproof {
namespace {

// ---- What the invariants ask of the evidence, without the judge's own index: two who count alike
// could be wrong alike.

const Order* order_called(const OrderId& id, const Lived& lived) {
  const auto& orders = lived.evidence.orders;
  const auto it = std::ranges::find(orders, id, &Order::id);
  return it == orders.end() ? nullptr : &*it;
}

const Order* order_of(const TrackedEvent& event, const Lived& lived) {
  const auto& evidence = lived.evidence;
  if (event.order_id) {
    const auto& form = lived.scenario.contract.shop.order_id;
    const auto it = std::ranges::find_if(evidence.orders, [&](const Order& order) {
      return order.wire_id(form) == *event.order_id;
    });
    return it == evidence.orders.end() ? nullptr : &*it;
  }
  // Some platforms have no field for an order's id; the driver knows for which it sent the hit.
  if (dedup_key(event.platform.view(), &lived.scenario.contract) != "event_id") return nullptr;
  const auto sent = std::ranges::find_if(evidence.attempts, [&](const Attempt& attempt) {
    return std::ranges::find(attempt.captures, event.capture) != attempt.captures.end();
  });
  return sent == evidence.attempts.end() ? nullptr : order_called(sent->order, lived);
}

bool is_counted_sale(const TrackedEvent& event) {
  return event.is(EventName::purchase) && event.outcome == Outcome::counted;
}

std::int64_t times_counted(const Lived& lived, const PlatformId& platform, const Order& order) {
  return std::ranges::count_if(lived.evidence.events, [&](const TrackedEvent& event) {
    return is_counted_sale(event) && event.platform == platform && order_of(event, lived) == &order;
  });
}

bool is_explained(const Lived& lived, const PlatformId& platform, const Order& order) {
  return std::ranges::any_of(lived.judgement.explained, [&](const Judgement::Explained& explained) {
    return explained.platform == platform && explained.order == order.id;
  });
}

Violation of_event(const TrackedEvent& event, std::string message) {
  return {.key = event.platform.value,
          .message = std::move(message),
          .platform = event.platform,
          .order = event.order_id ? OrderId(*event.order_id) : OrderId{}};
}

std::string shown(const Observed<Decimal>& value) {
  return value ? value->text() : std::string("nothing");
}

// ---- The invariants

std::optional<Violation> miscounted(const Lived& lived) {
  const auto& contract = lived.scenario.contract;
  const auto* sale = contract.event(EventName::purchase);
  if (sale == nullptr) return std::nullopt;
  for (const auto& order : lived.evidence.orders) {
    if (!countable(order, contract.count).counts) continue;
    for (const auto& wanted : sale->platforms) {
      if (!wanted.none.empty()) continue;
      const auto times = times_counted(lived, wanted.platform, order);
      if (times == 1 || (times == 0 && is_explained(lived, wanted.platform, order))) continue;
      const std::string how = times == 0 ? std::string("is not counted, and no cause explains it")
                                         : fmt::format("is counted {} times", times);
      return Violation{
          .key = fmt::format("{} {}", wanted.platform.value, times == 0 ? "lost" : "twice"),
          .message = fmt::format("{}: order {} {}", wanted.platform.value, order.id.value, how),
          .platform = wanted.platform,
          .order = order.id};
    }
  }
  return std::nullopt;
}

void expect_right_count(const Lived& lived, const Violation& violation, Expectations& expect) {
  const auto* ledger = lived.evidence.ledger(violation.platform.view());
  std::int64_t right = ledger == nullptr ? 0 : ledger->purchases().conversions();
  for (const auto& order : lived.evidence.orders) {
    const auto times = times_counted(lived, violation.platform, order);
    if (!countable(order, lived.scenario.contract.count).counts) {
      right -= times;
    } else if (times > 1) {
      right -= times - 1;
    } else if (times == 0 && !is_explained(lived, violation.platform, order)) {
      ++right;
    }
  }
  expect.conversions.push_back({violation.platform.value, {.value = right}});
}

std::optional<Violation> counted_without_sale(const Lived& lived) {
  const auto& policy = lived.scenario.contract.count;
  for (const auto& event : lived.evidence.events) {
    if (!is_counted_sale(event)) continue;
    const auto* order = order_of(event, lived);
    if (order == nullptr)
      return of_event(event,
                      fmt::format("{} counted a purchase of no order", event.platform.value));
    const auto sale = countable(*order, policy);
    if (!sale.counts)
      return of_event(event, fmt::format("{} counted order {}, which doesn't count: {}",
                                         event.platform.value, order->id.value, sale.reason));
    if (sale.at && event.received && *event.received < *sale.at)
      return of_event(event, fmt::format("{} counted order {} before it counted",
                                         event.platform.value, order->id.value));
  }
  return std::nullopt;
}

std::optional<Violation> wrong_value(const Lived& lived) {
  const auto& contract = lived.scenario.contract;
  for (const auto& event : lived.evidence.events) {
    if (!is_counted_sale(event)) continue;
    const auto* order = order_of(event, lived);
    if (order == nullptr) continue;
    const auto right = value_of(order->totals, contract.value_basis(event.platform.view()));
    if (right && (!event.value || (*event.value - *right).abs() > contract.revenue.tolerance))
      return of_event(event, fmt::format("{}: order {} is worth {}, not {}", event.platform.value,
                                         order->id.value, right->plain(), shown(event.value)));
    if (!event.currency || *event.currency != order->currency)
      return of_event(
          event, fmt::format("{}: order {} is in {}, not {}", event.platform.value, order->id.value,
                             order->currency, event.currency.value_or("nothing")));
  }
  return std::nullopt;
}

void expect_right_value(const Lived& /*lived*/, const Violation& violation, Expectations& expect) {
  ExpectedEvents event{.platform = violation.platform, .name = "purchase"};
  event.fields.emplace_back("currency",
                            Matcher{.kind = Matcher::Kind::same_as, .value = "order.currency"});
  expect.events.push_back(std::move(event));
}

std::optional<Violation> wrong_items(const Lived& lived) {
  const auto& contract = lived.scenario.contract;
  for (const auto& event : lived.evidence.events) {
    if (!is_counted_sale(event) || !event.items) continue;
    const auto form = contract.items.ids.find(event.platform.view());
    const auto* order = order_of(event, lived);
    if (order == nullptr || form == contract.items.ids.end()) continue;
    const auto fail = [&](std::string_view what) {
      return of_event(event, fmt::format("{}: the {} of order {} are others", event.platform.value,
                                         what, order->id.value));
    };
    if (event.items->size() != order->items.size()) return fail("items");
    const auto country = std::string_view(order->region).substr(0, 2);
    for (std::size_t i = 0; i < order->items.size(); ++i) {
      const auto& sold = order->items[i];
      const auto& sent = (*event.items)[i];
      if (!sent.id || *sent.id != item_id(sold, form->second, country)) return fail("items' ids");
      if (sent.quantity && *sent.quantity != Decimal(sold.quantity)) return fail("quantities");
      const auto& price = contract.items.price_net ? sold.price_net : sold.price_gross;
      if (sent.price && price && *sent.price != *price) return fail("prices");
    }
  }
  return std::nullopt;
}

/// Addresses and agents come with every connection: they aren't what the shop sends.
bool is_of_the_connection(UserField field) {
  return field == UserField::ip || field == UserField::user_agent;
}

std::optional<Violation> sent_of_refusers(const Lived& lived) {
  const auto& policy = lived.scenario.contract.consent;
  const auto& evidence = lived.evidence;
  std::size_t next = 0;  // events come in the order of their captures
  for (const auto& capture : evidence.captures) {
    const auto first = next;
    while (next < evidence.events.size() && evidence.events[next].capture == capture.id) ++next;
    const auto* shopper = evidence.shopper(capture.shopper);
    if (shopper == nullptr || !capture.time || capture.platform.empty()) continue;
    const auto level = allowed(policy, capture.platform.view(), shopper->region,
                               shopper->consent_at(*capture.time), shopper->gpc);
    if (level == Allowed::full) continue;
    const auto fail = [&](std::string_view what) {
      return Violation{.key = capture.platform.value,
                       .message = fmt::format("{} got {} of a shopper who allows {}",
                                              capture.platform.value, what, text(level)),
                       .platform = capture.platform};
    };
    if (level == Allowed::nothing) return fail("a hit");
    for (std::size_t i = first; i < next; ++i) {
      const auto& event = evidence.events[i];
      const bool person = std::ranges::any_of(event.user_data, [](const UserDatum& datum) {
        return !is_of_the_connection(datum.field);
      });
      if (person || event.user_id) return fail("user data");
      if (level == Allowed::cookieless &&
          (event.id(IdField::fbp) || event.id(IdField::gclid) || event.id(IdField::fbc)))
        return fail("ids");
    }
  }
  return std::nullopt;
}

std::optional<Violation> refunded_too_much(const Lived& lived) {
  const auto& contract = lived.scenario.contract;
  for (const auto& ledger : lived.evidence.ledgers) {
    for (const auto& order : lived.evidence.orders) {
      const auto worth = value_of(order.totals, contract.value_basis(ledger.platform.view()));
      if (!worth) continue;
      Decimal back;
      std::int64_t retracted = 0;
      for (const auto& event : lived.evidence.events) {
        if (event.platform != ledger.platform || event.outcome != Outcome::counted ||
            order_of(event, lived) != &order)
          continue;
        if (event.adjustment == AdjustmentKind::retract) ++retracted;
        if (event.adjustment == AdjustmentKind::restate && event.value && *event.value > *worth)
          back = *worth + Decimal(1);  // restated above what it was sold for
        if (event.adjustment == AdjustmentKind::refund_full ||
            event.adjustment == AdjustmentKind::refund_partial)
          back += event.value.value_or(Decimal{});
      }
      if (back <= *worth && retracted <= 1) continue;
      return Violation{
          .key = ledger.platform.value,
          .message = retracted > 1
                         ? fmt::format("{}: order {} is retracted {} times", ledger.platform.value,
                                       order.id.value, retracted)
                         : fmt::format("{}: {} of order {} are given back, which is worth {}",
                                       ledger.platform.value, back.plain(), order.id.value,
                                       worth->plain()),
          .platform = ledger.platform,
          .order = order.id};
    }
  }
  return std::nullopt;
}

std::optional<Violation> ledger_wrong(const Lived& lived) {
  for (const auto& ledger : lived.evidence.ledgers) {
    const auto fail = [&](std::string_view what) {
      return Violation{.key = ledger.platform.value,
                       .message = fmt::format("{}: {}", ledger.platform.value, what),
                       .platform = ledger.platform};
    };
    for (const auto& [name, n] : ledger.events) {
      if (n.received != n.refused + n.dropped + n.unconsented + n.deduplicated + n.counted)
        return fail("what was received isn't what became of it");
      if (n.conversions() < 0) return fail("more is retracted than was counted");
      if (n.click_id + n.user_data + n.none != n.counted)
        return fail("what can be credited and what can't aren't all");
    }
    const auto counted =
        std::ranges::count_if(lived.evidence.events, [&](const TrackedEvent& event) {
          return event.platform == ledger.platform && is_counted_sale(event) &&
                 event.adjustment == AdjustmentKind::none;
        });
    if (counted != ledger.purchases().counted) return fail("the ledger counted other events");
  }
  return std::nullopt;
}

std::optional<Violation> error_found(const Lived& lived) {
  for (const auto& finding : lived.judgement.findings) {
    if (finding.severity != Severity::error) continue;
    return Violation{.key = finding.check,
                     .message = fmt::format("{}: {}", finding.check, finding.message),
                     .platform = finding.platform,
                     .order = finding.order};
  }
  return std::nullopt;
}

constexpr Invariant kInvariants[] = {
    {"counted-once",
     "Each countable order is counted exactly once by each platform, or a named cause explains "
     "why not.",
     miscounted, expect_right_count},
    {"only-countable", "No purchase is counted for an order that isn't countable.",
     counted_without_sale, expect_right_count},
    {"right-value", "Value and currency are those of the contract's rule.", wrong_value,
     expect_right_value},
    {"right-items", "Items are the order's, in the contract's form.", wrong_items, nullptr},
    {"refusal-kept", "Nothing leaves of a shopper who refused, and no more than they allow.",
     sent_of_refusers, nullptr},
    {"refunds-within", "No platform gives back more than an order was worth.", refunded_too_much,
     nullptr},
    {"ledger-adds-up", "A ledger's numbers add up, and are those of the events.", ledger_wrong,
     nullptr},
    {"no-error", "The judge finds no error.", error_found, nullptr},
};

}  // namespace

const Invariant kPossible{"possible", "Every step that is drawn can be done."};
const Invariant kSameAgain{"same-again", "The same journey gives the same bytes again."};

std::span<const Invariant> invariants() { return kInvariants; }

std::optional<Violation> first_violation(const Lived& lived) {
  for (const auto& invariant : kInvariants) {
    auto violation = invariant.broken(lived);
    if (!violation) continue;
    violation->invariant = &invariant;
    return violation;
  }
  return std::nullopt;
}

}  // namespace tagproof
