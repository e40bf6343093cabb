#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request tiktok_api() {
  return {
      "POST",
      "https://business-api.tiktok.com/open_api/v1.3/event/track/",
      {{"Host", "business-api.tiktok.com"},
       {"Access-Token", "made-up-tiktok-token-of-a-usual-length-0123456789abcdef"},
       {"Content-Type", "application/json"}},
      R"({"event_source":"web","event_source_id":"C1EXAMPLE","data":[{"event":"Purchase",)"
      R"("event_time":1768471170,"event_id":"order-88888888","user":{)"
      R"("email":["b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"],)"
      R"("phone":["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],)"
      R"("external_id":["6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"],)"
      R"("ttclid":"E.C.P.made-up","ttp":"2Ny3Xc1example","ip":"2001:db8:85a3::8a2e:370:7334",)"
      R"("user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36",)"
      R"("locale":"de-DE"},"page":{"url":"https://acme.example/checkout/thanks?order=88888888",)"
      R"("referrer":"https://acme.example/checkout"},"properties":{"value":54.26,"currency":"EUR",)"
      R"("order_id":"88888888","content_type":"product","contents":[)"
      R"({"content_id":"TSHIRT-BLUE-M","content_name":"T-Shirt","content_category":"Apparel","brand":"Acme","price":25.13,"quantity":2},)"
      R"({"content_id":"STICKER","content_name":"Sticker","content_category":"Extras","brand":"Acme","price":1,"quantity":4}]}}]})"};
}

}  // namespace tagproof::bench
