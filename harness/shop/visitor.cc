#include "harness/shop/visitor.h"

#include <fmt/format.h>

#include <algorithm>
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
constexpr std::string_view kPhone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1";

/// TEST-NET-3: addresses that are nobody's. Source: https://www.rfc-editor.org/rfc/rfc5737
constexpr std::string_view kTestNet = "203.0.113.";

bool is_decided(Choice choice) { return choice != Choice::undecided; }

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

Visitor::Visitor(const Scenario& scenario, const Shopper& shopper, Seed seed, Behaviours behaviours,
                 TimePoint start)
    : scenario_(&scenario),
      shopper_(&shopper),
      seed_(seed),
      behaviours_(behaviours),
      customer_(shopper.customer),
      choice_(shopper.consent),
      last_action_(start) {
  moments_.push_back({start, choice_});
  chose_this_visit_ = !shopper.returning;
  const std::string who = shopper.name.empty() ? "shopper" : lower_ascii(shopper.name);
  const auto fill = [](std::string& field, std::string_view otherwise) {
    if (field.empty()) field = std::string(otherwise);
  };
  fill(customer_.email, who + "@example.com");  // a checkout asks for one
  fill(customer_.country, region().substr(0, 2));
  fill(customer_.external_id, "c" + stream("customer").digits(8));
  fill(customer_.ip, std::string(kTestNet) + std::to_string(10 + stream("ip").uniform(200)));
  fill(customer_.user_agent, kDesktop);
  for (const auto& [kind, value] : shopper.arrives_with) {
    click_ids_[parameter_of(kind)] = value == "auto" ? click_id(kind, stream(kind)) : value;
  }
  cart_id = "cart-" + stream("cart").hex(12);
  use_device({}, start);
}

RandomStream Visitor::stream(std::string_view what) const {
  return seed_.stream(fmt::format("{}/{}", what, shopper_->name));
}

std::vector<std::string> Visitor::device_names() const {
  std::vector<std::string> names;
  for (const auto& [name, device] : devices_) names.push_back(name);
  return names;
}

