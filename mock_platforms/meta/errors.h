#pragma once

#include <string_view>

#include "mock_platforms/meta/sources.h"
#include "mock_platforms/platform.h"

/// Errors that load, the token's or the data source's state decide, not the request: no payload
/// provokes them, the setting `meta.answer_error` does ("4", "190-463": code and sub-code).
/// Clients tell them apart by code and sub-code; statuses are the observed or the likely ones,
/// titles and messages are localised in real answers.
namespace tagproof::meta {

struct StateError {
  std::string_view id{};  // "meta.error." and the setting's word
  std::string_view text{};
  int code = 0;
  int subcode = 0;
  int status = 400;
  bool transient = false;
  std::string_view message{};
  std::string_view source{};
  Confidence confidence = Confidence::documented;
  std::string_view type{"OAuthException"};
};

inline constexpr std::string_view kStateErrorPrefix = "meta.error.";
inline constexpr StateError kStateErrors[] = {
    {"meta.error.1", "Unknown error: to be tried again", 1, 0, 500, true,
     "An unknown error occurred", kErrors},
    {"meta.error.2", "The service is down for the moment: to be tried again", 2, 0, 500, true,
     "Service temporarily unavailable", kErrors},
    {"meta.error.5000", "Unknown error of the Marketing API: to be tried again", 5000, 0, 500, true,
     "(#5000) Unknown error code", kRudderStack, Confidence::observed},
    {"meta.error.3", "The app has no capability for this call", 3, 0, 400, false,
     "(#3) Application does not have the capability to make this API call.", kErrors},
    {"meta.error.10", "The app has no permission for this action", 10, 0, 403, false,
     "(#10) Application does not have permission for this action", kErrors},
    {"meta.error.294", "Managing advertisements needs an extended permission", 294, 0, 400, false,
     "(#294) Managing advertisements requires an access token with the extended permission "
     "ads_management",
     kRudderStack, Confidence::observed},
    {"meta.error.102", "The session key is no longer valid", 102, 0, 401, false,
     "Session key invalid or no longer valid", kErrors},
    {"meta.error.190-460", "A token that was revoked", 190, 460, 401, false,
     "Error validating access token: The session has been invalidated", kRudderStack,
     Confidence::observed},
    {"meta.error.190-463", "A token that has run out", 190, 463, 401, false,
     "Error validating access token: Session has expired", kRudderStack, Confidence::observed},
    {"meta.error.100-34", "An object of the request is of the wrong kind", 100, 34, 400, false,
     "Unsupported post request", kRudderStack, Confidence::observed, "GraphMethodException"},
    {"meta.error.100-38", "An object of the request can't be reached", 100, 38, 400, false,
     "Unsupported post request", kRudderStack, Confidence::observed, "GraphMethodException"},
    {"meta.error.4-1504022", "Too many calls from this app", 4, 1504022, 400, true,
     "(#4) Application request limit reached", kRateLimits},
    {"meta.error.4-1504039", "Too many calls from this app", 4, 1504039, 400, true,
     "(#4) Application request limit reached", kRateLimits},
    {"meta.error.17-2446079", "Too many calls from this user", 17, 2446079, 400, true,
     "(#17) User request limit reached", kRateLimits},
    {"meta.error.613-1487742", "Too many calls from this ad account", 613, 1487742, 400, true,
     "(#613) Calls to this api have exceeded the rate limit.", kRateLimits},
    {"meta.error.613-5044001", "Too many calls from this ad account", 613, 5044001, 400, true,
     "(#613) Calls to this api have exceeded the rate limit.", kRateLimits},
    {"meta.error.80000", "Too many calls for this business: insights", 80000, 2446079, 400, true,
     "(#80000) There have been too many calls from this ad-account.", kRateLimits},
    {"meta.error.80003", "Too many calls for this business: custom audience", 80003, 2446079, 400,
     true, "(#80003) There have been too many calls from this ad-account.", kRateLimits},
    {"meta.error.80004", "Too many calls for this business: ads management", 80004, 2446079, 400,
     true, "(#80004) There have been too many calls to this ad-account.", kRateLimits},
    {"meta.error.80014", "Too many calls for this business: catalogue batch", 80014, 2446079, 400,
     true, "(#80014) There have been too many calls for the batch uploads to this catalog account.",
     kRateLimits},
    {"meta.error.341", "Temporary limit of the app", 341, 0, 400, true,
     "(#341) Feed action request limit reached", kRudderStack, Confidence::observed},
    {"meta.error.368", "Blocked for the moment", 368, 0, 400, true,
     "(#368) The action attempted has been deemed abusive or is otherwise disallowed", kRudderStack,
     Confidence::observed},
    {"meta.error.21009", "The data set isn't ready", 21009, 0, 500, true,
     "(#21009) The data set is not ready yet", kRudderStack, Confidence::observed},
    {"meta.error.html", "A proxy at the edge fails: HTML in place of JSON, to be tried again", 0, 0,
     500, true, "", kRudderStack, Confidence::observed, ""},
};

constexpr Rule rule_of(const StateError& error) {
  return {.id = error.id,
          .text = error.text,
          .severity = RuleSeverity::refuse,
          .confidence = error.confidence,
          .source = error.source,
          .read = "2026-09",
          .tests = "meta_rules_test",
          .code = error.code,
          .subcode = error.subcode};
}

}  // namespace tagproof::meta
