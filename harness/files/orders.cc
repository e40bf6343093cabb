// Backend orders (formats.md A.6). JSON and CSV share the table of an order's plain fields.
#include "harness/files/orders.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/files/csv.h"
#include "harness/files/table.h"
#include "harness/wire/json.h"

namespace tagproof {
namespace {

constexpr std::size_t kMaxProblems = 100;
constexpr std::size_t kMaxShownLine = 300;

/// Where something is wrong, told with its line.
class Teller {
 public:
  Teller(std::string_view text, const std::string& file, Problems& problems)
      : text_(text), file_(file), problems_(problems) {}

  void at_byte(std::size_t byte, std::size_t length, std::string key, std::string message) {
    if (++said_ > kMaxProblems) return;
    byte = std::min(byte, text_.size());
    while (line_at_ > byte) line_at_ = 0, line_ = 1;
    for (auto end = text_.find('\n', line_at_); end != std::string_view::npos && end < byte;
         end = text_.find('\n', line_at_)) {
      line_at_ = end + 1;
      ++line_;
    }
    Problem problem{.file = file_, .line = line_, .column = static_cast<int>(byte - line_at_) + 1};
    problem.length = static_cast<int>(std::clamp<std::size_t>(length, 1, kMaxShownLine));
    problem.key = std::move(key);
    problem.message = std::move(message);
    const auto line = text_.substr(line_at_, text_.find('\n', line_at_) - line_at_);
    if (line.size() <= kMaxShownLine)
      problem.source_line = trim(line) == line ? line : line.substr(0, line.find('\r'));
    problems_.add(std::move(problem));
  }
  void at_line(int line, std::string key, std::string message) {
    if (++said_ > kMaxProblems) return;
    problems_.add(
        Problem{.file = file_, .line = line, .key = std::move(key), .message = std::move(message)});
  }
  void finish() {
    if (said_ > kMaxProblems)
      problems_.add(file_, fmt::format("{} more problems are not shown", said_ - kMaxProblems));
  }

