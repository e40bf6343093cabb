#include "harness/judge/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "harness/base/text.h"
#include "harness/judge/merging.h"
#include "harness/judge/texts.h"

namespace tagproof {
namespace {

// Which check speaks for a rule, by a part of the rule's name; the first that fits.
struct Speaks {
  std::string_view part{};
  std::string_view check{};
};
constexpr std::array<Speaks, 16> kSpeaks{{
    {"restricted", "platform.restricted-category"},
    {"event-time", "platform.time"},
    {"timestamp", "platform.time"},
    {"-time", "platform.time"},
    {".time", "platform.time"},
    {"backdat", "platform.time"},
    {"currency", "currency"},
    {"value", "value"},
    {"consent", "consent"},
    {"clear-text", "privacy"},
    {"permission", "platform.account"},
    {"pixel", "platform.account"},
    {"account", "platform.account"},
    {"token", "platform.account"},
    {"stream", "platform.account"},
    {"measurement-id", "platform.account"},
}};

// A mock's own truth is exact; the clocks of a real shop and a real browser aren't.
constexpr Duration kClockSkew = std::chrono::minutes(5);
// Copies of one server event that come closer together than this are tries of one sending.
constexpr Duration kRetryHorizon = std::chrono::hours(1);
// A request that arrives this much later than it left was held up by the network.
constexpr Duration kNetworkHold = std::chrono::seconds(30);

std::vector<const TrackedEvent*> counted_purchases(const OrderEvidence& order,
                                                   std::string_view platform,
                                                   const Context& context) {
  std::vector<const TrackedEvent*> counted;
  for (const TrackedEvent* event : order.of(platform, EventName::purchase)) {
    if (event->outcome == Outcome::counted && !too_early(*event, context)) counted.push_back(event);
  }
  return counted;
}

std::string where(const TrackedEvent& event) {
  if (event.platform == "google_ads") {
    return event.action ? *event.action : event.platform_name.value_or({});
  }
  return event.account.value_or({});
}

}  // namespace

std::string_view check_for_rule(std::string_view rule, Outcome outcome) {
  for (const auto& row : kSpeaks) {
    if (rule.find(row.part) != std::string_view::npos) return row.check;
  }
  return outcome == Outcome::dropped ? "platform.dropped" : "delivery.refused";
}

bool lost_in_batch(const TrackedEvent& event, const Context& context) {
  if (event.outcome != Outcome::refused) return false;
  const auto& all = context.events_of(event.capture);
  return all.size() > 1 && std::ranges::all_of(all, [](const TrackedEvent* e) {
           return e->outcome == Outcome::refused;
         });
}

std::optional<Duration> lateness(const TrackedEvent& event, const Context& context) {
  const Contract* contract = context.contract();
  if (contract == nullptr || event.channel != Channel::server || !event.received)
    return std::nullopt;
  const EventFacts& facts = context.facts(event);
  std::optional<TimePoint> since;
  if (facts.attempt != nullptr) since = facts.attempt->due;
  if (facts.order != nullptr && facts.order->order != nullptr && event.name) {
    const Order& order = *facts.order->order;
    // A second sending, at capture, is as old as the capture.
    if (event.is(EventName::purchase) && facts.order->countable.at)
      since = since ? std::max(*since, *facts.order->countable.at) : *facts.order->countable.at;
    if (event.is(EventName::refund) && !since) {
      for (const auto& refund : order.refunds) {
        if (refund.time <= *event.received) since = refund.time;
      }
      if (!since) since = order.cancelled;
    }
  }
  if (!since) return std::nullopt;
  // A server event waits for consent: the clock starts with the shopper's last word.
  if (facts.shopper != nullptr) {
    for (const auto& moment : facts.shopper->consent) {
      if (moment.time <= *event.received) since = std::max(*since, moment.time);
    }
  }
  if (facts.attempt != nullptr) {
    const bool network =
        facts.attempt->disturbed || *event.received - facts.attempt->time > kNetworkHold;
    if (network) return std::nullopt;
  }
  const Duration took = *event.received - *since;
  if (took <= contract->server_within) return std::nullopt;
  return took;
}

bool too_early(const TrackedEvent& event, const Context& context) {
  if (context.contract() == nullptr) return false;
  const OrderEvidence* order = context.facts(event).order;
  if (order == nullptr || order->order == nullptr || !event.is(EventName::purchase)) return false;
  if (!order->countable.counts) return true;
  if (!order->countable.at || !event.received) return false;
  const bool exact = context.evidence().target == TargetKind::simulated;
  const Duration slack = exact ? Duration{} : kClockSkew;
  return *event.received + slack < *order->countable.at;
}

bool is_reversal(const TrackedEvent& event, const Context& context) {
  if (event.is(EventName::refund)) return true;
  const Attempt* attempt = context.facts(event).attempt;
  return attempt != nullptr &&
         (attempt->event == EventName::refund || attempt->event == EventName::cancel);
}

const Order* judged_order(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  if (facts.mirror || facts.order == nullptr || facts.order->order == nullptr) return nullptr;
  const bool foreign = facts.match == IdMatch::attempt && event.order_id.has_value();
  if (foreign || too_early(event, context)) return nullptr;
  return facts.order->order;
}

std::optional<IdPair> compare_ids(const OrderEvidence& order, std::string_view platform) {
  const auto with_ids = [&](Channel channel) {
    auto events = order.of(platform, EventName::purchase, channel);
    std::erase_if(events, [](const TrackedEvent* event) { return !event->event_id; });
    return events;
  };
  const auto browser = with_ids(Channel::browser);
  const auto server = with_ids(Channel::server);
  if (browser.empty() || server.empty()) return std::nullopt;
  IdPair pair{.browser = browser.front(), .server = server.front()};
  std::set<std::string_view> browser_ids;
  for (const TrackedEvent* event : browser) browser_ids.insert(*event->event_id);
  pair.equal = std::ranges::any_of(
      server, [&](const TrackedEvent* event) { return browser_ids.contains(*event->event_id); });
  if (pair.equal) return pair;
  // The nearest of several: a second tag's id mustn't hide that the first one's only lacks its '#'.
  for (std::size_t b = 0; b < browser.size() && b < kMaxCompared; ++b) {
    for (std::size_t s = 0; s < server.size() && s < kMaxCompared; ++s) {
      pair.difference = near_difference(*browser[b]->event_id, *server[s]->event_id);
      if (pair.difference.empty()) continue;
      pair.nearly = true;
      pair.browser = browser[b];
      pair.server = server[s];
      return pair;
    }
  }
  return pair;
}

std::optional<ChangedId> changed_on_retry(const OrderEvidence& order, std::string_view platform,
                                          const Context& context) {
  const auto sent = order.of(platform, EventName::purchase, Channel::server);
  const TrackedEvent* first = nullptr;
  for (const TrackedEvent* event : sent) {
    if (!event->event_id) continue;
    if (first == nullptr) {
      first = event;
      continue;
    }
    if (*event->event_id == *first->event_id) continue;
    // A second delivery of the webhook or a second tag is an event too many, not a changed id.
    const Attempt* attempt = context.facts(*event).attempt;
    const bool same_sending = attempt != nullptr
                                  ? attempt == context.facts(*first).attempt
                                  : event->received && first->received &&
                                        *event->received - *first->received < kRetryHorizon;
    if (same_sending) return ChangedId{event, *first->event_id};
  }
  if (sent.size() != 1 || first == nullptr) return std::nullopt;
  // The first try never arrived: the browser's id is what it would have carried.
  const Attempt* attempt = context.facts(*first).attempt;
  const auto pair = compare_ids(order, platform);
  const bool retried = attempt != nullptr && attempt->statuses.size() > 1;
  if (!retried || !pair || pair->equal) return std::nullopt;
  return ChangedId{first, *pair->browser->event_id};
}

std::optional<TimePoint> left_at(const TrackedEvent& event, const Context& context) {
  const Attempt* attempt = context.facts(event).attempt;
  return attempt != nullptr ? std::optional(attempt->time) : event.received;
}

bool overtaken(const TrackedEvent& event, const Context& context) {
  const OrderEvidence* order = context.facts(event).order;
  if (order == nullptr || !event.is(EventName::purchase) || !lateness(event, context)) return false;
  const auto left = left_at(event, context);
  return left && std::ranges::any_of(order->events, [&](const TrackedEvent* other) {
           const auto before = left_at(*other, context);
           return other->is(EventName::refund) && before && *before < *left;
         });
}

Twice counted_twice(const OrderEvidence& order, std::string_view platform, const Context& context) {
  const auto counted = counted_purchases(order, platform, context);
  if (counted.size() < 2) return Twice::no;
  std::set<std::string> places;
  for (const TrackedEvent* event : counted) places.insert(where(*event));
  if (platform == "google_ads" && places.size() > 1) return Twice::actions;

  const bool by_event_id = context.dedup_key(platform) == "event_id";
  const auto id_of = [&](const TrackedEvent& event) -> const Observed<std::string>& {
    return by_event_id ? event.event_id : event.order_id;
  };
  bool browser = false;
  bool server = false;
  bool missing = false;
  std::set<std::string_view> ids;
  for (const TrackedEvent* event : counted) {
    (event->channel == Channel::browser ? browser : server) = true;
    if (id_of(*event)) {
      ids.insert(*id_of(*event));
    } else {
      missing = true;
    }
  }
  if (!by_event_id) {
    if (missing || ids.size() > 1) return Twice::order_ids;
  } else {
    if (missing && browser && server) return Twice::id_missing;
    if (changed_on_retry(order, platform, context)) return Twice::new_id;
    const auto pair = compare_ids(order, platform);
    if (pair && !pair->equal) return pair->nearly ? Twice::nearly_equal : Twice::id_mismatch;
  }
  const TrackedEvent& first = *counted.front();
  for (const TrackedEvent* later : counted) {
    const bool pair = id_of(first) && id_of(*later) && *id_of(first) == *id_of(*later);
    const bool meet = !by_event_id || first.channel != later->channel;
    if (pair && meet && far_apart(first, *later)) return Twice::window;
  }
  return Twice::other;
}

}  // namespace tagproof
