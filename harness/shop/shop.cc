#include "harness/shop/shop.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/shop/order_book.h"

namespace tagproof {
namespace {

/// "the storefront has no coupon `WELCOM10`; did you mean `WELCOME10`?"
template <class Rows, class Name>
Error unknown(std::string_view what, std::string_view wanted, const Rows& rows, Name name) {
  std::vector<std::string_view> known;
  for (const auto& row : rows) known.push_back(row.*name);
  const auto near = nearest(wanted, known);
  return error(fmt::format("the storefront has no {} `{}`{}", what, wanted,
                           near ? fmt::format("; did you mean `{}`?", *near) : std::string{}));
}

template <class Rows, class Name>
auto named(const Rows& rows, std::string_view wanted, Name name) -> decltype(&rows.front()) {
  const auto it = std::ranges::find(rows, wanted, name);
  return it == rows.end() ? nullptr : &*it;
}

std::string choice_text(const ConsentChoice& choice) {
  if (choice.analytics == choice.marketing) return std::string(text(choice.analytics));
  return fmt::format("analytics {}, marketing {}", text(choice.analytics), text(choice.marketing));
}

std::string_view outcome_text(step::PayOutcome outcome) {
  switch (outcome) {
    case step::PayOutcome::approved:
      return "approved";
    case step::PayOutcome::declined:
      return "declined";
    case step::PayOutcome::challenged:
      return "challenged";
    case step::PayOutcome::authorized:
      return "authorized";
    case step::PayOutcome::pending:
      return "pending";
  }
  return {};
}

/// How long a page is read before its banner is answered; less than a step.
constexpr Duration kReading = std::chrono::milliseconds(500);

/// How long a confirmation page tells its tags of a sale: the server's event is merged with the
/// browser's for 48 hours and no longer.
/// Source:
/// https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
constexpr Duration kFresh = std::chrono::hours(24);

constexpr PaymentKind kKinds[] = {PaymentKind::card, PaymentKind::cash_on_delivery,
                                  PaymentKind::invoice, PaymentKind::transfer, PaymentKind::free};

}  // namespace

Shop::Shop(const Parts& parts)
    : scenario_(parts.scenario),
      seed_(parts.seed),
      work_(parts.work),
      orders_(parts.orders),
      prices_(parts.prices),
      wire_(parts.wire),
      behaviours_(parts.behaviours),
      book_(parts.book),
      outbox_(
          parts.work, parts.wire,
          [this](const Outbox::Row& row, Emission& emission) { return prepare(row, emission); },
          !parts.behaviours.has(Behaviour::never_retries)),
      event_ids_(parts.seed.stream("event_id")),
      nonces_(parts.seed.stream("nonce")),
      lead_ids_(parts.seed.stream("lead_id")) {
  for (const auto& shopper : scenario_.shoppers) {
    visitors_.emplace(shopper.name, std::make_unique<Visitor>(scenario_, shopper, seed_,
                                                              behaviours_, work_.now()));
  }
}

Visitor* Shop::visitor(std::string_view by) {
  if (by.empty() && !scenario_.shoppers.empty()) by = scenario_.shoppers.front().name;
  const auto it = visitors_.find(by);
  return it == visitors_.end() ? nullptr : it->second.get();
}

const std::string& Shop::currency_of(const Visitor& who) const {
  if (who.checkout && !who.checkout->currency.empty()) return who.checkout->currency;
  return who.shopper().currency.empty() ? scenario_.storefront.currency : who.shopper().currency;
}

Result<std::shared_ptr<const Priced>> Shop::priced(const Visitor& who,
                                                   const std::vector<CartLine>& lines,
                                                   const PaymentMethod* method,
                                                   const std::optional<Decimal>& tip) {
  Basket basket{.lines = lines, .region = who.region(), .currency = currency_of(who)};
  if (who.checkout) {
    basket.shipping =
        named(scenario_.storefront.shipping, who.checkout->shipping, &ShippingMethod::name);
    basket.coupon = named(scenario_.storefront.coupons, who.checkout->coupon, &Coupon::code);
  }
  if (method != nullptr) basket.fee = method->fee;
  if (tip) basket.tip = *tip;
  return prices_.of(basket);
}

Page& Shop::load(Visitor& who, const PageAddress& address, bool again) {
  auto& page = who.open(address, work_.now(), again);
  auto viewed = occasion(who, Trigger::page_view);
  if (address.kind == PageKind::product) with_product(*viewed, who, address.sku, 1);
  if (address.kind == PageKind::checkout) with_cart(*viewed, who);
  // Whoever kept what was fired before keeps it as it was.
  const auto next = [&](Trigger trigger) {
    viewed = std::make_shared<Occasion>(*viewed);
    viewed->trigger = trigger;
    viewed->event_id = event_ids_.hex(16);
  };
  const auto fire_as = [&](Trigger trigger) {
    next(trigger);
    fire(who, viewed);
  };
  fire(who, viewed);
  if (address.kind == PageKind::product) fire_as(Trigger::view_item);
  // Going back to the checkout after the order finds an empty cart: nothing begins.
  if (address.kind == PageKind::checkout && !who.cart.empty()) fire_as(Trigger::begin_checkout);
  if (address.kind == PageKind::thank_you) {
    auto& sale = sales_[address.order];
    // Whether the order counts yet is the tag's to ask: the page is shown for pending payments,
    // too.
    if (const auto order = orders_.find(address.order)) {
      next(Trigger::thank_you);
      with_order(*viewed, order, nullptr);
      // Later it is the page of an order's state: it tells of the refund or the delivery, not of a
      // sale.
      const bool is_old = sale.counted && work_.now() - sale.counted_at > kFresh;
      const bool is_news = !is_old && !sale.reversed && order->refunds.empty();
      if (is_news && sale.counted) sale.shown = true;
      // A shop that trusts its tags' memory tells them each time.
      const bool tells = is_news || behaviours_.has(Behaviour::thank_you_unguarded) ||
                         behaviours_.has(Behaviour::guard_per_visit);
      viewed->order_counts = sale.counted && sale.browser_too && tells;
      fire(who, viewed);
    }
  }
  page.loading = false;
  return page;
}

Result<Done> Shop::view(Visitor& who, std::string_view sku) {
  if (scenario_.storefront.product(sku) == nullptr) {
    return unknown("product", sku, scenario_.storefront.catalogue, &Product::sku);
  }
  load(who, {.kind = PageKind::product, .sku = std::string(sku)});
  return Done{fmt::format("views {}", sku)};
}

Result<Done> Shop::add_to_cart(Visitor& who, std::string_view sku, std::int64_t quantity) {
  if (scenario_.storefront.product(sku) == nullptr) {
    return unknown("product", sku, scenario_.storefront.catalogue, &Product::sku);
  }
  if (quantity < 1) return error(fmt::format("a quantity of {} can't be added", quantity));
  auto line = std::ranges::find(who.cart, sku, &CartLine::sku);
  const auto before = line == who.cart.end() ? 0 : line->quantity;
  if (before + quantity > kMaxQuantity)
    return error(fmt::format("at most {} of one product", kMaxQuantity));
  if (line == who.cart.end()) {
    who.cart.push_back({std::string(sku), quantity});
  } else {
    line->quantity += quantity;
  }
  if (who.device().page() == nullptr) load(who, {.kind = PageKind::home});
  auto added = occasion(who, Trigger::add_to_cart);
  with_product(*added, who, sku, quantity);
  with_cart(*added, who);
  fire(who, added);
  return Done{fmt::format("adds {} × {} to the cart", quantity, sku)};
}

Result<Done> Shop::remove_from_cart(Visitor& who, std::string_view sku,
                                    std::optional<std::int64_t> quantity) {
  const auto line = std::ranges::find(who.cart, sku, &CartLine::sku);
  if (line == who.cart.end()) return error(fmt::format("`{}` isn't in the cart", sku));
  const auto count = quantity.value_or(line->quantity);
  if (count < 1 || count > line->quantity) {
    return error(
        fmt::format("the cart has {} × {}, {} can't be removed", line->quantity, sku, count));
  }
  line->quantity -= count;
  if (line->quantity == 0) who.cart.erase(line);
  return Done{fmt::format("removes {} × {} from the cart", count, sku)};
}

Result<Done> Shop::checkout(Visitor& who, const step::Checkout& wanted) {
  const auto& shop = scenario_.storefront;
  if (who.cart.empty()) return error("the cart is empty");
  Checkout checkout{.shipping = wanted.shipping,
                    .coupon = wanted.coupon,
                    .currency = wanted.currency,
                    .cart = who.cart_id};
  if (checkout.shipping.empty() && !shop.shipping.empty())
    checkout.shipping = shop.shipping.front().name;
  if (!checkout.shipping.empty() &&
      named(shop.shipping, checkout.shipping, &ShippingMethod::name) == nullptr) {
    return unknown("shipping method", checkout.shipping, shop.shipping, &ShippingMethod::name);
  }
  if (!checkout.coupon.empty() && named(shop.coupons, checkout.coupon, &Coupon::code) == nullptr) {
    return unknown("coupon", checkout.coupon, shop.coupons, &Coupon::code);
  }
  who.checkout = std::move(checkout);
  who.open_order = {};  // what was tried before belongs to the checkout before
  if (auto possible = priced(who, who.cart, nullptr, {}); !possible) return possible.error();
  load(who, {.kind = PageKind::checkout});
  std::string how = who.checkout->shipping.empty()
                        ? std::string("checks out")
                        : "checks out with " + who.checkout->shipping + " shipping";
  if (!who.checkout->coupon.empty()) how += ", coupon " + who.checkout->coupon;
  return Done{how};
}

Result<Order> Shop::new_order(Visitor& who, const Priced& basket) {
  const auto& shop = scenario_.storefront;
  const auto number =
      std::to_string(shop.first_order_number + static_cast<std::int64_t>(placed_.size()));
  Order order{.id = OrderId(replace_all(shop.order_id_form, "{number}", number)),
              .name = replace_all(shop.order_name_form, "{number}", number),
              .created = work_.now(),
              .currency = currency_of(who),
              .test = who.shopper().test_orders,
              .staff = who.shopper().staff,
              .region = who.region(),
              .gpc = who.shopper().gpc && !behaviours_.has(Behaviour::gpc_not_passed),
              .shopper = who.name(),
              .customer = who.customer()};
  if (order.id.empty() || orders_.find(order.id)) {
    return error(fmt::format("the storefront's order id form `{}` doesn't make a new id",
                             shop.order_id_form));
  }
  if (!behaviours_.has(Behaviour::consent_not_stored)) order.consent = who.choice();
  order.customer.user_agent = who.browser()->user_agent;
  order.totals = basket.totals;
  order.items = basket.items;
  order.coupon = who.checkout->coupon;
  placed_.push_back(order.id);
  return order;
}

Result<Done> Shop::pay(Visitor& who, const step::Pay& wanted) {
  const auto& shop = scenario_.storefront;
  if (who.cart.empty()) return error("the cart is empty");
  if (!who.checkout) return error("`pay` before `checkout`");
  const auto* method = named(shop.payment_methods, wanted.method, &PaymentMethod::name);
  std::optional<PaymentKind> kind;
  if (method != nullptr) {
    kind = method->kind;
  } else if (shop.payment_methods.empty()) {
    const auto known =
        std::ranges::find(kKinds, wanted.method, [](PaymentKind k) { return text(k); });
    if (known != std::end(kKinds)) kind = *known;
  }
  if (!kind)
    return unknown("payment method", wanted.method, shop.payment_methods, &PaymentMethod::name);
  const auto open_order = who.open_order.empty() ? nullptr : orders_.find(who.open_order);
  const bool is_new = open_order == nullptr;
  // An open order stays what was ordered, whatever the cart holds since.
  const auto to_pay =
      priced(who, is_new ? who.cart : sales_[open_order->id].lines, method, wanted.tip);
  if (!to_pay) return to_pay.error();
  const Priced& basket = **to_pay;
  // Nobody pays without a page: another device, or a browser that was closed, opens the checkout.
  if (who.device().page() == nullptr) load(who, {.kind = PageKind::checkout});

  auto unpaid = is_new ? new_order(who, basket) : Result<Order>(*open_order);
  if (!unpaid) return unpaid.error();
  if (is_new) {
    auto& sale = sales_[unpaid->id];
    sale.lines = who.cart;
    sale.items_before_discount = basket.items_before_discount;
    sale.shipping_method = who.checkout->shipping;
  }
  unpaid->tip = wanted.tip;
  unpaid->totals = basket.totals;
  auto paid = paid_with(std::move(*unpaid), *kind, wanted.outcome, work_.now());
  if (!paid) {
    if (is_new) placed_.pop_back();
    return paid.error();
  }
  const auto shared = std::make_shared<const Order>(std::move(*paid));
  const auto& order = *shared;

  auto info = occasion(who, Trigger::add_payment_info);
  with_cart(*info, who);
  fire(who, info);
  auto& sale = sales_[order.id];
  sale.browser = who.browser();
  sale.page = who.page_facts();

  const bool open = wanted.outcome == step::PayOutcome::declined ||
                    wanted.outcome == step::PayOutcome::challenged;
  save(shared, wanted.outcome == step::PayOutcome::authorized ? "authorization" : "sale",
       outcome_text(wanted.outcome));
  who.last_order = order.id;
  who.open_order = open ? order.id : OrderId{};
  if (!open) {
    who.cart.clear();
    who.checkout.reset();
  }
  // What is paid or authorised counts by that; what waits for money (cash on delivery) by being
  // ordered.
  const bool may_count =
      order.state == OrderState::pending && wanted.outcome != step::PayOutcome::challenged;
  if (is_new) {
    happened(Trigger::order_created, shared, nullptr, may_count);
  } else if (may_count) {
    count(Trigger::order_created, shared);  // declined at first, now to be paid on delivery
  }
  if (order.state == OrderState::authorized) happened(Trigger::payment_authorized, shared);
  if (order.state == OrderState::paid) happened(Trigger::payment_captured, shared);
  if (order.state == OrderState::failed) happened(Trigger::payment_failed, shared);
  return Done{fmt::format("pays {} by {}: {}", show(Money{*order.totals.total, order.currency}),
                          wanted.method, outcome_text(wanted.outcome)),
              {order.id}};
}

Result<Done> Shop::thank_you(Visitor& who, const OrderId& order) {
  load(who, {.kind = PageKind::thank_you, .order = order});
  return Done{fmt::format("sees the thank-you page of order {}", order.value)};
}

Result<Done> Shop::refresh(Visitor& who, std::string_view page) {
  const auto kind = read_page_kind(page);
  if (!page.empty() && !kind) return error(fmt::format("no page is called `{}`", page));
  auto& device = who.device();
  const auto shows = [&](const Tab& each) {
    return !each.history.empty() && (page.empty() || each.history.back().kind == *kind);
  };
  // The current tab first, then the others; a closed one is restored, as a phone's browser does.
  if (device.current >= device.tabs.size() || !shows(device.tabs[device.current])) {
    const auto it = std::ranges::find_if(device.tabs, shows);
    if (it == device.tabs.end())
      return error(fmt::format("no tab shows `{}`", page.empty() ? "a page" : page));
    device.current = static_cast<std::size_t>(it - device.tabs.begin());
  }
  const auto address = device.tabs[device.current].history.back();
  const auto& loaded = load(who, address, true);
  return Done{fmt::format("refreshes {}", loaded.facts->url)};
}

Result<Done> Shop::back(Visitor& who) {
  auto& tab = who.tab();
  if (tab.history.size() < 2) return error("there is no page to go back to");
  tab.history.pop_back();
  const auto& loaded = load(who, PageAddress(tab.history.back()), true);
  return Done{fmt::format("goes back to {}", loaded.facts->url)};
}

Result<Done> Shop::open_tab(Visitor& who, std::string_view name, std::string_view page) {
  auto& device = who.device();
  PageAddress address;
  if (page.empty()) {
    if (const auto* shown = device.page()) address = shown->address;
  } else if (const auto kind = read_page_kind(page)) {
    address.kind = *kind;
  } else if (scenario_.storefront.product(page) != nullptr) {
    address = {.kind = PageKind::product, .sku = std::string(page)};
  } else {
    return error(fmt::format("no page is called `{}`", page));
  }
  if (address.kind == PageKind::thank_you && address.order.empty()) address.order = who.last_order;
  if (address.kind == PageKind::thank_you && address.order.empty())
    return error("no order was placed yet");
  if (address.kind == PageKind::product && address.sku.empty()) {
    if (scenario_.storefront.catalogue.empty()) return error("the catalogue is empty");
    address.sku = scenario_.storefront.catalogue.front().sku;
  }
  who.tab(name.empty() ? fmt::format("tab {}", device.tabs.size() + 1) : std::string(name));
  const auto& loaded = load(who, address);
  return Done{fmt::format("opens {} in another tab", loaded.facts->url)};
}

Result<Done> Shop::close_tab(Visitor& who) {
  if (who.device().page() == nullptr) return error("no tab is open");
  who.close_tab(work_.now());
  return Done{"closes the tab"};
}

Result<Done> Shop::leave(Visitor& who) {
  who.leave(work_.now());
  return Done{"leaves"};
}

Result<Done> Shop::come_back(Visitor& who) {
  who.come_back(work_.now());
  if (behaviours_.has(Behaviour::guard_per_visit)) who.device().fired.clear();
  load(who, {.kind = PageKind::home});
  return Done{"comes back"};
}

Result<Done> Shop::lead(Visitor& who, std::string_view form) {
  const auto* page = who.device().page();
  if (page == nullptr || page->address.kind != PageKind::contact)
    load(who, {.kind = PageKind::contact});
  auto sent = occasion(who, Trigger::form_sent);
  sent->lead_id = "lead-" + lead_ids_.hex(12);
  sent->form = std::string(form);
  fire(who, sent);
  return Done{fmt::format("sends the form {}", form)};
}

Result<Done> Shop::choose(Visitor& who, const ConsentChoice& choice) {
  if (who.device().page() == nullptr) load(who, {.kind = PageKind::home});
  // The page was there before the choice: what left until now went by the choice before.
  work_.run_until(work_.now() + kReading);
  who.choose(choice, work_.now());
  if (!behaviours_.has(Behaviour::consent_not_stored) &&
      !behaviours_.has(Behaviour::withdrawal_not_stored)) {
    for (const auto& id : placed_) {
      const auto order = orders_.find(id);
      if (!order || order->shopper != who.name()) continue;
      auto changed = *order;
      changed.consent = who.choice();
      orders_.save(std::make_shared<const Order>(std::move(changed)));
    }
  }
  // A grant after the order: only now has the browser ids that the backend may keep.
  for (auto& [id, sale] : sales_) {
    const auto order = orders_.find(id);
    if (!order || order->shopper != who.name()) continue;
    sale.browser = who.browser();
    const auto ordered_on = sale.page == nullptr ? PageFacts{} : *sale.page;
    const auto shown = who.page_facts();
    auto page = shown == nullptr ? PageFacts{} : *shown;
    page.url = ordered_on.url;
    page.referrer = ordered_on.referrer;
    sale.page = std::make_shared<const PageFacts>(std::move(page));
  }
  release_held(who);
  // Pages that are open elsewhere learn of it, too, and before the backend sends what it kept.
  const auto own = who.current_device().name;
  for (const auto& name : who.device_names()) {
    if (name == own) continue;
    who.use_device(name, work_.now());
    release_held(who);
  }
  who.use_device(own, work_.now());
  outbox_.consent_changed(who.name());
  return Done{fmt::format("consent: {}", choice_text(who.choice()))};
}

}  // namespace tagproof
