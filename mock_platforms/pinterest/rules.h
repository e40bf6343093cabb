#pragma once

#include <string_view>

#include "mock_platforms/conversion_api/rule_row.h"

/// Pinterest's decisions, one a row. Refusals stand in the order in which the API looks: of
/// several, the first row answers. A code is the API's; 0: the event fails, its request doesn't.
namespace tagproof::pinterest {

inline constexpr std::string_view kSpec =
    "https://github.com/pinterest/api-description/blob/main/v5/openapi.yaml";
inline constexpr std::string_view kSegment =
    "https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/"
    "destinations/pinterest-conversions";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/blob/main/src/providers/Pinterest.js";

using namespace conversion_api;

constexpr Rule row(std::string_view id, std::string_view text, RuleSeverity severity,
                   Confidence confidence, std::string_view source, int code = 0) {
  return rule_row("pinterest_rules_test", id, text, severity, confidence, source, code);
}

inline constexpr int kInvalid = 4196;
inline constexpr int kUnauthorized = 2;
inline constexpr int kForbidden = 29;

inline constexpr Rule kRules[] = {
    // Refused: the request.
    row("pinterest.body.unreadable", "The body is JSON", kRefuse, kAssumed, kSpec, kInvalid),
    row("pinterest.token.missing", "A request has the header Authorization: Bearer", kRefuse,
        kDocumented, kSpec, kUnauthorized),
    row("pinterest.token.unknown", "A token that nobody has is refused", kRefuse, kDocumented,
        kSpec, kUnauthorized),
    row("pinterest.account.permission",
        "The token must be allowed to write to the ad account, and the ad account must exist",
        kRefuse, kDocumented, kSpec, kForbidden),
    row("pinterest.data.missing", "A request has a list `data` of at least one event", kRefuse,
        kDocumented, kSpec, kInvalid),
    row("pinterest.data.too-many", "At most 1000 events in one request", kRefuse, kDocumented,
        kSpec, kInvalid),
    // Refused: an event that breaks the schema.
    row("pinterest.event.unreadable", "An event is a JSON object", kRefuse, kDocumented, kSpec,
        kInvalid),
    row("pinterest.property.unknown",
        "An event, its custom_data and an item have no properties of one's own", kRefuse,
        kDocumented, kSpec, kInvalid),
    row("pinterest.property.type",
        "A property is of its type: value and item_price are text, em is a list, quantity a number",
        kRefuse, kDocumented, kSpec, kInvalid),
    row("pinterest.event-name.missing", "An event has an event_name", kRefuse, kDocumented, kSpec,
        kInvalid),
    row("pinterest.action-source.missing",
        "An event has an action_source: web, app_ios, app_android or offline", kRefuse, kDocumented,
        kSpec, kInvalid),
    row("pinterest.action-source.unknown",
        "action_source is none of web, app_ios, app_android and offline", kRefuse, kDocumented,
        kSpec, kInvalid),
    row("pinterest.event-time.missing", "An event has an event_time", kRefuse, kDocumented, kSpec,
        kInvalid),
    row("pinterest.event-id.missing",
        "An event has an event_id: without it tag and API are counted twice", kRefuse, kDocumented,
        kSpec, kInvalid),
    // Refused: an event that can't be processed.
    row("pinterest.event-name.unknown",
        "event_name is one of the API's; with another the event isn't accepted", kRefuse,
        kDocumented, kSpec),
    row("pinterest.event-time.unit",
        "event_time is in Unix seconds; milliseconds are no time of today", kRefuse, kAssumed,
        kSpec),
    row("pinterest.identity.missing",
        "user_data has em, hashed_maids, or client_ip_address and client_user_agent", kRefuse,
        kDocumented, kSpec),
    row("pinterest.value.malformed", "value is text that can be read as a number, not negative",
        kRefuse, kAssumed, kSpec),
    row("pinterest.batch",
        "One invalid event loses all of its request (setting pinterest.bad_event)", kRefuse,
        kAssumed, kSpec, kInvalid),
    // Dropped: answered like any other.
    row("pinterest.test", "test=true in the query: answered alike, and nothing is recorded", kDrop,
        kDocumented, kSpec),
    // Dropped: the tag is always answered with an image.
    row("pinterest.hit.account-unknown", "A hit of a tag that doesn't exist counts nowhere", kDrop,
        kAssumed, kOmnibug),
    row("pinterest.hit.account-missing", "A hit that names no tag (tid) counts nowhere", kDrop,
        kAssumed, kOmnibug),
    // Counted, and said.
    row("pinterest.hit.unreadable", "ed, pd and ad are JSON; what can't be read is left out", kWarn,
        kObserved, kOmnibug),
    row("pinterest.event-name.custom", "To the tag a name of one's own is none of the funnel",
        kAccept, kObserved, kOmnibug),
    row("pinterest.tag.event-id-missing",
        "A tag's event without event_id is counted beside the API's copy", kWarn, kDocumented,
        kSpec),
    row("pinterest.tag.value-malformed", "The tag's value is a number, not negative", kWarn,
        kAssumed, kOmnibug),
    row("pinterest.currency.invalid", "currency is a code of ISO 4217", kWarn, kAssumed, kSpec),
    row("pinterest.purchase.value-missing", "A checkout says its value", kWarn, kAssumed, kSpec),
    row("pinterest.purchase.currency-missing",
        "Without currency the ad account's is taken, whatever the shopper paid in", kWarn,
        kDocumented, kSpec),
    row("pinterest.user-data.clear-text",
        "em, ph, fn, ln, ct, st, zp, country and external_id are SHA-256 digests", kWarn,
        kDocumented, kSpec),
    row("pinterest.user-data.hash-form", "A digest is SHA-256 in lower-case hexadecimal", kWarn,
        kAssumed, kSpec),
    row("pinterest.user-data.placeholder",
        "The digest of an empty text, of null, undefined or an example address is nobody's", kWarn,
        kAssumed, kSpec),
    row("pinterest.user-data.hashed",
        "client_ip_address and client_user_agent are sent as they are", kWarn, kDocumented, kSpec),
    row("pinterest.opt-out",
        "opt_out and opt_out_type LDP are taken and counted, and the event isn't used for "
        "targeting: set by default they cost optimisation",
        kAccept, kAssumed, kSegment),
    row("pinterest.counted", "A valid event that is nobody's copy is counted", kAccept, kDocumented,
        kSpec),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& each : kRules) {
    if (each.id == id) return each;
  }
  throw "no such rule";
}

}  // namespace tagproof::pinterest
