#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

bool needs_order_id(const TrackedEvent& event, const Context& context) {
  if (!event.is(EventName::purchase) && !event.is(EventName::refund)) return false;
  return context.dedup_key(event.platform.view()) != "event_id";
}

void id_missing(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror || !needs_order_id(event, context)) return;
  if (!event.order_id.says_nothing() && !event.order_id.is_malformed()) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} got a {} without an order id.", say::title(event.platform.view()),
                              text(*event.name));
  draft.expected = "the order's id";
  draft.actual = say::value(event.order_id);
  if (event.value) {
    draft.at_stake = say::stake(*event.value, event.currency.value_or({}), Direction::wrong);
  }
  findings.add(std::move(draft));
}

void id_form(const TrackedEvent& event, const Context& context, Findings& findings) {
  const EventFacts& facts = context.facts(event);
  if (facts.mirror || facts.order == nullptr || facts.order->order == nullptr || !event.order_id)
    return;
  if (context.contract() == nullptr) return;
  const Order& order = *facts.order->order;
  const OrderEvidence* named = context.order(*event.order_id);
  const bool another = facts.match == IdMatch::attempt && named != nullptr;
  if (facts.match != IdMatch::other_form && facts.match != IdMatch::near && !another) return;
  Draft draft = draft_of(event, context);
  draft.expected = say::text(order.wire_id(context.contract()->shop.order_id));
  draft.actual = say::value(event.order_id);
  draft.message =
      another ? fmt::format("The {} of order {} went to {} under the id of order {}.",
                            text(*event.name), order.id.view(), say::title(event.platform.view()),
                            named->id.view())
              : fmt::format("The {} of order {} went to {} under another form of its id.",
                            text(*event.name), order.id.view(), say::title(event.platform.view()));
  draft.at_stake = say::stake(context.expected_value(order, event.platform.view()), order.currency,
                              Direction::wrong);
  findings.add(std::move(draft));
}

/// Orders that the shop's policy leaves out whatever becomes of their payment.
bool is_excluded(const Countable& countable) {
  if (countable.counts) return false;
  constexpr std::array<std::string_view, 3> kLeftOut{"test", "staff", "renewal"};
  return std::ranges::find(kLeftOut, countable.reason) != kLeftOut.end() ||
         countable.reason == "zero_value";
}

std::string_view in_words(std::string_view reason) {
  struct Reason {
    std::string_view word{};
    std::string_view text{};
  };
  constexpr std::array<Reason, 9> kReasons{{
      {"pending_payment", "its payment is still pending"},
      {"failed", "its payment failed"},
      {"cancelled_unpaid", "it was cancelled before it was paid"},
      {"authorized", "its money isn't captured yet"},
      {"cash_on_delivery", "cash on delivery isn't collected yet"},
      {"invoice", "its invoice isn't paid yet"},
      {"test", "it is a test order"},
      {"staff", "it is an order of the shop's own staff"},
      {"renewal", "it is a renewal"},
  }};
  const auto it = std::ranges::find(kReasons, reason, &Reason::word);
  return it == kReasons.end() ? reason : it->text;
}

void sold_too_early(const OrderEvidence& order, const Context& context, Findings& findings) {
  if (order.order == nullptr || context.contract() == nullptr) return;
  if (is_excluded(order.countable)) return;
  for (const TrackedEvent* event : order.events) {
    if (!event->is(EventName::purchase) || !too_early(*event, context)) continue;
    Draft draft = draft_of(*event, context);
    if (order.countable.counts) {
      draft.message = fmt::format("{} got a purchase for order {} {} before it counted as a sale.",
                                  say::title(event->platform.view()), order.id.view(),
                                  say::span(*order.countable.at - *event->received));
      draft.expected = fmt::format("no purchase before {}", rfc3339(*order.countable.at));
      draft.actual = fmt::format("purchase at {}", rfc3339(*event->received));
    } else {
      draft.message = fmt::format("{} got a purchase for order {}, though {}.",
                                  say::title(event->platform.view()), order.id.view(),
                                  in_words(order.countable.reason));
      draft.expected = fmt::format("no purchase ({})", order.countable.reason);
      draft.actual = fmt::format("purchase from {}", say::from(*event));
      if (event->outcome == Outcome::counted && event->value) {
        draft.at_stake = say::stake(*event->value, event->currency.value_or(order.order->currency),
                                    Direction::over);
      }
    }
    findings.add(std::move(draft));
  }
}

