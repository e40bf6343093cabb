#include <fmt/format.h>

#include <algorithm>

#include "harness/base/bug.h"
#include "harness/shop/order_store.h"
#include "harness/shop/sqlite.h"

namespace tagproof {
namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE orders (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, other_ids TEXT NOT NULL,
  state INTEGER NOT NULL, created INTEGER, placed INTEGER, authorized INTEGER, paid INTEGER, cancelled INTEGER, disputed INTEGER,
  currency TEXT NOT NULL, items_net TEXT, items_gross TEXT, shipping TEXT, tax TEXT, total TEXT, discount TEXT, tip TEXT,
  coupon TEXT NOT NULL, test INTEGER NOT NULL, staff INTEGER NOT NULL, renewal INTEGER NOT NULL, channel TEXT NOT NULL,
  payment_method TEXT NOT NULL, region TEXT NOT NULL, analytics INTEGER, marketing INTEGER, gpc INTEGER NOT NULL,
  shopper TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
  street TEXT NOT NULL, city TEXT NOT NULL, customer_region TEXT NOT NULL, zip TEXT NOT NULL, country TEXT NOT NULL,
  external_id TEXT NOT NULL, ip TEXT NOT NULL, user_agent TEXT NOT NULL);
CREATE TABLE order_items (
  order_id TEXT NOT NULL, refund INTEGER NOT NULL, line INTEGER NOT NULL, sku TEXT NOT NULL, product_id TEXT NOT NULL,
  variant_id TEXT NOT NULL, name TEXT NOT NULL, brand TEXT NOT NULL, category TEXT NOT NULL, other_id TEXT NOT NULL,
  quantity INTEGER NOT NULL, price_net TEXT, price_gross TEXT, PRIMARY KEY (order_id, refund, line)) WITHOUT ROWID;
CREATE TABLE refunds (
  order_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, time INTEGER, amount TEXT, full INTEGER NOT NULL,
  items_net TEXT, items_gross TEXT, shipping TEXT, tax TEXT, total TEXT, discount TEXT,
  PRIMARY KEY (order_id, position)) WITHOUT ROWID;
CREATE TABLE payments (
  number INTEGER PRIMARY KEY, order_id TEXT NOT NULL, time INTEGER, kind TEXT NOT NULL, outcome TEXT NOT NULL,
  amount TEXT, currency TEXT NOT NULL);
CREATE INDEX payments_of_order ON payments (order_id, number);
)sql";

constexpr std::string_view kOrderColumns =
    "id, name, other_ids, state, created, placed, authorized, paid, cancelled, disputed, currency, "
    "items_net, items_gross, "
    "shipping, tax, total, discount, tip, coupon, test, staff, renewal, channel, payment_method, "
    "region, analytics, "
    "marketing, gpc, shopper, email, phone, first_name, last_name, street, city, customer_region, "
    "zip, country, "
    "external_id, ip, user_agent";
constexpr std::size_t kOrderColumnCount = 41;
constexpr std::int64_t kNoConsent = -1;
constexpr char kBetweenIds = '\n';
constexpr std::int64_t kOfOrder = -1;  // order_items.refund of the order's own lines

std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

std::string updates(std::string_view columns) {
  std::string text;
  while (!columns.empty()) {
    const auto end = columns.find(", ");
    const auto column = columns.substr(0, end);
    if (column != "id")
      text += fmt::format("{}{} = excluded.{}", text.empty() ? "" : ", ", column, column);
    columns.remove_prefix(end == std::string_view::npos ? columns.size() : end + 2);
  }
  return text;
}

void bind(Statement& to, const Totals& totals) {
  to.decimal(totals.items_net)
      .decimal(totals.items_gross)
      .decimal(totals.shipping)
      .decimal(totals.tax);
  to.decimal(totals.total).decimal(totals.discount);
}

Totals read_totals(Statement& from) {
  Totals totals;
  for (auto* part : {&totals.items_net, &totals.items_gross, &totals.shipping, &totals.tax,
                     &totals.total, &totals.discount}) {
    *part = from.next_decimal();
  }
  return totals;
}

