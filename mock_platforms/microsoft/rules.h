#pragma once

#include <string_view>

#include "mock_platforms/conversion_api/rule_row.h"

/// Microsoft's decisions, one a row. Refusals stand in the order in which the API looks: of
/// several, the first row answers. The code is the HTTP status, which no source settles but for 200
/// and 401.
namespace tagproof::microsoft {

inline constexpr std::string_view kCapi =
    "https://learn.microsoft.com/en-us/advertising/guides/uet-conversion-api-integration";
inline constexpr std::string_view kAdjustments =
    "https://learn.microsoft.com/en-us/advertising/campaign-management-service/"
    "onlineconversionadjustment?view=bingads-13";
inline constexpr std::string_view kSdk =
    "https://github.com/BingAds/BingAds-PHP-SDK/tree/main/src/V13/CampaignManagement";
inline constexpr std::string_view kSegment =
    "https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/"
    "destinations/ms-bing-capi";
inline constexpr std::string_view kWalker =
    "https://github.com/elbwalker/walkerOS/tree/main/packages/server/destinations/bing";
inline constexpr std::string_view kShware = "https://www.npmjs.com/package/@shware/analytics";
inline constexpr std::string_view kTealium =
    "https://docs.tealium.com/server-side-connectors/microsoft-uet-conversion-api-connector";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/tree/main/src/providers";

using namespace conversion_api;

constexpr Rule row(std::string_view id, std::string_view text, RuleSeverity severity,
                   Confidence confidence, std::string_view source, int code = 0) {
  return rule_row("microsoft_rules_test", id, text, severity, confidence, source, code);
}

inline constexpr Rule kRules[] = {
    // Refused: the Conversion API.
    row("microsoft.body.unreadable", "The body is JSON", kRefuse, kAssumed, kCapi, 400),
    row("microsoft.token.missing", "A server call needs the header Authorization with a Bearer",
        kRefuse, kObserved, kTealium, 401),
    row("microsoft.token.unknown", "A token that nobody has is refused", kRefuse, kAssumed,
        kTealium, 401),
    row("microsoft.tag.account-permission",
        "The token is made on the UET tag that it writes to, and the tag must exist", kRefuse,
        kObserved, kTealium, 401),
    row("microsoft.data.missing", "A request has a list `data` of events", kRefuse, kObserved,
        kWalker, 400),
    row("microsoft.data.too-many", "At most 1000 events in one request", kRefuse, kObserved,
        kTealium, 400),
    row("microsoft.event.unreadable", "An event is a JSON object", kRefuse, kAssumed, kCapi, 400),
    row("microsoft.event-type.missing", "An event says its eventType", kRefuse, kObserved, kWalker,
        400),
    row("microsoft.event-type.unknown", "eventType is pageLoad or custom", kRefuse, kObserved,
        kSegment, 400),
    row("microsoft.event-name.missing", "A custom event has an eventName, by which a goal finds it",
        kRefuse, kObserved, kSegment, 400),
    row("microsoft.page-load.url-missing", "A pageLoad has its eventSourceUrl", kRefuse, kObserved,
        kSegment, 400),
    row("microsoft.event-time.missing", "An event has its eventTime", kRefuse, kAssumed, kSegment,
        400),
    row("microsoft.event-time.unit",
        "eventTime is in Unix seconds; milliseconds are no time of today", kRefuse, kAssumed,
        kSegment, 400),
    row("microsoft.ad-storage.word", "adStorageConsent says G or D", kRefuse, kObserved, kWalker,
        400),
    row("microsoft.parameter.type", "A parameter is of its type: value and price are numbers",
        kRefuse, kObserved, kSegment, 400),
    row("microsoft.batch",
        "One invalid event loses its whole request, unless continueOnValidationError is true",
        kRefuse, kObserved, kWalker, 400),
    // Refused: adjustments, each alone, as a partial error.
    row("microsoft.adjust.order-id.missing", "An adjustment names a TransactionId", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.goal.missing", "An adjustment names a ConversionName", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.goal.unknown", "ConversionName is the name of a goal that exists",
        kRefuse, kDocumented, kAdjustments),
    row("microsoft.adjust.type.missing", "An adjustment says its AdjustmentType", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.type.unknown", "AdjustmentType is Retract or Restate", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.time.missing", "An adjustment has its AdjustmentTime", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.time.form", "AdjustmentTime is a date and time in UTC", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.amount.missing", "A Restate has its AdjustmentValue", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.amount.unwanted", "A Retract has no AdjustmentValue", kRefuse,
        kDocumented, kAdjustments),
    row("microsoft.adjust.conversion-not-found",
        "No conversion has that TransactionId (setting microsoft.adjust_unknown)", kRefuse,
        kAssumed, kAdjustments),
    row("microsoft.adjust.time.early", "An adjustment isn't earlier than its conversion", kRefuse,
        kDocumented, kAdjustments),
    // Dropped.
    row("microsoft.hit.tag-unknown", "A hit to a UET tag that doesn't exist counts nowhere", kDrop,
        kAssumed, kOmnibug),
    row("microsoft.hit.unreadable", "A hit that names no UET tag or no event is lost", kDrop,
        kAssumed, kOmnibug),
    row("microsoft.goal.unknown",
        "An event that no goal asks for is received and is no conversion: a goal's action is the "
        "event's name, letter for letter",
        kDrop, kObserved, kShware),
    // Counted, and said.
    row("microsoft.event-id.missing", "Without eventId nothing is deduplicated", kWarn, kObserved,
        kShware),
    row("microsoft.value.malformed", "value is a number, not negative", kWarn, kObserved, kSegment),
    row("microsoft.currency.invalid", "currency is a code of ISO 4217", kWarn, kObserved, kSegment),
    row("microsoft.purchase.value-missing", "A purchase says its value", kWarn, kObserved,
        kSegment),
    row("microsoft.purchase.currency-missing", "A purchase says its currency", kWarn, kObserved,
        kSegment),
    row("microsoft.identity.missing",
        "An event needs something to match it by: msclkid, em, ph, externalId, anonymousId, or "
        "clientIpAddress with clientUserAgent",
        kWarn, kAssumed, kSegment),
    row("microsoft.user-data.clear-text", "em and ph are sent as SHA-256 digests", kWarn, kObserved,
        kWalker),
    row("microsoft.user-data.hash-form", "A digest is SHA-256 in lower-case hexadecimal", kWarn,
        kObserved, kWalker),
    row("microsoft.user-data.placeholder",
        "The digest of an empty text, of null, undefined or an example address is nobody's", kWarn,
        kAssumed, kWalker),
    row("microsoft.user-data.hashed", "clientIpAddress and clientUserAgent are sent as they are",
        kWarn, kObserved, kWalker),
    row("microsoft.consent.denied",
        "With ad storage denied an event is received and no conversion (setting microsoft.denied)",
        kAccept, kAssumed, kShware),
    row("microsoft.counted", "A valid event that a goal asks for and that is nobody's copy counts",
        kAccept, kObserved, kShware),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& each : kRules) {
    if (each.id == id) return each;
  }
  throw "no such rule";
}

}  // namespace tagproof::microsoft
