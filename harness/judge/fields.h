#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/judge/context.h"

/// What scenarios call the parts of an event and of an order (`expect.events.fields`, `same_as`).
namespace tagproof {

/// A field as found: its text, or why there is none.
struct FieldText {
  bool known = true;                   // false: no event or order has a field of that name
  std::optional<std::string> value{};  // absent, null or malformed: none; empty: ""
  bool number = false;                 // compare as decimals: 59.8 is 59.80
  std::string shown{};                 // with its kind: `text "59,80"`, `decimal 59.80`, "absent"
};

/// "value", "page.url", "ids.fbp", "user_data.email.form", "consent.ad_storage", "items.0.id",
/// "outcome" …: the names of formats.md B.3.
FieldText field_of(const TrackedEvent& event, std::string_view path, const Context& context);

/// "id", "name", "state", "currency", "items_net", "total", "tax", "shipping", "coupon" … and each
/// value basis.
FieldText field_of(const Order& order, std::string_view path);

}  // namespace tagproof
