#include "tests/bench/platform_requests.h"

namespace tagproof::bench {

Request ga4_collect() {
  return {
      "POST",
      "https://region1.google-analytics.com/g/collect?v=2&tid=G-TEST1"
      "&gtm=45je61e0v9100000000za200zb9100000001&_p=1768471198123&gcs=G111&gcd=13r3r3r2r5l1"
      "&npa=0&dma=1&dma_cps=sypham&tag_exp=103116026~103200004&cid=1430289736.1768470012"
      "&ul=de-de&sr=1920x1080&uaa=x86&uab=64&uafvl=Chromium%3B143.0.7499.40%7CGoogle%2520Chrome"
      "%3B143.0.7499.40&uamb=0&uam=&uap=Windows&uapv=15.0.0&uaw=0&are=1&frm=0&pscdl=noapi&_s=3"
      "&sid=1768470900&sct=1&seg=1&dl=https%3A%2F%2Facme.example%2Fcheckout%2Fthanks%3Forder%3D"
      "88888888&dr=https%3A%2F%2Facme.example%2Fcheckout&dt=Thank%20you&en=purchase&_c=1&_ee=1"
      "&cu=EUR&pr1=idTSHIRT-BLUE-M~nmT-Shirt~brAcme~caApparel~vaBlue%20M~pr25.13~qt2~cpWELCOME10"
      "&pr2=idSTICKER~nmSticker~brAcme~caExtras~pr1~qt4&ep.transaction_id=88888888"
      "&epn.value=54.26&epn.tax=9.55&epn.shipping=4.9&ep.coupon=WELCOME10&_et=1204&tfd=5821",
      {{"Host", "region1.google-analytics.com"},
       {"Content-Length", "0"},
       {"User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0 Safari/537.36"},
       {"Origin", "https://acme.example"},
       {"Referer", "https://acme.example/"}},
      {}};
}

Request ga4_mp() {
  return {
      "POST",
      "https://www.google-analytics.com/mp/collect?measurement_id=G-TEST1&api_secret=made-up-"
      "secret",
      {{"Host", "www.google-analytics.com"},
       {"User-Agent", "python-requests/2.32.3"},
       {"Content-Type", "application/json"}},
      R"({"client_id":"1430289736.1768470012","timestamp_micros":1768471190000000,)"
      R"("consent":{"ad_user_data":"GRANTED","ad_personalization":"DENIED"},)"
      R"("user_data":{"sha256_email_address":["b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"]},)"
      R"("events":[{"name":"purchase","params":{"transaction_id":"88888888","value":54.26,"currency":"EUR",)"
      R"("tax":9.55,"shipping":4.9,"coupon":"WELCOME10","session_id":"1768470900","engagement_time_msec":100,)"
      R"("page_location":"https://acme.example/checkout/thanks?order=88888888",)"
      R"("page_referrer":"https://acme.example/checkout","items":[)"
      R"({"item_id":"TSHIRT-BLUE-M","item_name":"T-Shirt","item_brand":"Acme","item_category":"Apparel",)"
      R"("item_variant":"Blue M","price":25.13,"quantity":2,"coupon":"WELCOME10"},)"
      R"({"item_id":"STICKER","item_name":"Sticker","item_brand":"Acme","item_category":"Extras",)"
      R"("price":1,"quantity":4}]}}]})"};
}

}  // namespace tagproof::bench