 private:
  std::string_view text_;
  const std::string& file_;
  Problems& problems_;
  std::size_t said_ = 0;
  std::size_t line_at_ = 0;
  int line_ = 1;
};

// ---- An order's plain fields

bool amount(std::string_view text, std::optional<Decimal>& out) {
  out = Decimal::parse(text);
  return out && !out->is_negative();
}
bool time(std::string_view text, std::optional<TimePoint>& out) {
  out = parse_rfc3339(text);
  return out.has_value();
}
bool truth(std::string_view text, bool& out) {
  out = text == "true" || text == "1";
  return out || text == "false" || text == "0";
}

struct Plain {
  std::string_view name{};
  std::string_view expected{};
  bool (*take)(std::string_view text, Order& order){};
};
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
    {"created", "a time with its zone such as 2026-01-15T10:00:00Z",
     [](std::string_view t, Order& o) { return time(t, o.created); }},
    {"paid", "a time with its zone such as 2026-01-15T10:00:00Z",
     [](std::string_view t, Order& o) { return time(t, o.paid); }},
    {"cancelled", "a time with its zone such as 2026-01-15T10:00:00Z",
     [](std::string_view t, Order& o) { return time(t, o.cancelled); }},
    {"currency", "an ISO 4217 currency such as EUR",
     [](std::string_view t, Order& o) {
       o.currency = upper_ascii(t);
       return is_currency(o.currency);
     }},
    {"total", "an amount such as 59.80",
     [](std::string_view t, Order& o) { return amount(t, o.totals.total); }},
    {"items_net", "an amount such as 59.80",
     [](std::string_view t, Order& o) { return amount(t, o.totals.items_net); }},
    {"tax", "an amount such as 59.80",
     [](std::string_view t, Order& o) { return amount(t, o.totals.tax); }},
    {"shipping", "an amount such as 59.80",
     [](std::string_view t, Order& o) { return amount(t, o.totals.shipping); }},
    {"discount", "an amount such as 59.80",
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

const Plain* plain(std::string_view name) {
  const auto it = std::ranges::find(kPlain, name, &Plain::name);
  return it == std::end(kPlain) ? nullptr : it;
}

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
std::string* customer_field(Customer& customer, std::string_view name) {
  const auto it = std::ranges::find(kCustomer, name, &CustomerField::name);
  return it == std::end(kCustomer) ? nullptr : &(customer.*(it->member));
}

constexpr std::string_view kChoices = "granted, denied, withdrawn or undecided";
std::optional<Choice> choice(std::string_view text) {
  if (text == "true") return Choice::granted;
  if (text == "false") return Choice::denied;
  return read_choice(text);
}

bool item_price(std::string_view text, OrderItem& item) {
  // Files have one price; the contract says whether it is net or gross.
  if (!amount(text, item.price_net)) return false;
  item.price_gross = item.price_net;
  return true;
}
bool quantity(std::string_view text, std::int64_t& out) {
  const auto number = Decimal::parse(text);
  if (!number || number->is_negative() || *number != number->rounded(0) ||
      *number > Decimal(1'000'000))
    return false;
  out = number->minor(0);
  return true;
}

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> out;
  for (const auto& row : kPlain) out.push_back(row.name);
  out.insert(out.end(), kStructured.begin(), kStructured.end());
  return out;
}

/// What follows from the rest.
void complete(Order& order) {
  Decimal refunded;
  for (auto& refund : order.refunds) {
    refunded += refund.amount;
    refund.totals.total = refund.amount;
    refund.full = order.totals.total && refunded >= *order.totals.total;
  }
}

/// Orders in order of first mention; an id that comes again replaces what was said of it.
class Book {
 public:
  void put(Order order) {
    complete(order);
    const auto [it, is_new] = index_.emplace(order.id.value, orders_.size());
    if (is_new) {
      orders_.push_back(std::move(order));
    } else {
      orders_[it->second] = std::move(order);
    }
  }
  std::vector<Order> take() { return std::move(orders_); }

 private:
  std::vector<Order> orders_{};
  std::unordered_map<std::string, std::size_t> index_{};
};

// ---- JSON

std::string_view kind_name(JsonView view) {
  switch (view.kind()) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "a truth value";
    case JsonKind::number:
      return "a number";
    case JsonKind::string:
      return "text";
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
  }
  return {};
}

class JsonOrders {
 public:
  JsonOrders(Teller& teller, Book& book, std::size_t base)
      : teller_(teller), book_(book), base_(base) {}

  void order(JsonView view, const std::string& where) {
    if (!view.is(JsonKind::object)) return wrong(view, where, "an order", found(view));
    Order order;
    bool right = true;
    std::set<std::string> seen;
    for (const auto member : view) {
      const auto name = member.key();
      const auto key = where.empty() ? name : where + "." + name;
      if (!seen.insert(name).second) {
        right = tell(member, key, fmt::format("`{}` stands here again", name));
      } else if (member.is(JsonKind::null)) {
        continue;  // not known
      } else if (const auto* row = plain(name); row != nullptr) {
        const bool scalar = !member.is(JsonKind::object) && !member.is(JsonKind::array);
        if (!scalar || !row->take(member.text(), order)) {
          wrong(member, key, row->expected, found(member));
          right = false;
        }
      } else if (name == "ids") {
        right = each(member, key,
                     [&](JsonView one, const std::string&) {
                       order.ids.push_back(one.text());
                       return true;
                     }) &&
                right;
      } else if (name == "items") {
        right = items(member, key, order.items) && right;
      } else if (name == "refunds") {
        right = refunds(member, key, order) && right;
      } else if (name == "consent") {
        right = consent(member, key, order) && right;
      } else if (name == "customer") {
        right = customer(member, key, order) && right;
      } else {
        const auto known = all_names();
        right =
            tell(member, key,
                 fmt::format("unknown key `{}` in an order{}", name, did_you_mean(name, known)));
      }
    }
    for (const auto name : kRequired) {
      if (!seen.contains(std::string(name)) || view[name].is(JsonKind::null))
        right = tell(view, where, fmt::format("an order needs `{}`", name));
    }
    if (right) book_.put(std::move(order));
  }