class Connection {
 public:
  static Result<sqlite3*> open() {
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(":memory:", &database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK ||
        sqlite3_exec(database, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) {
      auto why =
          error(fmt::format("the shop's database can't be opened: {}", sqlite3_errmsg(database)));
      sqlite3_close(database);
      return why;
    }
    return database;
  }
  explicit Connection(sqlite3* database) : database_(database) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { sqlite3_close(database_); }
  [[nodiscard]] sqlite3* get() const { return database_; }

 private:
  sqlite3* database_;
};

class SqliteOrders final : public OrderStore {
 public:
  explicit SqliteOrders(sqlite3* database)
      : connection_(database),
        begin_(database, "BEGIN"),
        rollback_(database, "ROLLBACK"),
        save_(database,
              fmt::format("INSERT INTO orders ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}",
                          kOrderColumns, marks(kOrderColumnCount), updates(kOrderColumns))),
        forget_items_(database, "DELETE FROM order_items WHERE order_id = ?"),
        forget_refunds_(database, "DELETE FROM refunds WHERE order_id = ?"),
        save_item_(database, fmt::format("INSERT INTO order_items VALUES ({})", marks(13))),
        save_refund_(database, fmt::format("INSERT INTO refunds VALUES ({})", marks(12))),
        save_payment_(database,
                      "INSERT INTO payments (order_id, time, kind, outcome, amount, currency) "
                      "VALUES (?, ?, ?, ?, ?, ?)"),
        find_(database, fmt::format("SELECT {} FROM orders WHERE id = ?", kOrderColumns)),
        all_(database, "SELECT id FROM orders ORDER BY number"),
        items_(database,
               "SELECT sku, product_id, variant_id, name, brand, category, other_id, quantity, "
               "price_net, price_gross "
               "FROM order_items WHERE order_id = ? AND refund = ? ORDER BY line"),
        refunds_(
            database,
            "SELECT id, time, amount, full, items_net, items_gross, shipping, tax, total, discount "
            "FROM refunds WHERE order_id = ? ORDER BY position"),
        payments_(database,
                  "SELECT time, kind, outcome, amount, currency FROM payments WHERE order_id = ? "
                  "ORDER BY number") {
    begin_.run();
  }

  void reset() override {
    rollback_.run();
    begin_.run();
  }

  void save(const SharedOrder& saved) override {
    const Order& order = *saved;
    std::string ids;
    for (const auto& id : order.ids) ids += id + kBetweenIds;
    save_.text(order.id.view())
        .text(order.name)
        .text(ids)
        .number(static_cast<std::int64_t>(order.state));
    save_.time(order.created)
        .time(order.placed)
        .time(order.authorized)
        .time(order.paid)
        .time(order.cancelled)
        .time(order.disputed);
    save_.text(order.currency);
    bind(save_, order.totals);
    save_.decimal(order.tip)
        .text(order.coupon)
        .number(order.test)
        .number(order.staff)
        .number(order.renewal);
    save_.text(order.channel).text(order.payment_method).text(order.region);
    save_.number(order.consent ? static_cast<std::int64_t>(order.consent->analytics) : kNoConsent);
    save_.number(order.consent ? static_cast<std::int64_t>(order.consent->marketing) : kNoConsent);
    save_.number(order.gpc).text(order.shopper);
    const auto& who = order.customer;
    for (const auto* part :
         {&who.email, &who.phone, &who.first_name, &who.last_name, &who.street, &who.city,
          &who.region, &who.zip, &who.country, &who.external_id, &who.ip, &who.user_agent}) {
      save_.text(*part);
    }
    save_.run();

    forget_items_.text(order.id.view()).run();
    forget_refunds_.text(order.id.view()).run();
    save_items(order.id, kOfOrder, order.items);
    for (std::size_t i = 0; i < order.refunds.size(); ++i) {
      const auto& refund = order.refunds[i];
      const auto position = static_cast<std::int64_t>(i);
      save_refund_.text(order.id.view())
          .number(position)
          .text(refund.id)
          .time(refund.time)
          .decimal(refund.amount);
      save_refund_.number(refund.full);
      bind(save_refund_, refund.totals);
      save_refund_.run();
      save_items(order.id, position, refund.items);
    }
  }

  [[nodiscard]] SharedOrder find(const OrderId& id) const override {
    find_.text(id.view());
    if (!find_.step()) {
      find_.reset();
      return nullptr;
    }
    Order order = read_order();
    find_.reset();
    order.items = read_items(id, kOfOrder);
    refunds_.text(id.view());
    while (refunds_.step()) {
      Refund refund{.id = refunds_.next_text(),
                    .time = refunds_.next_time().value_or(TimePoint{}),
                    .amount = refunds_.next_decimal().value_or(Decimal{}),
                    .full = refunds_.next_number() != 0};
      refund.totals = read_totals(refunds_);
      order.refunds.push_back(std::move(refund));
    }
    refunds_.reset();
    for (std::size_t i = 0; i < order.refunds.size(); ++i) {
      order.refunds[i].items = read_items(id, static_cast<std::int64_t>(i));
    }
    return std::make_shared<const Order>(std::move(order));
  }

