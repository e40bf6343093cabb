// The forms of values that many tables share.
#include <algorithm>
#include <cctype>

#include "harness/base/ascii.h"
#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

bool valid_count(std::string_view text) { return !text.starts_with('-'); }

bool valid_amount(std::string_view text) {
  const auto number = Decimal::parse(text);
  return number && !number->is_negative();
}

bool with_unit(std::string_view text, std::string_view unit) {
  return text.ends_with(unit) && valid_amount(text.substr(0, text.size() - unit.size()));
}
bool valid_percent(std::string_view text) { return with_unit(text, "%"); }
bool valid_points(std::string_view text) { return with_unit(text, "pp"); }

bool valid_duration(std::string_view text) { return parse_duration(text).has_value(); }
bool valid_time(std::string_view text) { return parse_rfc3339(text).has_value(); }

// "DE", "US-CA", "CA-QC": ISO 3166-1, and a part of it by ISO 3166-2.
bool valid_region(std::string_view text) {
  if (text.size() < 2 || !is_upper(text[0]) || !is_upper(text[1])) return false;
  if (text.size() == 2) return true;
  return text[2] == '-' && text.size() >= 4 && text.size() <= 6 &&
         std::ranges::all_of(text.substr(3), [](char c) { return is_upper(c) || is_digit(c); });
}
bool valid_region_group(std::string_view text) {
  return text == "default" || text == "EEA" || valid_region(text);
}

bool valid_domain(std::string_view text) {
  return text.size() <= 253 && !text.empty() && text.front() != '.' && text.back() != '.' &&
         std::ranges::all_of(text, [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == ':';
         });
}

// A name that is also a file's, a test case's and a part of ids.
bool valid_slug(std::string_view text) {
  return !text.empty() && text.size() <= 100 && text.front() != '.' &&
         std::ranges::all_of(text, [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
         });
}

constexpr std::array<std::string_view, kTriggers> kTriggerWords{
    "page_view",       "view_item",      "add_to_cart",    "begin_checkout",     "add_payment_info",
    "thank_you",       "form_sent",      "order_created",  "payment_authorized", "payment_captured",
    "order_countable", "payment_failed", "order_refunded", "order_cancelled",    "order_disputed"};
constexpr std::array<std::string_view, 4> kOncePers{"event", "order", "page", "submission"};

}  // namespace

constinit const Type kText{.shape = Shape::text};
constinit const Type kBoolean{.shape = Shape::boolean};
constinit const Type kInteger{.shape = Shape::integer};
constinit const Type kCount{
    .shape = Shape::integer, .expected = "a whole number from 0", .valid = valid_count};
constinit const Type kNumber{.shape = Shape::number};
constinit const Type kAmount{.shape = Shape::number,
                             .expected = "an amount such as 29.90",
                             .valid = valid_amount,
                             .pattern = "^[0-9]+(\\.[0-9]+)?$"};
constinit const Type kPercent{.shape = Shape::text,
                              .expected = "a percentage such as 2%",
                              .valid = valid_percent,
                              .pattern = "^[0-9]+(\\.[0-9]+)?%$"};
constinit const Type kPoints{.shape = Shape::text,
                             .expected = "percentage points such as 5pp",
                             .valid = valid_points,
                             .pattern = "^[0-9]+(\\.[0-9]+)?pp$"};
constinit const Type kDuration{.shape = Shape::text,
                               .expected = "a duration such as 30s, 1h or 8d",
                               .valid = valid_duration,
                               .pattern = "^[0-9]+(\\.[0-9]+)?(us|ms|s|m|h|d)?$"};
constinit const Type kTime{.shape = Shape::text,
                           .expected = "a time with its zone such as 2026-01-15T10:00:00Z",
                           .valid = valid_time};
constinit const Type kCurrency{.shape = Shape::text,
                               .expected = "an ISO 4217 currency such as EUR",
                               .valid = is_currency,
                               .pattern = "^[A-Z]{3}$"};
constinit const Type kTimeZone{.shape = Shape::text,
                               .expected = "an IANA time zone such as Europe/Berlin",
                               .valid = is_time_zone};
constinit const Type kRegion{.shape = Shape::text,
                             .expected = "a region such as DE or US-CA",
                             .valid = valid_region,
                             .pattern = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"};
constinit const Type kRegionGroup{.shape = Shape::text,
                                  .expected = "a region such as DE or US-CA, EEA or default",
                                  .valid = valid_region_group,
                                  .pattern = "^([A-Z]{2}(-[A-Z0-9]{1,3})?|EEA|default)$"};
constinit const Type kDomain{.shape = Shape::text,
                             .expected = "a host such as acme.example",
                             .valid = valid_domain,
                             .pattern = "^[A-Za-z0-9.:-]+$"};
constinit const Type kPlatform{
    .shape = Shape::word, .expected = "a platform", .names = Names::platforms};
constinit const Type kCheck{
    .shape = Shape::word, .expected = "the id of a check", .names = Names::checks};
constinit const Type kFault{
    .shape = Shape::word, .expected = "the name of a fault", .names = Names::faults};
constinit const Type kTriggerWord{.shape = Shape::word,
                                  .expected = "an event of the storefront or backend",
                                  .words = kTriggerWords};
constinit const Type kOncePerWord{.shape = Shape::word, .words = kOncePers};
constinit const Type kSlug{.shape = Shape::text,
                           .expected = "a name of letters, digits, `-`, `_` and `.`",
                           .valid = valid_slug,
                           .pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"};
constinit const Type kTexts{.shape = Shape::list, .element = &kText};
namespace {
constexpr const Type* kTextOrTextsChoices[] = {&kText, &kTexts};
}
constinit const Type kTextOrTexts{.shape = Shape::choice, .choices = kTextOrTextsChoices};
constinit const Type kDomains{.shape = Shape::list, .element = &kDomain};

}  // namespace tagproof
