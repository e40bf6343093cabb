#pragma once

#include <optional>
#include <string_view>

#include "harness/model/words.h"
#include "mock_platforms/meta/sources.h"
#include "mock_platforms/platform.h"

/// What Meta's wire names mean, the same for Pixel and Conversions API.
namespace tagproof::meta {

enum class Hashing : std::uint8_t { required, recommended, never };

/// A key of user_data / ud[…], with the rule about it: how it is normalised and whether it is
/// hashed. `fbp` and `fbc` are ids and have rules of their own.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
struct UserKey {
  std::string_view wire{};
  std::optional<UserField> field{};  // none: the canonical event has no word for it
  Hashing hashing{};
  bool many = false;  // may be a list
  std::string_view rule{};
  std::string_view text{};
  Confidence confidence = Confidence::documented;
};
inline constexpr auto kRequired = Hashing::required;
inline constexpr auto kNever = Hashing::never;
inline constexpr UserKey kUserKeys[] = {
    {"em", UserField::email, kRequired, true, "meta.user-data.em",
     "em: SHA-256 of the address, trimmed, in lower case; dots and +suffix stay"},
    {"ph", UserField::phone, kRequired, true, "meta.user-data.ph",
     "ph: SHA-256 of the digits with country code, without + and leading zeros"},
    {"fn", UserField::first_name, kRequired, true, "meta.user-data.fn",
     "fn: SHA-256 of the first name in lower case without punctuation, accents kept"},
    {"ln", UserField::last_name, kRequired, true, "meta.user-data.ln",
     "ln: SHA-256 of the last name in lower case without punctuation, accents kept"},
    {"db", std::nullopt, kRequired, true, "meta.user-data.db",
     "db: SHA-256 of the birth date as YYYYMMDD"},
    {"ge", std::nullopt, kRequired, true, "meta.user-data.ge", "ge: SHA-256 of f or m"},
    {"ct", UserField::city, kRequired, true, "meta.user-data.ct",
     "ct: SHA-256 of the city in lower case without spaces and punctuation"},
    {"st", UserField::region, kRequired, true, "meta.user-data.st",
     "st: SHA-256 of the two-letter state in lower case, elsewhere without spaces and punctuation"},
    {"zp", UserField::zip, kRequired, true, "meta.user-data.zp",
     "zp: SHA-256 of the postcode in lower case without space and dash; of the US five digits"},
    {"country", UserField::country, kRequired, true, "meta.user-data.country",
     "country: SHA-256 of the two letters of ISO 3166-1 in lower case"},
    {"external_id", UserField::external_id, Hashing::recommended, true,
     "meta.user-data.external_id",
     "external_id: hashed or as it is, the same on every channel; only equal texts meet"},
    {"client_ip_address", UserField::ip, kNever, false, "meta.user-data.client_ip_address",
     "client_ip_address: a valid IPv4 or IPv6 address without spaces, never hashed"},
    {"client_user_agent", UserField::user_agent, kNever, false, "meta.user-data.client_user_agent",
     "client_user_agent: the shopper's browser as it said itself, never hashed"},
    {"subscription_id", std::nullopt, kNever, false, "meta.user-data.subscription_id",
     "subscription_id is never hashed"},
    {"fb_login_id", std::nullopt, kNever, false, "meta.user-data.fb_login_id",
     "fb_login_id is never hashed"},
    {"lead_id", std::nullopt, kNever, false, "meta.user-data.lead_id", "lead_id is never hashed"},
    {"anon_id", std::nullopt, kNever, false, "meta.user-data.anon_id", "anon_id is never hashed"},
    {"madid", std::nullopt, kNever, false, "meta.user-data.madid", "madid is never hashed"},
    {"page_id", std::nullopt, kNever, false, "meta.user-data.page_id", "page_id is never hashed"},
    {"page_scoped_user_id", std::nullopt, kNever, false, "meta.user-data.page_scoped_user_id",
     "page_scoped_user_id is never hashed"},
    {"ctwa_clid", std::nullopt, kNever, false, "meta.user-data.ctwa_clid",
     "ctwa_clid is never hashed"},
    {"ig_account_id", std::nullopt, kNever, false, "meta.user-data.ig_account_id",
     "ig_account_id is never hashed"},
    {"ig_sid", std::nullopt, kNever, false, "meta.user-data.ig_sid", "ig_sid is never hashed"},
    {"f5first", std::nullopt, kRequired, true, "meta.user-data.f5first",
     "f5first: SHA-256 of the first name's first five letters, as the SDK sends it",
     Confidence::observed},
    {"f5last", std::nullopt, kRequired, true, "meta.user-data.f5last",
     "f5last: SHA-256 of the last name's first five letters, as the SDK sends it",
     Confidence::observed},
    {"fi", std::nullopt, kRequired, true, "meta.user-data.fi",
     "fi: SHA-256 of the first name's initial, as the SDK sends it", Confidence::observed},
    {"dobd", std::nullopt, kRequired, true, "meta.user-data.dobd",
     "dobd: SHA-256 of the birth date's day, as the SDK sends it", Confidence::observed},
    {"dobm", std::nullopt, kRequired, true, "meta.user-data.dobm",
     "dobm: SHA-256 of the birth date's month, as the SDK sends it", Confidence::observed},
    {"doby", std::nullopt, kRequired, true, "meta.user-data.doby",
     "doby: SHA-256 of the birth date's year, as the SDK sends it", Confidence::observed},
};
const UserKey* find_user_key(std::string_view wire);
const UserKey* find_user_key(UserField field);

constexpr Rule rule_of(const UserKey& key) {
  const bool taken = key.hashing == Hashing::recommended;
  return {.id = key.rule,
          .text = key.text,
          .severity = taken ? RuleSeverity::accept : RuleSeverity::warn,
          .confidence = key.confidence,
          .source = key.confidence == Confidence::documented ? kCustomerInformation : kPythonSdk,
          .read = "2026-09",
          .tests = "meta_rules_test"};
}

/// Source: https://developers.facebook.com/documentation/meta-pixel/reference
struct StandardEvent {
  std::string_view wire{};
  EventName name{};
};
inline constexpr StandardEvent kStandardEvents[] = {
    {"PageView", EventName::page_view},
    {"ViewContent", EventName::view_item},
    {"AddToCart", EventName::add_to_cart},
    {"InitiateCheckout", EventName::begin_checkout},
    {"AddPaymentInfo", EventName::add_payment_info},
    {"Purchase", EventName::purchase},
    {"Lead", EventName::lead},
};

/// None: a custom event, or one that the library sends by itself.
std::optional<EventName> standard_event(std::string_view wire);
/// A standard event's name in another case ("purchase").
bool is_miswritten_event(std::string_view wire);
/// What the Pixel's library sends without being asked.
bool is_automatic_event(std::string_view wire);
/// Meta's name for the canonical event; "" where Meta has none (refund, cancel).
std::string_view wire_name(EventName name);

/// How an fbp or fbc is written: the defects that were seen, each with its own rule.
enum class ClickIdForm : std::uint8_t {
  right,
  seconds,  // ten digits where milliseconds stand
  hashed,
  bare,  // without "fb.<index>.<time>."
  malformed
};
ClickIdForm fbp_form(std::string_view text);
ClickIdForm fbc_form(std::string_view text);
inline bool is_fbp(std::string_view text) { return fbp_form(text) == ClickIdForm::right; }
inline bool is_fbc(std::string_view text) { return fbc_form(text) == ClickIdForm::right; }
/// The parameter builder's appendix stands behind it ("….AbCdEfGh", "….AQ").
bool has_appendix(std::string_view text);
/// IPv4 or IPv6, the builder's appendix taken off.
enum class AddressForm : std::uint8_t { none, v4, v6 };
AddressForm address_form(std::string_view text);

}  // namespace tagproof::meta
