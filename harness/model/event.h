#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/id.h"
#include "harness/base/observed.h"
#include "harness/base/time.h"
#include "harness/model/consent.h"
#include "harness/model/emission.h"
#include "harness/model/words.h"

namespace tagproof {

struct TrackedItem {
  Observed<std::string> id{};
  Observed<Decimal> quantity{};
  Observed<Decimal> price{};
  bool operator==(const TrackedItem&) const = default;
};

/// What a user-data value looks like on the wire, before anyone asks whether it is the right
/// person's.
enum class DatumForm : std::uint8_t {
  clear,
  sha256,
  sha256_upper,
  sha256_base64,
  md5,
  sha1,
  appendix,
  empty,
  other
};
std::string_view text(DatumForm form);
/// Tells the form by the shape alone ("appendix": Meta's parameter builder, 64 hex, a dot, 2 or 8
/// characters).
DatumForm datum_form(std::string_view value);

struct UserDatum {
  UserField field{};
  std::string value{};  // as sent
  DatumForm form = DatumForm::clear;
  std::string wire{};  // the wire's own name: "em", "ud[em]", "tv.1~em"
  // What the judge makes of it where the person is known.
  std::optional<bool> ok{};
  std::string why{};  // "hash of the untrimmed address"
  bool operator==(const UserDatum&) const = default;
};

/// An id that an event carries.
struct ObservedId {
  IdField field{};
  Observed<std::string> text{};
};

/// The canonical form of one event in a hit.
struct TrackedEvent {
  CaptureId capture{};
  PlatformId platform{};
  Channel channel{};
  Sender sender{};
  std::optional<EventName> name{};  // none: the platform takes it for none of the funnel
  Observed<std::string> platform_name{};
  Observed<std::string> event_id{};
  Observed<std::string> order_id{};
  Observed<Decimal> value{};
  Observed<std::string> currency{};  // as sent; compare ignoring case where the platform does
  Observed<Decimal> tax{};
  Observed<Decimal> shipping{};
  Observed<std::string> coupon{};
  Observed<std::vector<TrackedItem>> items{};
  ConsentSignals consent{};
  bool consent_said = false;        // the hit carried any consent signal
  Observed<std::string> account{};  // measurement id, pixel id, "AW-123456789" …
  Observed<std::string> action{};   // Google Ads: the conversion action or label
  Observed<std::string> test_code{};
  Observed<std::string> page_url{};
  Observed<std::string> page_referrer{};
  std::vector<ObservedId> ids{};  // those that aren't absent; see id()
  std::vector<UserDatum> user_data{};
  Observed<std::string> user_id{};
  std::optional<TimePoint> time{};      // as said on the wire
  std::optional<TimePoint> received{};  // by the mock
  AdjustmentKind adjustment = AdjustmentKind::none;
  bool mirror = false;  // one of several requests of one conversion (Google Ads fan-out)
  std::string nonce{};  // ties mirrors together

  // What the platform made of it.
  Outcome outcome = Outcome::counted;
  std::string_view rule{};  // the id of the rule that decided; static text
  Confidence confidence = Confidence::documented;
  std::vector<std::string_view> warnings{};  // rule ids; static text
  Attributable attributable = Attributable::none;
  std::optional<CaptureId> merged_with{};  // deduplicated: whose twin it is

  [[nodiscard]] const Observed<std::string>& id(IdField field) const {
    for (const auto& one : ids) {
      if (one.field == field) return one.text;
    }
    return kNoId;
  }
  /// Over what the event had under that name.
  void set_id(IdField field, Observed<std::string> text);
  [[nodiscard]] bool is(EventName n) const { return name == n; }

 private:
  static inline const Observed<std::string> kNoId{};
};

}  // namespace tagproof
