#include "harness/shop/visitor.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "harness/base/text.h"
#include "harness/model/consent.h"
#include "harness/wire/url.h"
#include "mock_platforms/traits.h"

namespace tagproof {
namespace {

constexpr std::string_view kDesktop =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36";

/// TEST-NET-3: addresses that are nobody's. Source: https://www.rfc-editor.org/rfc/rfc5737
constexpr std::string_view kTestNet = "203.0.113.";

bool is_decided(Choice choice) { return choice != Choice::undecided; }

/// A platform that the contract sends nothing to has no tag on the page.
std::vector<OwnCookies> own_cookies_of(const Contract& contract) {
  std::vector<OwnCookies> all;
  for (const auto& [platform, accounts] : contract.destinations) {
    const auto& traits = traits_of(platform);
    if (traits.click_cookie.empty() && traits.browser_cookie.empty()) continue;
    all.push_back({.platform = platform,
                   .click = traits.click_cookie,
                   .browser = traits.browser_cookie,
                   .click_parameters = traits.click_parameters});
  }
  return all;
}

std::string click_id(std::string_view kind, RandomStream stream) {
  if (kind == "fbclid") return "IwAR" + stream.token(40);
  if (kind == "gclid" || kind == "gbraid" || kind == "wbraid") return "Cj0KCQ" + stream.token(48);
  return stream.token(36);
}

}  // namespace

std::string Visitor::parameter_of(std::string_view kind) const {
  for (const auto& [platform, accounts] : scenario_->contract.destinations) {
    const auto parameter = traits_of(platform).click_parameters;
    if (equals_ignoring_case(parameter, kind)) return std::string(parameter);  // ScCid
  }
  return std::string(kind);
}

std::optional<PageKind> read_page_kind(std::string_view text) {
  if (text.empty() || text == "home") return PageKind::home;
  if (text == "product" || text == "view") return PageKind::product;
  if (text == "checkout") return PageKind::checkout;
  if (text == "thank_you") return PageKind::thank_you;
  if (text == "contact" || text == "lead") return PageKind::contact;
  return std::nullopt;
}

Page* Device::page() {
  if (current >= tabs.size() || !tabs[current].page) return nullptr;
  return &*tabs[current].page;
}

bool Device::has_open_page() const {
  return std::ranges::any_of(tabs, [](const Tab& each) { return each.page.has_value(); });
}

bool Device::begins(const PlatformId& platform, std::string_view account, std::string_view id) {
  const bool known = std::ranges::any_of(begun, [&](const Begun& one) {
    return one.id == id && one.account == account && one.platform == platform;
  });
  if (!known) begun.push_back({platform, std::string(account), std::string(id)});
  return !known;
}

Visitor::Visitor(const Scenario& scenario, const Shopper& shopper, Seed seed, Behaviours behaviours,
                 TimePoint start)
    : scenario_(&scenario),
      shopper_(&shopper),
      seed_(seed),
      behaviours_(behaviours),
      law_(law_of(scenario.contract.consent, shopper.region)),
      own_cookies_(own_cookies_of(scenario.contract)),
      choice_(shopper.consent),
      last_action_(start) {
  moments_.push_back({start, choice_});
  chose_this_visit_ = !shopper.returning;
  const std::string who = shopper.name.empty() ? "shopper" : lower_ascii(shopper.name);
  const auto fill = [](std::string& field, std::string_view otherwise) {
    if (field.empty()) field = std::string(otherwise);
  };
  Customer customer = shopper.customer;
  fill(customer.email, who + "@example.com");  // a checkout asks for one
  fill(customer.country, region().substr(0, 2));
  fill(customer.external_id, "c" + stream("customer").digits(8));
  fill(customer.ip, std::string(kTestNet) + std::to_string(10 + stream("ip").uniform(200)));
  fill(customer.user_agent, kDesktop);
  customer_ = std::make_shared<const Customer>(std::move(customer));
  for (const auto& [kind, value] : shopper.arrives_with) {
    click_ids_[parameter_of(kind)] = value == "auto" ? click_id(kind, stream(kind)) : value;
  }
  cart_id = "cart-" + stream("cart").hex(12);
  use_device({}, start);
}

RandomStream Visitor::stream(std::string_view what) const {
  return seed_.stream(std::string(what) + "/" + shopper_->name);
}

std::vector<std::string> Visitor::device_names() const {
  std::vector<std::string> names;
  for (const auto& [name, device] : devices_) names.push_back(name);
  return names;
}

void Visitor::use_device(std::string_view name, TimePoint now) {
  if (device_ != nullptr && device_->name == name) return;
  const auto [it, is_new] = devices_.try_emplace(std::string(name));
  const bool switched = std::exchange(device_, &it->second) != &it->second;
  if (switched && device_->page() != nullptr) refresh_cookies(now);
  if (is_new) {
    device_->name = std::string(name);
    if (shopper_->returning && name.empty()) {
      // An earlier visit left its cookies behind; the session of today is the second.
      device_->new_client = false;
      device_->session_number = 1;
    }
    refresh_facts();
  }
}

Tab& Visitor::tab(std::string_view name) {
  auto& tabs = device().tabs;
  if (!name.empty()) {
    const auto it = std::ranges::find(tabs, name, &Tab::name);
    device_->current = static_cast<std::size_t>(it - tabs.begin());
    if (it == tabs.end()) tabs.push_back({.name = std::string(name)});
  }
  if (device_->current >= tabs.size()) {
    device_->current = tabs.size();
    tabs.emplace_back();
  }
  return tabs[device_->current];
}

std::string Visitor::url_of(const PageAddress& address, bool landing) const {
  std::string url = scenario_->storefront.base_url;
  if (url.ends_with('/')) url.pop_back();
  switch (address.kind) {
    case PageKind::home:
      url += "/";
      break;
    case PageKind::product:
      url += "/products/" + percent_encode(lower_ascii(address.sku));
      break;
    case PageKind::checkout:
      url += "/checkout";
      break;
    case PageKind::thank_you:
      url += fmt::format("/checkout/thank-you?order={}", percent_encode(address.order.value));
      break;
    case PageKind::contact:
      url += "/contact";
      break;
  }
  if (landing && !behaviours_.has(Behaviour::click_ids_dropped)) {
    char separator = url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [kind, value] : click_ids_) {
      url += fmt::format("{}{}={}", separator, kind, percent_encode(value));
      separator = '&';
    }
  }
  return url;
}

