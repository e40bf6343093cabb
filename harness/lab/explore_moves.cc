#include <algorithm>
#include <array>
#include <chrono>

#include "harness/lab/explore_drawing.h"

/// What can happen in a journey: a step, and what it changes.
namespace tagproof::drawing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// No window of a platform and no deadline of a contract is missed by what the network does.
constexpr std::array<Duration, 4> kSlow{seconds(2), seconds(20), seconds(45), minutes(5)};
constexpr std::array<Duration, 7> kWaits{seconds(10), seconds(31), minutes(2), minutes(9),
                                         minutes(40), hours(25),   hours(73)};
constexpr std::size_t kShortWaits = 4;
constexpr std::int64_t kMaxLost = 3;  // the outbox makes good for five
}  // namespace

// ---- what shoppers do

void Drawing::view() {
  add(step::View{.sku = one_of(wares_.skus)});
  who().load(Shown::product);
}

void Drawing::add_to_cart() {
  const auto& sku = one_of(wares_.skus);
  const auto quantity = chance(75) ? 1 : 2 + static_cast<std::int64_t>(below(3));
  add(step::AddToCart{.sku = sku, .quantity = quantity});
  if (!who().browser().has_open_page()) who().load(Shown::home);
  who().cart[sku] += quantity;
}

void Drawing::remove_from_cart() {
  auto line = who().cart.begin();
  std::advance(line, static_cast<std::ptrdiff_t>(below(who().cart.size())));
  step::RemoveFromCart remove{.sku = line->first};
  if (line->second > 1 && chance(60)) remove.quantity = 1;
  add(remove);
  line->second -= remove.quantity.value_or(line->second);
  if (line->second == 0) who().cart.erase(line);
}

void Drawing::checkout() {
  step::Checkout wanted;
  if (!wares_.shipping.empty() && chance(50)) wanted.shipping = one_of(wares_.shipping);
  auto& person = who();
  person.has_coupon = !wares_.coupons.empty() && chance(30);
  person.may_be_free = false;
  if (person.has_coupon) {
    const auto& coupon = one_of(wares_.coupons);
    wanted.coupon = coupon.code;
    person.may_be_free = coupon.may_be_free;
  }
  if (!wares_.currencies.empty() && chance(5)) wanted.currency = one_of(wares_.currencies);
  add(wanted);
  person.has_checkout = true;
  person.open_sale = Person::kNone;
  person.load(Shown::checkout);
}

void Drawing::pay() {
  auto& person = who();
  step::Pay wanted;
  Sale sale{.owner = who_, .plain_price = !person.has_coupon, .may_be_free = person.may_be_free};
  const auto drawn = below(100);
  const auto by = [&](const std::vector<std::string>& methods) {
    if (methods.empty()) return false;
    wanted.method = one_of(methods);
    return true;
  };
  using step::PayOutcome;
  if (!person.may_be_free && drawn < 8 && by(wares_.on_delivery)) {
    sale.waits_for_delivery = true;
  } else if (!person.may_be_free && drawn < 12 && by(wares_.invoices)) {
    sale.waits_for_delivery = true;
  } else if (!person.may_be_free && drawn < 20 && by(wares_.transfers)) {
    wanted.outcome = PayOutcome::pending;
  } else {
    by(wares_.cards);
    constexpr std::array kOutcomes{PayOutcome::approved,   PayOutcome::approved,
                                   PayOutcome::approved,   PayOutcome::approved,
                                   PayOutcome::approved,   PayOutcome::declined,
                                   PayOutcome::challenged, PayOutcome::authorized,
                                   PayOutcome::authorized, PayOutcome::pending};
    if (!person.may_be_free) wanted.outcome = one_of(kOutcomes);
  }
  add(wanted);
  if (!person.browser().has_open_page()) person.load(Shown::checkout);
  const bool again = person.open_sale != Person::kNone;
  if (again) {
    sale_ = person.open_sale;
    sale.told = state_.sales[sale_].told;
    sale.lines = state_.sales[sale_].lines;  // what was ordered, whatever the cart holds since
  } else {
    sale_ = state_.sales.size();
    state_.sales.emplace_back();
    sale.told.insert(Trigger::order_created);
  }
  if (!again) sale.lines = person.cart;
  bool open = false;
  switch (wanted.outcome) {
    case PayOutcome::approved:
      sale.money = sale.waits_for_delivery ? Money::pending : Money::paid;
      sale.paid_once = !sale.waits_for_delivery;
      if (sale.paid_once) sale.told.insert(Trigger::payment_captured);
      break;
    case PayOutcome::declined:
      sale.money = Money::failed;
      sale.told.insert(Trigger::payment_failed);
      open = true;
      break;
    case PayOutcome::challenged:
      open = true;
      break;
    case PayOutcome::authorized:
      sale.money = Money::authorized;
      sale.told.insert(Trigger::payment_authorized);
      break;
    case PayOutcome::pending:
      break;
  }
  person.last_sale = sale_;
  person.open_sale = open ? sale_ : Person::kNone;
  if (!open) {
    person.cart.clear();
    person.has_checkout = false;
  }
  state_.sales[sale_] = std::move(sale);
}

