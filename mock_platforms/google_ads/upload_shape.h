#pragma once

#include <string_view>

#include "harness/model/event.h"
#include "mock_platforms/google_ads/members.h"

/// The members of the two uploads' requests. They are looked for as they are spelt here alone.
namespace tagproof::google_ads {

inline constexpr Named kUploadRequest[] = {
    {"conversions"}, {"conversionAdjustments"}, {"partialFailure"}, {"validateOnly"}, {"jobId"}};
/// What a conversion says, and an adjustment.
inline constexpr Named kRow[] = {
    {"gclid"},
    {"gbraid"},
    {"wbraid"},
    {"conversionAction"},
    {"conversionDateTime"},
    {"conversionValue"},
    {"currencyCode"},
    {"orderId"},
    {"userIdentifiers"},
    {"cartData"},
    {"consent"},
    {"externalAttributionData"},
    {"conversionEnvironment"},
    {"userIpAddress"},
    {"sessionAttributesEncoded"},
    {"sessionAttributesKeyValuePairs"},
    {"adjustmentType"},
    {"adjustmentDateTime"},
    {"gclidDateTimePair"},
    {"restatementValue"},
};

struct IdentifierKey {
  std::string_view name{};
  UserField field{};
  bool in_conversions{};  // an upload takes these; an enhancement takes all
  bool hashed{};
};
inline constexpr IdentifierKey kIdentifiers[] = {
    {"hashedEmail", UserField::email, true, true},
    {"hashedPhoneNumber", UserField::phone, true, true},
    {"hashedFirstName", UserField::first_name, false, true},
    {"hashedLastName", UserField::last_name, false, true},
    {"hashedStreetAddress", UserField::street, false, true},
    {"city", UserField::city, false, false},
    {"state", UserField::region, false, false},
    {"postalCode", UserField::zip, false, false},
    {"countryCode", UserField::country, false, false},
};

}  // namespace tagproof::google_ads
