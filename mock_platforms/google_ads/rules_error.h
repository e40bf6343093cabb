#pragma once

#include "mock_platforms/google_ads/api_errors.h"
#include "mock_platforms/google_ads/rule_row.h"

/// Errors of uploads that only the platform can know of: it knows clicks, terms that a customer
/// signed, the age of an action. A mock knows none of these; setting `google_ads.errors` says which
/// thing is answered how ("Cj0-old=EXPIRED_EVENT 987=TOO_RECENT_CONVERSION_ACTION"), so that a
/// client can be tested against each.
namespace tagproof::google_ads {

constexpr Rule error_row(std::string_view id, std::string_view text, int code) {
  const bool click = id.starts_with("google_ads.click.");
  return row(kRefuse, id, text, kProto, click ? kUploadTest : kAdjustTest, code);
}

inline constexpr Rule kErrorRules[] = {
    error_row("google_ads.click.unauthorized-customer",
              "The click is of an account that the customer may not use", 8),
    error_row("google_ads.click.action-too-recent", "The action is less than six hours old", 10),
    error_row("google_ads.click.tracking-not-enabled",
              "Conversion tracking wasn't on when the ad was seen", 11),
    error_row("google_ads.click.external-data-missing",
              "The action is externally attributed and needs externalAttributionData", 13),
    error_row("google_ads.click.external-order-id",
              "An externally attributed action takes no order id", 14),
    error_row("google_ads.click.custom-variable-off", "The custom variable isn't enabled", 28),
    error_row("google_ads.click.custom-variable-pii",
              "The custom variable's value holds personal data", 29),
    error_row("google_ads.click.customer-of-click", "The click is of another customer", 30),
    error_row("google_ads.click.att-policy", "App tracking transparency forbids the conversion",
              32),
    error_row("google_ads.click.click-not-found",
              "No click of this user is known; may be ignored, nothing is counted", 33),
    error_row("google_ads.click.external-identifiers",
              "An externally attributed action takes no user identifiers", 35),
    error_row("google_ads.click.precedes-click", "The conversion is said to be before its click",
              42),
    error_row("google_ads.click.click-expired",
              "The click is older than the action's click-through window", 43),
    error_row("google_ads.click.click-too-recent", "The click is less than six hours old", 44),
    error_row("google_ads.click.event-not-found", "The click is none of Google Ads", 45),
    error_row("google_ads.click.policy-forbids",
              "The customer's data policy forbids enhanced conversions", 47),
    error_row("google_ads.click.terms-not-accepted",
              "The customer hasn't accepted the customer data terms", 48),
    error_row("google_ads.click.leads-not-enabled", "Enhanced conversions for leads aren't enabled",
              50),
    error_row("google_ads.adjust.action-too-recent",
              "The action is less than six hours old (answered until 2024-09-09)", 2),
    error_row("google_ads.adjust.default-value-only",
              "The action always uses its default value and can't be restated", 10),
    error_row("google_ads.adjust.too-many-of-conversion", "The conversion was adjusted too often",
              12),
    error_row("google_ads.adjust.terms-not-accepted",
              "The customer hasn't accepted the customer data terms", 15),
    error_row("google_ads.adjust.identifier-kind", "The user identifier is of no supported kind",
              18),
    error_row("google_ads.adjust.already-enhanced", "The conversion was enhanced before", 21),
    error_row("google_ads.adjust.policy-forbids",
              "The customer's data policy forbids the enhancement", 23),
};

}  // namespace tagproof::google_ads
