#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

/// What a platform should have counted: the orders that nothing excuses, and those that it did.
struct Owed {
  std::int64_t orders = 0;
  std::map<std::string, Decimal> value{};  // by currency
  std::string missing{};                   // ids of orders that came and weren't counted
  std::vector<CaptureId> captures{};
  bool known = true;     // every value is
  bool pending = false;  // something may still come
};

Owed owed_by(std::string_view platform, const Context& context) {
  Owed owed;
  for (const auto& order : context.orders()) {
    if (order.order == nullptr) continue;
    const Standing standing = standing_of(order, platform);
    if (!standing.owed || (!standing.must && !standing.counted)) continue;
    if (!standing.counted) {
      for (const auto& one : order.obligations) {
        if (one.platform == platform && one.event == EventName::purchase)
          owed.pending = owed.pending || context.may_still_come(one.due);
      }
      owed.missing += (owed.missing.empty() ? "" : ", ") + order.id.value;
      for (const TrackedEvent* event : order.of(platform, EventName::purchase))
        owed.captures.push_back(event->capture);
    }
    ++owed.orders;
    const auto value = context.expected_value(*order.order, platform);
    if (value) {
      owed.value[upper_ascii(order.order->currency)] += *value;
    } else {
      owed.known = false;
    }
  }
  return owed;
}

/// Of each of the contract's platforms.
struct AllOwed {
  std::vector<std::pair<const PlatformEvent*, Owed>> all{};
};

AllOwed all_owed(const Context& context) {
  AllOwed owed;
  const ContractEvent* agreed = context.contract()->event(EventName::purchase);
  if (agreed == nullptr) return owed;
  for (const auto& wanted : agreed->platforms) {
    if (wanted.none.empty())
      owed.all.emplace_back(&wanted, owed_by(wanted.platform.view(), context));
  }
  return owed;
}

bool beyond(const Decimal& expected, const Decimal& actual, const Decimal& percent) {
  return (expected - actual).abs() * Decimal(100) > percent * expected.abs();
}

bool can_reconcile(const Context& context, Findings& findings) {
  if (context.contract() == nullptr) {
    findings.not_judged("no contract");
    return false;
  }
  if (!context.evidence().orders_known) {
    findings.not_judged("no backend orders");
    return false;
  }
  return true;
}

template <class Look>
void for_each_platform(const Context& context, Findings& findings, Look look) {
  if (!can_reconcile(context, findings)) return;
  for (const auto& [wanted, owed] : context.once(all_owed).all) {
    if (owed.pending || findings.explains(wanted->platform.view())) continue;
    static const LedgerNumbers kNothing;
    const Ledger* ledger = context.evidence().ledger(wanted->platform.view());
    look(*wanted, owed, ledger == nullptr ? kNothing : ledger->purchases());
  }
}

void count(const Context& context, Findings& findings) {
  for_each_platform(
      context, findings,
      [&](const PlatformEvent& wanted, const Owed& owed, const LedgerNumbers& numbers) {
        if (!beyond(Decimal(owed.orders), Decimal(numbers.counted),
                    context.contract()->reconcile_count_percent))
          return;
        Draft draft;
        draft.platform = wanted.platform;
        draft.captures = owed.captures;
        const bool over = numbers.counted > owed.orders;
        draft.message =
            fmt::format("{} counted {} purchases, the shop sold {} that it must count.",
                        say::title(wanted.platform.view()), numbers.counted, owed.orders);
        draft.expected = fmt::format("{}", owed.orders);
        draft.actual = owed.missing.empty()
                           ? fmt::format("{}", numbers.counted)
                           : fmt::format("{}; not counted: {}", numbers.counted, owed.missing);
        if (owed.value.size() == 1) {
          const auto& [currency, sum] = *owed.value.begin();
          const auto it = numbers.by_currency.find(currency);
          const Decimal recorded = it == numbers.by_currency.end() ? Decimal() : it->second.value;
          draft.at_stake =
              say::stake(recorded - sum, currency, over ? Direction::over : Direction::under);
        }
        findings.add(std::move(draft));
      });
}

void revenue(const Context& context, Findings& findings) {
  for_each_platform(
      context, findings,
      [&](const PlatformEvent& wanted, const Owed& owed, const LedgerNumbers& numbers) {
        if (owed.orders != numbers.counted || !owed.known) return;  // reconcile.count speaks
        for (const auto& [currency, sum] : owed.value) {
          const auto it = numbers.by_currency.find(currency);
          const Decimal recorded = it == numbers.by_currency.end() ? Decimal() : it->second.value;
          if (!beyond(sum, recorded, context.contract()->reconcile_revenue_percent)) continue;
          Draft draft;
          draft.platform = wanted.platform;
          draft.message = fmt::format("{} recorded {}, the shop sold for {}.",
                                      say::title(wanted.platform.view()),
                                      say::money(recorded, currency), say::money(sum, currency));
          draft.expected = say::money(sum, currency);
          draft.actual = say::money(recorded, currency);
          draft.at_stake = say::stake(recorded - sum, currency,
                                      recorded > sum ? Direction::over : Direction::under);
          findings.add(std::move(draft));
        }
      });
}

void orphan(const TrackedEvent& event, const Context& context, Findings& findings) {
  const EventFacts& facts = context.facts(event);
  if (!context.evidence().orders_known || facts.mirror || !event.order_id) return;
  if (!event.is(EventName::purchase) && !event.is(EventName::refund)) return;
  const bool told_only = facts.match == IdMatch::attempt;
  if (facts.order != nullptr && !told_only) return;
  if (context.order(*event.order_id) != nullptr) return;
  Draft draft = draft_of(event, context);
  draft.order = OrderId(*event.order_id);
  draft.message = fmt::format("{} got a {} for an order that the shop doesn't have.",
                              say::title(event.platform.view()), text(*event.name));
  draft.expected = facts.order != nullptr && facts.order->order != nullptr
                       ? fmt::format("the id of order {}", facts.order->id.view())
                       : "the id of an order of the backend";
  draft.actual = say::value(event.order_id);
  if (event.outcome == Outcome::counted && event.value)
    draft.at_stake = say::stake(*event.value, event.currency.value_or({}), Direction::over);
  findings.add(std::move(draft));
}

constexpr Check kReconcile[] = {
    // Before the sums: an orphan explains them.
    {.id = "reconcile.orphan",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::source_data,
     .layer = Layer::server,
     .why = "An event of no order is revenue from nowhere; a refund under an unknown id can add a "
            "sale.",
     .fix = "Send the id that the backend knows, of the order that the event is about.",
     .source = source::kAdsAdjustments,
     .proven_by = "refund-id-unknown-adds-conversion",
     .quiet_on = "refund",
     .look_event = orphan},
    {.id = "reconcile.count",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "The platform and the shop disagree on how many sales there were, and nothing finer "
            "says why.",
     .fix = "Look at the orders that are named: their events came and were taken for something "
            "else.",
     .source = source::kMetaVerify,
     .proven_by = "event-id-same-for-all-orders",
     .quiet_on = "two-orders-in-one-session",
     .look_session = count},
    {.id = "reconcile.revenue",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Small differences that each pass a tolerance add up to revenue that isn't there.",
     .fix = "Send exact amounts, and set the contract's tolerance to zero.",
     .source = source::kGa4Ecommerce,
     .proven_by = "value-rounded-within-tolerance",
     .quiet_on = "successful-purchase",
     .look_session = revenue},
};

}  // namespace

std::span<const Check> reconcile() { return kReconcile; }

}  // namespace tagproof::checks
