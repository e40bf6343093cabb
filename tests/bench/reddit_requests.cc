#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request reddit_api() {
  return {
      "POST",
      "https://ads-api.reddit.com/api/v3/pixels/a2_example0001/conversion_events",
      {{"Host", "ads-api.reddit.com"},
       {"Authorization", "Bearer made-up-reddit-token-of-a-usual-length-0123456789abcdef"},
       {"Content-Type", "application/json"}},
      R"({"data":{"events":[{"event_at":1768471170000,"action_source":"WEBSITE",)"
      R"("event_source_url":"https://acme.example/checkout/thanks?order=88888888",)"
      R"("click_id":"1234567890","type":{"tracking_type":"PURCHASE"},"metadata":{)"
      R"("conversion_id":"order-88888888","currency":"EUR","value":54.26,"item_count":6,"products":[)"
      R"({"id":"TSHIRT-BLUE-M","name":"T-Shirt","category":"Apparel","quantity":2,"item_price":25.13},)"
      R"({"id":"STICKER","name":"Sticker","category":"Extras","quantity":4,"item_price":1}]},"user":{)"
      R"("email":"b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514",)"
      R"("phone_number":"e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",)"
      R"("external_id":"6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997",)"
      R"("ip_address":"2001:db8:85a3::8a2e:370:7334",)"
      R"("user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36",)"
      R"("uuid":"0f0f0f0f-0000-4000-8000-000000000001",)"
      R"("screen_dimensions":{"height":1080,"width":1920}}}]}})"};
}

}  // namespace tagproof::bench
