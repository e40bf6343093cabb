#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request microsoft_capi() {
  return {
      "POST",
      "https://capi.uet.microsoft.com/v1/12345678/events",
      {{"Host", "capi.uet.microsoft.com"},
       {"Authorization", "Bearer made-up-microsoft-token-of-a-usual-length-0123456789abcdef"},
       {"Content-Type", "application/json"}},
      R"({"data":[{"eventType":"custom","eventName":"purchase","eventId":"order-88888888",)"
      R"("eventTime":1768471170,"pageLoadId":"0f0f0f0f-0000-4000-8000-000000000001",)"
      R"("eventSourceUrl":"https://acme.example/checkout/thanks?order=88888888",)"
      R"("referrerUrl":"https://acme.example/checkout","pageTitle":"Thank you",)"
      R"("adStorageConsent":"G","userData":{)"
      R"("em":"b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514",)"
      R"("ph":"e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",)"
      R"("externalId":"6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997",)"
      R"("anonymousId":"0f0f0f0f-0000-4000-8000-000000000002",)"
      R"("msclkid":"0123456789abcdef0123456789abcdef",)"
      R"("clientIpAddress":"2001:db8:85a3::8a2e:370:7334",)"
      R"("clientUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36"},)"
      R"("customData":{"transactionId":"88888888","value":54.26,"currency":"EUR","items":[)"
      R"({"id":"TSHIRT-BLUE-M","name":"T-Shirt","price":25.13,"quantity":2},)"
      R"({"id":"STICKER","name":"Sticker","price":1,"quantity":4}]}}],"continueOnValidationError":false})"};
}

}  // namespace tagproof::bench
