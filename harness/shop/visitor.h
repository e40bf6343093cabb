#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/seed.h"
#include "harness/base/time.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/shop/behaviour.h"
#include "harness/shop/occasion.h"
#include "harness/shop/pricing.h"

/// A shopper with browsers, and what these keep: cookies, pages, tabs, what the shop's scripts
/// stored.
namespace tagproof {

enum class PageKind : std::uint8_t { home, product, checkout, thank_you, contact };
/// As a step names a page: "home", "product" …
std::optional<PageKind> read_page_kind(std::string_view text);

/// What was asked for, so that it can be asked for again.
struct PageAddress {
  PageKind kind = PageKind::home;
  std::string sku{};
  OrderId order{};
};

/// A tag that may not send before the shopper chose.
struct HeldHit {
  std::size_t tag = 0;  // index in the tag book
  SharedOccasion occasion{};
};

/// One load of a page.
struct Page {
  PageAddress address{};
  std::shared_ptr<const PageFacts> facts{};
  bool updated = false;  // Consent Mode: an update came on this page
  bool loading = true;   // the tags that fire while it loads
  bool landing = false;  // the first of all: nothing is in the browser's cache yet
  std::map<std::string, int, std::less<>> hits{};  // platform -> sent from it
  std::vector<HeldHit> held{};
};

struct Tab {
  std::string name{};
  std::vector<PageAddress> history{};  // the last is what it shows
  std::optional<Page> page{};          // none: closed
};

/// A session or a client whose first hit an account got.
struct Begun {
  PlatformId platform{};
  std::string account{};
  std::string id{};
  bool operator==(const Begun&) const = default;
};

/// A cookie jar, its tabs, and what the shop keeps in its local storage.
struct Device {
  std::string name{};
  std::map<std::string, std::string, std::less<>> cookies{};
  std::set<std::string, std::less<>> fired{};  // local storage: once-per guards
  std::vector<Begun> begun{};
  std::vector<Tab> tabs{};
  std::size_t current = 0;
  int loads = 0;
  int identities = 0;  // client ids made so far: a new one after cookies were deleted
  int session_number = 0;
  bool new_client = true;  // no first visit was sent for the client id yet
  bool settled = false;    // cookies and facts are of the choice, landing and session of now
  std::shared_ptr<const BrowserFacts> facts{};  // what scripts find out
  std::optional<TimePoint> session_start{};
  TimePoint last_hit{};

  [[nodiscard]] Page* page();
  [[nodiscard]] bool has_open_page() const;
  /// Whether this is the first hit of the session or client for the account; from now on it isn't.
  [[nodiscard]] bool begins(const PlatformId& platform, std::string_view account,
                            std::string_view id);
};

struct Checkout {
  std::string shipping{};
  std::string coupon{};
  std::string currency{};
  std::string cart{};  // id
};

/// The cookies that a platform's tag keeps for itself; "": it has no such.
struct OwnCookies {
  std::string_view platform{};
  std::string_view click{}, browser{};
  std::string_view click_parameters{};
};

/// A session ends after so long without anything; so do we take a page for closed.
/// Source: GA4's default session timeout, https://support.google.com/analytics/answer/12131703
inline constexpr Duration kIdle = std::chrono::minutes(30);

class Visitor {
 public:
  Visitor(const Scenario& scenario, const Shopper& shopper, Seed seed, Behaviours behaviours,
          TimePoint start);

  [[nodiscard]] const Shopper& shopper() const { return *shopper_; }
  [[nodiscard]] const Customer& customer() const { return *customer_; }
  [[nodiscard]] std::shared_ptr<const Customer> shared_customer() const { return customer_; }
  [[nodiscard]] const std::string& name() const { return shopper_->name; }
  [[nodiscard]] const std::string& region() const { return shopper_->region; }
  /// Of the region.
  [[nodiscard]] const RegionLaw& law() const { return law_; }
  [[nodiscard]] const ConsentChoice& choice() const { return choice_; }
  /// Whether Global Privacy Control reaches the shop's scripts.
  [[nodiscard]] bool gpc_seen() const {
    return shopper_->gpc && !behaviours_.has(Behaviour::gpc_ignored);
  }

