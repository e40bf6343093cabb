#pragma once

#include <optional>
#include <string_view>

#include "harness/model/words.h"

/// What Meta's wire names mean, the same for Pixel and Conversions API.
namespace tagproof::meta {

enum class Hashing : std::uint8_t { required, recommended, never };

/// A key of user_data / ud[…] that the canonical event has a word for.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
struct UserKey {
  std::string_view wire{};
  UserField field{};
  Hashing hashing{};
};
inline constexpr UserKey kUserKeys[] = {
    {"em", UserField::email, Hashing::required},
    {"ph", UserField::phone, Hashing::required},
    {"fn", UserField::first_name, Hashing::required},
    {"ln", UserField::last_name, Hashing::required},
    {"ct", UserField::city, Hashing::required},
    {"st", UserField::region, Hashing::required},
    {"zp", UserField::zip, Hashing::required},
    {"country", UserField::country, Hashing::required},
    {"external_id", UserField::external_id, Hashing::recommended},
    {"client_ip_address", UserField::ip, Hashing::never},
    {"client_user_agent", UserField::user_agent, Hashing::never},
};

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
/// Meta's name for the canonical event; "" where Meta has none (refund, cancel).
std::string_view wire_name(EventName name);

bool is_fbp(std::string_view text);
bool is_fbc(std::string_view text);

}  // namespace tagproof::meta