 private:
  static std::string found(JsonView view) {
    const bool structured =
        view.is(JsonKind::object) || view.is(JsonKind::array) || view.is(JsonKind::null);
    if (structured) return std::string(kind_name(view));
    return fmt::format("{} {}", kind_name(view), view.source().substr(0, 60));
  }
  bool tell(JsonView view, const std::string& key, std::string message) {
    teller_.at_byte(base_ + view.offset(), view.source().size(), key, std::move(message));
    return false;
  }
  void wrong(JsonView view, const std::string& key, std::string_view expected,
             std::string_view what) {
    tell(view, key,
         fmt::format("`{}`: expected {}, found {}", key.empty() ? "order" : key, expected, what));
  }

  template <class Take>
  bool each(JsonView list, const std::string& key, Take take) {
    if (!list.is(JsonKind::array)) {
      wrong(list, key, "an array", found(list));
      return false;
    }
    bool right = true;
    std::size_t i = 0;
    for (const auto one : list) right = take(one, fmt::format("{}[{}]", key, i++)) && right;
    return right;
  }

  template <class Take>
  bool members(JsonView view, const std::string& key, std::span<const std::string_view> known,
               Take take) {
    if (!view.is(JsonKind::object)) {
      wrong(view, key, "an object", found(view));
      return false;
    }
    bool right = true;
    for (const auto member : view) {
      const auto name = member.key();
      const auto inner = key + "." + name;
      if (std::ranges::find(known, name) == known.end()) {
        right =
            tell(member, inner,
                 fmt::format("unknown key `{}` in `{}`{}", name, key, did_you_mean(name, known)));
      } else if (!member.is(JsonKind::null)) {
        right = take(name, member, inner) && right;
      }
    }
    return right;
  }

  bool items(JsonView list, const std::string& key, std::vector<OrderItem>& out) {
    static constexpr std::array<std::string_view, 3> kKeys{"id", "quantity", "price"};
    return each(list, key, [&](JsonView one, const std::string& where) {
      auto& item = out.emplace_back();
      return members(one, where, kKeys,
                     [&](const std::string& name, JsonView value, const std::string& inner) {
                       if (name == "id") {
                         item.id = value.text();
                         return true;
                       }
                       const bool right = name == "quantity" ? quantity(value.text(), item.quantity)
                                                             : item_price(value.text(), item);
                       if (!right)
                         wrong(value, inner,
                               name == "quantity" ? "a whole number" : "an amount such as 59.80",
                               found(value));
                       return right;
                     });
    });
  }

  bool refunds(JsonView list, const std::string& key, Order& order) {
    static constexpr std::array<std::string_view, 4> kKeys{"id", "time", "amount", "items"};
    return each(list, key, [&](JsonView one, const std::string& where) {
      auto& refund = order.refunds.emplace_back();
      bool amount_said = false;
      const bool right =
          members(one, where, kKeys,
                  [&](const std::string& name, JsonView value, const std::string& inner) {
                    if (name == "items") return items(value, inner, refund.items);
                    if (name == "id") {
                      refund.id = value.text();
                      return true;
                    }
                    bool fits = false;
                    if (name == "time") {
                      std::optional<TimePoint> at;
                      fits = time(value.text(), at);
                      if (fits) refund.time = *at;
                    } else {
                      std::optional<Decimal> money;
                      fits = amount_said = amount(value.text(), money);
                      if (fits) refund.amount = *money;
                    }
                    if (!fits)
                      wrong(value, inner,
                            name == "time" ? "a time with its zone" : "an amount such as 59.80",
                            found(value));
                    return fits;
                  });
      if (right && !amount_said) return tell(one, where, "a refund needs `amount`");
      return right;
    });
  }

