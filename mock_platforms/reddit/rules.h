#pragma once

#include <string_view>

#include "mock_platforms/conversion_api/rule_row.h"

/// Reddit's decisions, one a row. Refusals stand in the order in which the API looks: of several,
/// the first row answers. The code is the HTTP status.
namespace tagproof::reddit {

inline constexpr std::string_view kApiV3 =
    "https://ads-api.reddit.com/docs/v3/operations/Post%20Conversion%20Events";
inline constexpr std::string_view kDeduplication =
    "https://papaya-kheer-4b8a70.netlify.app/signals/signal-measurement/event-deduplication";
inline constexpr std::string_view kRudderStack =
    "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/cdk/v2/destinations/reddit";
inline constexpr std::string_view kSegment =
    "https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/"
    "destinations/reddit-conversions-api";
inline constexpr std::string_view kSegmentPixel =
    "https://github.com/segmentio/action-destinations/tree/main/packages/browser-destinations/"
    "destinations/reddit-pixel";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/tree/main/src/providers";

using namespace conversion_api;

constexpr Rule row(std::string_view id, std::string_view text, RuleSeverity severity,
                   Confidence confidence, std::string_view source, int code = 0) {
  return rule_row("reddit_rules_test", id, text, severity, confidence, source, code);
}

inline constexpr Rule kRules[] = {
    // Refused, with the whole request.
    row("reddit.token.missing", "A call needs the header Authorization with a Bearer", kRefuse,
        kObserved, kRudderStack, 401),
    row("reddit.token.unknown", "A conversion access token that nobody has is refused", kRefuse,
        kObserved, kRudderStack, 401),
    row("reddit.pixel.permission",
        "The token must be allowed to write to the pixel, and the pixel must exist", kRefuse,
        kObserved, kRudderStack, 403),
    row("reddit.body.unreadable", "The body is JSON", kRefuse, kAssumed, kApiV3, 400),
    row("reddit.events.missing",
        "A request has a list of events: `data.events`, of version 2 also `events`", kRefuse,
        kObserved, kRudderStack, 400),
    row("reddit.events.too-many", "At most 1000 events in one request", kRefuse, kObserved,
        kRudderStack, 400),
    // Refused, and the rest of the batch with it.
    row("reddit.event.unreadable", "An event is a JSON object", kRefuse, kAssumed, kApiV3, 400),
    row("reddit.event-name.missing", "An event has its tracking_type", kRefuse, kObserved,
        kRudderStack, 400),
    row("reddit.event-name.unknown",
        "tracking_type is of the version's list: Purchase of version 2 is PURCHASE of version 3",
        kRefuse, kObserved, kRudderStack, 400),
    row("reddit.event-time.missing", "An event has its event_at", kRefuse, kObserved, kRudderStack,
        400),
    row("reddit.event-time.unit",
        "event_at is in Unix milliseconds (version 2: ISO 8601); seconds are a day of 1970",
        kRefuse, kObserved, kRudderStack, 400),
    row("reddit.event-time.too-old", "An event older than 168 hours is refused", kRefuse, kObserved,
        kRudderStack, 400),
    row("reddit.event-time.too-new", "An event more than five minutes ahead is refused", kRefuse,
        kObserved, kRudderStack, 400),
    row("reddit.action-source.unknown", "action_source is WEBSITE, APP, PHYSICAL_STORE or OTHER",
        kRefuse, kObserved, kRudderStack, 400),
    row("reddit.parameter.type", "A member is of its type: value and item_count are numbers",
        kRefuse, kAssumed, kApiV3, 400),
    row("reddit.batch", "One invalid event loses all of its request", kRefuse, kObserved,
        kRudderStack, 400),
    // Dropped: the pixel's host always answers with its image.
    row("reddit.hit.pixel-unknown", "A hit of a pixel that doesn't exist counts nowhere", kDrop,
        kAssumed, kOmnibug),
    row("reddit.hit.unreadable", "A hit that names no pixel or no event is lost", kDrop, kAssumed,
        kOmnibug),
    row("reddit.hit.event-unknown", "An event that is none of the pixel's list counts nowhere",
        kDrop, kAssumed, kSegmentPixel),
    // Counted, and said.
    row("reddit.event-id.missing",
        "Without conversion_id an event is deduplicated by its session at best", kWarn, kDocumented,
        kDeduplication),
    row("reddit.event-id.hashed",
        "conversion_id is sent as it is: a connector hashes it, the pixel doesn't, and the two "
        "never meet",
        kWarn, kObserved, kSegment),
    row("reddit.value.malformed", "value is a number, not negative", kWarn, kObserved, kSegment),
    row("reddit.currency.invalid", "currency is a code of ISO 4217", kWarn, kObserved, kSegment),
    row("reddit.purchase.value-missing", "A purchase says its value", kWarn, kObserved, kSegment),
    row("reddit.purchase.currency-missing", "A purchase says its currency", kWarn, kObserved,
        kSegment),
    row("reddit.identity.missing",
        "An event needs something to match it by: click_id, uuid, email, phone_number, "
        "external_id, idfa, aaid, or ip_address with user_agent",
        kWarn, kAssumed, kSegment),
    row("reddit.user-data.clear-text",
        "email, phone_number and external_id are sent as SHA-256 digests", kWarn, kObserved,
        kSegment),
    row("reddit.user-data.hash-form", "A digest is SHA-256 in lower-case hexadecimal", kWarn,
        kObserved, kSegment),
    row("reddit.user-data.placeholder",
        "The digest of an empty text, of null, undefined or an example address is nobody's", kWarn,
        kAssumed, kSegment),
    row("reddit.user-data.hashed", "user_agent is sent as it is", kWarn, kObserved, kSegment),
    row("reddit.limited-data-use",
        "LDU (data_processing_options.modes; of the pixel dpm) is taken and counted", kAccept,
        kObserved, kSegment),
    row("reddit.opt-out", "opt_out=1 of a pixel's hit limits it like LDU", kAccept, kAssumed,
        kOmnibug),
    row("reddit.counted", "A valid event that is nobody's copy is counted", kAccept, kDocumented,
        kDeduplication),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& each : kRules) {
    if (each.id == id) return each;
  }
  throw "no such rule";
}

}  // namespace tagproof::reddit
