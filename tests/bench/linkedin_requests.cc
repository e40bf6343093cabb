#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

/// Less than 1 KB, since LinkedIn takes no items: what else it takes is here.
Request linkedin_api() {
  return {
      "POST",
      "https://api.linkedin.com/rest/conversionEvents",
      {{"Host", "api.linkedin.com"},
       {"Authorization", "Bearer made-up-linkedin-token-of-a-usual-length-0123456789abcdef"},
       {"LinkedIn-Version", "202509"},
       {"X-Restli-Protocol-Version", "2.0.0"},
       {"X-RestLi-Method", "BATCH_CREATE"},
       {"Content-Type", "application/json"}},
      R"({"elements":[{"conversion":"urn:lla:llaPartnerConversion:123",)"
      R"("conversionHappenedAt":1768471170000,"eventId":"order-88888888",)"
      R"("conversionValue":{"currencyCode":"EUR","amount":"54.26"},"user":{"userIds":[)"
      R"({"idType":"SHA256_EMAIL","idValue":"b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"},)"
      R"({"idType":"LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID","idValue":"3e7f7c2a-0000-4000-8000-000000000001"},)"
      R"({"idType":"PLAINTEXT_IP_ADDRESS","idValue":"2001:db8:85a3::8a2e:370:7334"}],)"
      R"("externalIds":["6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"],)"
      R"("userInfo":{"firstName":"Jane","lastName":"Doe","title":"Head of Merchandise",)"
      R"("companyName":"Example Shirts and Stickers GmbH","countryCode":"DE"}}}]})"};
}

}  // namespace tagproof::bench
