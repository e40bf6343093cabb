#pragma once

#include <cstdint>
#include <string_view>

namespace tagproof::ga4 {

/// The parameters of an event that are asked for by name, on both wires; `other` stands last.
enum class EventParam : std::uint8_t {
  transaction_id,
  event_id,
  value,
  currency,
  tax,
  shipping,
  coupon,
  items,
  page_location,
  page_referrer,
  page_title,
  session_id,
  session_number,
  engagement_time_msec,
  debug_mode,
  customer_type,
  gclid,
  gbraid,
  wbraid,
  other
};
inline constexpr auto kEventParams = static_cast<std::size_t>(EventParam::other);

EventParam event_param(std::string_view name);

/// A click id by name: Measurement Protocol has no field for any.
constexpr bool is_click_id(EventParam param) {
  return param == EventParam::gclid || param == EventParam::gbraid || param == EventParam::wbraid;
}
constexpr bool is_of_session(EventParam param) {
  return param == EventParam::session_id || param == EventParam::session_number ||
         param == EventParam::engagement_time_msec;
}

}  // namespace tagproof::ga4
