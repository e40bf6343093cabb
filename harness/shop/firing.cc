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
      return tag.tag + "|page|" + event.browser.load;
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
  return fmt::format("{}|{}|{}", tag.platform.value, text(tag.event), event.order->id.value);
}

}  // namespace

Occasion Shop::occasion(Visitor& who, Trigger trigger) {
  Occasion event{.trigger = trigger,
                 .time = work_.now(),
                 .event_id = event_ids_.hex(16),
                 .shopper = who.name(),
                 .customer = who.shared_customer(),
                 .browser = who.facts(),
                 .region = who.region(),
                 .choice = who.choice(),
                 .gpc = who.gpc_seen()};
  return event;
}

void Shop::with_order(Occasion& event, const Order& order, const std::optional<Refund>& refund) {
  const auto& sale = sales_[order.id];
  event.order = std::make_shared<const Order>(order);
  event.order_counts = sale.counted;
  event.order_kept = kept(order);
  event.items_before_discount = sale.items_before_discount;
  event.shipping_method = sale.shipping_method;
  event.refund = refund;
  const bool is_recorded =
      refund && std::ranges::find(order.refunds, refund->id, &Refund::id) != order.refunds.end();
  if (refund && !is_recorded)
    event.order_kept = event.order_kept - refund->totals;  // a cancellation, a lost dispute
}

void Shop::with_cart(Occasion& event, const Visitor& who) {
  if (who.cart.empty()) return;
  const auto priced_cart = priced(who, nullptr, {});
  if (!priced_cart) return;
  const Priced& now = **priced_cart;
  event.cart = Snapshot{.id = who.cart_id,
                        .currency = currency_of(who),
                        .coupon = who.checkout ? who.checkout->coupon : std::string{},
                        .items = now.items,
                        .totals = now.totals};
}

void Shop::with_product(Occasion& event, const Visitor& who, std::string_view sku,
                        std::int64_t quantity) {
  const auto currency = currency_of(who);
  const auto alone = price_unless_known(
      {.lines = {{std::string(sku), 1}}, .region = who.region(), .currency = currency},
      last_product_);
  if (!alone) return;
  event.product = (*alone)->items.front();
  event.product->quantity = quantity;
  event.product_currency = currency;
}

bool Shop::fires_on(const Tag& tag, Trigger trigger) const {
  if (tag.sender == Sender::collector) return false;  // the collector's own, when one is there
  if (tag.on == trigger) return true;
  // A browser learns that an order counts from the page that shows it.
  return tag.channel == Channel::browser && tag.on == Trigger::order_countable &&
         trigger == Trigger::thank_you;
}

void Shop::fire(Visitor& who, const Occasion& event) {
  for (std::size_t i = 0; i < book_.tags().size(); ++i) {
    const auto& one = book_.tags()[i];
    if (!fires_on(one.tag(), event.trigger) || !book_.wants(one, event, work_.now())) continue;
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

void Shop::fire_in_browser(Visitor& who, std::size_t index, const Occasion& event) {
  const auto& tag = book_.tags()[index].tag();
  auto* page = who.device().page();
  if (page == nullptr) return;
  const bool is_unguarded =
      behaviours_.has(Behaviour::thank_you_unguarded) && tag.once_per == OncePer::order;
  const auto guard = is_unguarded ? std::string{} : guard_of(tag, event);
  if (tag.delay.count() > 0 && event.time == work_.now()) {
    // A late tag: the page may be gone by then, and the event with it.
    work_.after(tag.delay, [this, &who, index, kept = std::make_shared<const Occasion>(event),
                            load = page->load] {
      const auto* still = who.device().page();
      if (still != nullptr && still->load == load) fire_in_browser(who, index, *kept);
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
      page->held.push_back({index, std::make_shared<const Occasion>(event)});
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
  if (!same_ids(event.browser, who.browser())) {  // a grant may have made ids since
    changed = event;
    take_ids(changed->browser, who.browser());
  }
  const auto& as_of_now = changed ? *changed : event;
  Outgoing outgoing{.emission = book_.emission(book_.tags()[index], as_of_now, now,
                                               who.browser_time(work_.now())),
                    .occasion = as_of_now,
                    .number = ++events_};
  auto& out = outgoing.emission;
  out.time = who.browser_time(event.time);
  out.nonce = nonces_.hex(16);
  out.page_hit = ++page->hits[out.platform.value];
  if (const auto client = out.text(Field::client_id); !client.empty()) {
    const auto account = out.platform.value + "/" + out.text(Field::account) + "/";
    out.session_start = device.sessions.insert(account + out.text(Field::session_id)).second;
    out.first_visit = device.sessions.insert(account + client).second && device.new_client;
  }
  wire_.send(std::move(outgoing),
             [](const Answered&) {});  // a page doesn't look at answers, and never tries again
}

void Shop::release_held(Visitor& who) {
  for (auto& tab : who.device().tabs) {
    if (!tab.page) continue;
    const bool is_current = &*tab.page == who.device().page();
    auto held = std::exchange(tab.page->held, {});
    for (auto& hit : held) {
      const auto& tag = book_.tags()[hit.tag].tag();
      auto now =
          gate(book_.tags()[hit.tag].consent, who.law(), consent_in_browser(who), behaviours_);
      if (now.allowed == Allowed::nothing && behaviours_.has(Behaviour::refused_held_sent) &&
          is_current) {
        now.allowed = Allowed::full;
        send_from_browser(who, hit.tag, *hit.occasion, now, guard_of(tag, *hit.occasion));
      } else if (now.allowed == Allowed::nothing && !now.may_wait) {
        continue;  // refused: what was held is never sent
      } else if (!is_current || now.allowed == Allowed::nothing) {
        tab.page->held.push_back(std::move(hit));
      } else {
        const auto guard = guard_of(tag, *hit.occasion);
        if (!has_fired(who, guard)) send_from_browser(who, hit.tag, *hit.occasion, now, guard);
      }
    }
  }
}

void Shop::put_into_outbox(std::size_t index, const Occasion& event) {
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
  outbox_.add(key, {.tag = index, .occasion = event, .nonce = nonces_.hex(16), .number = ++events_},
              tag.delay);
}

Outbox::Readiness Shop::prepare(const Outbox::Row& row, Emission& emission) {
  const auto& tag = book_.tags()[row.tag];
  auto event = row.occasion;
  SendingConsent consent{.region = event.region};
  if (event.order) {
    // By the consent stored with the order, as last changed before this leaves.
    if (const auto order = orders_.find(event.order->id)) {
      consent.choice = order->consent.value_or(ConsentChoice{});
      consent.gpc = order->gpc;
    }
    if (const auto sale = sales_.find(event.order->id); sale != sales_.end())
      event.browser = sale->second.browser;
  } else if (const auto* who = visitor(event.shopper); who != nullptr) {
    if (!behaviours_.has(Behaviour::consent_not_stored)) consent.choice = who->choice();
    consent.gpc = who->shopper().gpc && !behaviours_.has(Behaviour::gpc_not_passed);
    if (event.browser.client_id.empty()) event.browser.client_id = who->browser().client_id;
    if (event.browser.fbp.empty()) event.browser.fbp = who->browser().fbp;
    if (event.browser.own_ids.empty()) event.browser.own_ids = who->browser().own_ids;
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
