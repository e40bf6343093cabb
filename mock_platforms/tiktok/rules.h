#pragma once

#include <string_view>

#include "mock_platforms/conversion_api/rule_row.h"

/// TikTok's decisions, one a row. Refusals stand in the order in which the API looks: of several,
/// the first row answers.
namespace tagproof::tiktok {

inline constexpr std::string_view kApi2 =
    "https://business-api.tiktok.com/portal/docs?id=1771100865818625";
inline constexpr std::string_view kParameters =
    "https://business-api.tiktok.com/portal/docs?id=1771100779668482";
inline constexpr std::string_view kRudderStack =
    "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/v0/destinations/tiktok_ads";
inline constexpr std::string_view kSegment =
    "https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/"
    "destinations/tiktok-conversions";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/blob/main/src/providers/TikTok.js";

using namespace conversion_api;

constexpr Rule row(std::string_view id, std::string_view text, RuleSeverity severity,
                   Confidence confidence, std::string_view source, int code = 0) {
  return rule_row("tiktok_rules_test", id, text, severity, confidence, source, code);
}

inline constexpr Rule kRules[] = {
    // Refused: HTTP 200 with a code.
    row("tiktok.body.unreadable", "The body is JSON", kRefuse, kAssumed, kApi2, 40002),
    row("tiktok.token.missing", "A server event needs the header Access-Token", kRefuse, kAssumed,
        kApi2, 40104),
    row("tiktok.token.unknown", "An access token that nobody has is refused", kRefuse, kAssumed,
        kApi2, 40105),
    row("tiktok.pixel.permission",
        "The token must be allowed to write to the pixel, and the pixel must exist", kRefuse,
        kObserved, kRudderStack, 40001),
    row("tiktok.data.missing", "A request has a list `data` (pixel/batch: `batch`) of events",
        kRefuse, kAssumed, kApi2, 40002),
    row("tiktok.data.too-many", "At most 1000 events in one request (pixel/batch: 50)", kRefuse,
        kObserved, kRudderStack, 40002),
    row("tiktok.event-source.missing", "`event_source` says web, app, offline or crm", kRefuse,
        kObserved, kSegment, 40002),
    row("tiktok.event-source.unknown", "`event_source` is none of web, app, offline and crm",
        kRefuse, kAssumed, kSegment, 40002),
    row("tiktok.pixel.missing", "`event_source_id` (`pixel_code`) names the pixel", kRefuse,
        kObserved, kSegment, 40002),
    row("tiktok.event.unreadable", "An event is a JSON object", kRefuse, kAssumed, kApi2, 40002),
    row("tiktok.event-name.missing", "An event has a name", kRefuse, kObserved, kSegment, 40002),
    row("tiktok.event-time.missing", "An event has a time, event_time (timestamp)", kRefuse,
        kObserved, kSegment, 40002),
    row("tiktok.event-time.unit",
        "event_time is in Unix seconds, timestamp in ISO 8601; milliseconds are no time of today",
        kRefuse, kAssumed, kSegment, 40002),
    row("tiktok.content-id.type", "content_id is text; a number is refused", kRefuse, kObserved,
        kRudderStack, 40002),
    row("tiktok.parameter.type", "A parameter is of its type: value and price are numbers", kRefuse,
        kAssumed, kParameters, 40002),
    row("tiktok.batch", "One invalid event loses all of its request (setting tiktok.bad_event)",
        kRefuse, kAssumed, kRudderStack, 40002),
    // Dropped: the pixel is always answered 200.
    row("tiktok.hit.pixel-unknown", "A hit to a pixel that doesn't exist counts nowhere", kDrop,
        kAssumed, kOmnibug),
    row("tiktok.hit.unreadable", "A hit that is no JSON, or names no event or no pixel, is lost",
        kDrop, kAssumed, kOmnibug),
    // Counted, and said.
    row("tiktok.event-name.case", "Event names keep their case: `purchase` is a custom event",
        kWarn, kObserved, kSegment),
    row("tiktok.event-name.custom", "A name of one's own is a custom event: none of the funnel",
        kAccept, kObserved, kSegment),
    row("tiktok.event-id.missing", "Without event_id nothing is deduplicated", kWarn, kDocumented,
        "https://ads.tiktok.com/help/article/event-deduplication"),
    row("tiktok.value.malformed", "value is a number, not negative", kWarn, kObserved, kSegment),
    row("tiktok.currency.invalid", "currency is a code of ISO 4217", kWarn, kObserved, kSegment),
    row("tiktok.purchase.value-missing", "A purchase says its value", kWarn, kObserved, kSegment),
    row("tiktok.purchase.currency-missing", "A purchase says its currency", kWarn, kObserved,
        kSegment),
    row("tiktok.content-type.unknown", "content_type is product or product_group", kWarn, kObserved,
        kSegment),
    row("tiktok.identity.missing",
        "An event needs something to match it by: email, phone, external_id, ttclid, ttp, or ip "
        "with user_agent",
        kWarn, kObserved, kSegment),
    row("tiktok.user-data.clear-text",
        "email, phone, external_id, names and zip are sent as SHA-256 digests", kWarn, kObserved,
        kSegment),
    row("tiktok.user-data.hash-form", "A digest is SHA-256 in lower-case hexadecimal", kWarn,
        kObserved, kSegment),
    row("tiktok.user-data.placeholder",
        "The digest of an empty text, of null, undefined or an example address is nobody's", kWarn,
        kAssumed, kSegment),
    row("tiktok.user-data.hashed", "ip, user_agent, city, state and country are sent as they are",
        kWarn, kObserved, kSegment),
    row("tiktok.limited-data-use", "limited_data_use is taken, counted, and used for no targeting",
        kAccept, kObserved, kSegment),
    row("tiktok.counted", "A valid event that is nobody's copy is counted", kAccept, kDocumented,
        "https://ads.tiktok.com/help/article/event-deduplication"),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& each : kRules) {
    if (each.id == id) return each;
  }
  throw "no such rule";
}

}  // namespace tagproof::tiktok