void excluded(const OrderEvidence& order, const Context& context, Findings& findings) {
  if (order.order == nullptr || context.contract() == nullptr) return;
  const bool whole = is_excluded(order.countable);
  if (!whole && order.countable.browser_too) return;
  for (const TrackedEvent* event : order.events) {
    if (!event->is(EventName::purchase)) continue;
    if (!whole && event->channel != Channel::browser) continue;
    Draft draft = draft_of(*event, context);
    draft.message = fmt::format(
        "{} got a purchase for order {}, which the contract leaves out: {}.",
        say::title(event->platform.view()), order.id.view(),
        whole ? in_words(order.countable.reason) : "renewals come from the server only");
    draft.expected = whole ? "no purchase" : "no purchase from the browser";
    draft.actual = fmt::format("purchase from {}", say::from(*event));
    if (event->outcome == Outcome::counted && event->value) {
      draft.at_stake = say::stake(*event->value, event->currency.value_or(order.order->currency),
                                  Direction::over);
    }
    findings.add(std::move(draft));
  }
}

/// The hits that take something of the order back: refunds, and what a refund's sending became.
std::vector<const TrackedEvent*> reversals(const OrderEvidence& order, const Obligation& owed,
                                           const Context& context) {
  std::vector<const TrackedEvent*> found;
  for (const TrackedEvent* event : order.events) {
    if (event->platform == owed.platform && event->channel == owed.channel &&
        is_reversal(*event, context))
      found.push_back(event);
  }
  return found;
}

/// What the refunds took back, by the basis that the platform's value follows.
std::optional<Decimal> given_back(const Refund& refund, const Order& order,
                                  std::string_view platform, const Context& context) {
  const ValueBasis basis = context.contract()->value_basis(platform);
  if (const auto part = value_of(refund.totals, basis)) return part;
  if (refund.full && order.refunds.size() == 1) return value_of(order.totals, basis);
  return basis == ValueBasis::order_total ? std::optional(refund.amount) : std::nullopt;
}

void reversal_missing(const OrderEvidence& order, const Context& context, Findings& findings,
                      bool cancellation) {
  if (order.order == nullptr) return;
  for (const auto& owed : order.obligations) {
    if (owed.event != EventName::refund || owed.duty != Duty::must) continue;
    if ((owed.agreed == EventName::cancel) != cancellation) continue;
    const std::string_view platform = owed.platform.view();
    if (!standing_of(order, platform).counted) continue;  // there is nothing to take back
    if (astray(order, owed) != Astray::none) continue;
    if (context.has_unattributed(platform, owed.channel, EventName::refund)) continue;
    if (owed.channel == Channel::server && context.consent_lost(order)) continue;
    const std::size_t came = reversals(order, owed, context).size();
    if (came >= owed.times) continue;
    Draft draft;
    draft.platform = owed.platform;
    draft.channel = owed.channel;
    draft.order = order.id;
    draft.message = cancellation ? fmt::format("Order {} was cancelled, but {} still counts it.",
                                               order.id.view(), say::title(platform))
                                 : fmt::format("{} of order {} never reached {}.",
                                               owed.times - came == 1 ? "A refund" : "Refunds",
                                               order.id.view(), say::title(platform));
    draft.expected = fmt::format("{} refund event{}", owed.times, owed.times == 1 ? "" : "s");
    draft.actual = came == 0 ? "none" : fmt::format("{}", came);
    std::optional<Decimal> amount;
    if (cancellation) {
      amount = context.expected_value(*order.order, platform);
    } else {
      for (std::size_t i = came; i < order.order->refunds.size(); ++i) {
        const auto part = given_back(order.order->refunds[i], *order.order, platform, context);
        if (part) amount = amount.value_or(Decimal()) + *part;
      }
      if (!amount) amount = context.expected_value(*order.order, platform);
    }
    draft.at_stake = say::stake(amount, order.order->currency, Direction::over);
    if (context.may_still_come(owed.due)) draft.due = owed.due;
    findings.add(std::move(draft));
  }
}

void refund_missing(const OrderEvidence& order, const Context& context, Findings& findings) {
  reversal_missing(order, context, findings, false);
}

void cancelled_not_reversed(const OrderEvidence& order, const Context& context,
                            Findings& findings) {
  reversal_missing(order, context, findings, true);
}

/// What one refund hit must say. `kept`: of the order's value after this refund, for restatements.
struct Due {
  std::optional<TimePoint> at{};
  std::optional<Decimal> back{};
  std::optional<Decimal> kept{};
  bool full = false;
};

