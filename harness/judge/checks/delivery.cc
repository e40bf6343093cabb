#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

std::string tries(const Attempt& attempt) {
  std::string out;
  for (const int status : attempt.statuses)
    out += fmt::format("{}{}", out.empty() ? "" : ", ",
                       status == 0 ? "no answer" : std::to_string(status));
  return out.empty() ? "no answer" : out;
}

void lost(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& owed : order.obligations) {
    if ((owed.channel != Channel::server && !owed.fed) || owed.duty == Duty::must_not) continue;
    if (astray(order, owed) != Astray::given_up) continue;
    const std::string_view platform = owed.platform.view();
    Draft draft;
    draft.platform = owed.platform;
    draft.channel = owed.channel;
    draft.order = order.id;
    draft.expected = "retries until the platform has taken it";
    std::size_t tried = 0;
    for (const Attempt* attempt : order.attempts) {
      const bool same = attempt->platform == owed.platform && attempt->channel == owed.channel &&
                        attempt->event == owed.agreed && attempt->captures.empty();
      if (!same) continue;
      draft.actual = tries(*attempt);
      draft.sender = attempt->sender;
      tried = attempt->statuses.size();
    }
    draft.message = fmt::format("The {} of order {} never reached {}: the {} tried {} and gave up.",
                                text(owed.agreed), order.id.view(), say::title(platform),
                                draft.sender == Sender::collector ? "collector" : "server",
                                say::times(std::max<std::size_t>(tried, 1)));
    if (order.order != nullptr &&
        (owed.event == EventName::refund || !standing_of(order, platform).counted)) {
      draft.at_stake =
          say::stake(context.expected_value(*order.order, platform), order.order->currency,
                     owed.event == EventName::refund ? Direction::over : Direction::under);
    }
    findings.add(std::move(draft));
  }
}

// Events of no order (leads): a server that tried once and gave up.
void lost_without_order(const Context& context, Findings& findings) {
  for (const auto& attempt : context.evidence().attempts) {
    const bool given_up =
        (attempt.channel == Channel::server || attempt.sender == Sender::collector) &&
        attempt.captures.empty() &&
        (attempt.result == Attempt::Result::lost || attempt.result == Attempt::Result::failed);
    if (!given_up || !attempt.order.empty()) continue;
    Draft draft;
    draft.platform = attempt.platform;
    draft.channel = attempt.channel;
    draft.sender = attempt.sender;
    draft.message = fmt::format("A {} never reached {}: the {} tried {} and gave up.",
                                text(attempt.event), say::title(attempt.platform.view()),
                                attempt.sender == Sender::collector ? "collector" : "server",
                                say::times(std::max<std::size_t>(attempt.statuses.size(), 1)));
    draft.expected = "retries until the platform has taken it";
    draft.actual = tries(attempt);
    findings.add(std::move(draft));
  }
}

bool in_closed_window(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  if (facts.order == nullptr) return false;
  for (const TrackedEvent* other : facts.order->of(event.platform.view(), EventName::purchase)) {
    if (other == &event || other->outcome != Outcome::counted) continue;
    return counted_twice(*facts.order, event.platform.view(), context) == Twice::window;
  }
  return false;
}

void late(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  const auto took = lateness(event, context);
  if (!took || in_closed_window(event, context) || overtaken(event, context)) return;
  Draft draft = draft_of(event, context);
  draft.message =
      fmt::format("The server's {} reached {} after {}; agreed are {}.",
                  event.name ? text(*event.name) : "event", say::title(event.platform.view()),
                  say::span(*took), say::span(context.contract()->server_within));
  draft.expected = fmt::format("within {}", show(context.contract()->server_within));
  draft.actual = say::span(*took);
  if (event.outcome == Outcome::refused || event.outcome == Outcome::dropped) {
    draft.message.pop_back();
    draft.message += fmt::format(", and it was {}.", text(event.outcome));
    draft.rule = event.rule;
    draft.confidence = event.confidence;
  }
  findings.add(std::move(draft));
}