std::string Visitor::title_of(const PageAddress& address) const {
  const auto& shop = scenario_->storefront.name;
  switch (address.kind) {
    case PageKind::home:
      return shop;
    case PageKind::product: {
      const auto* product = scenario_->storefront.product(address.sku);
      return fmt::format("{} – {}", product == nullptr ? address.sku : product->name, shop);
    }
    case PageKind::checkout:
      return "Checkout – " + shop;
    case PageKind::thank_you:
      return "Thank you – " + shop;
    case PageKind::contact:
      return "Contact – " + shop;
  }
  return {};
}

void Visitor::begin_session(TimePoint now) {
  const bool goes_on = device_->session_start && now - device_->last_hit < kIdle;
  device_->last_hit = now;
  if (goes_on) return;
  device_->session_start = browser_time(now);
  ++device_->session_number;
  device_->settled = false;
}

Page& Visitor::open(const PageAddress& address, TimePoint now, bool again) {
  begin_session(now);
  auto& in = tab();
  const bool landing = !landed_;
  PageFacts facts{.title = title_of(address)};
  if (in.page) {
    facts.referrer = again ? in.page->facts->referrer : in.page->facts->url;
  } else if (landing && click_ids_.contains("fbclid")) {
    facts.referrer = "https://www.facebook.com/";
  } else if (landing && !click_ids_.empty()) {
    facts.referrer = "https://www.google.com/";
  }
  const bool same_landing =
      again && in.page && in.page->facts->url.starts_with(url_of(address, false));
  facts.url = same_landing ? in.page->facts->url : url_of(address, landing);
  if (landing) {
    arrived_ = now;
    unsettle();
  }
  landed_ = true;
  facts.load = std::to_string(unix_millis(browser_time(now))) + std::to_string(++device_->loads);
  Page page{.address = address,
            .facts = std::make_shared<const PageFacts>(std::move(facts)),
            .landing = landing};
  const bool chose = is_decided(choice_.analytics) || is_decided(choice_.marketing);
  page.updated = chose && !behaviours_.has(Behaviour::consent_update_missing) &&
                 (chose_this_visit_ || !behaviours_.has(Behaviour::consent_update_missing_later));
  if (!again || in.history.empty()) in.history.push_back(address);
  in.page = std::move(page);
  refresh_cookies(now);
  return *in.page;
}

