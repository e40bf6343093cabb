#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

/// Every order has a `random` of its own, or it would be taken for another ping of the first.
Request google_ads_tag() {
  return {
      "GET",
      "https://www.googleadservices.com/pagead/conversion/123456789/?random=1788888888&cv=11"
      "&fst=1768471199500&bg=ffffff&guid=ON&async=1&en=conversion&gtm=45be61f1v9101&gcs=G111"
      "&gcd=13r3r3r2r5l1&dma_cps=sypham&dma=1&tag_exp=103116026~103200004&u_w=1920&u_h=1080"
      "&url=https%3A%2F%2Facme.example%2Fcheckout%2Fthanks%3Forder%3D88888888"
      "&ref=https%3A%2F%2Facme.example%2Fcheckout&label=AbC-D_efG&hn=www.googleadservices.com"
      "&frm=0&tiba=Thank%20you&value=54.26&currency_code=EUR&oid=88888888&oidsrc=1"
      "&gclaw=Cj0KCQiA-made_up&auid=111222333.1768470000&npa=0&pscdl=noapi&uaa=x86&uab=64"
      "&uafvl=Chromium%3B143.0.7499.40%7CGoogle%2520Chrome%3B143.0.7499.40&uamb=0&uam="
      "&uap=Windows&uapv=15.0.0&uaw=0&bttype=purchase"
      "&item=(25.13*2*TSHIRT-BLUE-M**)(1*4*STICKER**)&data=event%3Dconversion&ec_mode=a"
      "&em=tv.1~em.tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf_F5HVRQ&rfmt=3&fmt=4",
      {{"Host", "www.googleadservices.com"},
       {"User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36"},
       {"Referer", "https://acme.example/"}},
      {}};
}

/// Every order comes from a click of its own: the same click at the same time is one conversion.
Request google_ads_upload() {
  return {
      "POST",
      "https://googleads.googleapis.com/v25/customers/1234567890:uploadClickConversions",
      {{"Host", "googleads.googleapis.com"},
       {"Authorization", "Bearer ya29.made-up-token-of-a-usual-length-0123456789abcdef"},
       {"developer-token", "made-up-developer-token"},
       {"Content-Type", "application/json"}},
      R"({"conversions":[{"gclid":"Cj0KCQiA-made_up_88888888",)"
      R"("conversionAction":"customers/1234567890/conversionActions/987654321",)"
      R"("conversionDateTime":"2026-01-15 10:59:30+01:00","conversionValue":54.26,)"
      R"("currencyCode":"EUR","orderId":"88888888","userIdentifiers":[)"
      R"({"hashedEmail":"b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514","userIdentifierSource":"FIRST_PARTY"},)"
      R"({"hashedPhoneNumber":"e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176","userIdentifierSource":"FIRST_PARTY"}],)"
      R"("cartData":{"merchantId":"12345","feedCountryCode":"DE","feedLanguageCode":"de","localTransactionCost":4.9,"items":[)"
      R"({"productId":"TSHIRT-BLUE-M","quantity":2,"unitPrice":25.13},)"
      R"({"productId":"STICKER","quantity":4,"unitPrice":1}]},)"
      R"("consent":{"adUserData":"GRANTED","adPersonalization":"GRANTED"}}],)"
      R"("partialFailure":true,"validateOnly":false})"};
}

/// What no tag sent before is a conversion of its own: counted, with a warning that says so.
Request google_ads_ingest() {
  return {
      "POST",
      "https://datamanager.googleapis.com/v1/events:ingest",
      {{"Host", "datamanager.googleapis.com"},
       {"Authorization", "Bearer ya29.made-up-token-of-a-usual-length-0123456789abcdef"},
       {"Content-Type", "application/json"}},
      R"({"destinations":[{"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},)"
      R"("loginAccount":{"accountType":"GOOGLE_ADS","accountId":"9876543210"},)"
      R"("productDestinationId":"987654321"}],"encoding":"HEX",)"
      R"("consent":{"adUserData":"CONSENT_GRANTED","adPersonalization":"CONSENT_GRANTED"},)"
      R"("events":[{"adIdentifiers":{"gclid":"Cj0KCQiA-made_up_88888888"},)"
      R"("conversionValue":54.26,"currency":"EUR","eventTimestamp":"2026-01-15T09:59:30Z",)"
      R"("transactionId":"88888888","eventSource":"WEB","userData":{"userIdentifiers":[)"
      R"({"emailAddress":"b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"},)"
      R"({"phoneNumber":"e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"}]},)"
      R"("cartData":{"merchantId":"12345","merchantFeedLabel":"DE","merchantFeedLanguageCode":"de","items":[)"
      R"({"merchantProductId":"TSHIRT-BLUE-M","quantity":"2","unitPrice":25.13},)"
      R"({"merchantProductId":"STICKER","quantity":"4","unitPrice":1}]}}]})"};
}

}  // namespace tagproof::bench
