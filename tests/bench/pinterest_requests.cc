#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request pinterest_api() {
  return {
      "POST",
      "https://api.pinterest.com/v5/ad_accounts/549755885175/events",
      {{"Host", "api.pinterest.com"},
       {"Authorization", "Bearer made-up-pinterest-token-of-a-usual-length-0123456789abcdef"},
       {"Content-Type", "application/json"}},
      R"({"data":[{"event_name":"checkout","action_source":"web","event_time":1768471170,)"
      R"("event_id":"order-88888888",)"
      R"("event_source_url":"https://acme.example/checkout/thanks?order=88888888","user_data":{)"
      R"("em":["b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"],)"
      R"("ph":["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],)"
      R"("external_id":["6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"],)"
      R"("client_ip_address":"2001:db8:85a3::8a2e:370:7334",)"
      R"("client_user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36",)"
      R"("click_id":"dj0yJnU9bWFkZS11cA"},"custom_data":{"value":"54.26","currency":"EUR",)"
      R"("order_id":"88888888","num_items":6,"content_ids":["TSHIRT-BLUE-M","STICKER"],"contents":[)"
      R"({"id":"TSHIRT-BLUE-M","item_name":"T-Shirt","item_category":"Apparel","item_brand":"Acme","item_price":"25.13","quantity":2},)"
      R"({"id":"STICKER","item_name":"Sticker","item_category":"Extras","item_brand":"Acme","item_price":"1.00","quantity":4}]}}]})"};
}

}  // namespace tagproof::bench
