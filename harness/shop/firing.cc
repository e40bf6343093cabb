#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "harness/base/money.h"
#include "harness/shop/order_book.h"
#include "harness/shop/shop.h"

/// Which tags fire on what happened, and whether they may send: guards, consent, what a page holds
/// back.
namespace tagproof {
namespace {

/// What a tag that sends once remembers; empty: it always sends.
std::string guard_of(const Tag& tag, const Occasion& event) {
  switch (tag.once_per) {
    case OncePer::event:
      return {};
    case OncePer::page:
      return tag.tag + "|page|" + event.shown().load;
    case OncePer::submission:
      return event.lead_id.empty() ? std::string{} : tag.tag + "|lead|" + event.lead_id;
    case OncePer::order:
      if (event.order && event.refund) return tag.tag + "|refund|" + event.refund->id;
      if (event.order) return tag.tag + "|order|" + event.order->id.value;
      return event.cart ? tag.tag + "|cart|" + event.cart->id : std::string{};
  }
  return {};
}

/// What a backend that has one flag for both channels writes down.
std::string flag_of(const Tag& tag, const Occasion& event) {
  std::string flag = tag.platform.value;
  return flag.append("|").append(text(tag.event)).append("|").append(event.order->id.value);
}

}  // namespace

std::shared_ptr<Occasion> Shop::occasion(const Visitor& who, Trigger trigger) {
  auto event = std::make_shared<Occasion>();
  event->trigger = trigger;
  event->time = work_.now();
  event->event_id = event_ids_.hex(16);
  event->shopper = who.name();
  event->customer = who.shared_customer();
  event->browser = who.browser();
  event->page = who.page_facts();
  event->region = who.region();
  event->choice = who.choice();
  event->gpc = who.gpc_seen();
  return event;
}

void Shop::with_order(Occasion& event, const SharedOrder& order,
                      std::shared_ptr<const Refund> refund) {
  const auto& sale = sales_[order->id];
  event.order = order;
  event.order_counts = sale.counted;
  event.order_kept = kept(*order);
  event.items_before_discount = sale.items_before_discount;
  event.shipping_method = sale.shipping_method;
  const bool is_recorded =
      refund && std::ranges::find(order->refunds, refund->id, &Refund::id) != order->refunds.end();
  if (refund && !is_recorded)
    event.order_kept = event.order_kept - refund->totals;  // a cancellation, a lost dispute
  event.refund = std::move(refund);
}

void Shop::with_cart(Occasion& event, const Visitor& who) {
  if (who.cart.empty()) return;
  auto priced_cart = priced(who, who.cart, nullptr, {});
  if (!priced_cart) return;
  event.cart = Snapshot{.id = who.cart_id,
                        .currency = currency_of(who),
                        .coupon = who.checkout ? who.checkout->coupon : std::string{},
                        .priced = std::move(*priced_cart)};
}

void Shop::with_product(Occasion& event, const Visitor& who, std::string_view sku,
                        std::int64_t quantity) {
  const auto& currency = currency_of(who);
  auto alone =
      prices_.of({.lines = {{std::string(sku), 1}}, .region = who.region(), .currency = currency});
  if (!alone) return;
  event.product = std::move(*alone);
  event.product_quantity = quantity;
  event.product_currency = currency;
}

void Shop::fire(Visitor& who, const SharedOccasion& event) {
  for (const auto i : book_.firing_on(event->trigger)) {
    const auto& one = book_.tags()[i];
    if (!book_.wants(one, *event, work_.now())) continue;
    if (one.tag().channel == Channel::browser) {
      fire_in_browser(who, i, event);
    } else {
      put_into_outbox(i, event);
    }
  }
}

SendingConsent Shop::consent_in_browser(const Visitor& who) const {
  SendingConsent now{.choice = who.choice(), .region = who.region(), .gpc = who.gpc_seen()};
  const auto& device = who.current_device();
  if (device.current < device.tabs.size() && device.tabs[device.current].page) {
    now.updated = device.tabs[device.current].page->updated;
    const auto& page = *device.tabs[device.current].page;
    now.on_load = page.loading && page.landing;
  }
  return now;
}

/// The browser remembers what it sent; the backend, that the page of an order told its tags of it,
/// whatever device it is opened on later.
bool Shop::has_fired(const Visitor& who, const std::string& guard) const {
  if (guard.empty()) return false;
  const bool forgets =
      behaviours_.has(Behaviour::guard_in_browser) || behaviours_.has(Behaviour::guard_per_visit);
  return who.current_device().fired.contains(guard) || (!forgets && told_.contains(guard));
}

void Shop::fire_in_browser(Visitor& who, std::size_t index, const SharedOccasion& shared) {
  const auto& event = *shared;
  const auto& tag = book_.tags()[index].tag();
  auto* page = who.device().page();
  if (page == nullptr) return;
  const bool is_unguarded =
      behaviours_.has(Behaviour::thank_you_unguarded) && tag.once_per == OncePer::order;
  const auto guard = is_unguarded ? std::string{} : guard_of(tag, event);
  if (tag.delay.count() > 0 && event.time == work_.now()) {
    // A late tag: the page may be gone by then, and the event with it.
    work_.after(tag.delay, [this, &who, index, shared, load = page->facts->load] {
      const auto* still = who.device().page();
      if (still != nullptr && still->facts->load == load) fire_in_browser(who, index, shared);
    });
    return;
  }
  if (has_fired(who, guard)) return;
  if (behaviours_.has(Behaviour::channels_share_flag) && event.order &&
      flagged_.contains(flag_of(tag, event)))
    return;
  const auto now =
      gate(book_.tags()[index].consent, who.law(), consent_in_browser(who), behaviours_);
  if (now.allowed == Allowed::nothing) {
    const bool held_already = std::ranges::any_of(page->held, [&](const HeldHit& held) {
      return held.tag == index && !guard.empty() && guard_of(tag, *held.occasion) == guard;
    });
    if ((now.may_wait || behaviours_.has(Behaviour::refused_held_sent)) && !held_already) {
      page->held.push_back({index, shared});
    }
    return;
  }
  send_from_browser(who, index, event, now, guard);
}

void Shop::send_from_browser(Visitor& who, std::size_t index, const Occasion& event,
                             const Gate& now, const std::string& guard) {
  auto& device = who.device();
  auto* page = device.page();
  if (page == nullptr) return;
  if (!guard.empty()) {
    device.fired.insert(guard);
    if (event.order) told_.insert(guard);
  }
  std::optional<Occasion> changed;
  if (!same_ids(*event.browser, *who.browser())) {  // a grant may have made ids since
    changed = event;
    changed->browser = with_ids(*event.browser, *who.browser());
  }
  const auto& as_of_now = changed ? *changed : event;
  auto out = book_.emission(book_.tags()[index], as_of_now, now, who.browser_time(work_.now()));
  out.time = who.browser_time(event.time);
  out.nonce = nonces_.hex(16);
  out.page_hit = ++page->hits[out.platform.value];
  if (const auto client = out.text(Field::client_id); !client.empty()) {
    const auto account = out.text(Field::account);
    out.session_start = device.begins(out.platform, account, out.text(Field::session_id));
    out.first_visit = device.begins(out.platform, account, client) && device.new_client;
  }
  wire_.send({.emission = out, .occasion = as_of_now, .number = ++events_},
             [](const Answered&) {});  // a page doesn't look at answers, and never tries again
}

void Shop::release_held(Visitor& who) {
  auto& device = who.device();
  const auto current = device.current;
  for (device.current = 0; device.current < device.tabs.size(); ++device.current) {
    auto* page = device.page();
    if (page == nullptr) continue;
    for (auto& hit : std::exchange(page->held, {})) {
      const auto& ready = book_.tags()[hit.tag];
      const auto guard = guard_of(ready.tag(), *hit.occasion);
      auto now = gate(ready.consent, who.law(), consent_in_browser(who), behaviours_);
      if (now.allowed == Allowed::nothing && behaviours_.has(Behaviour::refused_held_sent)) {
        now.allowed = Allowed::full;
        send_from_browser(who, hit.tag, *hit.occasion, now, guard);
      } else if (now.allowed != Allowed::nothing) {
        if (!has_fired(who, guard)) send_from_browser(who, hit.tag, *hit.occasion, now, guard);
      } else if (now.may_wait) {
        page->held.push_back(std::move(hit));
      }  // refused: what was held is never sent
    }
  }
  device.current = current;
}

void Shop::put_into_outbox(std::size_t index, const SharedOccasion& shared) {
  const auto& event = *shared;
  const auto& tag = book_.tags()[index].tag();
  if (event.order && tag.once_per == OncePer::order) flagged_.insert(flag_of(tag, event));
  auto key = guard_of(tag, event);
  if (key.empty() && event.order && !is_browser_trigger(event.trigger)) {
    key = fmt::format("{}|{}|{}|{}", tag.tag, event.order->id.value, text(event.trigger),
                      event.refund ? event.refund->id : std::string{});
  }
  if (key.empty()) key = fmt::format("{}|event|{}", tag.tag, event.event_id);
  if (behaviours_.has(Behaviour::webhooks_repeat) && event.delivery > 1)
    key += fmt::format("|{}", event.delivery);
  outbox_.add(key,
              {.tag = index, .occasion = shared, .nonce = nonces_.hex(16), .number = ++events_},
              tag.delay);
}

Outbox::Readiness Shop::prepare(const Outbox::Row& row, Emission& emission) {
  const auto& tag = book_.tags()[row.tag];
  auto event = *row.occasion;
  SendingConsent consent{.region = event.region};
  if (event.order) {
    // By the consent stored with the order, as last changed before this leaves.
    if (const auto order = orders_.find(event.order->id)) {
      consent.choice = order->consent.value_or(ConsentChoice{});
      consent.gpc = order->gpc;
    }
    if (const auto sale = sales_.find(event.order->id); sale != sales_.end()) {
      event.browser = sale->second.browser;
      event.page = sale->second.page;
    }
  } else if (const auto* who = visitor(event.shopper); who != nullptr) {
    if (!behaviours_.has(Behaviour::consent_not_stored)) consent.choice = who->choice();
    consent.gpc = who->shopper().gpc && !behaviours_.has(Behaviour::gpc_not_passed);
    const auto& known = *who->browser();
    auto browser = *event.browser;
    if (browser.client_id.empty()) browser.client_id = known.client_id;
    if (browser.fbp.empty()) browser.fbp = known.fbp;
    if (browser.own_ids.empty()) browser.own_ids = known.own_ids;
    event.browser = std::make_shared<const BrowserFacts>(std::move(browser));
  }
  event.choice = consent.choice;
  const auto now =
      gate(tag.consent, law_of(scenario_.contract.consent, event.region), consent, behaviours_);
  if (now.allowed == Allowed::nothing)
    return now.may_wait ? Outbox::Readiness::wait : Outbox::Readiness::drop;
  emission = book_.emission(tag, event, now, work_.now());
  emission.nonce = row.nonce;
  if (event.delivery > 1 && behaviours_.has(Behaviour::webhooks_repeat) &&
      emission.field(Field::event_id)) {
    emission.set(Field::event_id,
                 emission.text(Field::event_id) + "-" + std::to_string(event.delivery));
  }
  return Outbox::Readiness::send;
}

}  // namespace tagproof