  bool consent(JsonView view, const std::string& key, Order& order) {
    static constexpr std::array<std::string_view, 2> kKeys{"analytics", "marketing"};
    auto& stored = order.consent.emplace();
    return members(view, key, kKeys,
                   [&](const std::string& name, JsonView value, const std::string& inner) {
                     const auto said = choice(value.text());
                     if (!said) {
                       wrong(value, inner, kChoices, found(value));
                       return false;
                     }
                     (name == "analytics" ? stored.analytics : stored.marketing) = *said;
                     return true;
                   });
  }

  bool customer(JsonView view, const std::string& key, Order& order) {
    std::vector<std::string_view> known;
    for (const auto& field : kCustomer) known.push_back(field.name);
    return members(view, key, known,
                   [&](const std::string& name, JsonView value, const std::string&) {
                     *customer_field(order.customer, name) = value.text();
                     return true;
                   });
  }

  Teller& teller_;
  Book& book_;
  std::size_t base_;
};

/// A whole document: an array of orders or one order; false when it isn't one document.
bool read_json(std::string_view text, Teller& teller, Book& book, bool must_be) {
  const auto document = JsonDocument::parse(text);
  if (!document) {
    if (must_be)
      teller.at_byte(0, 1, {}, fmt::format("not readable as JSON: {}", document.error().message));
    return false;
  }
  JsonOrders orders(teller, book, 0);
  const auto root = document->root();
  if (!root.is(JsonKind::array)) {
    orders.order(root, "");
    return true;
  }
  std::size_t i = 0;
  for (const auto one : root) orders.order(one, fmt::format("[{}]", i++));
  return true;
}

void read_json_lines(std::string_view text, Teller& teller, Book& book) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    if (!trim(line).empty()) {
      const auto document = JsonDocument::parse(line);
      if (!document) {
        teller.at_byte(at, line.size(), {},
                       fmt::format("not readable as JSON: {}", document.error().message));
      } else {
        JsonOrders(teller, book, at).order(document->root(), "");
      }
    }
    at = end + 1;
  }
}

// ---- CSV: items as id:quantity:price joined by `;`, refunds as id:amount, ids joined by `;`,
// consent.analytics, customer.email … as columns of their own.

bool csv_items(std::string_view text, std::vector<OrderItem>& out) {
  for (const auto part : split(text, ';')) {
    if (trim(part).empty()) continue;
    const auto price = part.rfind(':');
    const auto number = price == std::string_view::npos || price == 0 ? std::string_view::npos
                                                                      : part.rfind(':', price - 1);
    if (number == std::string_view::npos) return false;
    OrderItem item;
    item.id = trim(part.substr(0, number));
    if (!quantity(trim(part.substr(number + 1, price - number - 1)), item.quantity) ||
        !item_price(trim(part.substr(price + 1)), item))
      return false;
    out.push_back(std::move(item));
  }
  return true;
}

bool csv_refunds(std::string_view text, std::vector<Refund>& out) {
  for (const auto part : split(text, ';')) {
    if (trim(part).empty()) continue;
    const auto colon = part.rfind(':');
    std::optional<Decimal> money;
    if (!amount(trim(colon == std::string_view::npos ? part : part.substr(colon + 1)), money))
      return false;
    Refund refund;
    refund.id =
        colon == std::string_view::npos ? std::string{} : std::string(trim(part.substr(0, colon)));
    refund.amount = *money;
    out.push_back(std::move(refund));
  }
  return true;
}

bool csv_consent(std::string_view column, std::string_view text, Order& order) {
  const auto said = choice(text);
  if (!said) return false;
  if (!order.consent) order.consent.emplace();
  if (column != "consent.marketing") order.consent->analytics = *said;
  if (column != "consent.analytics") order.consent->marketing = *said;
  return true;
}