  /// The browser in use.
  Device& device() { return *device_; }
  [[nodiscard]] std::vector<std::string> device_names() const;
  /// Takes the device of that name into use; "" is the shopper's usual one.
  void use_device(std::string_view name, TimePoint now);
  [[nodiscard]] const Device& current_device() const { return *device_; }
  /// Selects the tab of that name, opening it where there is none.
  Tab& tab(std::string_view name = {});

  /// Loads a page in the current tab. What the page before it held is lost.
  Page& open(const PageAddress& address, TimePoint now, bool again = false);
  void close_tab(TimePoint now);
  void leave(TimePoint now);
  /// Time went by without this shopper: pages that were idle for too long are closed.
  void idle_until(TimePoint now);
  void busy(TimePoint now) { last_action_ = now; }
  /// A later visit begins: its pages have no referrer, its session is new.
  void come_back(TimePoint now);

  /// The shopper chooses; a purpose left undecided in `choice` stays as it was.
  void choose(const ConsentChoice& choice, TimePoint now);
  void skew(Duration ahead) { skew_ = ahead; }
  [[nodiscard]] TimePoint browser_time(TimePoint now) const { return now + skew_; }

  /// What scripts can read of the browser, and of the current page (null: none is open).
  [[nodiscard]] const std::shared_ptr<const BrowserFacts>& browser() const {
    return device_->facts;
  }
  [[nodiscard]] std::shared_ptr<const PageFacts> page_facts() const;
  [[nodiscard]] ShopperTruth truth() const;
  [[nodiscard]] const std::vector<ConsentMoment>& moments() const { return moments_; }
  /// Until when a page was open; `now` while one still is; never: none was.
  [[nodiscard]] std::optional<TimePoint> last_open(TimePoint now) const;

  std::vector<CartLine> cart{};
  std::string cart_id{};
  std::optional<Checkout> checkout{};
  OrderId
      open_order{};  // placed, but its payment was declined or challenged: the next `pay` is for it
  OrderId last_order{};

 private:
  /// The choice or the landing changed: what every browser keeps is to be looked at again.
  void unsettle();
  void refresh_cookies(TimePoint now);
  void refresh_own_cookies(bool may_store, bool ads, bool kept);
  void refresh_click_cookies(TimePoint now, bool ads, bool kept);
  void refresh_facts();
  [[nodiscard]] BrowserIdsByPlatform own_ids() const;
  /// How the platform spells the parameter that `arrives_with` names.
  [[nodiscard]] std::string parameter_of(std::string_view kind) const;
  void begin_session(TimePoint now);
  [[nodiscard]] std::string url_of(const PageAddress& address, bool landing) const;
  [[nodiscard]] std::string title_of(const PageAddress& address) const;
  RandomStream stream(std::string_view what) const;

  const Scenario* scenario_;
  const Shopper* shopper_;
  Seed seed_;
  Behaviours behaviours_;
  RegionLaw law_{};
  std::vector<OwnCookies> own_cookies_{};
  std::shared_ptr<const Customer> customer_{};  // as every occasion has it
  ConsentChoice choice_{};
  std::vector<ConsentMoment> moments_{};
  std::map<std::string, Device, std::less<>> devices_{};
  Device* device_{};
  std::map<std::string, std::string, std::less<>> click_ids_{};  // as they arrived
  std::optional<TimePoint> arrived_{};
  std::array<std::string, kIdFields> known_ids_{};
  BrowserIdsByPlatform known_own_ids_{};
  Duration skew_{};
  TimePoint last_action_{};
  std::optional<TimePoint> last_closed_{};
  bool landed_ = false;  // the first page of all was opened
  bool chose_this_visit_ = false;
};

}  // namespace tagproof