void Drawing::thank_you() {
  add(step::ThankYou{});
  who().load(Shown::thank_you);
}

bool Drawing::shows_something() const {
  return std::ranges::any_of(who().browser().tabs,
                             [](const Tab& tab) { return !tab.pages.empty(); });
}

void Drawing::refresh() {
  auto& browser = who().browser();
  const auto* tab = browser.tab();
  const auto shows = [](const Tab& each) { return !each.pages.empty(); };
  if (tab == nullptr || !shows(*tab)) {
    browser.current =
        static_cast<std::size_t>(std::ranges::find_if(browser.tabs, shows) - browser.tabs.begin());
  }
  constexpr std::array<std::string_view, 5> kPages{"home", "product", "checkout", "thank_you",
                                                   "contact"};
  auto& shown = browser.tabs[browser.current];
  add(step::Refresh{.page = std::string(kPages[static_cast<std::size_t>(shown.pages.back())])});
  shown.open = true;
}

bool Drawing::can_go_back() const {
  const auto* tab = who().browser().tab();
  return tab != nullptr && tab->pages.size() > 1;
}

void Drawing::back() {
  add(step::Back{});
  auto& tab = who().browser().use();
  tab.pages.pop_back();
  tab.open = true;
}

void Drawing::open_tab() {
  auto& browser = who().browser();
  step::OpenTab open;
  auto page = Shown::home;
  const auto drawn = below(4);
  if (drawn == 0 && has_sale()) {
    open.page = "thank_you";
    page = Shown::thank_you;
  } else if (drawn == 1) {
    open.page = one_of(wares_.skus);
    page = Shown::product;
  } else {
    open.page = "home";
  }
  // A name makes sure that a step can ask for it again.
  const std::string name = browser.tabs.size() < 2 ? "second" : "third";
  add(open).tab = name;
  browser.use(name);
  who().load(page);
}

void Drawing::close_tab() {
  close_idle();
  auto& browser = who().browser();
  if (!browser.has_open_page()) return;  // idle for too long meanwhile
  add(step::CloseTab{});
  browser.use().open = false;
  for (std::size_t i = 0; i < browser.tabs.size(); ++i) {
    if (browser.tabs[i].open) browser.current = i;
  }
}

void Drawing::leave() {
  add(step::Leave{});
  who().close_all();
}

void Drawing::come_back() {
  constexpr std::array<Duration, 4> kLater{minutes(20), hours(3), hours(24), hours(70)};
  const auto after = one_of(kLater);
  passes(after);
  add(step::Return{.after = after});
  who().close_all();
  who().load(Shown::home);
}

void Drawing::lead() {
  add(step::Lead{});
  const auto* tab = who().browser().tab();
  const bool is_there =
      tab != nullptr && tab->open && !tab->pages.empty() && tab->pages.back() == Shown::contact;
  if (!is_there) who().load(Shown::contact);
}

void Drawing::choose() {
  constexpr std::array kChoices{Choice::granted, Choice::granted, Choice::denied,
                                Choice::withdrawn};
  ConsentChoice made;
  made.analytics = one_of(kChoices);
  made.marketing = chance(75) ? made.analytics : one_of(kChoices);
  add(step::Consent{made});
  if (!who().browser().has_open_page()) who().load(Shown::home);
}

void Drawing::switch_device() {
  constexpr std::array<std::string_view, 2> kDevices{"", "phone"};
  const auto name = one_of(kDevices);
  auto& devices = who().devices;
  auto it = std::ranges::find(devices, name, &Device::name);
  if (it == devices.end()) {
    devices.push_back({.name = std::string(name)});
    it = devices.end() - 1;
  }
  who().device = static_cast<std::size_t>(it - devices.begin());
}

void Drawing::skew() {
  constexpr std::array<Duration, 3> kSkews{seconds(20), minutes(2), minutes(4)};
  who_ = below(state_.people.size());
  add_beside(step::SetClock{.browser = one_of(kSkews), .ahead = chance(50)});
}

// ---- what the backend does

bool Drawing::has_authorized() const { return find_sale(is_authorized); }

void Drawing::settle() {
  auto& sale = pick_sale(is_authorized);
  if (!calm() || chance(70)) {
    add_for_order(step::Capture{});
    sale.money = Money::paid;
    sale.paid_once = true;
    sale.told.insert(Trigger::payment_captured);
  } else {
    add_for_order(step::Void{});
    reversed(sale, Money::cancelled);
  }
}

bool Drawing::has_pending() const { return find_sale(is_pending); }

