#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/consent.h"
#include "harness/model/words.h"

namespace tagproof {

/// A value that a tag sets: text, an exact number or a truth value; a placeholder alone keeps its
/// type.
using Scalar = std::variant<std::string, Decimal, bool>;
std::string to_text(const Scalar& value);

/// The canonical fields that tags set and faults edit (formats.md A.3); the platform's folder
/// writes their wire form. `items` and `consent` are structured and stand apart in Emission.
enum class Field : std::uint8_t {
  event_id,
  order_id,
  value,
  currency,
  tax,
  shipping,
  coupon,
  time,
  account,
  test_code,
  page_url,
  page_referrer,
  client_id,
  session_id,
  fbp,
  fbc,
  gclid,
  gbraid,
  wbraid,
  click_id,
  browser_id,
  email,
  phone,
  first_name,
  last_name,
  street,
  city,
  region,
  zip,
  country,
  external_id,
  ip,
  user_agent
};
inline constexpr std::size_t kFields = 33;

/// The path by which tagging.yaml calls a field: "event_id", "page.url", "ids.fbp",
/// "user_data.email".
std::string_view path(Field field);
std::optional<Field> read_field(std::string_view path);
Field field_of(UserField field);
Field field_of(IdField field);

struct EmittedItem {
  Scalar id{std::string{}};
  Scalar name{std::string{}};
  Scalar brand{std::string{}};
  Scalar category{std::string{}};
  Scalar variant{std::string{}};
  Scalar quantity{Decimal{1}};
  Scalar price{Decimal{}};
  bool operator==(const EmittedItem&) const = default;
};

/// Consent Mode as a tag sees it: the default set before the first tag, the update after a choice.
struct ConsentState {
  struct One {
    Signal by_default = Signal::unset;
    Signal by_update = Signal::unset;
    [[nodiscard]] Signal effective() const {
      return by_update != Signal::unset ? by_update : by_default;
    }
    bool operator==(const One&) const = default;
  };
  bool active = false;  // Consent Mode is in use on the page
  One analytics_storage{}, ad_storage{}, ad_user_data{}, ad_personalization{};
  bool limited = false;  // LDU, rdp
  bool gpc = false;
  bool dma = false;  // the shopper is in the EEA
  bool operator==(const ConsentState&) const = default;
};

/// What a refund does on a platform that adjusts conversions.
enum class AdjustmentKind : std::uint8_t {
  none,
  refund_full,
  refund_partial,
  retract,
  restate,
  enhance
};

/// One canonical event on its way to one platform: after the tag's templates, before the platform's
/// wire form. Faults edit exactly this.
struct Emission {
  std::string tag{};
  PlatformId platform{};
  Channel channel{};
  Sender sender{};
  EventName name{};
  std::string platform_name{};  // from the contract: "Purchase", "AW-123/label"
  std::array<std::optional<Scalar>, kFields> fields{};
  std::optional<std::vector<EmittedItem>> items{};
  ConsentState consent{};
  Allowed allowed = Allowed::full;  // what consent lets leave; the encoder leaves out the rest
  AdjustmentKind adjustment = AdjustmentKind::none;
  std::vector<std::pair<std::string, Scalar>> raw{};  // wire name -> value
  TimePoint time{};                                   // when it happened
  std::string secret{};  // access token or api secret for server channels
  std::string nonce{};   // seeded: a platform's random parameter
  bool first_visit = false;
  bool session_start = false;
  std::string send_to{};  // in place of the platform's own address; the query stays
  std::vector<Emission>
      batch{};              // further events of the same request, where the platform takes batches
  int page_hit = 1;         // counts hits on a page, from 1
  std::string page_load{};  // id of the page load
  std::string page_title{};

  [[nodiscard]] const std::optional<Scalar>& field(Field f) const {
    return fields[static_cast<std::size_t>(f)];
  }
  std::optional<Scalar>& field(Field f) { return fields[static_cast<std::size_t>(f)]; }
  /// The field's text; empty when it isn't set.
  [[nodiscard]] std::string text(Field f) const;
  void set(Field f, Scalar value) { field(f) = std::move(value); }
  void clear(Field f) { field(f).reset(); }
};

}  // namespace tagproof