void Visitor::use_device(std::string_view name, TimePoint now) {
  const auto [it, is_new] = devices_.try_emplace(std::string(name));
  const bool switched = std::exchange(device_, &it->second) != &it->second;
  // A choice made elsewhere holds here too, on a page that is open already.
  if (auto* page = device_->page(); switched && page != nullptr) {
    if (moments_.size() > 1) tell_of_choice(*page);
    refresh_cookies(now);
  }
  if (is_new) {
    device_->name = std::string(name);
    if (shopper_->returning && name.empty()) {
      // An earlier visit left its cookies behind; the session of today is the second.
      device_->new_client = false;
      device_->session_number = 1;
    }
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
  const auto time = browser_time(now);
  if (device_->session_start && now - device_->last_hit < kIdle) {
    device_->last_hit = now;
    return;
  }
  device_->session_start = time;
  device_->last_hit = now;
  ++device_->session_number;
}

Page& Visitor::open(const PageAddress& address, TimePoint now, bool again) {
  begin_session(now);
  auto& in = tab();
  const bool landing = !landed_;
  Page page{.address = address, .title = title_of(address), .landing = landing};
  if (in.page) {
    page.referrer = again ? in.page->referrer : in.page->url;
  } else if (landing && click_ids_.contains("fbclid")) {
    page.referrer = "https://www.facebook.com/";
  } else if (landing && !click_ids_.empty()) {
    page.referrer = "https://www.google.com/";
  } else {
    page.referrer = next_referrer_;
  }
  next_referrer_.clear();
  const bool same_landing = again && in.page && in.page->url.starts_with(url_of(address, false));
  page.url = same_landing ? in.page->url : url_of(address, landing);
  if (landing) arrived_ = now;
  landed_ = true;
  page.load = std::to_string(unix_millis(browser_time(now))) + std::to_string(++device_->loads);
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
  chose_this_visit_ = false;
}

void Visitor::tell_of_choice(Page& page) const {
  page.updated = !behaviours_.has(Behaviour::consent_update_missing);
}

void Visitor::choose(const ConsentChoice& choice, TimePoint now) {
  if (is_decided(choice.analytics)) choice_.analytics = choice.analytics;
  if (is_decided(choice.marketing)) choice_.marketing = choice.marketing;
  moments_.push_back({now, choice_});
  chose_this_visit_ = true;
  if (auto* page = device_->page()) tell_of_choice(*page);
  refresh_cookies(now);
}

void Visitor::refresh_cookies(TimePoint now) {
  const auto& policy = scenario_->contract.consent;
  auto& cookies = device_->cookies;
  const bool ignores = behaviours_.has(Behaviour::browser_ignores_consent);
  const auto may_store = [&](Purpose purpose) {
    // Limited processing still reads and writes first-party cookies: only in opt-in regions a
    // refusal forbids them.
    return ignores || regime_of(policy, region(), purpose) == Regime::opt_out ||
           purpose_open(policy, purpose, region(), choice_, gpc_seen());
  };
  const auto time = browser_time(now);
  if (may_store(Purpose::analytics)) {
    if (!cookies.contains("_ga")) {
      auto ids = seed_.stream(
          fmt::format("client_id/{}/{}/{}", shopper_->name, device_->name, device_->identities++));
      const auto made = device_->new_client ? time : time - std::chrono::days(30);
      // Source: the form of _ga and _ga_<stream>, facts google.md 2.5;
      // https://www.simoahava.com/analytics/ga4-cookies-new-format/
      cookies["_ga"] = fmt::format("GA1.1.{}.{}", ids.digits(10), unix_seconds(made));
    }
    const auto stream_id = scenario_->contract.destinations.find("ga4");
    const std::string account =
        stream_id == scenario_->contract.destinations.end() || stream_id->second.empty()
            ? "G-STREAM"
            : stream_id->second.front();
    const auto start = device_->session_start.value_or(time);
    cookies["_ga_" + account.substr(account.find('-') + 1)] =
        fmt::format("GS2.1.s{}$o{}$g1$t{}$j60$l0$h0", unix_seconds(start), device_->session_number,
                    unix_seconds(time));
  } else {
    std::erase_if(cookies, [](const auto& cookie) { return cookie.first.starts_with("_ga"); });
  }
  if (may_store(Purpose::marketing)) {
    if (!cookies.contains("_fbp")) {
      auto ids = seed_.stream(fmt::format("fbp/{}/{}", shopper_->name, device_->name));
      const auto made =
          shopper_->returning && device_->name.empty() ? time - std::chrono::days(30) : time;
      // Source:
      // https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
      cookies["_fbp"] = fmt::format("fb.1.{}.{}", unix_millis(made), ids.digits(10));
    }
  } else {
    cookies.erase("_fbp");
  }
  const bool ads =
      ignores || purpose_open(policy, Purpose::marketing, region(), choice_, gpc_seen());
  const bool kept = ads && arrived_ && !behaviours_.has(Behaviour::click_ids_dropped);
  const auto cookie = [&](std::string_view kind, std::string_view name, const std::string& value) {
    if (!ads) cookies.erase(std::string(name));
    if (kept && click_ids_.contains(kind)) cookies.try_emplace(std::string(name), value);
  };
  refresh_own_cookies(may_store(Purpose::marketing), ads, kept);
  const auto arrival = arrived_ ? browser_time(*arrived_) : time;
  const auto arrived_id = [&](std::string_view kind) {
    const auto it = click_ids_.find(kind);
    return it == click_ids_.end() ? std::string{} : it->second;
  };
  cookie("fbclid", "_fbc", fmt::format("fb.1.{}.{}", unix_millis(arrival), arrived_id("fbclid")));
  cookie("gclid", "_gcl_aw", fmt::format("GCL.{}.{}", unix_seconds(arrival), arrived_id("gclid")));
  cookie("gbraid", "_gcl_gb",
         fmt::format("GCL.{}.{}", unix_seconds(arrival), arrived_id("gbraid")));
  cookie("wbraid", "_gcl_wb",
         fmt::format("GCL.{}.{}", unix_seconds(arrival), arrived_id("wbraid")));

  const auto now_known = facts();
  const std::array<const std::string*, 4> values{&now_known.client_id, &now_known.session_id,
                                                 &now_known.fbp, &now_known.fbc};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]->empty()) known_ids_[i] = *values[i];
  }
}

