#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "harness/wire/name_table.h"
#include "mock_platforms/google_ads/rules.h"

/// How Data Manager words a decision: the reason in a 400's details or in `fieldWarnings`, or the
/// reason that the request's status gives later. Sources:
/// https://github.com/googleapis/googleapis/tree/master/google/ads/datamanager/v1 (error.proto,
/// processing_errors.proto),
/// https://developers.google.com/data-manager/api/devguides/concepts/understand-errors
namespace tagproof::google_ads {

struct IngestError {
  std::string_view rule{};
  std::string_view reason{};  // empty: the parser's refusal, which names none
  std::string_view description{};
  int http = 400;  // 200: a warning, or an error of the status
};

inline constexpr std::string_view kFieldMissing = "REQUIRED_FIELD_MISSING";
inline constexpr std::string_view kFieldMissingText = "The required field is missing.";

/// Refusals, and warnings of the answer (http 200).
inline constexpr IngestError kIngestErrors[] = {
    {"google_ads.ingest.token-missing", "CREDENTIALS_MISSING",
     "Request is missing required authentication credential. Expected OAuth 2 access token, login "
     "cookie or other valid authentication credential.",
     401},
    {"google_ads.ingest.token-unknown", "ACCESS_TOKEN_INVALID",
     "Request had invalid authentication credentials.", 401},
    {"google_ads.ingest.permission", "PERMISSION_DENIED", "The caller does not have permission.",
     403},
    {"google_ads.ingest.not-allowlisted", "NOT_ALLOWLISTED",
     "The account isn't allow-listed for this feature.", 403},
    {"google_ads.ingest.quota", "RESOURCE_EXHAUSTED", "Resource has been exhausted.", 429},
    {"google_ads.ingest.body", "", "Invalid JSON payload received."},
    {"google_ads.ingest.unknown-field", "", ""},
    {"google_ads.ingest.wrong-type", "", ""},
    {"google_ads.ingest.enum", "", ""},
    {"google_ads.ingest.timestamp-form", "", ""},
    {"google_ads.ingest.destinations-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.events-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.too-many-destinations", "TOO_MANY_DESTINATIONS",
     "The request has more than 10 destinations."},
    {"google_ads.ingest.too-many-events", "TOO_MANY_EVENTS", "The request has too many events."},
    {"google_ads.ingest.operating-account-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.account-type", "INVALID_DESTINATION",
     "The destination's account type takes no events."},
    {"google_ads.ingest.account-id", "INVALID_NUMBER_FORMAT", "The account id must be digits."},
    {"google_ads.ingest.action-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.action-form", "INVALID_CONVERSION_ACTION_ID",
     "The conversion action's id must be a number."},
    {"google_ads.ingest.action-unknown", "INVALID_CONVERSION_ACTION_ID",
     "The conversion action wasn't found in the account."},
    {"google_ads.ingest.action-type", "INVALID_CONVERSION_ACTION_TYPE",
     "The conversion action's type takes no events."},
    {"google_ads.ingest.reference-twice", "DUPLICATE_DESTINATION_REFERENCE",
     "Two destinations have the same reference."},
    {"google_ads.ingest.reference-unknown", "INVALID_DESTINATION",
     "No destination has this reference."},
    {"google_ads.ingest.timestamp-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.timestamp-future", "EVENT_TIME_INVALID", "The event lies in the future."},
    {"google_ads.ingest.transaction-id-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.offline-transaction-id-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.event-source-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.no-identifiers", "NO_IDENTIFIERS_PROVIDED",
     "The event has no identifiers."},
    {"google_ads.ingest.too-many-identifiers", "TOO_MANY_USER_IDENTIFIERS",
     "The event has more than 10 user identifiers."},
    {"google_ads.ingest.encoding-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.hex", "INVALID_HEX_ENCODING", "The value isn't in hex."},
    {"google_ads.ingest.base64", "INVALID_BASE64_ENCODING", "The value isn't in base64."},
    {"google_ads.ingest.sha256", "INVALID_SHA256_FORMAT", "The value isn't a SHA-256 hash."},
    {"google_ads.ingest.address-incomplete", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.analytics-event-name-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.ingest.analytics-event-name", "INVALID_EVENT_NAME",
     "The event's name is invalid."},
    {"google_ads.ingest.analytics-two-destinations",
     "MULTIPLE_DESTINATIONS_FOR_GOOGLE_ANALYTICS_EVENT",
     "An event goes to one Google Analytics destination."},
    {"google_ads.ingest.analytics-two-ids", "BOTH_CLIENT_ID_AND_APP_INSTANCE_ID_NOT_ALLOWED",
     "client_id and app_instance_id can't stand together."},
    {"google_ads.status.request-id-missing", kFieldMissing, kFieldMissingText},
    {"google_ads.status.request-id-unknown", "INVALID_REQUEST_ID",
     "Requested entity was not found.", 404},
    {"google_ads.ingest.currency", "INVALID_CURRENCY_CODE", "The currency is unknown.", 200},
    {"google_ads.ingest.region-code", "INVALID_FORMAT", "The region is no ISO 3166-1 alpha-2 code.",
     200},
};

/// What the status says of a record.
struct IngestReason {
  std::string_view rule{};
  std::string_view reason{};
  bool warning = false;
};
inline constexpr IngestReason kIngestReasons[] = {
    {"google_ads.ingest.too-old", "PROCESSING_ERROR_REASON_EVENT_TOO_OLD"},
    {"google_ads.ingest.value-update-late", "PROCESSING_ERROR_REASON_EVENT_TOO_OLD"},
    {"google_ads.ingest.consent-denied", "PROCESSING_ERROR_REASON_DENIED_CONSENT"},
    {"google_ads.ingest.consent-unknown", "PROCESSING_ERROR_REASON_UNKNOWN_CONSENT"},
    {"google_ads.ingest.no-consent", "PROCESSING_ERROR_REASON_NO_CONSENT"},
    {"google_ads.dedup.click-and-time", "PROCESSING_ERROR_REASON_DUPLICATE_GCLID"},
    {"google_ads.ingest.repeated-transaction", "PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID"},
    {"google_ads.ingest.gclid", "PROCESSING_ERROR_REASON_INVALID_GCLID"},
    {"google_ads.ingest.gbraid", "PROCESSING_ERROR_REASON_INVALID_GBRAID"},
    {"google_ads.ingest.wbraid", "PROCESSING_ERROR_REASON_INVALID_WBRAID"},
    {"google_ads.ingest.precedes-click", "PROCESSING_ERROR_REASON_CONVERSION_PRECEDES_CLICK"},
    {"google_ads.ingest.click-too-recent", "PROCESSING_ERROR_REASON_TOO_RECENT_CLICK"},
    {"google_ads.ingest.invalid-click", "PROCESSING_ERROR_REASON_INVALID_CLICK"},
    {"google_ads.ingest.click-not-found", "PROCESSING_ERROR_REASON_CLICK_NOT_FOUND"},
    {"google_ads.ingest.account-of-click",
     "PROCESSING_ERROR_REASON_INVALID_OPERATING_ACCOUNT_FOR_CLICK"},
    {"google_ads.ingest.original-not-found",
     "PROCESSING_ERROR_REASON_ORIGINAL_CONVERSIONS_NOT_FOUND"},
    {"google_ads.ingest.invalid-event", "PROCESSING_ERROR_REASON_INVALID_EVENT"},
    {"google_ads.ingest.internal-error", "PROCESSING_ERROR_REASON_INTERNAL_ERROR"},
    {"google_ads.ingest.cart-with-braid",
     "WARNING_REASON_CART_DATA_NOT_SUPPORTED_WITH_GBRAID_OR_WBRAID", true},
    {"google_ads.ingest.cart-price", "WARNING_REASON_CART_DATA_ITEM_UNIT_PRICE_MISSING", true},
    {"google_ads.ingest.merchant-id", "WARNING_REASON_INVALID_MERCHANT_ID", true},
    {"google_ads.ingest.analytics-client-id", "WARNING_REASON_INVALID_CLIENT_ID", true},
    {"google_ads.ingest.custom-variable", "WARNING_REASON_CUSTOM_VARIABLE_NOT_ENABLED", true},
};

/// The row of each rule, by the rule's place in kRules; null: the rule has none.
inline constexpr auto kIngestErrorOfRule = [] {
  std::array<const IngestError*, kRules.size()> errors{};
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto* const found = std::ranges::find(kIngestErrors, kRules[i].id, &IngestError::rule);
    if (found != std::end(kIngestErrors)) errors[i] = found;
  }
  return errors;
}();

/// Of one of kRules.
constexpr const IngestError* ingest_error(const Rule& rule) {
  return kIngestErrorOfRule[static_cast<std::size_t>(&rule - kRules.data())];
}

inline constexpr NameTable kIngestReasonNames{[] {
  std::array<std::string_view, std::size(kIngestReasons)> names{};
  std::ranges::transform(kIngestReasons, names.begin(), &IngestReason::rule);
  return names;
}()};

constexpr const IngestReason* ingest_reason(std::string_view rule) {
  const auto row = kIngestReasonNames.find(rule);
  return row < std::size(kIngestReasons) ? &kIngestReasons[row] : nullptr;
}

}  // namespace tagproof::google_ads
