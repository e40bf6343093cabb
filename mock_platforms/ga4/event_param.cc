#include "mock_platforms/ga4/event_param.h"

#include <algorithm>
#include <array>

#include "harness/wire/name_table.h"
#include "mock_platforms/ga4/names.h"

namespace tagproof::ga4 {
namespace {

// In the order of EventParam. Source:
// https://developers.google.com/analytics/devguides/collection/ga4/reference/events
constexpr NameTable kEventParamNames(std::to_array<std::string_view>({
    "transaction_id",
    "event_id",
    "value",
    "currency",
    "tax",
    "shipping",
    "coupon",
    "items",
    "page_location",
    "page_referrer",
    "page_title",
    "session_id",
    "session_number",
    "engagement_time_msec",
    "debug_mode",
    "customer_type",
    "gclid",
    "gbraid",
    "wbraid",
}));
static_assert(kEventParamNames.names().size() == kEventParams);
// Only the names of others are judged.
static_assert(std::ranges::all_of(kEventParamNames.names(), is_right_param_name));

}  // namespace

EventParam event_param(std::string_view name) {
  return static_cast<EventParam>(kEventParamNames.find(name));
}

}  // namespace tagproof::ga4
