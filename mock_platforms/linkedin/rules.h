#pragma once

#include <string_view>

#include "mock_platforms/conversion_api/rule_row.h"

/// LinkedIn's decisions, one a row. Refusals stand in the order in which the API looks: of several,
/// the first row answers. The code is the HTTP status.
namespace tagproof::linkedin {

inline constexpr std::string_view kSchema =
    "https://learn.microsoft.com/en-us/linkedin/marketing/integrations/ads-reporting/"
    "conversions-api-schema";
inline constexpr std::string_view kDeduplication =
    "https://learn.microsoft.com/en-us/linkedin/marketing/integrations/conversions/deduplication";
inline constexpr std::string_view kRudderStack =
    "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/cdk/v2/destinations/"
    "linkedin_ads";
inline constexpr std::string_view kSegment =
    "https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/"
    "destinations/linkedin-conversions";
inline constexpr std::string_view kWalker =
    "https://github.com/elbwalker/walkerOS/tree/main/packages/server/destinations/linkedin";
inline constexpr std::string_view kSalesforce =
    "https://developer.salesforce.com/docs/data/data-cloud-int/guide/c360-a-linkedincapi-connector."
    "html";
inline constexpr std::string_view kShware = "https://www.npmjs.com/package/@shware/analytics";
inline constexpr std::string_view kOmnibug =
    "https://github.com/MisterPhilip/omnibug/tree/main/src/providers";

using namespace conversion_api;

constexpr Rule row(std::string_view id, std::string_view text, RuleSeverity severity,
                   Confidence confidence, std::string_view source, int code = 0) {
  return rule_row("linkedin_rules_test", id, text, severity, confidence, source, code);
}

inline constexpr Rule kRules[] = {
    // Refused, with the whole request.
    row("linkedin.token.missing", "A call needs the header Authorization with a Bearer", kRefuse,
        kObserved, kRudderStack, 401),
    row("linkedin.token.unknown", "An access token that nobody has, or that ran out, is refused",
        kRefuse, kObserved, kRudderStack, 401),
    row("linkedin.version.missing", "A call says its version in the header LinkedIn-Version",
        kRefuse, kObserved, kRudderStack, 400),
    row("linkedin.version.sunset",
        "A version that is switched off is refused (setting linkedin.oldest_version)", kRefuse,
        kObserved, kRudderStack, 426),
    row("linkedin.method.missing", "A batch says so in the header X-RestLi-Method: BATCH_CREATE",
        kRefuse, kObserved, kRudderStack, 400),
    row("linkedin.body.unreadable", "The body is JSON", kRefuse, kAssumed, kSchema, 400),
    row("linkedin.elements.missing", "A request has a list `elements` of events", kRefuse,
        kObserved, kWalker, 400),
    row("linkedin.elements.too-many", "At most 5000 events in one request", kRefuse, kObserved,
        kSalesforce, 400),
    // Refused, and the rest of the batch with it.
    row("linkedin.event.unreadable", "An event is a JSON object", kRefuse, kAssumed, kSchema, 422),
    row("linkedin.conversion.missing", "An event names its conversion rule", kRefuse, kDocumented,
        kSchema, 422),
    row("linkedin.conversion.form", "conversion is urn:lla:llaPartnerConversion:<id>", kRefuse,
        kDocumented, kSchema, 422),
    row("linkedin.event-time.missing", "An event has its conversionHappenedAt", kRefuse,
        kDocumented, kSchema, 422),
    row("linkedin.event-time.unit",
        "conversionHappenedAt is in Unix milliseconds; seconds are a day of 1970", kRefuse,
        kDocumented, kSchema, 422),
    row("linkedin.amount.type", "amount is text; a number is refused", kRefuse, kObserved, kWalker,
        422),
    row("linkedin.parameter.type", "A member is of its type", kRefuse, kAssumed, kSchema, 422),
    row("linkedin.identity.missing", "An event has at least one user id", kRefuse, kObserved,
        kSegment, 422),
    row("linkedin.id-type.unknown",
        "idType is SHA256_EMAIL, LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID, ACXIOM_ID, "
        "PLAINTEXT_IP_ADDRESS, SHA256_IP_ADDRESS or GOOGLE_AID; ORACLE_MOAT_ID was taken out",
        kRefuse, kObserved, kShware, 422),
    row("linkedin.user-info.names", "userInfo has both names, or neither", kRefuse, kObserved,
        kRudderStack, 422),
    row("linkedin.external-ids.too-many", "externalIds has one id at most", kRefuse, kDocumented,
        kSchema, 422),
    row("linkedin.event-time.too-old", "An event older than 90 days is refused", kRefuse, kObserved,
        kSalesforce, 400),
    row("linkedin.conversion.unknown",
        "The conversion rule exists in the account, and takes the Conversions API", kRefuse,
        kObserved, kRudderStack, 400),
    row("linkedin.batch", "One invalid event loses all of its request", kRefuse, kObserved,
        kRudderStack, 422),
    // Dropped: the tag's host is always content.
    row("linkedin.hit.account-unknown", "A hit of a partner id that doesn't exist counts nowhere",
        kDrop, kAssumed, kOmnibug),
    row("linkedin.hit.conversion-unknown", "A conversion id that the account lacks counts nowhere",
        kDrop, kAssumed, kOmnibug),
    row("linkedin.hit.unreadable", "A hit that names no partner id is lost", kDrop, kAssumed,
        kOmnibug),
    // Counted, and said.
    row("linkedin.event-id.missing", "Without eventId nothing is deduplicated", kWarn, kDocumented,
        kDeduplication),
    row("linkedin.value.malformed", "amount is a number, not negative", kWarn, kAssumed, kSchema),
    row("linkedin.currency.invalid", "currencyCode is a code of ISO 4217", kWarn, kDocumented,
        kSchema),
    row("linkedin.purchase.value-missing", "A purchase says its conversionValue", kWarn,
        kDocumented, kSchema),
    row("linkedin.purchase.currency-missing", "A purchase says its currencyCode", kWarn,
        kDocumented, kSchema),
    row("linkedin.user-data.clear-text",
        "SHA256_EMAIL and SHA256_IP_ADDRESS are sent as SHA-256 digests", kWarn, kDocumented,
        kSchema),
    row("linkedin.user-data.hash-form", "A digest is SHA-256 in lower-case hexadecimal", kWarn,
        kObserved, kWalker),
    row("linkedin.user-data.placeholder",
        "The digest of an empty text, of null, undefined or an example address is nobody's", kWarn,
        kAssumed, kSchema),
    row("linkedin.user-data.hashed", "PLAINTEXT_IP_ADDRESS and countryCode are sent as they are",
        kWarn, kObserved, kShware),
    row("linkedin.counted", "A valid event that is nobody's copy is counted", kAccept, kDocumented,
        kDeduplication),
};

/// The row of that id; a wrong id doesn't compile.
consteval const Rule& rule(std::string_view id) {
  for (const auto& each : kRules) {
    if (each.id == id) return each;
  }
  throw "no such rule";
}

}  // namespace tagproof::linkedin
