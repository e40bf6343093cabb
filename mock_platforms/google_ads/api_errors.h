#pragma once

#include <string_view>

/// How the API words a refusal: the enum's name within `errorCode`, and, for a whole request, its
/// status. Source:
/// https://github.com/googleapis/googleapis/tree/master/google/ads/googleads/v25/errors
namespace tagproof::google_ads {

struct ApiError {
  std::string_view rule{};
  std::string_view category{};  // "conversionUploadError"; empty: no GoogleAdsFailure
  std::string_view name{};      // "ORDER_ID_ALREADY_IN_USE"
  std::string_view message{};
  int http = 200;  // 200: an error of one row
};

inline constexpr std::string_view kClickError = "conversionUploadError";
inline constexpr std::string_view kAdjustError = "conversionAdjustmentUploadError";
inline constexpr std::string_view kRequired = "The required field was not present.";

inline constexpr ApiError kApiErrorRows[] = {
    {"google_ads.api.version", "requestError", "UNSUPPORTED_VERSION",
     "Version is deprecated. Requests to this version will be blocked.", 400},
    {"google_ads.api.token-missing", "", "",
     "Request is missing required authentication credential. Expected OAuth 2 access token, login "
     "cookie or "
     "other valid authentication credential.",
     401},
    {"google_ads.api.token-unknown", "authenticationError", "OAUTH_TOKEN_INVALID",
     "Oauth token in the header is not valid.", 401},
    {"google_ads.api.permission", "authorizationError", "USER_PERMISSION_DENIED",
     "User doesn't have permission to access customer.", 403},
    {"google_ads.api.not-allowlisted", "notAllowlistedError",
     "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE",
     "Customer is not allowlisted for accessing this feature.", 403},
    {"google_ads.api.body", "", "", "Invalid JSON payload received.", 400},
    {"google_ads.api.rows-missing", "fieldError", "REQUIRED", kRequired, 400},
    {"google_ads.api.partial-failure", "partialFailureError", "PARTIAL_FAILURE_MODE_REQUIRED",
     "The partial failure field was false in the request. This method requires this field be set "
     "to true.",
     400},
    {"google_ads.api.too-many-conversions", kClickError, "TOO_MANY_CONVERSIONS_IN_REQUEST",
     "The specified request has more than 2000 conversions.", 400},
    {"google_ads.api.too-many-adjustments", kAdjustError, "TOO_MANY_ADJUSTMENTS_IN_REQUEST",
     "The specified request has more than 2000 adjustments.", 400},
    {"google_ads.api.job-id", kClickError, "INVALID_JOB_ID",
     "Invalid value for job id, expected a value between 1 and 2^31.", 400},

    {"google_ads.click.action-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.click.action-unknown", kClickError, "NO_CONVERSION_ACTION_FOUND",
     "The conversion action specified in the upload request cannot be found."},
    {"google_ads.click.action-type", kClickError, "INVALID_CONVERSION_ACTION_TYPE",
     "The conversion action specified in the upload request is not set up for uploading "
     "conversions."},
    {"google_ads.click.id-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.click.two-braids", kClickError, "GBRAID_WBRAID_BOTH_SET",
     "Both gbraid and wbraid are set in the request. Only one of them may be set."},
    {"google_ads.click.gclid", kClickError, "UNPARSEABLE_GCLID",
     "The imported gclid could not be decoded."},
    {"google_ads.click.time-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.click.time-form", "dateError", "INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
     "Given string did not conform to the format yyyy-mm-dd hh:mm:ss+|-hh:mm."},
    {"google_ads.click.currency", "currencyCodeError", "UNSUPPORTED",
     "The currency code is not supported."},
    {"google_ads.click.user-identifier", kClickError, "INVALID_USER_IDENTIFIER",
     "User identifiers must be a SHA-256 hash and not empty."},
    {"google_ads.click.user-identifier-kind", kClickError, "UNSUPPORTED_USER_IDENTIFIER",
     "User identifier is not supported."},
    {"google_ads.click.order-id-pii", kClickError, "ORDER_ID_CONTAINS_PII",
     "The order ID contains personally identifiable information."},
    {"google_ads.click.order-id-in-use", kClickError, "ORDER_ID_ALREADY_IN_USE",
     "The order ID was already used for a conversion of this action."},
    {"google_ads.click.order-id-twice", kClickError, "DUPLICATE_ORDER_ID",
     "The request contains more than one conversion with this order ID."},
    {"google_ads.click.twice-in-request", kClickError, "DUPLICATE_CLICK_CONVERSION_IN_REQUEST",
     "The request contained more than one conversion with this click and date/time."},
    {"google_ads.dedup.click-and-time", kClickError, "CLICK_CONVERSION_ALREADY_EXISTS",
     "A conversion with the same click and date/time was uploaded before."},

    {"google_ads.adjust.action-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.adjust.action-unknown", kAdjustError, "NO_CONVERSION_ACTION_FOUND",
     "The conversion action specified in the adjustment request cannot be found."},
    {"google_ads.adjust.action-type", kAdjustError, "INVALID_CONVERSION_ACTION_TYPE",
     "The conversion action's type can't be adjusted."},
    {"google_ads.adjust.not-enhanceable", kAdjustError,
     "CONVERSION_ACTION_NOT_ELIGIBLE_FOR_ENHANCEMENT",
     "The conversion action is not eligible for enhancements."},
    {"google_ads.adjust.type-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.adjust.time-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.adjust.time-form", "dateError", "INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
     "Given string did not conform to the format yyyy-mm-dd hh:mm:ss+|-hh:mm."},
    {"google_ads.adjust.order-id-missing", kAdjustError, "MISSING_ORDER_ID_FOR_WEBPAGE",
     "Adjustments of WEBPAGE conversion actions must have an order ID."},
    {"google_ads.adjust.two-ids", kAdjustError, "GCLID_DATE_TIME_PAIR_AND_ORDER_ID_BOTH_SET",
     "The gclid_date_time_pair and the order_id cannot both be set."},
    {"google_ads.adjust.order-id-pii", kAdjustError, "ORDER_ID_CONTAINS_PII",
     "The order ID contains personally identifiable information."},
    {"google_ads.adjust.value-missing", "fieldError", "REQUIRED", kRequired},
    {"google_ads.adjust.value-forbidden", "fieldError", "VALUE_MUST_BE_UNSET",
     "The field's value must be unset."},
    {"google_ads.adjust.currency", "currencyCodeError", "UNSUPPORTED",
     "The currency code is not supported."},
    {"google_ads.adjust.user-identifier", kAdjustError, "INVALID_USER_IDENTIFIER",
     "User identifiers must be a SHA-256 hash and not empty."},
    {"google_ads.adjust.twice-in-request", kAdjustError, "DUPLICATE_ADJUSTMENT_IN_REQUEST",
     "The request contains two adjustments for the same conversion with the same adjustment time."},
    {"google_ads.adjust.conversion-not-found", kAdjustError, "CONVERSION_NOT_FOUND",
     "Can't find the conversion with the given conversion identifier."},
    {"google_ads.adjust.conversion-expired", kAdjustError, "CONVERSION_EXPIRED",
     "The conversion that was adjusted happened more than 54 days ago."},
    {"google_ads.adjust.precedes-conversion", kAdjustError, "ADJUSTMENT_PRECEDES_CONVERSION",
     "The adjustment's time is before the conversion's."},
    {"google_ads.adjust.conversion-too-recent", kAdjustError, "TOO_RECENT_CONVERSION",
     "The conversion happened less than 24 hours ago. Try again later."},
    {"google_ads.adjust.already-retracted", kAdjustError, "CONVERSION_ALREADY_RETRACTED",
     "The conversion was already retracted."},
    {"google_ads.adjust.more-recent-restatement", kAdjustError, "MORE_RECENT_RESTATEMENT_FOUND",
     "A more recent restatement was made for the conversion."},
    {"google_ads.adjust.restatement-exists", kAdjustError, "RESTATEMENT_ALREADY_EXISTS",
     "A restatement with this adjustment time exists for the conversion."},
};

constexpr const ApiError* api_error(std::string_view rule) {
  for (const auto& one : kApiErrorRows) {
    if (one.rule == rule) return &one;
  }
  return nullptr;
}

}  // namespace tagproof::google_ads