/// The cookies that the tags of other platforms keep for themselves, named in each one's row; a
/// platform that the contract sends nothing to has no tag on the page.
void Visitor::refresh_own_cookies(bool may_store, bool ads, bool kept) {
  auto& cookies = device_->cookies;
  for (const auto& [platform, ids] : scenario_->contract.destinations) {
    const auto& traits = traits_of(platform);
    if (!traits.browser_cookie.empty()) {
      const std::string name(traits.browser_cookie);
      if (!may_store) cookies.erase(name);
      if (may_store && !cookies.contains(name)) {
        auto made = seed_.stream(fmt::format("{}/{}/{}", name, shopper_->name, device_->name));
        cookies[name] = made.token(27);
      }
    }
    if (traits.click_cookie.empty()) continue;
    const std::string name(traits.click_cookie);
    if (!ads) cookies.erase(name);
    const auto click = click_ids_.find(traits.click_parameters);
    if (kept && click != click_ids_.end()) cookies.try_emplace(name, click->second);
  }
  for (const auto& [platform, ids] : own_ids()) {
    auto& known = known_own_ids_[platform];
    if (!ids.browser_id.empty()) known.browser_id = ids.browser_id;
  }
}

BrowserIdsByPlatform Visitor::own_ids() const {
  BrowserIdsByPlatform all;
  for (const auto& [platform, accounts] : scenario_->contract.destinations) {
    const auto& traits = traits_of(platform);
    const auto cookie = [&](std::string_view name) {
      const auto it = device_->cookies.find(name);
      return it == device_->cookies.end() || name.empty() ? std::string() : it->second;
    };
    BrowserIds ids{cookie(traits.click_cookie), cookie(traits.browser_cookie)};
    if (ids != BrowserIds{}) all.emplace(platform, std::move(ids));
  }
  return all;
}

BrowserFacts Visitor::facts() const {
  BrowserFacts facts{.ip = customer_.ip, .user_agent = customer_.user_agent};
  if (device_->name == "phone" || device_->name == "mobile") facts.user_agent = std::string(kPhone);
  const auto last_parts = [&](std::string_view name, int skip) -> std::string {
    const auto it = device_->cookies.find(name);
    if (it == device_->cookies.end()) return {};
    std::string_view value = it->second;
    for (int i = 0; i < skip; ++i) value.remove_prefix(value.find('.') + 1);
    return std::string(value);
  };
  facts.client_id = last_parts("_ga", 2);
  if (!facts.client_id.empty() && device_->session_start) {
    facts.session_id = std::to_string(unix_seconds(*device_->session_start));
  }
  facts.session_number = device_->session_number;
  facts.fbp = last_parts("_fbp", 0);
  facts.fbc = last_parts("_fbc", 0);
  facts.gclid = last_parts("_gcl_aw", 2);
  facts.gbraid = last_parts("_gcl_gb", 2);
  facts.wbraid = last_parts("_gcl_wb", 2);
  facts.own_ids = own_ids();
  if (const auto* page = device_->page()) {
    facts.url = page->url;
    facts.referrer = page->referrer;
    facts.title = page->title;
    facts.load = page->load;
  }
  return facts;
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
                     .customer = customer_,
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
  for (const auto& [platform, accounts] : scenario_->contract.destinations) {
    const auto& traits = traits_of(platform);
    if (traits.click_cookie.empty()) continue;
    if (auto click = arrived(traits.click_parameters); !click.empty())
      truth.own_ids[platform].click_id = std::move(click);
  }
  if (const auto fbclid = arrived("fbclid"); !fbclid.empty() && arrived_) {
    id(IdField::fbc) = fmt::format("fb.1.{}.{}", unix_millis(browser_time(*arrived_)), fbclid);
  }
  return truth;
}

}  // namespace tagproof
