#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request meta_capi() {
  return {
      "POST",
      "https://graph.facebook.com/v25.0/1234567890/events?access_token=EAAB-made-up-token-of-a-"
      "usual-length-0123456789abcdef",
      {{"Host", "graph.facebook.com"},
       {"User-Agent", "fbbizsdk-nodejs-v24.0.0"},
       {"Content-Type", "application/json"}},
      R"({"data":[{"event_name":"Purchase","event_time":1768471170,"event_id":"order-88888888",)"
      R"("action_source":"website","event_source_url":"https://acme.example/checkout/thanks?order=88888888",)"
      R"("user_data":{"em":["b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"],)"
      R"("ph":["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],)"
      R"("external_id":["6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997"],)"
      R"("client_ip_address":"2001:db8:85a3::8a2e:370:7334",)"
      R"("client_user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36",)"
      R"("fbc":"fb.1.1768470000000.IwAR2xY-_z","fbp":"fb.1.1768470000000.1234567890"},)"
      R"("custom_data":{"value":54.26,"currency":"EUR","content_ids":["TSHIRT-BLUE-M","STICKER"],)"
      R"("content_type":"product","contents":[{"id":"TSHIRT-BLUE-M","quantity":2,"item_price":25.13},)"
      R"({"id":"STICKER","quantity":4,"item_price":1}],"num_items":6,"order_id":"88888888"}}]})"};
}

Request meta_tr() {
  return {
      "GET",
      "https://www.facebook.com/tr/?id=1234567890&ev=Purchase&dl=https%3A%2F%2Facme.example%2F"
      "checkout%2Fthanks%3Forder%3D88888888&rl=https%3A%2F%2Facme.example%2Fcheckout&if=false"
      "&ts=1768471199321&cd[content_ids]=%5B%22TSHIRT-BLUE-M%22%2C%22STICKER%22%5D"
      "&cd[content_type]=product&cd[contents]=%5B%7B%22id%22%3A%22TSHIRT-BLUE-M%22%2C%22quantity%22"
      "%3A2%2C%22item_price%22%3A25.13%7D%2C%7B%22id%22%3A%22STICKER%22%2C%22quantity%22%3A4%2C%22"
      "item_price%22%3A1%7D%5D&cd[value]=54.26&cd[currency]=EUR&cd[num_items]=6&cd[order_id]="
      "88888888&sw=1920&sh=1080&ud[em]="
      "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514&ud[external_id]="
      "6d894aa3ee802549d7f340e7c1cf0d1c1cb14cd84f768d92ffaa6785337c4997&v=2.9.174&r=stable"
      "&a=tmgoogletagmanager&ec=1&o=4126&fbp=fb.1.1768470000000.1234567890&cs_est=true&ler=empty"
      "&it=1768471198001&coo=false&eid=order-88888888&tm=1&rqm=GET",
      {{"Host", "www.facebook.com"},
       {"User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36"},
       {"Origin", "https://acme.example"},
       {"Referer", "https://acme.example/"}},
      {}};
}

}  // namespace tagproof::bench
