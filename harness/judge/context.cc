#include "harness/judge/context.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/judge/person_memory.h"
#include "harness/judge/signals.h"
#include "harness/wire/url.h"
#include "mock_platforms/traits.h"

namespace tagproof {
namespace {

// More than a visit has; they are looked through one by one.
constexpr std::size_t kMostLevels = 24;

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

std::string_view page_host_of(const TrackedEvent& event) {
  const auto parts = event.page_url ? parse_url(*event.page_url) : std::nullopt;
  return parts ? parts->host : std::string_view();
}

bool decided(const ConsentChoice& choice) {
  return choice.analytics != Choice::undecided || choice.marketing != Choice::undecided;
}

}  // namespace

std::string normalised_id(std::string_view id) {
  id = trim(id);
  if (const auto slash = id.rfind('/'); slash != std::string_view::npos)
    id.remove_prefix(slash + 1);
  while (!id.empty() && (id.front() == '#' || id.front() == ' ')) id.remove_prefix(1);
  while (id.size() > 1 && id.front() == '0') id.remove_prefix(1);
  return lower_ascii(id);
}

std::vector<const TrackedEvent*> OrderEvidence::of(std::string_view platform, EventName name,
                                                   std::optional<Channel> channel) const {
  std::vector<const TrackedEvent*> found;
  for (const TrackedEvent* event : events) {
    if (event->platform == platform && event->is(name) && (!channel || event->channel == *channel))
      found.push_back(event);
  }
  return found;
}

Context::Context(const Evidence& evidence, PersonMemory* memory)
    : evidence_(evidence), memory_(memory) {
  for (const auto& capture : evidence.captures) captures_.emplace(capture.id.view(), &capture);
  for (const auto& event : evidence.events) capture_events_[event.capture.view()].push_back(&event);
  for (const auto& shopper : evidence.shoppers) shoppers_.emplace(shopper.name, &shopper);
  for (const auto& page : evidence.pages) pages_[page.order.view()] = &page;
  learn_people();
  index_orders();
  index_attempts();
  attribute();
  for (auto& order : orders_) {
    order.obligations = obligations_of(order, *this);
    for (const auto& one : order.obligations) order.platforms.push_back(one.platform);
    for (const TrackedEvent* event : order.events) order.platforms.push_back(event->platform);
    std::ranges::sort(order.platforms);
    const auto rest = std::ranges::unique(order.platforms);
    order.platforms.erase(rest.begin(), rest.end());
  }
  // Of several shoppers, nobody knows whose pages the steps opened.
  if (evidence.shoppers.size() == 1 && find_no_tag_since_grant(evidence.shoppers.front()))
    no_tag_since_grant_ = &evidence.shoppers.front();
}

void Context::learn_people() {
  if (memory_ != nullptr) memory_->make_room();
  std::unordered_set<std::shared_ptr<const PersonForms>> learned;
  const auto learn = [&](const Customer& person) {
    if (memory_ == nullptr) return people_.learn(person);
    // An order's customer is mostly the shopper.
    const auto [forms, is_new] = learned.insert(memory_->forms_of(person));
    if (is_new) people_.learn_forms(*forms);
  };
  for (const auto& shopper : evidence_.shoppers) learn(shopper.customer);
  for (const auto& order : evidence_.orders) {
    learn(order.customer);
    for (const auto& item : order.items) {
      for (const auto* words : {&item.name, &item.brand, &item.category})
        people_.learn_product(*words);
    }
  }
}

const std::vector<PersonalData>& Context::in_address(const std::string& address) const {
  const auto [it, is_new] = in_addresses_.try_emplace(address);
  if (is_new) it->second = people_.in_address(address);
  return it->second;
}

void Context::index_orders() {
  orders_.reserve(evidence_.orders.size());
  for (const auto& order : evidence_.orders) {
    const std::size_t index = orders_.size();
    OrderEvidence one{.order = &order, .id = order.id};
    if (contract() != nullptr) one.countable = countable(order, contract()->count);
    one.shopper = shopper(order.shopper);
    const auto page = pages_.find(order.id.view());
    if (page != pages_.end()) one.page = page->second;
    orders_.push_back(std::move(one));
    order_ids_.emplace(order.id.view(), index);
    if (!order.name.empty()) order_ids_.emplace(order.name, index);
    for (const auto& other : order.ids) order_ids_.emplace(other, index);
  }
  for (const auto& [form, index] : order_ids_) near_ids_.emplace(normalised_id(form), index);
}

void Context::index_attempts() {
  for (const auto& attempt : evidence_.attempts) {
    for (const auto& capture : attempt.captures) attempts_[capture.view()].push_back(&attempt);
    if (attempt.order.empty()) continue;
    const auto it = order_ids_.find(attempt.order.view());
    if (it != order_ids_.end()) orders_[it->second].attempts.push_back(&attempt);
  }
}

const Attempt* Context::find_attempt(const TrackedEvent& event) const {
  const auto it = attempts_.find(event.capture.view());
  if (it == attempts_.end()) return nullptr;
  std::vector<const Attempt*> same;
  for (const Attempt* attempt : it->second) {
    if (attempt->platform != event.platform) continue;
    if (event.name && arrives_as(attempt->event) != *event.name) continue;
    same.push_back(attempt);
  }
  // A refund that a platform takes for something else is still the refund's attempt.
  if (same.empty() && it->second.size() == 1 && it->second.front()->platform == event.platform)
    return it->second.front();
  if (same.empty()) return nullptr;
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
  for (const TrackedEvent* other : events_of(event.capture)) {
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
    facts.capture = capture(event.capture);
    facts.attempt = find_attempt(event);
    facts.mirror = is_mirror(event);
    facts.page_host = page_host_of(event);
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
    if (event.channel == Channel::browser && event.received)
      note_browser_event(facts.shopper, *event.received);
    const bool of_a_tag = event.channel == Channel::browser && contract() != nullptr;
    if (!of_a_tag || facts.shopper == nullptr) continue;
    const auto now = consent_of(event);
    if (now && !held_back(event, *now, *this).empty()) held_back_.insert(facts.shopper);
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

const EventFacts& Context::facts(const TrackedEvent& event) const {
  return facts_[static_cast<std::size_t>(&event - evidence_.events.data())];
}

const Capture* Context::capture(const CaptureId& id) const {
  const auto it = captures_.find(id.view());
  return it == captures_.end() ? nullptr : it->second;
}

const std::vector<const TrackedEvent*>& Context::events_of(const CaptureId& id) const {
  static const std::vector<const TrackedEvent*> kNone;
  const auto it = capture_events_.find(id.view());
  return it == capture_events_.end() ? kNone : it->second;
}

const ShopperTruth* Context::shopper(std::string_view name) const {
  const auto it = shoppers_.find(name);
  if (it != shoppers_.end()) return it->second;
  return name.empty() && evidence_.shoppers.size() == 1 ? &evidence_.shoppers.front() : nullptr;
}

const OrderEvidence* Context::order(std::string_view any_form) const {
  const auto it = order_ids_.find(any_form);
  return it == order_ids_.end() ? nullptr : &orders_[it->second];
}

const Customer* Context::customer(const TrackedEvent& event) const {
  const EventFacts& known = facts(event);
  if (known.shopper != nullptr) return &known.shopper->customer;
  if (known.order != nullptr && known.order->order != nullptr) return &known.order->order->customer;
  return nullptr;
}

std::string_view Context::dedup_key(std::string_view platform) const {
  if (contract() != nullptr) {
    const PlatformEvent* agreed = contract()->platform_event(EventName::purchase, platform);
    if (agreed != nullptr && !agreed->dedup.empty()) return agreed->dedup;
  }
  return traits_of(platform).order_key;
}

std::optional<Decimal> Context::expected_value(const Order& order,
                                               std::string_view platform) const {
  if (contract() == nullptr) return std::nullopt;
  return value_of(order.totals, contract()->value_basis(platform));
}

std::optional<ConsentNow> Context::consent_of(const TrackedEvent& event) const {
  const EventFacts& known = facts(event);
  std::optional<TimePoint> at = event.received;
  if (!at && known.capture != nullptr) at = known.capture->time;
  if (known.shopper != nullptr && !known.shopper->consent.empty() && at) {
    const bool gpc =
        known.shopper->gpc ||
        (known.order != nullptr && known.order->order != nullptr && known.order->order->gpc);
    return ConsentNow{known.shopper->consent_at(*at), known.shopper->region, gpc};
  }
  return known.order == nullptr ? std::nullopt : consent_of(*known.order, at);
}

std::optional<ConsentNow> Context::consent_of(const OrderEvidence& order,
                                              std::optional<TimePoint> at) const {
  const ShopperTruth* shopper = order.shopper;
  if (shopper != nullptr && !shopper->consent.empty() && at) {
    return ConsentNow{shopper->consent_at(*at), shopper->region,
                      shopper->gpc || (order.order != nullptr && order.order->gpc)};
  }
  if (order.order == nullptr || !order.order->consent) return std::nullopt;
  return ConsentNow{*order.order->consent, order.order->region, order.order->gpc};
}

Allowed Context::allowed_for(std::string_view platform, const ConsentNow& consent,
                             bool ignore_gpc) const {
  if (contract() == nullptr) return Allowed::full;
  const bool gpc = consent.gpc && !ignore_gpc;
  const auto known = std::ranges::find_if(levels_, [&](const Level& one) {
    return one.choice == consent.choice && one.gpc == gpc && one.platform == platform &&
           one.region == consent.region;
  });
  if (known != levels_.end()) return known->allowed;
  const Allowed level = allowed(contract()->consent, platform, consent.region, consent.choice, gpc);
  if (levels_.size() < kMostLevels)
    levels_.push_back(
        {std::string(platform), std::string(consent.region), consent.choice, gpc, level});
  return level;
}

bool Context::consent_lost(const OrderEvidence& order) const {
  if (order.order == nullptr || order.shopper == nullptr || order.shopper->consent.empty())
    return false;
  const bool stored = order.order->consent && decided(*order.order->consent);
  return !stored &&
         decided(order.shopper->consent_at(order.order->created.value_or(evidence_.end)));
}

bool Context::may_still_come(std::optional<TimePoint> due) const {
  if (!due || *due <= evidence_.end) return false;
  const bool real_clock =
      evidence_.target == TargetKind::browser || evidence_.target == TargetKind::backend;
  return !evidence_.ended || real_clock;
}

bool Context::has_unattributed(std::string_view platform, Channel channel, EventName name) const {
  return std::ranges::find(unattributed_, Kind{platform, channel, name}) != unattributed_.end();
}

bool Context::grant_not_applied(const ShopperTruth& shopper) const {
  return held_back_.contains(&shopper) || no_tag_since_grant(shopper);
}

bool Context::owes_a_browser_event(const StepRecord& step) const {
  struct Page {
    std::string_view step{};
    EventName event{};
  };
  constexpr std::array<Page, 3> kPages{{{"view", EventName::view_item},
                                        {"add_to_cart", EventName::add_to_cart},
                                        {"checkout", EventName::begin_checkout}}};
  if (step.step == "thank_you") {
    return std::ranges::any_of(orders_, [](const OrderEvidence& order) {
      return std::ranges::any_of(order.obligations, [](const Obligation& one) {
        return one.channel == Channel::browser && one.duty == Duty::must;
      });
    });
  }
  const auto page = std::ranges::find(kPages, step.step, &Page::step);
  const ContractEvent* agreed = page == kPages.end() ? nullptr : contract()->event(page->event);
  return agreed != nullptr && std::ranges::any_of(agreed->platforms, [](const PlatformEvent& p) {
           return std::ranges::find(p.channels, Channel::browser) != p.channels.end();
         });
}

bool Context::find_no_tag_since_grant(const ShopperTruth& shopper) const {
  if (contract() == nullptr || shopper.ad_blocker || shopper.consent.empty()) return false;
  const auto& steps = evidence_.steps;
  const ConsentMoment& last = shopper.consent.back();
  if (last.choice.analytics != Choice::granted || last.choice.marketing != Choice::granted)
    return false;
  // Since the choice, or since the visit on which it should hold, whichever came later.
  TimePoint from = last.time;
  for (const auto& step : steps) {
    if (step.step == "return") from = std::max(from, step.time);
  }
  const bool went_on = std::ranges::any_of(steps, [&](const StepRecord& step) {
    return step.time >= from && owes_a_browser_event(step);
  });
  if (!went_on) return false;
  const auto it = last_browser_event_.find(&shopper);
  return it == last_browser_event_.end() || it->second < from;
}

const Account* Context::account(const TrackedEvent& event) const {
  if (!event.account || evidence_.config == nullptr) return nullptr;
  const auto& accounts = evidence_.config->accounts;
  const auto it = accounts.find(event.platform.view());
  if (it == accounts.end()) return nullptr;
  for (const auto& account : it->second) {
    if (account.id == *event.account || account.conversion_id == *event.account) return &account;
  }
  return nullptr;
}

}  // namespace tagproof
