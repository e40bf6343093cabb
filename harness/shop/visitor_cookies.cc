#include <fmt/format.h>

#include <array>
#include <utility>

#include "harness/shop/visitor.h"

/// What the shop's and the platforms' scripts keep in a browser, and what they read of it.
namespace tagproof {
namespace {

constexpr std::string_view kPhone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1";

/// What the shop's own scripts keep of a click, by the parameter that it arrives with.
struct ClickCookie {
  std::string_view kind{};
  std::string_view name{};
  bool is_google = true;
};
constexpr std::array<ClickCookie, 4> kClickCookies{{{"fbclid", "_fbc", false},
                                                    {"gclid", "_gcl_aw"},
                                                    {"gbraid", "_gcl_gb"},
                                                    {"wbraid", "_gcl_wb"}}};

}  // namespace

void Visitor::refresh_cookies(TimePoint now) {
  if (std::exchange(device_->settled, true)) return;
  auto& cookies = device_->cookies;
  const bool ignores = behaviours_.has(Behaviour::browser_ignores_consent);
  const auto is_open = [&](Purpose purpose) { return law_.is_open(purpose, choice_, gpc_seen()); };
  const auto may_store = [&](Purpose purpose) {
    // Limited processing still reads and writes first-party cookies: only in opt-in regions a
    // refusal forbids them.
    return ignores || law_.of(purpose) == Regime::opt_out || is_open(purpose);
  };
  const auto time = browser_time(now);
  if (may_store(Purpose::analytics)) {
    if (!cookies.contains("_ga")) {
      auto ids = seed_.stream(
          fmt::format("client_id/{}/{}/{}", shopper_->name, device_->name, device_->identities++));
      const auto made = device_->new_client ? time : time - std::chrono::days(30);
      // Source: the form of _ga, facts google.md 2.5;
      // https://www.simoahava.com/analytics/ga4-cookies-new-format/
      cookies["_ga"] = fmt::format("GA1.1.{}.{}", ids.digits(10), unix_seconds(made));
    }
  } else {
    cookies.erase("_ga");
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
  const bool ads = ignores || is_open(Purpose::marketing);
  const bool kept = ads && arrived_ && !behaviours_.has(Behaviour::click_ids_dropped);
  refresh_own_cookies(may_store(Purpose::marketing), ads, kept);
  refresh_click_cookies(now, ads, kept);
  refresh_facts();
}

/// The cookies that the tags of other platforms keep for themselves, named in each one's row.
void Visitor::refresh_own_cookies(bool may_store, bool ads, bool kept) {
  auto& cookies = device_->cookies;
  for (const auto& own : own_cookies_) {
    if (!own.browser.empty()) {
      const std::string name(own.browser);
      if (!may_store) cookies.erase(name);
      if (may_store && !cookies.contains(name)) {
        auto made = seed_.stream(fmt::format("{}/{}/{}", name, shopper_->name, device_->name));
        cookies[name] = made.token(27);
      }
    }
    if (own.click.empty()) continue;
    const std::string name(own.click);
    if (!ads) cookies.erase(name);
    const auto click = click_ids_.find(own.click_parameters);
    if (kept && click != click_ids_.end()) cookies.try_emplace(name, click->second);
  }
  for (const auto& [platform, ids] : own_ids()) {
    auto& known = known_own_ids_[platform];
    if (!ids.browser_id.empty()) known.browser_id = ids.browser_id;
  }
}

void Visitor::refresh_click_cookies(TimePoint now, bool ads, bool kept) {
  auto& cookies = device_->cookies;
  if (!ads) {
    for (const auto& row : kClickCookies) cookies.erase(std::string(row.name));
  }
  if (!kept) return;
  const auto arrival = browser_time(arrived_.value_or(now));
  for (const auto& row : kClickCookies) {
    const auto click = click_ids_.find(row.kind);
    if (click == click_ids_.end() || cookies.contains(row.name)) continue;
    cookies.emplace(row.name, row.is_google
                                  ? fmt::format("GCL.{}.{}", unix_seconds(arrival), click->second)
                                  : fmt::format("fb.1.{}.{}", unix_millis(arrival), click->second));
  }
}

BrowserIdsByPlatform Visitor::own_ids() const {
  BrowserIdsByPlatform all;
  for (const auto& own : own_cookies_) {
    const auto cookie = [&](std::string_view name) {
      if (name.empty()) return std::string();
      const auto it = device_->cookies.find(name);
      return it == device_->cookies.end() ? std::string() : it->second;
    };
    BrowserIds ids{cookie(own.click), cookie(own.browser)};
    if (ids != BrowserIds{}) all.emplace(own.platform, std::move(ids));
  }
  return all;
}

void Visitor::refresh_facts() {
  BrowserFacts facts{.ip = customer_->ip, .user_agent = customer_->user_agent};
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
  const std::array<const std::string*, 4> values{&facts.client_id, &facts.session_id, &facts.fbp,
                                                 &facts.fbc};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]->empty()) known_ids_[i] = *values[i];
  }
  device_->facts = std::make_shared<const BrowserFacts>(std::move(facts));
}

std::shared_ptr<const PageFacts> Visitor::page_facts() const {
  const auto* page = device_->page();
  return page == nullptr ? nullptr : page->facts;
}

}  // namespace tagproof