void Visitor::close_tab(TimePoint now) {
  auto& in = tab();
  if (in.page) last_closed_ = now;
  in.page.reset();
  for (std::size_t i = 0; i < device_->tabs.size(); ++i) {
    if (device_->tabs[i].page) device_->current = i;
  }
}

void Visitor::leave(TimePoint now) {
  for (auto& [name, device] : devices_) {
    for (auto& each : device.tabs) {
      if (each.page) last_closed_ = now;
      each.page.reset();
    }
  }
}

void Visitor::idle_until(TimePoint now) {
  if (now - last_action_ > kIdle) leave(last_action_ + kIdle);
}

void Visitor::come_back(TimePoint now) {
  leave(now);
  device_->session_start.reset();
  refresh_facts();
  chose_this_visit_ = false;
}

void Visitor::choose(const ConsentChoice& choice, TimePoint now) {
  if (is_decided(choice.analytics)) choice_.analytics = choice.analytics;
  if (is_decided(choice.marketing)) choice_.marketing = choice.marketing;
  unsettle();
  moments_.push_back({now, choice_});
  chose_this_visit_ = true;
  // Consent Mode hears of it on every page that is open, in other tabs and on other devices, too.
  for (auto& [name, device] : devices_) {
    for (auto& each : device.tabs) {
      if (each.page) each.page->updated = !behaviours_.has(Behaviour::consent_update_missing);
    }
  }
  refresh_cookies(now);
}

void Visitor::unsettle() {
  for (auto& [name, device] : devices_) device.settled = false;
}

std::optional<TimePoint> Visitor::last_open(TimePoint now) const {
  for (const auto& [name, device] : devices_) {
    if (device.has_open_page()) return std::min(now, last_action_ + kIdle);
  }
  return last_closed_;
}

ShopperTruth Visitor::truth() const {
  ShopperTruth truth{.name = name(),
                     .region = region(),
                     .gpc = shopper_->gpc,
                     .ad_blocker = shopper_->ad_blocker,
                     .consent = moments_,
                     .customer = *customer_,
                     .ids = known_ids_,
                     .own_ids = known_own_ids_};
  const auto id = [&](IdField field) -> std::string& {
    return truth.ids[static_cast<std::size_t>(field)];
  };
  const auto arrived = [&](std::string_view kind) {
    const auto it = click_ids_.find(kind);
    return it == click_ids_.end() ? std::string{} : it->second;
  };
  id(IdField::gclid) = arrived("gclid");
  id(IdField::gbraid) = arrived("gbraid");
  id(IdField::wbraid) = arrived("wbraid");
  for (const auto& own : own_cookies_) {
    if (own.click.empty()) continue;
    if (auto click = arrived(own.click_parameters); !click.empty())
      truth.own_ids[std::string(own.platform)].click_id = std::move(click);
  }
  if (const auto fbclid = arrived("fbclid"); !fbclid.empty() && arrived_) {
    id(IdField::fbc) = fmt::format("fb.1.{}.{}", unix_millis(browser_time(*arrived_)), fbclid);
  }
  return truth;
}

}  // namespace tagproof