std::vector<Due> dues_of(const Order& order, std::string_view platform, const Context& context) {
  std::vector<Due> dues;
  const auto whole = context.expected_value(order, platform);
  std::optional<Decimal> kept = whole;
  for (const auto& refund : order.refunds) {
    if (is_taken_back_before(refund, order, *context.contract())) continue;
    Due due;
    due.at = refund.time;
    due.full = refund.full;
    due.back = given_back(refund, order, platform, context);
    if (refund.full && kept) {
      due.back = due.back ? due.back : kept;
      kept = Decimal();
    } else {
      kept = kept && due.back ? std::optional(*kept - *due.back) : std::nullopt;
    }
    due.kept = kept;
    dues.push_back(due);
  }
  const bool rest = dues.empty() || !dues.back().full;
  // Whichever came first took all of it back.
  auto at = order.cancelled;
  if (order.disputed && context.contract()->disputes_as_refund && (!at || *order.disputed < *at))
    at = order.disputed;
  if (rest && at) dues.push_back({.at = at, .back = kept, .kept = Decimal(), .full = true});
  return dues;
}

/// Which of the dues an event answers: the one of its moment where the harness knows it (an earlier
/// one may be late, or may never have left, for want of consent), else the next.
std::size_t answered(const std::vector<Due>& dues, const std::vector<bool>& met,
                     const TrackedEvent& event, std::size_t next, const Context& context) {
  const Attempt* attempt = context.facts(event).attempt;
  if (attempt == nullptr) return next;
  const auto it = std::ranges::find(dues, std::optional(attempt->due), &Due::at);
  const auto index = static_cast<std::size_t>(it - dues.begin());
  return it == dues.end() || met[index] ? next : index;
}

bool close(const Decimal& a, const Decimal& b, const Context& context) {
  return (a - b).abs() <= context.contract()->revenue.tolerance;
}

/// What is wrong with a refund hit; empty: nothing, or it can't be said.
std::string wrong_amount(const TrackedEvent& event, const Due& due, const Context& context,
                         Draft& draft, std::string_view currency) {
  const std::string_view platform = event.platform.view();
  if (event.adjustment == AdjustmentKind::retract) {
    if (due.full) return {};
    draft.expected = due.kept ? fmt::format("restated to {}", say::money(*due.kept, currency))
                              : "restated to what is kept";
    draft.actual = "retracted as a whole";
    if (due.kept) draft.at_stake = say::stake(due.kept, currency, Direction::under);
    return "is taken back as a whole, though only a part was refunded";
  }
  if (event.adjustment == AdjustmentKind::restate) {
    if (!due.kept || !event.value || close(*event.value, *due.kept, context)) return {};
    draft.expected = fmt::format("what is kept: {}", say::decimal(*due.kept));
    draft.actual = say::value(event.value);
    draft.at_stake = say::stake(*event.value - *due.kept, currency,
                                *event.value > *due.kept ? Direction::over : Direction::under);
    if (due.back && close(*event.value, *due.back, context))
      return "is restated to what was refunded, not to what is kept";
    return "is restated to a wrong value";
  }
  if (!due.back) return {};
  if (event.value.says_nothing()) {
    // GA4 takes a refund without value and items for the whole order.
    if (due.full) return {};
    draft.expected = say::decimal(*due.back);
    draft.actual = say::value(event.value);
    return "carries no value, though only a part was refunded";
  }
  if (!event.value || close(event.value->abs(), *due.back, context)) return {};
  draft.expected = say::decimal(*due.back);
  draft.actual = say::value(event.value);
  draft.at_stake = say::stake(event.value->abs() - *due.back, currency,
                              event.value->abs() > *due.back ? Direction::under : Direction::over);
  const auto whole = context.expected_value(*context.facts(event).order->order, platform);
  if (!due.full && whole && close(event.value->abs(), *whole, context))
    return "takes the whole order back, though only a part was refunded";
  return "has a wrong value";
}