// A refund that a platform can't take because it never counted the purchase is explained by that.
bool explained_reversal(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  if (!is_reversal(event, context) || facts.order == nullptr) return false;
  if (facts.match == IdMatch::attempt && event.order_id) return true;  // reconcile.orphan speaks
  const auto purchases = facts.order->of(event.platform.view(), EventName::purchase);
  // Nor can it find a purchase that came under another id, or none.
  const bool found = std::ranges::any_of(purchases, [&](const TrackedEvent* e) {
    return e->outcome == Outcome::counted && e->order_id && event.order_id &&
           *e->order_id == *event.order_id;
  });
  if (!found) return true;
  // Google Ads takes no adjustment after 54 days; nobody can help that.
  // Source: https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments
  constexpr Duration kAdjustable = std::chrono::hours(54 * 24);
  const auto& sold = purchases.front()->received;
  return sold && event.received && *event.received - *sold > kAdjustable;
}

void refused(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (event.outcome != Outcome::refused || context.facts(event).mirror) return;
  if (check_for_rule(event.rule, event.outcome) != "delivery.refused") return;
  if (lost_in_batch(event, context) || lateness(event, context) ||
      explained_reversal(event, context))
    return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} refused a {}.", say::title(event.platform.view()),
                              event.name ? text(*event.name) : "hit");
  draft.expected = "accepted";
  const Capture* capture = context.facts(event).capture;
  draft.actual = capture == nullptr ? "refused" : fmt::format("status {}", capture->answer.status);
  draft.rule = event.rule;
  draft.confidence = event.confidence;
  if (event.is(EventName::purchase) && event.value) {
    draft.at_stake = say::stake(*event.value, event.currency.value_or({}), Direction::under);
  }
  findings.add(std::move(draft));
}

// A request that holds no readable event at all and was turned down.
void refused_whole(const Context& context, Findings& findings) {
  for (const auto& capture : context.evidence().captures) {
    if (capture.platform.empty() || capture.answer.status < 400) continue;
    if (!context.events_of(capture.id).empty()) continue;
    if (capture.refused == "disturbed") continue;  // by `serve --fault`: nobody's mistake
    Draft draft;
    draft.platform = capture.platform;
    draft.channel = capture.channel;
    draft.sender = capture.sender;
    draft.captures = {capture.id};
    draft.message =
        fmt::format("{} refused a request as a whole.", say::title(capture.platform.view()));
    draft.expected = "accepted";
    draft.actual = fmt::format("status {}", capture.answer.status);
    if (!capture.refused.empty()) draft.actual += fmt::format(" (limit: {})", capture.refused);
    if (!capture.decode_error.empty()) draft.actual += fmt::format(" ({})", capture.decode_error);
    findings.add(std::move(draft));
  }
}

void id_changed_on_retry(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    if (context.dedup_key(platform.view()) != "event_id") continue;
    const auto changed = changed_on_retry(order, platform.view(), context);
    if (!changed) continue;
    Draft draft = draft_of(*changed->event, context);
    const auto sent = order.of(platform.view(), EventName::purchase, Channel::server);
    if (sent.front() != changed->event)
      draft.captures.insert(draft.captures.begin(), sent.front()->capture);
    draft.message = fmt::format(
        "The server sent order {} to {} again under another event id: a retry becomes a sale.",
        order.id.view(), say::title(platform.view()));
    draft.expected = say::text(changed->before);
    draft.actual = say::value(changed->event->event_id);
    if (counted_twice(order, platform.view(), context) != Twice::no && order.order != nullptr) {
      draft.at_stake = say::stake(context.expected_value(*order.order, platform.view()),
                                  order.order->currency, Direction::over);
    }
    findings.add(std::move(draft));
  }
}

std::string_view in_words(LossCause cause) {
  switch (cause) {
    case LossCause::ad_blocker:
      return "an ad blocker kept the hit back";
    case LossCause::browser_closed:
      return "no page was open when the order counted";
    case LossCause::request_lost:
      return "the request was lost on its way";
    case LossCause::consent:
    case LossCause::outside_window:
    case LossCause::count_policy:
      break;
  }
  return {};
}

