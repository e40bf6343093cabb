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

/// A hit of the order did arrive, under a name that the platform takes for none of the funnel.
std::string arrived_under(const OrderEvidence& order, const Obligation& owed,
                          const Context& context, std::vector<CaptureId>& captures) {
  for (const Attempt* attempt : order.attempts) {
    if (attempt->platform != owed.platform || attempt->channel != owed.channel ||
        attempt->event != owed.agreed)
      continue;
    for (const auto& id : attempt->captures) {
      for (const TrackedEvent* event : context.events_of(id)) {
        if (event->name || !event->platform_name) continue;
        captures.push_back(id);
        return *event->platform_name;
      }
    }
  }
  return {};
}

void missing(const OrderEvidence& order, const Context& context, Findings& findings) {
  if (order.order == nullptr) return;
  for (const auto& owed : order.obligations) {
    const std::string_view platform = owed.platform.view();
    if (owed.event != EventName::purchase || owed.duty != Duty::must) continue;
    if (!order.of(platform, EventName::purchase, owed.channel).empty()) continue;
    if (astray(order, owed) != Astray::none) continue;
    if (owed.channel == Channel::server && context.consent_lost(order)) continue;
    if (owed.channel == Channel::browser && order.shopper != nullptr &&
        context.grant_not_applied(*order.shopper))
      continue;
    if (context.has_unattributed(platform, owed.channel, EventName::purchase)) continue;
    Draft draft;
    draft.platform = owed.platform;
    draft.channel = owed.channel;
    draft.order = order.id;
    const std::string other_name = arrived_under(order, owed, context, draft.captures);
    draft.message =
        fmt::format("Order {} never reached {} from the {}.", order.id.view(), say::title(platform),
                    owed.channel == Channel::browser ? "browser" : "server");
    draft.expected = fmt::format("one purchase ({}) once the order counts ({})", owed.wanted->name,
                                 order.countable.reason);
    draft.actual = other_name.empty()
                       ? "none"
                       : fmt::format("an event named {}, which {} doesn't take for a purchase",
                                     say::text(other_name), say::title(platform));
    if (!standing_of(order, platform).counted) {
      draft.at_stake = say::stake(context.expected_value(*order.order, platform),
                                  order.order->currency, Direction::under);
    }
    if (context.may_still_come(owed.due)) draft.due = owed.due;
    findings.add(std::move(draft));
  }
}

struct Funnel {
  std::string_view step{};
  EventName event{};
};
constexpr std::array<Funnel, 4> kFunnel{{{"view", EventName::view_item},
                                         {"add_to_cart", EventName::add_to_cart},
                                         {"checkout", EventName::begin_checkout},
                                         {"lead", EventName::lead}}};

// Presence of the events that aren't orders: as many as steps that must have made them. Only where
// one shopper with a known consent did the steps.
void missing_in_funnel(const Context& context, Findings& findings) {
  const Evidence& evidence = context.evidence();
  const Contract* contract = context.contract();
  if (contract == nullptr || evidence.steps.empty() || evidence.shoppers.size() != 1) return;
  const ShopperTruth& shopper = evidence.shoppers.front();
  if (shopper.ad_blocker || shopper.consent.empty() || context.grant_not_applied(shopper)) return;
  for (const auto& row : kFunnel) {
    const ContractEvent* agreed = contract->event(row.event);
    const bool is_owed =
        std::ranges::find(evidence.steps, row.step, &StepRecord::step) != evidence.steps.end();
    if (agreed == nullptr || !is_owed) continue;
    for (const auto& wanted : agreed->platforms) {
      const bool browser =
          std::ranges::find(wanted.channels, Channel::browser) != wanted.channels.end();
      if (!wanted.none.empty() || !browser) continue;
      const PlatformFacts& platform = context.platform(wanted.platform.view());
      std::size_t owed = 0;
      for (const auto& step : evidence.steps) {
        if (step.step != row.step) continue;
        const ConsentNow now{shopper.consent_at(step.time), shopper.region, shopper.gpc};
        const Allowed level = context.allowed_for(platform, now);
        if (level == Allowed::full || level == Allowed::limited) ++owed;
      }
      std::size_t came = 0;
      for (const auto& event : evidence.events) {
        if (event.is(row.event) && event.platform == wanted.platform &&
            event.channel == Channel::browser)
          ++came;
      }
      for (const auto& attempt : evidence.attempts) {
        if (attempt.event == row.event && attempt.platform == wanted.platform &&
            attempt.channel == Channel::browser && attempt.captures.empty())
          ++came;
      }
      if (came >= owed) continue;
      Draft draft;
      draft.platform = wanted.platform;
      draft.channel = Channel::browser;
      draft.message = fmt::format("{} got fewer {} events than the shopper's steps make.",
                                  say::title(wanted.platform.view()), text(row.event));
      draft.expected = fmt::format("{} {} from the browser", owed, text(row.event));
      draft.actual = came == 0 ? "none" : fmt::format("{}", came);
      if (context.may_still_come(evidence.steps.back().time + std::chrono::hours(1)))
        draft.due = evidence.steps.back().time + std::chrono::hours(1);
      findings.add(std::move(draft));
    }
  }
}

bool is_conversion(EventName name) {
  return name == EventName::purchase || name == EventName::refund || name == EventName::lead;
}

