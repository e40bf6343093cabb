#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/files/csv.h"
#include "harness/files/order_fields.h"
#include "harness/files/table.h"

namespace tagproof::orders {
namespace {

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
  for (const auto name : customer_names()) out.push_back("customer." + std::string(name));
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

}  // namespace

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
  for (const auto name : required()) {
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
      const bool is_needed = std::ranges::find(required(), columns[i]) != required().end();
      if (value.empty() && !is_needed) continue;
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

}  // namespace tagproof::orders
