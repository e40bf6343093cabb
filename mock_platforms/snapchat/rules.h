#pragma once

#include <string_view>

#include "mock_platforms/conversion_api/rule_row.h"

/// Snapchat's decisions, one a row. Refusals stand in the order in which the API looks: of several,
/// the first row answers. A code is the answer's status.
namespace tagproof::snapchat {

inline constexpr std::string_view kUsing =
    "https://developers.snap.com/api/marketing-api/Conversions-API/UsingTheAPI";
inline constexpr std::string_view kParameters =
    "https://developers.snap.com/api/marketing-api/Conversions-API/Parameters";
inline constexpr std::string_view kDeduplication =
    "https://developers.snap.com/api/marketing-api/Conversions-API/Deduplication";
inline constexpr std::string_view kPractices =
    "https://developers.snap.com/api/marketing-api/Conversions-API/BestPractices";
inline constexpr std::string_view kHome =
    "https://developers.snap.com/api/marketing-api/Conversions-API";
inline constexpr std::string_view kSegment =
    "https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/"
    "destinations/snap-conversions-api";
inline constexpr std::string_view kRudderStack =
    "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/v0/destinations/"
    "snapchat_conversion";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/blob/main/src/providers/Snapchat.js";

using namespace conversion_api;

constexpr Rule row(std::string_view id, std::string_view text, RuleSeverity severity,
                   Confidence confidence, std::string_view source, int code = 0) {
  return rule_row("snapchat_rules_test", id, text, severity, confidence, source, code);
}

inline constexpr Rule kRules[] = {
    // Refused.
    row("snapchat.body.unreadable", "The body is JSON", kRefuse, kAssumed, kUsing, 400),
    row("snapchat.token.missing", "A request has access_token in its query", kRefuse, kDocumented,
        kUsing, 401),
    row("snapchat.token.unknown", "An access token that nobody has is refused", kRefuse, kAssumed,
        kUsing, 401),
    row("snapchat.pixel.permission",
        "The token must be allowed to write to the pixel, and the pixel must exist", kRefuse,
        kAssumed, kUsing, 403),
    row("snapchat.data.missing", "A request has a list `data` of events", kRefuse, kDocumented,
        kUsing, 400),
    row("snapchat.data.too-many", "At most 2000 events in one request", kRefuse, kObserved,
        kRudderStack, 400),
    row("snapchat.event.unreadable", "An event is a JSON object", kRefuse, kAssumed, kUsing, 400),
    row("snapchat.event-name.missing", "An event has an event_name", kRefuse, kObserved, kSegment,
        400),
    row("snapchat.event-time.missing", "An event has an event_time", kRefuse, kObserved, kSegment,
        400),
    row("snapchat.event-time.unit",
        "event_time is in Unix seconds (milliseconds: setting snapchat.milliseconds)", kRefuse,
        kAssumed, kUsing, 400),
    row("snapchat.action-source.missing", "An event has an action_source", kRefuse, kObserved,
        kSegment, 400),
    row("snapchat.action-source.unknown",
        "action_source is WEB, MOBILE_APP or OFFLINE, or website, app or offline", kRefuse,
        kAssumed, kSegment, 400),
    row("snapchat.identity.missing",
        "user_data has em, ph or madid, or client_ip_address and client_user_agent", kRefuse,
        kObserved, kSegment, 400),
    row("snapchat.batch", "One invalid event loses all of its request (setting snapchat.bad_event)",
        kRefuse, kAssumed, kUsing, 400),
    // Dropped: taken without complaint, and counted nowhere.
    row("snapchat.validate", "What is posted to /events/validate is checked and recorded nowhere",
        kDrop, kDocumented, kUsing),
    row("snapchat.event-time.too-old", "An event of more than 37 days ago isn't eligible", kDrop,
        kDocumented, kHome),
    row("snapchat.hit.pixel-unknown", "A hit of a pixel that doesn't exist counts nowhere", kDrop,
        kAssumed, kOmnibug),
    row("snapchat.hit.pixel-missing", "A hit that names no pixel (pid) counts nowhere", kDrop,
        kAssumed, kOmnibug),
    row("snapchat.hit.event-missing", "A hit that names no event (ev) counts nowhere", kDrop,
        kAssumed, kOmnibug),
    // Counted, and said.
    row("snapchat.event-name.case", "Event names are upper-case: `Purchase` is none of the funnel",
        kWarn, kObserved, kSegment),
    row("snapchat.event-name.custom", "Another name is none of the funnel", kAccept, kObserved,
        kSegment),
    row("snapchat.event-id.missing",
        "Without event_id (the pixel: client_dedup_id) an event is told from its copy by the "
        "order's id at best",
        kWarn, kDocumented, kDeduplication),
    row("snapchat.value.malformed", "value (e_pr) is a number, not negative", kWarn, kObserved,
        kSegment),
    row("snapchat.currency.invalid", "currency (e_cur) is a code of ISO 4217", kWarn, kObserved,
        kSegment),
    row("snapchat.purchase.value-missing", "A purchase says its value", kWarn, kObserved, kSegment),
    row("snapchat.purchase.currency-missing", "A purchase says its currency", kWarn, kObserved,
        kSegment),
    row("snapchat.user-data.clear-text",
        "em, ph, fn, ln, ct, st, zp and country are SHA-256 digests, the pixel's u_hem, u_hpn and "
        "their like too",
        kWarn, kDocumented, kParameters),
    row("snapchat.user-data.hash-form", "A digest is SHA-256 in lower-case hexadecimal", kWarn,
        kDocumented, kParameters),
    row("snapchat.user-data.placeholder",
        "The digest of an empty text, of null, undefined or an example address is nobody's", kWarn,
        kAssumed, kParameters),
    row("snapchat.user-data.hashed", "client_ip_address and client_user_agent are sent as they are",
        kWarn, kDocumented, kParameters),
    row("snapchat.limited-data-use",
        "data_processing_options LDU is taken, counted, and used for no targeting", kAccept,
        kObserved, kSegment),
    row("snapchat.counted", "A valid event that is nobody's copy is counted", kAccept, kDocumented,
        kDeduplication),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& each : kRules) {
    if (each.id == id) return each;
  }
  throw "no such rule";
}

}  // namespace tagproof::snapchat
