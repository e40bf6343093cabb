// Backend orders (formats.md A.6). JSON and CSV share the table of an order's plain fields.
#include "harness/files/orders.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/files/order_fields.h"

namespace tagproof::orders {

constexpr std::int64_t kMaxQuantity = 1'000'000;

bool amount(std::string_view text, std::optional<Decimal>& out) {
  out = Decimal::parse(text);
  return out && !out->is_negative();
}

bool time(std::string_view text, std::optional<TimePoint>& out) {
  out = parse_rfc3339(text);
  return out.has_value();
}

bool quantity(std::string_view text, std::int64_t& out) {
  const auto number = Decimal::parse(text);
  if (!number || number->is_negative() || *number > Decimal(kMaxQuantity) ||
      *number != number->rounded(0))
    return false;
  out = number->minor(0);
  return true;
}

bool item_price(std::string_view text, OrderItem& item) {
  if (!amount(text, item.price_net)) return false;
  item.price_gross = item.price_net;
  return true;
}

std::optional<Choice> choice(std::string_view text) {
  if (text == "true") return Choice::granted;
  if (text == "false") return Choice::denied;
  return read_choice(text);
}

namespace {

constexpr std::size_t kMaxProblems = 100;

int characters(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool truth(std::string_view text, bool& out) {
  out = text == "true" || text == "1";
  return out || text == "false" || text == "0";
}

constexpr Plain kPlain[] = {
    {"id", "an id",
     [](std::string_view t, Order& o) {
       o.id = OrderId(t);
       return !t.empty();
     }},
    {"name", "text",
     [](std::string_view t, Order& o) {
       o.name = t;
       return true;
     }},
    {"state", "pending, authorized, paid, partially_refunded, refunded, failed or cancelled",
     [](std::string_view t, Order& o) {
       const auto state = read<OrderState>(t);
       if (state) o.state = *state;
       return state.has_value();
     }},
    {"created", kTimeExpected, [](std::string_view t, Order& o) { return time(t, o.created); }},
    {"paid", kTimeExpected, [](std::string_view t, Order& o) { return time(t, o.paid); }},
    {"cancelled", kTimeExpected, [](std::string_view t, Order& o) { return time(t, o.cancelled); }},
    {"currency", "an ISO 4217 currency such as EUR",
     [](std::string_view t, Order& o) {
       o.currency = upper_ascii(t);
       return is_currency(o.currency);
     }},
    {"total", kAmountExpected,
     [](std::string_view t, Order& o) { return amount(t, o.totals.total); }},
    {"items_net", kAmountExpected,
     [](std::string_view t, Order& o) { return amount(t, o.totals.items_net); }},
    {"tax", kAmountExpected, [](std::string_view t, Order& o) { return amount(t, o.totals.tax); }},
    {"shipping", kAmountExpected,
     [](std::string_view t, Order& o) { return amount(t, o.totals.shipping); }},
    {"discount", kAmountExpected,
     [](std::string_view t, Order& o) { return amount(t, o.totals.discount); }},
    {"test", "true or false", [](std::string_view t, Order& o) { return truth(t, o.test); }},
    {"channel", "text",
     [](std::string_view t, Order& o) {
       o.channel = t;
       return true;
     }},
    {"payment_method", "text",
     [](std::string_view t, Order& o) {
       o.payment_method = t;
       return true;
     }},
    {"region", "a region such as DE or US-CA",
     [](std::string_view t, Order& o) {
       o.region = t;
       return true;
     }},
};
constexpr std::array<std::string_view, 5> kStructured{"ids", "items", "refunds", "consent",
                                                      "customer"};
constexpr std::array<std::string_view, 4> kRequired{"id", "state", "currency", "total"};

struct CustomerField {
  std::string_view name{};
  std::string Customer::*member{};
};
constexpr CustomerField kCustomer[] = {
    {"email", &Customer::email},
    {"phone", &Customer::phone},
    {"first_name", &Customer::first_name},
    {"last_name", &Customer::last_name},
    {"city", &Customer::city},
    {"zip", &Customer::zip},
    {"country", &Customer::country},
    {"ip", &Customer::ip},
    {"user_agent", &Customer::user_agent},
    {"street", &Customer::street},
    {"region", &Customer::region},
    {"external_id", &Customer::external_id},
};
/// What follows from the rest.
void complete(Order& order) {
  Decimal refunded;
  for (auto& refund : order.refunds) {
    refunded += refund.amount;
    refund.totals.total = refund.amount;
    refund.full = order.totals.total && refunded >= *order.totals.total;
  }
}

}  // namespace

const Plain* plain(std::string_view name) {
  const auto* it = std::ranges::find(kPlain, name, &Plain::name);
  return it == std::end(kPlain) ? nullptr : it;
}

std::span<const std::string_view> required() { return kRequired; }

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> out;
  for (const auto& row : kPlain) out.push_back(row.name);
  out.insert(out.end(), kStructured.begin(), kStructured.end());
  return out;
}

std::vector<std::string_view> customer_names() {
  std::vector<std::string_view> out;
  for (const auto& field : kCustomer) out.push_back(field.name);
  return out;
}

std::string* customer_field(Customer& customer, std::string_view name) {
  const auto* it = std::ranges::find(kCustomer, name, &CustomerField::name);
  return it == std::end(kCustomer) ? nullptr : &(customer.*(it->member));
}

void Teller::at_byte(std::size_t byte, std::size_t length, std::string key, std::string message) {
  if (++said_ > kMaxProblems) return;
  byte = std::min(byte, text_.size());
  if (line_at_ > byte) line_at_ = 0, line_ = 1;
  for (auto end = text_.find('\n', line_at_); end != std::string_view::npos && end < byte;
       end = text_.find('\n', line_at_)) {
    line_at_ = end + 1;
    ++line_;
  }
  // The line itself isn't shown: it may hold a customer's data, which is never written out.
  Problem problem{.file = file_, .line = line_};
  problem.column = characters(text_.substr(line_at_, byte - line_at_)) + 1;
  problem.length = std::max(1, characters(text_.substr(byte, length)));
  problem.key = std::move(key);
  problem.message = std::move(message);
  problems_.add(std::move(problem));
}

void Teller::at_line(int line, std::string key, std::string message) {
  if (++said_ > kMaxProblems) return;
  problems_.add(
      Problem{.file = file_, .line = line, .key = std::move(key), .message = std::move(message)});
}

void Teller::finish() {
  if (said_ > kMaxProblems)
    problems_.add(file_, fmt::format("{} more problems are not shown", said_ - kMaxProblems));
}

void Book::put(Order order) {
  complete(order);
  const auto [it, is_new] = index_.emplace(order.id.value, orders_.size());
  if (is_new) {
    orders_.push_back(std::move(order));
  } else {
    orders_[it->second] = std::move(order);
  }
}

}  // namespace tagproof::orders

namespace tagproof {

std::vector<Order> parse_orders(std::string_view text, const std::string& filename,
                                Problems& problems) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.size() > kMaxOrderFileBytes) {
    problems.add(filename,
                 fmt::format("has {} bytes; at most {}", text.size(), kMaxOrderFileBytes));
    return {};
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!is_utf8(text)) {
    problems.add(filename, "not UTF-8; save the file in UTF-8");
    return {};
  }
  orders::Teller teller(text, filename, problems);
  orders::Book book;
  const auto begin = trim(text);
  if (begin.starts_with('[')) {
    orders::read_json(text, teller, book, true);
  } else if (begin.starts_with('{')) {
    // One order over several lines, or an order in each line.
    const bool lines =
        begin.find("\n{") != std::string_view::npos || begin.find("\n") == std::string_view::npos;
    if (lines || !orders::read_json(text, teller, book, false))
      orders::read_json_lines(text, teller, book);
  } else if (!begin.empty()) {
    orders::read_csv(text, teller, book);
  }
  teller.finish();
  return book.take();
}

}  // namespace tagproof
