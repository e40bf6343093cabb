#include "harness/judge/context.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/judge/hosts.h"
#include "harness/judge/person_memory.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

// A whole address is another part of a hit than the same text under a name.
constexpr std::size_t kAddress = 1;

bool is_sandbox(std::string_view address) {
  return address.find("/web-pixels@") != std::string_view::npos ||
         address.find("/sandbox/") != std::string_view::npos ||
         address.find("/wpm@") != std::string_view::npos;
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
  for (const auto& shopper : evidence.shoppers) shoppers_.emplace(shopper.name, &shopper);
  for (const auto& page : evidence.pages) pages_[page.order.view()] = &page;
  learn_people();
  index_orders();
  index_captures();
  index_attempts();
  attribute();
  for (auto& order : orders_) {
    order.obligations = obligations_of(order, *this);
    for (const auto& one : order.obligations) order.platforms.push_back(one.platform);
    for (const TrackedEvent* event : order.events) order.platforms.push_back(event->platform);
    std::ranges::sort(order.platforms);
    const auto rest = std::ranges::unique(order.platforms);
    order.platforms.erase(rest.begin(), rest.end());
    for (const auto& platform : order.platforms)
      order.standings.push_back(find_standing(order, platform.view()));
  }
  // Of several shoppers, nobody knows whose pages the steps opened.
  if (evidence.shoppers.size() == 1 && find_no_tag_since_grant(evidence.shoppers.front()))
    no_tag_since_grant_ = &evidence.shoppers.front();
}

void Context::learn_people() {
  if (memory_ == nullptr) {
    auto people = std::make_shared<PersonSearch>();
    for (const auto& shopper : evidence_.shoppers) people->learn(shopper.customer);
    for (const auto& order : evidence_.orders) people->learn(order.customer);
    people_ = std::move(people);
  } else {
    people_ = remembered_people();
  }
  for (const auto& order : evidence_.orders) {
    for (const auto& item : order.items) {
      for (const auto* words : {&item.name, &item.brand, &item.category}) products_.learn(*words);
    }
  }
}

std::shared_ptr<const PersonSearch> Context::remembered_people() {
  memory_->make_room();
  std::vector<const PersonMemory::Known*> all;
  const auto learn = [&](const Customer& person) {
    const auto* known = &memory_->known(person);
    if (std::ranges::find(all, known) == all.end()) all.push_back(known);
  };
  for (const auto& shopper : evidence_.shoppers) learn(shopper.customer);
  for (const auto& order : evidence_.orders) learn(order.customer);
  if (all.size() == 1) return all.front()->search;  // an order's customer is mostly the shopper
  auto people = std::make_shared<PersonSearch>();
  for (const auto* known : all) people->learn_forms(known->forms);
  return people;
}

const std::vector<PersonalData>& Context::personal_in(const NamedPage& page) const {
  if (!page.personal) page.personal = find_personal_in(page.text);
  return *page.personal;
}

std::vector<PersonalData> Context::find_personal_in(std::string_view address) const {
  if (memory_ == nullptr) return people().in_address(address, products_);
  const auto key = key_of(address).of(kAddress);
  if (memory_->nobodys().contains(key)) return {};
  auto found = people().in_address(address, products_);
  if (found.empty() && memory_->everyone().in_address(address).empty()) memory_->nobodys().add(key);
  return found;
}

const NamedPage* Context::page_address(const Observed<std::string>& address,
                                       const NamedPage* likely) {
  if (!address) return nullptr;
  if (likely != nullptr && likely->text == *address) return likely;
  const auto [it, is_new] = addresses_.try_emplace(*address);
  if (!is_new) return &it->second;
  NamedPage& page = it->second;
  page.text = *address;
  if (const auto parts = parse_url(page.text)) page.host = parts->host;
  page.is_sandbox = is_sandbox(page.text);
  if (contract() != nullptr) {
    page.is_live = has_host(contract()->shop.domains, page.host);
    page.is_test = has_host(contract()->shop.test_domains, page.host);
  }
  return &page;
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

void Context::index_captures() {
  captures_.reserve(evidence_.captures.size());
  for (const auto& capture : evidence_.captures) {
    auto& known = captures_[capture.id.view()];
    if (known.capture == nullptr) known.capture = &capture;
  }
  for (const auto& event : evidence_.events)
    captures_[event.capture.view()].events.push_back(&event);
}

void Context::index_attempts() {
  for (const auto& attempt : evidence_.attempts) {
    for (const auto& capture : attempt.captures)
      captures_[capture.view()].attempts.push_back(&attempt);
    if (attempt.order.empty()) continue;
    const auto it = order_ids_.find(attempt.order.view());
    if (it != order_ids_.end()) orders_[it->second].attempts.push_back(&attempt);
  }
}

const Capture* Context::capture(const CaptureId& id) const {
  const auto it = captures_.find(id.view());
  return it == captures_.end() ? nullptr : it->second.capture;
}

const std::vector<const TrackedEvent*>& Context::events_of(const CaptureId& id) const {
  static const std::vector<const TrackedEvent*> kNone;
  const auto it = captures_.find(id.view());
  return it == captures_.end() ? kNone : it->second.events;
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
  return tagproof::dedup_key(platform, contract());
}

std::optional<Decimal> Context::expected_value(const Order& order,
                                               std::string_view platform) const {
  if (contract() == nullptr) return std::nullopt;
  return value_of(order.totals, contract()->value_basis(platform));
}

const PlatformFacts& Context::platform(std::string_view id) const {
  const auto it = std::ranges::find(platforms_, id, &PlatformFacts::id);
  if (it != platforms_.end()) return *it;
  return platforms_.emplace_back(platform_facts(id, contract(), evidence_.config.get()));
}

RegionLaw Context::law_of(std::string_view region) const {
  using Row = std::pair<std::string_view, RegionLaw>;
  const auto it = std::ranges::find(laws_, region, &Row::first);
  if (it != laws_.end()) return it->second;
  return laws_.emplace_back(region, tagproof::law_of(contract()->consent, region)).second;
}

std::optional<ConsentNow> Context::consent_by(const TrackedEvent& event,
                                              const EventFacts& known) const {
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

Allowed Context::allowed_for(const PlatformFacts& platform, const ConsentNow& consent,
                             bool ignore_gpc) const {
  if (contract() == nullptr) return Allowed::full;
  return allowed(platform.consent, law_of(consent.region), consent.choice,
                 consent.gpc && !ignore_gpc);
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
    // Unless it was told before: a confirmation page tells of an order once.
    const auto is_told = [&](const OrderEvidence& order, const Obligation& one) {
      return std::ranges::any_of(order.of(one.platform.view(), one.event, Channel::browser),
                                 [&](const TrackedEvent* event) {
                                   return event->received && *event->received < step.time;
                                 });
    };
    return std::ranges::any_of(orders_, [&](const OrderEvidence& order) {
      return std::ranges::any_of(order.obligations, [&](const Obligation& one) {
        return one.channel == Channel::browser && one.duty == Duty::must && !is_told(order, one);
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
  const auto* accounts = facts(event).platform->accounts;
  if (!event.account || accounts == nullptr) return nullptr;
  const auto it = std::ranges::find_if(*accounts, [&](const Account& account) {
    return account.id == *event.account || account.conversion_id == *event.account;
  });
  return it == accounts->end() ? nullptr : &*it;
}

}  // namespace tagproof