  [[nodiscard]] std::vector<Order> all() const override {
    std::vector<OrderId> ids;
    while (all_.step()) ids.emplace_back(all_.next_text());
    all_.reset();
    std::vector<Order> orders;
    orders.reserve(ids.size());
    for (const auto& id : ids) orders.push_back(*find(id));
    return orders;
  }

  void add(const Payment& payment) override {
    save_payment_.text(payment.order.view())
        .time(payment.time)
        .text(payment.kind)
        .text(payment.outcome);
    save_payment_.decimal(payment.amount).text(payment.currency).run();
  }

  [[nodiscard]] std::vector<Payment> payments(const OrderId& id) const override {
    std::vector<Payment> found;
    payments_.text(id.view());
    while (payments_.step()) {
      found.push_back({.order = id,
                       .time = payments_.next_time().value_or(TimePoint{}),
                       .kind = payments_.next_text(),
                       .outcome = payments_.next_text(),
                       .amount = payments_.next_decimal().value_or(Decimal{}),
                       .currency = payments_.next_text()});
    }
    payments_.reset();
    return found;
  }

 private:
  void save_items(const OrderId& id, std::int64_t refund, const std::vector<OrderItem>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto& item = items[i];
      save_item_.text(id.view()).number(refund).number(static_cast<std::int64_t>(i)).text(item.sku);
      save_item_.text(item.product_id)
          .text(item.variant_id)
          .text(item.name)
          .text(item.brand)
          .text(item.category);
      save_item_.text(item.id)
          .number(item.quantity)
          .decimal(item.price_net)
          .decimal(item.price_gross)
          .run();
    }
  }

  [[nodiscard]] Order read_order() const {
    Order order;
    order.id = OrderId(find_.next_text());
    order.name = find_.next_text();
    const auto ids = find_.next_text();
    for (std::size_t at = 0; at < ids.size();) {
      const auto end = ids.find(kBetweenIds, at);
      order.ids.push_back(ids.substr(at, end - at));
      at = end + 1;
    }
    order.state = static_cast<OrderState>(find_.next_number());
    for (auto* time : {&order.created, &order.placed, &order.authorized, &order.paid,
                       &order.cancelled, &order.disputed}) {
      *time = find_.next_time();
    }
    order.currency = find_.next_text();
    order.totals = read_totals(find_);
    order.tip = find_.next_decimal();
    order.coupon = find_.next_text();
    order.test = find_.next_number() != 0;
    order.staff = find_.next_number() != 0;
    order.renewal = find_.next_number() != 0;
    order.channel = find_.next_text();
    order.payment_method = find_.next_text();
    order.region = find_.next_text();
    const auto analytics = find_.next_number();
    const auto marketing = find_.next_number();
    if (analytics != kNoConsent) {
      order.consent = ConsentChoice{static_cast<Choice>(analytics), static_cast<Choice>(marketing)};
    }
    order.gpc = find_.next_number() != 0;
    order.shopper = find_.next_text();
    auto& who = order.customer;
    for (auto* part :
         {&who.email, &who.phone, &who.first_name, &who.last_name, &who.street, &who.city,
          &who.region, &who.zip, &who.country, &who.external_id, &who.ip, &who.user_agent}) {
      *part = find_.next_text();
    }
    return order;
  }

  [[nodiscard]] std::vector<OrderItem> read_items(const OrderId& id, std::int64_t refund) const {
    std::vector<OrderItem> items;
    items_.text(id.view()).number(refund);
    while (items_.step()) {
      OrderItem item;
      for (auto* part : {&item.sku, &item.product_id, &item.variant_id, &item.name, &item.brand,
                         &item.category, &item.id}) {
        *part = items_.next_text();
      }
      item.quantity = items_.next_number();
      item.price_net = items_.next_decimal();
      item.price_gross = items_.next_decimal();
      items.push_back(std::move(item));
    }
    items_.reset();
    return items;
  }

  Connection connection_;  // first, so that it is closed last
  Statement begin_, rollback_, save_, forget_items_, forget_refunds_, save_item_, save_refund_,
      save_payment_;
  mutable Statement find_, all_, items_, refunds_, payments_;
};

}  // namespace

Result<std::unique_ptr<OrderStore>> sqlite_orders() {
  const auto database = Connection::open();
  if (!database) return database.error();
  return std::unique_ptr<OrderStore>(std::make_unique<SqliteOrders>(*database));
}

}  // namespace tagproof
