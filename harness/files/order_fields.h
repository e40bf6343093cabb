#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/problems.h"
#include "harness/model/order.h"

/// What the readers of orders in JSON and in CSV share: an order's fields, and where wrong ones are
/// told.
namespace tagproof::orders {

/// Where something is wrong, told with its line; beyond a number of them the rest is counted.
class Teller {
 public:
  Teller(std::string_view text, const std::string& file, Problems& problems)
      : text_(text), file_(file), problems_(problems) {}
  void at_byte(std::size_t byte, std::size_t length, std::string key, std::string message);
  void at_line(int line, std::string key, std::string message);
  void finish();

 private:
  std::string_view text_;
  const std::string& file_;
  Problems& problems_;
  std::size_t said_ = 0;
  std::size_t line_at_ = 0;
  int line_ = 1;
};

/// Orders in order of first mention; an id that comes again replaces what was said of it.
class Book {
 public:
  void put(Order order);
  std::vector<Order> take() { return std::move(orders_); }

 private:
  std::vector<Order> orders_{};
  std::unordered_map<std::string, std::size_t> index_{};
};

/// A field that is one text; `take` says whether the text fits.
struct Plain {
  std::string_view name{};
  std::string_view expected{};
  bool (*take)(std::string_view text, Order& order){};
};
const Plain* plain(std::string_view name);
std::span<const std::string_view> required();
std::vector<std::string_view> all_names();
std::vector<std::string_view> customer_names();
std::string* customer_field(Customer& customer, std::string_view name);

inline constexpr std::string_view kChoices = "granted, denied, withdrawn or undecided";
inline constexpr std::string_view kAmountExpected = "an amount such as 59.80";
inline constexpr std::string_view kTimeExpected =
    "a time with its zone such as 2026-01-15T10:00:00Z";
std::optional<Choice> choice(std::string_view text);
bool amount(std::string_view text, std::optional<Decimal>& out);
bool time(std::string_view text, std::optional<TimePoint>& out);
bool quantity(std::string_view text, std::int64_t& out);
/// Files have one price; the contract says whether it is net or gross.
bool item_price(std::string_view text, OrderItem& item);

/// A whole JSON document: an array of orders or one order; false when it isn't one document, told
/// if it `must_be`.
bool read_json(std::string_view text, Teller& teller, Book& book, bool must_be);
void read_json_lines(std::string_view text, Teller& teller, Book& book);
/// items as id:quantity:price joined by `;`, refunds as id:amount, ids joined by `;`,
/// consent.analytics, customer.email … as columns of their own.
void read_csv(std::string_view text, Teller& teller, Book& book);

}  // namespace tagproof::orders