void refund_value(const OrderEvidence& order, const Context& context, Findings& findings) {
  if (order.order == nullptr || context.contract() == nullptr) return;
  for (const auto& platform : order.platforms) {
    const std::vector<Due> dues = dues_of(*order.order, platform.view(), context);
    if (dues.empty()) continue;
    for (const Channel channel : {Channel::browser, Channel::server}) {
      std::size_t next = 0;  // behind all that were met
      std::vector<bool> met(dues.size());
      for (const TrackedEvent* event : order.of(platform.view(), EventName::refund, channel)) {
        if (event->outcome == Outcome::deduplicated || event->value.is_malformed()) continue;
        const bool foreign =
            context.facts(*event).match == IdMatch::attempt && event->order_id.has_value();
        if (foreign) continue;  // reconcile.orphan's
        Draft draft = draft_of(*event, context);
        const std::string_view currency = order.order->currency;
        const auto nth = answered(dues, met, *event, next, context);
        next = std::max(next, nth + 1);
        if (nth >= dues.size()) {
          if (event->outcome == Outcome::refused) continue;
          draft.message =
              fmt::format("{} got {} refunds for order {}, which has {}.",
                          say::title(platform.view()), nth + 1, order.id.view(), dues.size());
          draft.expected = fmt::format("{} refund{}", dues.size(), dues.size() == 1 ? "" : "s");
          draft.actual = fmt::format("{}", nth + 1);
          if (event->value) draft.at_stake = say::stake(*event->value, currency, Direction::under);
          findings.add(std::move(draft));
          continue;
        }
        met[nth] = true;
        const std::string wrong = wrong_amount(*event, dues[nth], context, draft, currency);
        if (wrong.empty()) continue;
        draft.message = fmt::format("The refund of order {} on {} {}.", order.id.view(),
                                    say::title(platform.view()), wrong);
        findings.add(std::move(draft));
      }
    }
  }
}

constexpr Check kOrder[] = {
    {.id = "order.id-missing",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Without an order id a platform can't tell a repetition from a sale, and no refund "
            "finds its purchase.",
     .fix = "Send the order's id: transaction_id on GA4 and Google Ads.",
     .source = source::kGa4TransactionId,
     .proven_by = "order-id-missing",
     .quiet_on = "successful-purchase",
     .look_event = id_missing},
    {.id = "order.id-form",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Ids are compared byte by byte: #1001 and 1001 are two orders to a platform, and to "
            "every reconciliation.",
     .fix = "Send the form that the contract's shop.order_id names, everywhere.",
     .source = source::kAdsTransactionId,
     .proven_by = "order-name-sent-as-id",
     .quiet_on = "successful-purchase",
     .look_event = id_form},
    {.id = "order.unpaid",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::timing,
     .layer = Layer::browser_tag,
     .why = "A purchase without money is revenue that doesn't exist, and teaches bidding to find "
            "people who don't pay.",
     .fix = "Fire the purchase when the order counts as a sale (contract `count:`), not when the "
            "checkout is left.",
     .source = source::kMetaPixel,
     .proven_by = "purchase-on-declined-payment",
     .quiet_on = "failed-payment",
     .look_order = sold_too_early},
    {.id = "order.excluded",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::source_data,
     .layer = Layer::browser_tag,
     .why = "Test orders, the staff's own and renewals on the wrong channel are no sales that an "
            "ad has made.",
     .fix = "Leave these orders out where events are made: by their test flag, by account, by "
            "sales channel.",
     .source = source::kGa4Ecommerce,
     .proven_by = "purchase-on-test-order",
     .quiet_on = "test-order-is-no-purchase",
     .look_order = excluded},
    {.id = "order.refund-missing",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "Money that was given back stays in the reports and in bidding.",
     .fix = "Send the refund when the backend books it: GA4 `refund`, Google Ads adjustment.",
     .source = source::kGa4Ecommerce,
     .proven_by = "refund-not-sent",
     .quiet_on = "refund",
     .look_order = refund_missing},
    {.id = "order.refund-value",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A refund of the wrong size takes back revenue that stayed, or leaves revenue that "
            "went.",
     .fix = "GA4: the refunded part as value. Google Ads: what is kept as the restated value, a "
            "retraction only when nothing is kept.",
     .source = source::kAdsRestateOrRetract,
     .proven_by = "refund-of-full-value-for-partial",
     .quiet_on = "partial-refund-by-line",
     .look_order = refund_value},
    {.id = "order.cancelled-not-reversed",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A cancelled order leaves no refund record, so nothing takes it back by itself.",
     .fix = "Send the contract's `cancel` events when an order that counted is cancelled, voided "
            "or expires.",
     .source = source::kAdsAdjustments,
     .proven_by = "cancellation-not-retracted",
     .quiet_on = "cancellation",
     .look_order = cancelled_not_reversed},
};

}  // namespace

std::span<const Check> order() { return kOrder; }

}  // namespace tagproof::checks
