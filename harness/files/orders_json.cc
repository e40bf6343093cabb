#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/base/text.h"
#include "harness/files/order_fields.h"
#include "harness/files/table.h"
#include "harness/wire/json.h"

namespace tagproof::orders {
namespace {

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
    for (const auto name : required()) {
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
                               name == "quantity" ? "a whole number" : kAmountExpected,
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
      const bool right = members(
          one, where, kKeys,
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
              wrong(value, inner, name == "time" ? kTimeExpected : kAmountExpected, found(value));
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
    const auto known = customer_names();
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

}  // namespace

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

}  // namespace tagproof::orders
