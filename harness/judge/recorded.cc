#include "harness/judge/recorded.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "harness/base/text.h"
#include "harness/judge/context.h"
#include "harness/judge/expectations.h"
#include "harness/judge/texts.h"

namespace tagproof {
namespace {

/// Checks that find something in that nothing came.
constexpr std::array<std::string_view, 7> kOfAbsence{
    "event.missing",   "delivery.unseen",   "order.refund-missing", "order.cancelled-not-reversed",
    "reconcile.count", "reconcile.revenue", "delivery.lost"};

bool rests_on_absence(const Finding& finding) {
  // More than was sold is there, whatever is missing.
  const bool too_much = finding.at_stake && finding.at_stake->direction == Direction::over;
  return !too_much && std::ranges::find(kOfAbsence, finding.check) != kOfAbsence.end();
}

/// The orders of which the recording holds at least one event from a browser.
std::set<std::string, std::less<>> named_orders(const Context& context) {
  std::set<std::string, std::less<>> named;
  for (const auto& order : context.orders()) {
    if (std::ranges::any_of(order.events, [](const TrackedEvent* event) {
          return event->channel == Channel::browser;
        }))
      named.insert(order.id.value);
  }
  for (const auto& attempt : context.evidence().attempts) named.insert(attempt.order.value);
  return named;
}

class Gaps {
 public:
  Gaps(std::span<const Gap> gaps, const Context& context)
      : gaps_(gaps), named_(named_orders(context)) {
    all_named_ = std::ranges::all_of(context.orders(), [&](const OrderEvidence& order) {
      return named_.contains(order.id.view());
    });
  }
  /// The gap in which an event of that platform, channel (empty: any) and order (empty: any) may
  /// lie.
  [[nodiscard]] const Gap* of(std::string_view platform, std::optional<Channel> channel,
                              std::string_view order) const {
    for (const Gap& gap : gaps_) {
      if (!gap.platform.empty() && gap.platform != platform) continue;
      if (gap.channel && channel && *gap.channel != *channel) continue;
      const bool is_named = order.empty() ? all_named_ : named_.contains(order);
      if (gap.other_shoppers_only && is_named) continue;
      return &gap;
    }
    return nullptr;
  }

 private:
  std::span<const Gap> gaps_;
  std::set<std::string, std::less<>> named_;
  bool all_named_ = true;
};

bool sends_on(const Contract& contract, const Gap& gap) {
  const ContractEvent* purchase = contract.event(EventName::purchase);
  return purchase != nullptr &&
         std::ranges::any_of(purchase->platforms, [&](const PlatformEvent& one) {
           return one.none.empty() && (gap.platform.empty() || gap.platform == one.platform) &&
                  (!gap.channel ||
                   std::ranges::find(one.channels, *gap.channel) != one.channels.end());
         });
}

}  // namespace

std::vector<Unknown> set_unknown_aside(Judgement& judgement, const Evidence& evidence,
                                       std::span<const Gap> gaps, bool strict) {
  std::vector<Unknown> unknown;
  if (gaps.empty()) return unknown;
  const Context context(evidence);
  const Gaps in(gaps, context);
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> aside;
  std::erase_if(judgement.findings, [&](const Finding& finding) {
    if (!rests_on_absence(finding)) return false;
    const Gap* gap = in.of(finding.platform.view(), finding.channel, finding.order.view());
    if (gap == nullptr) return false;
    auto& orders = aside[{finding.check, gap->why}];
    if (!finding.order.empty() && std::ranges::find(orders, finding.order.value) == orders.end())
      orders.push_back(finding.order.value);
    return true;
  });
  // What the gap hides is said even where nothing was found to be missing.
  for (const Gap& gap : gaps) {
    const bool matters = evidence.contract ? sends_on(*evidence.contract, gap)
                                           : !gap.platform.empty() || !gap.channel;
    if (matters && !gap.other_shoppers_only) aside[{"event.missing", gap.why}];
  }
  constexpr std::size_t kShown = 10;
  for (const auto& [what, orders] : aside) {
    std::string why = what.second;
    if (!orders.empty()) {
      const auto shown = std::span(orders).first(std::min(orders.size(), kShown));
      why += fmt::format(
          " (order{} {}{})", orders.size() == 1 ? "" : "s", fmt::join(shown, ", "),
          orders.size() > kShown ? fmt::format(" and {} more", orders.size() - kShown) : "");
    }
    unknown.push_back({what.first, std::move(why)});
  }
  const bool failed = std::ranges::any_of(
      judgement.findings, [&](const Finding& finding) { return is_failure(finding, strict); });
  judgement.verdict = failed ? Verdict::fail : Verdict::pass;
  return unknown;
}

namespace {

/// One platform's column.
class Column {
 public:
  Column(std::string_view platform, const Context& context, const Judgement& judgement,
         const Gaps& gaps)
      : context_(context), judgement_(judgement), gaps_(gaps) {
    sum_.platform = PlatformId(platform);
  }

