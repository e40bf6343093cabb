#include <algorithm>
#include <iterator>

#include "harness/judge/context.h"
#include "harness/judge/signals.h"

/// Whose each event is: which attempt sent it, for which order, of which shopper.
namespace tagproof {
namespace {

constexpr std::size_t kNoOrder = static_cast<std::size_t>(-1);

/// Names under which an attempt's event arrives: a cancellation is a refund on the wire.
EventName arrives_as(EventName event) {
  return event == EventName::cancel ? EventName::refund : event;
}

bool belongs_to_orders(const TrackedEvent& event) {
  return event.is(EventName::purchase) || event.is(EventName::refund);
}

/// The mirrors of one Google Ads conversion say nothing of their own (formats.md B.3).
bool is_mirror(const TrackedEvent& event) {
  return event.rule == "google_ads.fan-out" ||
         (event.mirror && event.outcome == Outcome::deduplicated);
}

}  // namespace

const Attempt* Context::find_attempt(const TrackedEvent& event, const OfCapture& known) const {
  const auto is_same = [&](const Attempt* attempt) {
    return attempt->platform == event.platform &&
           (!event.name || arrives_as(attempt->event) == *event.name);
  };
  const auto& all = known.attempts;
  const auto first = std::ranges::find_if(all, is_same);
  // A refund that a platform takes for something else is still the refund's attempt.
  if (first == all.end() && all.size() == 1 && all.front()->platform == event.platform)
    return all.front();
  if (first == all.end()) return nullptr;
  std::vector<const Attempt*> same;
  std::copy_if(first, all.end(), std::back_inserter(same), is_same);
  if (same.size() == 1) return same.front();
  if (event.order_id) {
    for (const Attempt* attempt : same) {
      const OrderEvidence* meant = order(attempt->order.view());
      if (meant != nullptr && meant->order != nullptr && meant->order->is_called(*event.order_id))
        return attempt;
    }
  }
  // A batch of equal events: the how-many-th of its name it is tells whose it is.
  std::size_t nth = 0;
  for (const TrackedEvent* other : known.events) {
    if (other == &event) break;
    if (other->name == event.name) ++nth;
  }
  return same[std::min(nth, same.size() - 1)];
}

void Context::attribute() {
  const std::size_t n = evidence_.events.size();
  facts_.resize(n);
  std::vector<std::size_t> order_of(n, kNoOrder);
  for (std::size_t i = 0; i < n; ++i) {
    const TrackedEvent& event = evidence_.events[i];
    EventFacts& facts = facts_[i];
    const OfCapture& known = captures_.find(event.capture.view())->second;
    facts.platform = &platform(event.platform.view());
    facts.capture = known.capture;
    facts.attempt = find_attempt(event, known);
    facts.mirror = is_mirror(event);
    // Hits of one page come one after the other.
    const EventFacts& last = facts_[i == 0 ? 0 : i - 1];
    facts.page = page_address(event.page_url, last.page);
    facts.referrer = page_address(event.page_referrer, last.referrer);
    if (belongs_to_orders(event)) order_of[i] = order_of_event(event, facts);
    if (belongs_to_orders(event) && order_of[i] == kNoOrder && event.order_id.says_nothing() &&
        !facts.mirror) {
      const Kind kind{event.platform.view(), event.channel, *event.name};
      if (std::ranges::find(unattributed_, kind) == unattributed_.end())
        unattributed_.push_back(kind);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const TrackedEvent& event = evidence_.events[i];
    EventFacts& facts = facts_[i];
    if (order_of[i] != kNoOrder) {
      OrderEvidence& order = orders_[order_of[i]];
      facts.order = &order;
      // The collector counts nothing: whom it told does.
      if (!facts.mirror && event.platform != kCollector) order.events.push_back(&event);
    }
    if (facts.attempt != nullptr) {
      facts.shopper = shopper(facts.attempt->shopper);
    } else if (facts.capture != nullptr && !facts.capture->shopper.empty()) {
      facts.shopper = shopper(facts.capture->shopper);
    } else if (facts.order != nullptr && facts.order->shopper != nullptr) {
      facts.shopper = facts.order->shopper;
    } else {
      facts.shopper = shopper({});
    }
    facts.consent = consent_by(event, facts);
    if (event.channel == Channel::browser && event.received)
      note_browser_event(facts.shopper, *event.received);
    const bool of_a_tag = event.channel == Channel::browser && contract() != nullptr;
    if (of_a_tag && facts.shopper != nullptr && facts.consent && !held_back(event, *this).empty())
      held_back_.insert(facts.shopper);
  }
  for (const auto& attempt : evidence_.attempts) {
    if (attempt.channel == Channel::browser && attempt.captures.empty())
      note_browser_event(shopper(attempt.shopper), attempt.time);
  }
}

void Context::note_browser_event(const ShopperTruth* shopper, TimePoint time) {
  if (shopper == nullptr) return;
  auto& last = last_browser_event_[shopper];
  last = std::max(last, time);
}

std::size_t Context::order_of_event(const TrackedEvent& event, EventFacts& facts) {
  std::size_t told = kNoOrder;  // by the harness, which beats the wire
  if (facts.attempt != nullptr && !facts.attempt->order.empty()) {
    const auto it = order_ids_.find(facts.attempt->order.view());
    if (it != order_ids_.end()) told = it->second;
  }
  std::size_t named = kNoOrder;
  if (event.order_id) {
    if (const auto it = order_ids_.find(*event.order_id); it != order_ids_.end()) {
      named = it->second;
      const Order* order = orders_[named].order;
      const bool any_form = contract() == nullptr || order == nullptr;
      facts.match = any_form || order->wire_id(contract()->shop.order_id) == *event.order_id
                        ? IdMatch::exact
                        : IdMatch::other_form;
    } else if (const auto near = near_ids_.find(normalised_id(*event.order_id));
               near != near_ids_.end()) {
      named = near->second;
      facts.match = IdMatch::near;
    }
  } else if (event.event_id && told == kNoOrder) {
    if (const auto it = order_ids_.find(*event.event_id); it != order_ids_.end()) {
      named = it->second;
      facts.match = IdMatch::event_id;
    }
  }
  if (told != kNoOrder && named != told) {
    facts.match = IdMatch::attempt;
    return told;
  }
  if (named == kNoOrder && !evidence_.orders_known) return group(event, facts);
  return named;
}

// Without backend orders, events that share an id on the wire are looked at together.
std::size_t Context::group(const TrackedEvent& event, EventFacts& facts) {
  const Observed<std::string>& id = event.order_id ? event.order_id : event.event_id;
  if (!id) return kNoOrder;
  facts.match = event.order_id ? IdMatch::exact : IdMatch::event_id;
  const auto [it, is_new] = order_ids_.emplace(*id, orders_.size());
  if (is_new) orders_.push_back({.id = OrderId(*id)});
  return it->second;
}

}  // namespace tagproof