std::vector<std::string> csv_columns() {
  std::vector<std::string> out;
  for (const auto name : all_names()) {
    if (name != "customer") out.emplace_back(name);
  }
  out.insert(out.end(), {"consent.analytics", "consent.marketing"});
  for (const auto& field : kCustomer) out.push_back("customer." + std::string(field.name));
  return out;
}

/// What was expected in the column, or nothing when the text fits.
std::string_view csv_field(const std::string& column, std::string_view text, Order& order) {
  constexpr std::string_view kCustomerColumn = "customer.";
  if (const auto* row = plain(column); row != nullptr)
    return row->take(text, order) ? "" : row->expected;
  if (column == "ids") {
    for (const auto id : split(text, ';')) order.ids.emplace_back(trim(id));
  } else if (column == "items") {
    return csv_items(text, order.items) ? "" : "id:quantity:price, joined by `;`";
  } else if (column == "refunds") {
    return csv_refunds(text, order.refunds) ? "" : "id:amount, joined by `;`";
  } else if (column.starts_with("consent")) {
    return csv_consent(column, text, order) ? "" : kChoices;
  } else if (column.starts_with(kCustomerColumn)) {
    *customer_field(order.customer, std::string_view(column).substr(kCustomerColumn.size())) = text;
  }
  return {};
}

void read_csv(std::string_view text, Teller& teller, Book& book) {
  CsvReader rows(text);
  std::vector<std::string> columns;
  if (!rows.next(columns)) return;
  const auto known = csv_columns();
  const std::vector<std::string_view> known_views(known.begin(), known.end());
  bool right = true;
  std::set<std::string> seen;
  for (auto& column : columns) {
    column = trim(column);
    if (!seen.insert(column).second) {
      teller.at_line(rows.line(), column, fmt::format("the column `{}` stands here again", column));
      right = false;
    } else if (std::ranges::find(known, column) == known.end()) {
      teller.at_line(
          rows.line(), column,
          fmt::format("unknown column `{}`{}", column, did_you_mean(column, known_views)));
      right = false;
    }
  }
  for (const auto name : kRequired) {
    if (seen.contains(std::string(name))) continue;
    teller.at_line(rows.line(), std::string(name),
                   fmt::format("orders need the column `{}`", name));
    right = false;
  }
  if (!right) return;
  std::vector<std::string> fields;
  while (rows.next(fields)) {
    if (fields.size() != columns.size()) {
      teller.at_line(rows.line(), {},
                     fmt::format("expected {} fields, found {}", columns.size(), fields.size()));
      continue;
    }
    Order order;
    bool fits = true;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto value = trim(fields[i]);
      const bool required = std::ranges::find(kRequired, columns[i]) != kRequired.end();
      if (value.empty() && !required) continue;
      const auto expected = csv_field(columns[i], value, order);
      if (expected.empty()) continue;
      fits = false;
      teller.at_line(
          rows.line(), columns[i],
          fmt::format("`{}`: expected {}, found {}", columns[i], expected,
                      value.empty() ? "nothing" : fmt::format("text \"{}\"", value.substr(0, 60))));
    }
    if (fits) book.put(std::move(order));
  }
  if (rows.broken()) teller.at_line(rows.line(), {}, "a quote that never closes");
}

}  // namespace

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
  Teller teller(text, filename, problems);
  Book book;
  const auto begin = trim(text);
  if (begin.starts_with('[')) {
    read_json(text, teller, book, true);
  } else if (begin.starts_with('{')) {
    // One order over several lines, or an order in each line.
    const bool lines =
        begin.find("\n{") != std::string_view::npos || begin.find("\n") == std::string_view::npos;
    if (lines || !read_json(text, teller, book, false)) read_json_lines(text, teller, book);
  } else if (!begin.empty()) {
    read_csv(text, teller, book);
  }
  teller.finish();
  return book.take();
}

}  // namespace tagproof