  Reconciliation fill() {
    std::set<const TrackedEvent*> of_orders;
    for (const auto& order : context_.orders()) {
      for (const TrackedEvent* event : counted(order)) of_orders.insert(event);
      look_at(order);
    }
    // What counts and is of no order.
    std::map<std::string, std::vector<const TrackedEvent*>> orphans;
    for (const auto& event : context_.evidence().events) {
      if (counts(event) && !of_orders.contains(&event) && context_.facts(event).order == nullptr)
        orphans[event.order_id.value_or("")].push_back(&event);
    }
    for (const auto& [id, events] : orphans) {
      ++sum_.extra;
      add({.order = OrderId(id),
           .outcome = "extra",
           .expected = "no purchase",
           .actual = values(events),
           .at_stake = stake(events, Direction::over)});
    }
    return std::move(sum_);
  }

 private:
  [[nodiscard]] bool counts(const TrackedEvent& event) const {
    return event.platform == sum_.platform && event.is(EventName::purchase) &&
           event.outcome == Outcome::counted && event.adjustment == AdjustmentKind::none;
  }
  [[nodiscard]] std::vector<const TrackedEvent*> counted(const OrderEvidence& order) const {
    auto all = order.of(sum_.platform.view(), EventName::purchase);
    std::erase_if(all, [&](const TrackedEvent* event) { return !counts(*event); });
    return all;
  }
  static std::string values(const std::vector<const TrackedEvent*>& events) {
    std::string all;
    for (const TrackedEvent* event : events) {
      if (!all.empty()) all += ", ";
      all += event->value ? say::money(*event->value, event->currency.value_or({})) : "no value";
    }
    return all;
  }
  static std::optional<AtStake> stake(const std::vector<const TrackedEvent*>& events,
                                      Direction direction) {
    Decimal sum;
    std::string currency;
    for (const TrackedEvent* event : events) {
      if (!event->value) continue;
      sum += *event->value;
      currency = event->currency.value_or({});
    }
    return currency.empty() ? std::nullopt : say::stake(sum, currency, direction);
  }
  void add(Reconciliation::Row row) { sum_.rows.push_back(std::move(row)); }

  [[nodiscard]] std::optional<LossCause> explained(const OrderEvidence& order) const {
    for (const auto& one : judgement_.explained) {
      if (one.platform == sum_.platform && one.order == order.id) return one.cause;
    }
    return std::nullopt;
  }

  // Without a contract every order that brought money in is owed.
  [[nodiscard]] bool owed(const OrderEvidence& order) const {
    if (context_.contract() != nullptr) return standing_of(order, sum_.platform.view()).owed;
    return countable(*order.order, CountPolicy{}).counts;
  }

