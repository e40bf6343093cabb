#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request snapchat_api() {
  return {
      "POST",
      "https://tr.snapchat.com/v3/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/events?access_token="
      "made-up-snapchat-token-of-a-usual-length-0123456789abcdef",
      {{"Host", "tr.snapchat.com"}, {"Content-Type", "application/json"}},
      R"({"data":[{"event_name":"PURCHASE","event_time":1768471170,"event_id":"order-88888888",)"
      R"("action_source":"website",)"
      R"("event_source_url":"https://acme.example/checkout/thanks?order=88888888","user_data":{)"
      R"("em":["b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"],)"
      R"("ph":["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],)"
      R"("external_id":["6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"],)"
      R"("client_ip_address":"2001:db8:85a3::8a2e:370:7334",)"
      R"("client_user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36",)"
      R"("sc_click_id":"0f0f0f0f-0000-4000-8000-000000000001",)"
      R"("sc_cookie1":"0f0f0f0f-0000-4000-8000-000000000002"},)"
      R"("custom_data":{"value":"54.26","currency":"EUR","order_id":"88888888","num_items":"6",)"
      R"("content_ids":["TSHIRT-BLUE-M","STICKER"],"contents":[)"
      R"({"id":"TSHIRT-BLUE-M","brand":"Acme","item_price":"25.13","quantity":"2"},)"
      R"({"id":"STICKER","brand":"Acme","item_price":"1.00","quantity":"4"}]}}]})"};
}

}  // namespace tagproof::bench