/// Why the contract doesn't want the event; empty: it does, or another check speaks for it.
std::string unwanted(const TrackedEvent& event, const Contract& contract) {
  const std::string platform = say::title(event.platform.view());
  const PlatformEvent* agreed = contract.platform_event(*event.name, event.platform.view());
  if (event.is(EventName::refund) && (agreed == nullptr || !agreed->none.empty())) {
    const PlatformEvent* cancel = contract.platform_event(EventName::cancel, event.platform.view());
    if (cancel != nullptr && cancel->none.empty()) agreed = cancel;
  }
  if (agreed == nullptr) return fmt::format("no {} on {}", text(*event.name), platform);
  if (!agreed->none.empty())
    return fmt::format("no {} on {}: {}", text(*event.name), platform, agreed->none);
  if (std::ranges::find(agreed->channels, event.channel) == agreed->channels.end()) {
    return fmt::format("{} on {} from the {} only", text(*event.name), platform,
                       event.channel == Channel::browser ? "server" : "browser");
  }
  return {};
}

void unexpected(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  const EventFacts& facts = context.facts(event);
  if (contract == nullptr || !event.name || !is_conversion(*event.name) || facts.mirror) return;
  // Who may receive nothing at all is privacy.unlisted-recipient's.
  const bool listed =
      contract->recipients.empty() ||
      std::ranges::find(contract->recipients, event.platform.value) != contract->recipients.end();
  if (!listed) return;
  std::string why = unwanted(event, *contract);
  const Order* order = facts.order == nullptr ? nullptr : facts.order->order;
  if (why.empty() && event.is(EventName::refund) && order != nullptr && order->refunds.empty() &&
      !order->cancelled && !order->disputed) {
    why =
        fmt::format("no refund: the backend has given nothing back of order {}", order->id.view());
  }
  if (why.empty()) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} got a {} that the contract doesn't have.",
                              say::title(event.platform.view()), text(*event.name));
  draft.expected = std::move(why);
  draft.actual = fmt::format("{} from {}", text(*event.name), say::from(event));
  if (event.outcome == Outcome::counted && event.value) {
    draft.at_stake = say::stake(*event.value, event.currency.value_or({}),
                                event.is(EventName::refund) ? Direction::under : Direction::over);
  }
  findings.add(std::move(draft));
}

// A refund that reaches a platform before its purchase finds nothing to take back.
void out_of_order(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    const auto purchases = order.of(platform.view(), EventName::purchase);
    const auto refunds = order.of(platform.view(), EventName::refund);
    if (purchases.empty()) continue;
    const auto sold = left_at(*purchases.front(), context);
    const bool here = !refunds.empty() && sold && left_at(*refunds.front(), context) < sold;
    // On another platform it found its purchase; this one hears of a sale that is undone already.
    const auto late = std::ranges::find_if(
        purchases, [&](const TrackedEvent* event) { return overtaken(*event, context); });
    if (!here && late == purchases.end()) continue;
    const TrackedEvent& purchase = here ? *purchases.front() : **late;
    const TrackedEvent* refund = here ? refunds.front() : nullptr;
    for (const TrackedEvent* event : order.events) {
      if (refund == nullptr && event->is(EventName::refund)) refund = event;
    }
    const auto bought = left_at(purchase, context);
    const auto given_back = left_at(*refund, context);
    if (!bought || !given_back) continue;
    Draft draft = draft_of(purchase, context);
    draft.captures = {refund->capture, purchase.capture};
    draft.message = here ? fmt::format("The refund of order {} reached {} before its purchase.",
                                       order.id.view(), say::title(platform.view()))
                         : fmt::format("The purchase of order {} left for {} after its refund had.",
                                       order.id.view(), say::title(platform.view()));
    draft.expected = "purchase, then refund";
    draft.actual = fmt::format("refund {} before the purchase", say::span(*bought - *given_back));
    if (order.order != nullptr) {
      draft.at_stake = say::stake(context.expected_value(*order.order, platform.view()),
                                  order.order->currency, Direction::wrong);
    }
    findings.add(std::move(draft));
  }
}

constexpr Check kEvent[] = {
    {.id = "event.missing",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "A sale that a platform never hears of is missing from revenue and from bidding.",
     .fix = "See that the tag fires on the page, or the backend's event leaves, for every order "
            "that counts: trigger, page template, webhook subscription.",
     .source = source::kGa4Ecommerce,
     .proven_by = "checkout-scripts-removed",
     .quiet_on = "successful-purchase",
     .look_order = missing,
     .look_session = missing_in_funnel},
    {.id = "event.unexpected",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "A conversion that nobody agreed on changes numbers that others rely on.",
     .fix = "Remove the tag that sends it, or agree on it: name, platform and channel in the "
            "contract.",
     .source = source::kGa4Ecommerce,
     .proven_by = "ga4-purchase-from-server-too",
     .quiet_on = "successful-purchase",
     .look_event = unexpected},
    {.id = "event.order",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::timing,
     .layer = Layer::server,
     .why =
         "A platform can't take back what it hasn't got yet: the refund is lost, the sale stays.",
     .fix = "Send an order's events in the order in which they happened; hold a refund back until "
            "its purchase was accepted.",
     .source = source::kAdsAdjustments,
     .proven_by = "webhook-out-of-order",
     .quiet_on = "refund",
     .look_order = out_of_order},
};

}  // namespace

std::span<const Check> event() { return kEvent; }

}  // namespace tagproof::checks