void unseen(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    const auto cause = standing_of(order, platform.view()).cause;
    if (!cause || in_words(*cause).empty()) continue;
    Draft draft;
    draft.platform = platform;
    draft.order = order.id;
    draft.message = fmt::format("{} couldn't see order {}: {}.", say::title(platform.view()),
                                order.id.view(), in_words(*cause));
    draft.expected = "1 conversion, from a browser that can be seen";
    draft.actual = fmt::format("none ({})", text(*cause));
    if (order.order != nullptr) {
      draft.at_stake = say::stake(context.expected_value(*order.order, platform.view()),
                                  order.order->currency, Direction::under);
    }
    findings.add(std::move(draft));
  }
}

void disturbed(const Context& context, Findings& findings) {
  for (const auto& attempt : context.evidence().attempts) {
    const bool made_good =
        attempt.result == Attempt::Result::delivered || !attempt.captures.empty();
    if (!attempt.disturbed || !made_good) continue;
    const OrderEvidence* order =
        attempt.order.empty() ? nullptr : context.order(attempt.order.view());
    if (order != nullptr && counted_twice(*order, attempt.platform.view(), context) != Twice::no)
      continue;
    Draft draft;
    draft.platform = attempt.platform;
    draft.channel = attempt.channel;
    draft.sender = attempt.sender;
    draft.order = attempt.order;
    draft.captures = attempt.captures;
    draft.message = fmt::format("An answer of {} failed or was slow; the {} arrived all the same.",
                                say::title(attempt.platform.view()), text(attempt.event));
    draft.expected = "one quick answer";
    draft.actual = tries(attempt);
    findings.add(std::move(draft));
  }
}

constexpr Check kDelivery[] = {
    {.id = "delivery.lost",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::timing,
     .layer = Layer::server,
     .why = "What never reaches the platform is lost for good, and nobody is told.",
     .fix = "Keep events in an outbox, retry with growing pauses under the same id, and alert when "
            "tries run out.",
     .source = source::kMetaUsingTheApi,
     .proven_by = "server-event-lost",
     .quiet_on = "server-delay",
     .look_order = lost,
     .look_session = lost_without_order},
    {.id = "delivery.late",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::timing,
     .layer = Layer::server,
     .why = "Late events miss deduplication windows and optimisation; very late ones are refused.",
     .fix = "Send server events within the contract's delivery.server_within; watch the queue's "
            "age.",
     .source = source::kMetaServerEvent,
     .proven_by = "server-event-eight-days-late",
     .quiet_on = "server-delay",
     .look_event = late},
    {.id = "delivery.refused",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::validation,
     .layer = Layer::server,
     .why = "A refused event counts nowhere, and nobody is told but the sender.",
     .fix = "Read the platform's answer: token, version, fields; alert on anything but success.",
     .source = source::kMetaUsingTheApi,
     .proven_by = "api-version-sunset",
     .quiet_on = "successful-purchase",
     .look_event = refused,
     .look_session = refused_whole},
    {.id = "delivery.id-changed-on-retry",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A repetition under a new id is a new sale to the platform.",
     .fix = "Make the event id from the order, once, and keep it in the outbox row.",
     .source = source::kMetaDeduplication,
     .proven_by = "event-id-changed-on-retry",
     .quiet_on = "webhook-retried",
     .look_order = id_changed_on_retry},
    {.id = "delivery.unseen",
     .on = Subject::order,
     .severity = Severity::warning,
     .cause = Cause::platform,
     .layer = Layer::browser_tag,
     .why = "Blocked, closed and cut-off browsers are sales that browser-only platforms can't "
            "count.",
     .fix = "Nothing is wrong with the tag; where the share matters, add the platform's server "
            "channel.",
     .source = source::kMetaBestPractices,
     .proven_by = "ad-blocker",
     .quiet_on = "successful-purchase",
     .look_order = unseen},
    {.id = "delivery.disturbed",
     .on = Subject::session,
     .severity = Severity::warning,
     .cause = Cause::platform,
     .layer = Layer::server,
     .why = "The shop survived it this time; the same disturbance without a retry loses the event.",
     .fix = "Nothing to fix while counts are right; watch how often it happens.",
     .source = source::kMetaUsingTheApi,
     .proven_by = "server-error-heals",
     .quiet_on = "successful-purchase",
     .look_session = disturbed},
};

}  // namespace

std::span<const Check> delivery() { return kDelivery; }

}  // namespace tagproof::checks
