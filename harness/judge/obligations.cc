#include "harness/judge/obligations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "harness/judge/context.h"
#include "harness/judge/relayed.h"

namespace tagproof {
namespace {

// How long a browser hit may take before it counts as missing (facts: commerce.md 5.4).
constexpr Duration kBrowserHorizon = std::chrono::hours(1);

/// Whether a hit of that kind is counted by the platform. Source: formats.md A.1, "limited".
bool counts_under(Allowed level, const PlatformFacts& platform) {
  if (level == Allowed::limited) return platform.traits->counts_limited;
  return level == Allowed::full;
}

/// What consent says of an interval: whether something could be counted at its start, and ever.
struct ConsentSpan {
  bool known = false;
  bool at_start = true;
  bool ever = true;
  bool always = true;
  bool anything_ever = true;  // something may leave, counted or not
};

ConsentSpan consent_span(const OrderEvidence& order, const Context& context,
                         const PlatformFacts& platform, std::optional<TimePoint> from,
                         std::optional<TimePoint> to) {
  ConsentSpan span;
  const auto first = context.consent_of(order, from);
  if (!first) return span;
  span.known = true;
  const auto look = [&](const ConsentNow& now) {
    const Allowed level = context.allowed_for(platform, now);
    const bool counts = counts_under(level, platform);
    span.ever = span.ever || counts;
    span.always = span.always && counts;
    span.anything_ever = span.anything_ever || level != Allowed::nothing;
    return counts;
  };
  span.ever = span.anything_ever = false;
  span.at_start = look(*first);
  if (order.shopper == nullptr || !from || !to) return span;
  for (const auto& moment : order.shopper->consent) {
    if (moment.time > *from && moment.time <= *to) look({moment.choice, first->region, first->gpc});
  }
  return span;
}

void may_miss(Obligation& one, LossCause cause) {
  if (one.duty != Duty::must) return;
  one.duty = Duty::may_miss;
  one.cause = cause;
}

void excuse_by_consent(Obligation& one, const OrderEvidence& order, const Context& context) {
  std::optional<TimePoint> to = one.due;
  if (one.channel == Channel::browser || one.fed) {
    to = order.page != nullptr ? order.page->last_open : one.since;
  }
  const ConsentSpan span =
      consent_span(order, context, context.platform(one.platform.view()), one.since, to);
  if (!span.known || (span.at_start && span.always)) return;
  if (!span.anything_ever) {
    one.duty = Duty::must_not;
    one.cause = LossCause::consent;
    return;
  }
  may_miss(one, LossCause::consent);
}

/// The page with the tag was never opened, or not any more once the order counted.
bool no_page_open(const OrderEvidence& order) {
  return order.page != nullptr && !order.page->shown;
}

void excuse_purchase(Obligation& one, const OrderEvidence& order, const Context& context) {
  const bool browser = one.channel == Channel::browser || one.fed;
  if (browser && !order.countable.browser_too) {
    one.duty = Duty::must_not;
    one.cause = LossCause::count_policy;
    return;
  }
  excuse_by_consent(one, order, context);
  if (!browser) return;
  if (order.shopper != nullptr && order.shopper->ad_blocker) may_miss(one, LossCause::ad_blocker);
  if (no_page_open(order)) may_miss(one, LossCause::browser_closed);
}

/// What is owed at one moment.
Obligation owed_at(std::optional<TimePoint> since, const OrderEvidence& order,
                   const Context& context, EventName agreed, const PlatformEvent& wanted,
                   Channel channel) {
  Obligation one;
  one.event = agreed == EventName::cancel ? EventName::refund : agreed;
  one.agreed = agreed;
  one.platform = wanted.platform;
  one.channel = channel;
  one.since = since;
  one.fed = is_fed(context, wanted.platform.view(), channel, agreed);
  const Duration within =
      channel == Channel::server && !one.fed ? context.contract()->server_within : kBrowserHorizon;
  if (since) one.due = *since + within;
  one.wanted = &wanted;
  if (agreed == EventName::purchase) {
    excuse_purchase(one, order, context);
  } else {
    excuse_by_consent(one, order, context);
  }
  return one;
}

/// Adds what is owed at each of the moments: for each platform and channel one obligation, that of
/// the last moment at which anything must come.
void add(std::vector<Obligation>& all, const OrderEvidence& order, const Context& context,
         EventName agreed, std::span<const std::optional<TimePoint>> moments) {
  const ContractEvent* event = context.contract()->event(agreed);
  if (event == nullptr || moments.empty()) return;
  for (const auto& wanted : event->platforms) {
    if (!wanted.none.empty()) continue;
    for (const Channel channel : wanted.channels) {
      std::size_t must = 0;
      std::optional<Obligation> kept;
      for (const auto& since : moments) {
        Obligation one = owed_at(since, order, context, agreed, wanted, channel);
        if (one.duty == Duty::must) ++must;
        if (!kept || one.duty == Duty::must || must == 0) kept = std::move(one);
      }
      kept->times = std::max<std::size_t>(must, 1);
      all.push_back(std::move(*kept));
    }
  }
}

int rank(LossCause cause) {
  constexpr std::array kOrder{LossCause::consent,        LossCause::count_policy,
                              LossCause::outside_window, LossCause::ad_blocker,
                              LossCause::browser_closed, LossCause::request_lost};
  return static_cast<int>(std::ranges::find(kOrder, cause) - kOrder.begin());
}

bool is_after_cancellation(TimePoint time, const Order& order, const Contract& contract) {
  return order.cancelled && time > *order.cancelled && contract.event(EventName::cancel) != nullptr;
}

void prefer(std::optional<LossCause>& best, std::optional<LossCause> other) {
  if (other && (!best || rank(*other) < rank(*best))) best = other;
}

}  // namespace

bool is_taken_back_before(const Refund& refund, const Order& order, const Contract& contract) {
  const bool by_dispute =
      order.disputed && refund.time > *order.disputed && contract.disputes_as_refund;
  return by_dispute || is_after_cancellation(refund.time, order, contract);
}

std::vector<Obligation> obligations_of(const OrderEvidence& order, const Context& context) {
  std::vector<Obligation> all;
  if (context.contract() == nullptr || order.order == nullptr || !order.countable.counts)
    return all;
  const Order& truth = *order.order;
  const std::optional<TimePoint> counted[] = {order.countable.at};
  add(all, order, context, EventName::purchase, counted);

  std::vector<std::optional<TimePoint>> refunds;
  bool all_given_back = false;
  for (const auto& refund : truth.refunds) {
    // What is given back after a cancellation or a lost dispute was taken back by it.
    if (is_taken_back_before(refund, truth, *context.contract())) continue;
    refunds.emplace_back(refund.time);
    all_given_back = all_given_back || refund.full;
  }
  // A lost dispute of an order that cost nothing gives nothing back, and one that follows on a
  // cancellation nothing more.
  const bool cost_something = !truth.totals.total || !truth.totals.total->is_zero();
  const bool dispute_counts = truth.disputed && context.contract()->disputes_as_refund &&
                              !is_after_cancellation(*truth.disputed, truth, *context.contract());
  if (dispute_counts && !all_given_back && cost_something) {
    refunds.push_back(truth.disputed);
    all_given_back = true;
  }
  add(all, order, context, EventName::refund, refunds);
  // A cancellation whose money was given back by a refund is reversed by that refund.
  const std::optional<TimePoint> cancelled[] = {truth.cancelled};
  if (truth.cancelled && !all_given_back) add(all, order, context, EventName::cancel, cancelled);
  return all;
}

Astray astray(const OrderEvidence& order, const Obligation& obligation) {
  Astray worst = Astray::none;
  for (const Attempt* attempt : order.attempts) {
    const bool own =
        attempt->platform == obligation.platform && attempt->channel == obligation.channel;
    const bool to_collector = obligation.fed && attempt->platform == kCollector;
    if (!own && !to_collector) continue;
    const bool purchase = attempt->event == EventName::purchase;
    const bool refund = attempt->event == EventName::refund || attempt->event == EventName::cancel;
    if (!purchase && !refund) continue;
    if (purchase != (obligation.event == EventName::purchase)) continue;
    if (attempt->result == Attempt::Result::delivered || !attempt->captures.empty()) {
      if (to_collector) continue;         // what it passes on has attempts of its own
      if (purchase) return Astray::none;  // one that arrives is enough
      continue;
    }
    if (attempt->result == Attempt::Result::blocked) {
      worst = std::max(worst, Astray::blocked);
    } else if ((attempt->channel == Channel::server || attempt->sender == Sender::collector) &&
               attempt->result != Attempt::Result::held) {
      worst = std::max(worst, Astray::given_up);
    } else {
      worst = std::max(worst, Astray::lost);
    }
  }
  return worst;
}

Standing find_standing(const OrderEvidence& order, std::string_view platform) {
  Standing standing;
  for (const TrackedEvent* event : order.of(platform, EventName::purchase)) {
    standing.arrived = true;
    if (event->outcome == Outcome::counted) standing.counted = true;
    if (event->outcome == Outcome::unconsented) prefer(standing.cause, LossCause::consent);
  }
  for (const auto& one : order.obligations) {
    if (one.platform != platform || one.event != EventName::purchase) continue;
    standing.owed = true;
    if (one.cause) prefer(standing.cause, one.cause);
    const Astray went = astray(order, one);
    if (went == Astray::blocked) prefer(standing.cause, LossCause::ad_blocker);
    if (went == Astray::lost) prefer(standing.cause, LossCause::request_lost);
    if (one.duty == Duty::must && (went == Astray::none || went == Astray::given_up))
      standing.must = true;
  }
  const bool unexplained = standing.must && standing.cause != LossCause::consent;
  if (!standing.owed || standing.counted || unexplained) standing.cause.reset();
  return standing;
}

Standing standing_of(const OrderEvidence& order, std::string_view platform) {
  const auto it = std::ranges::find(order.platforms, platform, &PlatformId::view);
  return it == order.platforms.end()
             ? Standing{}
             : order.standings[static_cast<std::size_t>(it - order.platforms.begin())];
}

std::vector<Judgement::Explained> explained_losses(const Context& context) {
  std::vector<Judgement::Explained> all;
  for (const auto& order : context.orders()) {
    for (std::size_t i = 0; i < order.platforms.size(); ++i) {
      if (order.standings[i].cause)
        all.push_back({order.platforms[i], order.id, *order.standings[i].cause});
    }
  }
  std::ranges::sort(all, [](const auto& a, const auto& b) {
    return std::tie(a.platform, a.order) < std::tie(b.platform, b.order);
  });
  return all;
}

}  // namespace tagproof