void Drawing::settle_pending() {
  auto& sale = pick_sale(is_pending);
  auto& owner = state_.people[sale.owner];
  const bool was_open = owner.open_sale == sale_;
  // Whoever pays on delivery and doesn't is cancelled: the order counted already.
  if (sale.waits_for_delivery || chance(65)) {
    add_for_order(step::Capture{});
    sale.money = Money::paid;
    sale.paid_once = true;
    sale.told.insert(Trigger::payment_captured);
    if (was_open) {
      owner.open_sale = Person::kNone;
      owner.cart.clear();
      owner.has_checkout = false;
    }
  } else {
    add_for_order(step::FailPayment{});
    sale.money = Money::failed;
    sale.told.insert(Trigger::payment_failed);
  }
}

bool Drawing::can_refund() const { return calm() && find_sale(is_refundable); }

void Drawing::refund() {
  auto& sale = pick_sale(is_refundable);
  const bool by_lines = !sale.may_be_free && sale.amounts_back == 0 && !sale.lines.empty() &&
                        sale.money == Money::paid;
  const bool by_amount = wares_.small_refunds && sale.plain_price && !sale.lines_back &&
                         sale.amounts_back < 2 && sale.money == Money::paid;
  sale.told.insert(Trigger::order_refunded);
  if (by_lines && chance(35)) {
    auto line = sale.lines.begin();
    std::advance(line, static_cast<std::ptrdiff_t>(below(sale.lines.size())));
    const auto quantity =
        1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(line->second)));
    add_for_order(step::Refund{.items = {{line->first, quantity}}});
    line->second -= quantity;
    if (line->second == 0) sale.lines.erase(line);
    sale.lines_back = true;
    if (sale.lines.empty()) sale.money = Money::refunded;  // or all but the shipping: enough
  } else if (by_amount && chance(50)) {
    add_for_order(step::Refund{.amount = Decimal(1)});
    ++sale.amounts_back;
  } else {
    add_for_order(step::Refund{});
    sale.money = Money::refunded;
  }
}

void Drawing::reversed(Sale& sale, Money now) {
  sale.money = now;
  sale.told.insert(Trigger::order_cancelled);
  auto& owner = state_.people[sale.owner];
  if (owner.open_sale == sale_) owner.open_sale = Person::kNone;
}

bool Drawing::can_cancel() const { return calm() && find_sale(is_cancellable); }

void Drawing::cancel() {
  auto& sale = pick_sale(is_cancellable);
  add_for_order(step::Cancel{});
  reversed(sale, Money::cancelled);
}

bool Drawing::can_dispute() const { return calm() && find_sale(is_disputable); }

void Drawing::dispute() {
  auto& sale = pick_sale(is_disputable);
  const bool lost = chance(70);
  add_for_order(step::Dispute{.lost = lost});
  sale.disputed = true;
  if (lost) sale.told.insert(Trigger::order_disputed);
}

bool Drawing::can_repeat() const { return find_sale(is_told); }

void Drawing::repeat_webhook() {
  const auto& sale = pick_sale(is_told);
  auto topic = sale.told.begin();
  std::advance(topic, static_cast<std::ptrdiff_t>(below(sale.told.size())));
  constexpr std::array<Duration, 3> kAfter{seconds(0), seconds(5), minutes(2)};
  add_for_order(step::Webhook{
      .topic = *topic, .times = 1 + static_cast<std::int64_t>(below(3)), .after = one_of(kAfter)});
}

// ---- time and the network

void Drawing::wait() {
  const auto duration = kWaits[below(calm() ? kWaits.size() : kShortWaits)];
  add_beside(step::Wait{.duration = duration});
  passes(duration - kStep);
}

void Drawing::lose() {
  if (chance(45)) return slow();
  constexpr std::array<std::string_view, 4> kWhom{"", "ga4", "meta", "google_ads"};
  step::Network lost{.action = step::NetworkAction::drop, .platform = std::string(one_of(kWhom))};
  lost.count = 1 + static_cast<std::int64_t>(below(kMaxLost));
  if (chance(60)) lost.channel = chance(50) ? Channel::browser : Channel::server;
  add_beside(lost);
  state_.disturbances = kMaxDisturbances;  // losses on top of losses would be an outage
  // A server tries again a while later: the shopper's mind isn't changed under it.
  state_.calm_at = state_.now + hours(1);
}

void Drawing::slow() {
  step::Network late{.action = step::NetworkAction::slow,
                     .count = 1 + static_cast<std::int64_t>(below(3)),
                     .by = one_of(kSlow)};
  if (chance(60)) late.channel = chance(50) ? Channel::browser : Channel::server;
  add_beside(late);
  ++state_.disturbances;
  state_.calm_at = state_.now + hours(1);
}

void Drawing::hold() {
  constexpr std::array<std::string_view, 4> kWhom{"", "ga4", "meta", "google_ads"};
  step::Network held{.action = step::NetworkAction::hold,
                     .platform = std::string(one_of(kWhom)),
                     .count = 1 + static_cast<std::int64_t>(below(6))};
  if (chance(70)) held.channel = chance(50) ? Channel::browser : Channel::server;
  add_beside(held);
  ++state_.disturbances;
  state_.holding = true;
}

void Drawing::release() {
  add_beside(step::Network{.action = step::NetworkAction::release});
  state_.holding = false;
}

}  // namespace tagproof::drawing
