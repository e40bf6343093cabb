#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/time.h"
#include "harness/model/scenario.h"
#include "harness/model/tagging.h"

/// What a journey has come to so far, as far as it decides which steps are possible next: a small
/// copy of the shop's own rules, so that drawing needs no shop.
namespace tagproof::drawing {

enum class Shown : std::uint8_t { home, product, checkout, thank_you, contact };

struct Tab {
  std::string name{};
  std::vector<Shown> pages{};  // the last is what it shows
  bool open = false;
};

struct Device {
  std::string name{};
  std::vector<Tab> tabs{};
  std::size_t current = 0;
  [[nodiscard]] const Tab* tab() const { return current < tabs.size() ? &tabs[current] : nullptr; }
  /// The current tab; made where there is none.
  Tab& use();
  /// Selects the tab of that name, opening it where there is none.
  Tab& use(std::string_view wanted);
  [[nodiscard]] bool has_open_page() const { return tab() != nullptr && tab()->open; }
};

/// How the money stands, as far as steps ask for it.
enum class Money : std::uint8_t { pending, authorized, paid, failed, cancelled, refunded };

struct Sale {
  std::size_t owner = 0;
  Money money = Money::pending;
  bool paid_once = false;
  bool disputed = false;
  bool waits_for_delivery = false;  // cash on delivery, invoice: ordered, the money comes later
  bool plain_price = true;          // no coupon: amounts can be given back
  bool may_be_free = false;
  int amounts_back = 0;
  std::map<std::string, std::int64_t> lines{};  // sku -> not given back yet
  bool lines_back = false;
  std::set<Trigger> told{};  // backend events that a webhook can repeat
};

struct Person {
  std::map<std::string, std::int64_t> cart{};
  bool has_checkout = false;
  bool has_coupon = false;
  bool may_be_free = false;
  std::size_t open_sale = kNone;  // placed, its payment declined or challenged
  std::size_t last_sale = kNone;
  std::vector<Device> devices{};
  std::size_t device = 0;
  Duration last_action{};
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  [[nodiscard]] Device& browser() { return devices[device]; }
  [[nodiscard]] const Device& browser() const { return devices[device]; }
  /// Loads a page in the current tab.
  void load(Shown page);
  void close_all();
};

struct State {
  std::vector<Person> people{};
  std::vector<Sale> sales{};
  Duration now{};
  bool holding = false;  // something is held on its way, or late
  Duration calm_at{};    // until then something may be late
  int disturbances = 0;  // losses and holds so far
};

}  // namespace tagproof::drawing