  void look_at(const OrderEvidence& order) {
    if (order.order == nullptr) return;
    const auto events = counted(order);
    const auto expected = context_.expected_value(*order.order, sum_.platform.view());
    const std::string wanted =
        expected ? say::money(*expected, order.order->currency) : "one purchase";
    if (!owed(order)) {
      if (events.empty()) return;
      ++sum_.extra;
      add({.order = order.id,
           .outcome = "extra",
           .expected = "no purchase",
           .actual = values(events),
           .at_stake = stake(events, Direction::over)});
      return;
    }
    ++sum_.orders;
    if (events.empty()) {
      absent(order, wanted, expected);
    } else if (events.size() > 1) {
      ++sum_.duplicate;
      add({.order = order.id,
           .outcome = "duplicate",
           .expected = wanted,
           .actual = values(events),
           .at_stake = stake({events.begin() + 1, events.end()}, Direction::over)});
    } else if (expected && differs(*events.front(), *order.order, *expected)) {
      ++sum_.value_mismatch;
      const TrackedEvent& event = *events.front();
      const bool same_currency =
          event.value && event.currency && equal_currency(*event.currency, order.order->currency);
      add({.order = order.id,
           .outcome = "value_mismatch",
           .expected = wanted,
           .actual = values(events),
           .at_stake =
               same_currency
                   ? say::stake(*event.value - *expected, order.order->currency,
                                *event.value > *expected ? Direction::over : Direction::under)
                   : say::stake(*expected, order.order->currency, Direction::wrong)});
    } else {
      ++sum_.matched;
    }
  }

  static bool equal_currency(std::string_view a, std::string_view b) {
    return upper_ascii(a) == upper_ascii(b);
  }
  [[nodiscard]] bool differs(const TrackedEvent& event, const Order& order,
                             const Decimal& expected) const {
    if (!event.value || !event.currency || !equal_currency(*event.currency, order.currency))
      return true;
    return (*event.value - expected).abs() > context_.contract()->revenue.tolerance;
  }

  void absent(const OrderEvidence& order, const std::string& wanted,
              const std::optional<Decimal>& expected) {
    if (const auto cause = explained(order)) {
      ++sum_.explained[*cause];
      add({.order = order.id,
           .outcome = std::string(text(*cause)),
           .expected = wanted,
           .actual = "none"});
      return;
    }
    const bool came = !order.of(sum_.platform.view(), EventName::purchase).empty();
    if (const Gap* gap = gaps_.of(sum_.platform.view(), only_channel(), order.id.view());
        gap != nullptr && !came) {
      ++sum_.unknown;
      add({.order = order.id, .outcome = "unknown", .expected = wanted, .actual = gap->why});
      return;
    }
    ++sum_.missing;
    add({.order = order.id,
         .outcome = "missing",
         .expected = wanted,
         .actual = came ? "came, and wasn't counted" : "none",
         .at_stake = say::stake(expected, order.order->currency, Direction::under)});
  }

  /// The channel by which the platform gets purchases, when it is one.
  [[nodiscard]] std::optional<Channel> only_channel() const {
    if (context_.contract() == nullptr) return std::nullopt;
    const PlatformEvent* agreed =
        context_.contract()->platform_event(EventName::purchase, sum_.platform.view());
    if (agreed == nullptr || agreed->channels.size() != 1) return std::nullopt;
    return agreed->channels.front();
  }

  const Context& context_;
  const Judgement& judgement_;
  const Gaps& gaps_;
  Reconciliation sum_{};
};

}  // namespace

std::vector<Reconciliation> reconcile_orders(const Evidence& evidence, const Judgement& judgement,
                                             std::span<const Gap> gaps) {
  std::vector<Reconciliation> all;
  if (!evidence.orders_known) return all;
  const Context context(evidence);
  const Gaps in(gaps, context);
  for (const Ledger& ledger : evidence.ledgers) {
    const std::string_view platform = ledger.platform.view();
    if (context.contract() != nullptr) {
      const PlatformEvent* agreed =
          context.contract()->platform_event(EventName::purchase, platform);
      if (agreed == nullptr || !agreed->none.empty()) continue;
    }
    all.push_back(Column(platform, context, judgement, in).fill());
  }
  return all;
}

}  // namespace tagproof
