#include "tests/unit/mock_platforms/ga4_rows.h"

namespace tagproof::test::ga4_rows {
namespace {

Request with_url(Request request, const std::string& url) {
  request.url = url;
  return request;
}
Request with_type(Request request, const std::string& type) {
  request.headers = {{"Content-Type", type}};
  return request;
}
Request at(const std::string& micros) { return with_top("\"timestamp_micros\":" + micros + ","); }
Request client(const std::string& id) {
  return mp(R"({"client_id":")" + id + R"(","events":[{"name":"purchase","params":{)" + kPurchase +
            "}}]}");
}
Request instance(const std::string& id) {
  return app(R"({"app_instance_id":")" + id + R"(","events":[{"name":"purchase","params":{)" +
             kPurchase + "}}]}");
}
Request session(const std::string& id) {
  return mp_event(R"("transaction_id":"T1","session_id":")" + id + "\"");
}

}  // namespace

std::vector<Row> mp() {
  const auto ok = mp_event(kPurchase);
  const std::string query = "/mp/collect?" + std::string(kStream);
  const std::string event = R"({"name":"page_view","params":{}})";
  const std::string events = "\"client_id\":\"1.2\",\"events\":[";
  return {
      {"ga4.mp.method", {mp("", kStream, "GET")}, {ok}},
      {"ga4.mp.content-type",
       {with_type(ok, "application/x-www-form-urlencoded")},
       {with_type(ok, "application/json; charset=utf-8")}},
      {"ga4.mp.answered-204", {mp("nonsense")}, {debug(ok.body)}},
      {"ga4.mp.eu-host", {with_url(ok, "https://region1.google-analytics.com" + query)}, {ok}},
      {"ga4.mp.secret-missing", {mp(ok.body, "measurement_id=G-1")}, {ok}},
      {"ga4.mp.secret-unknown",
       {mp(ok.body, "measurement_id=G-1&api_secret=S3CRET-s3cret")},
       {ok},
       with_account()},
      {"ga4.mp.stream-missing", {mp(ok.body, "api_secret=s3cret-s3cret")}, {ok}},
      {"ga4.mp.stream-unknown",
       {mp(ok.body, "measurement_id=G-9&api_secret=s3cret-s3cret")},
       {ok},
       with_account()},
      {"ga4.mp.body-unreadable", {mp("{\"client_id\":")}, {ok}},
      {"ga4.mp.body-too-large",
       {with_params("\"page_location\":\"" + repeated(130'000, "x") + "\"")},
       {with_params("\"page_location\":\"" + repeated(129'000, "x") + "\"")}},
      {"ga4.mp.unknown-field",
       {mp("{" + events + R"({"names":"purchase"}]})")},
       {mp("{" + events + R"({"name":"purchase","params":{"names":"x"}}]})")}},
      {"ga4.mp.events-missing", {mp("{" + events + "]}")}, {ok}},
      {"ga4.mp.event-shape", {mp("{" + events + "\"purchase\"]}")}, {ok}},
      {"ga4.mp.too-many-events",
       {mp("{" + events + repeated(26, event, ",") + "]}")},
       {mp("{" + events + repeated(25, event, ",") + "]}")}},

      {"ga4.mp.client-missing", {mp(R"({"events":[)" + event + "]}")}, {ok}},
      {"ga4.mp.app-instance-missing", {app(ok.body)}, {instance(repeated(32, "a"))}},
      {"ga4.mp.app-instance-form", {instance(repeated(31, "a"))}, {instance(repeated(32, "F"))}},
      {"ga4.mp.client-form", {client("shop-visitor-17")}, {client("1430289736.1768470012")}},
      {"ga4.mp.client-cookie", {client("GA1.1.1430289736.1768470012")}, {client("1.2")}},
      {"ga4.mp.session-cookie",
       {session("GS2.1.s1768384800$o1$g1$t1768384900$j0$l0$h0")},
       {session("1768384800")}},
      // 256 characters are more bytes where they aren't ASCII.
      {"ga4.mp.user-id-too-long",
       {with_top("\"user_id\":\"" + repeated(257, "u") + "\",")},
       {with_top("\"user_id\":\"" + repeated(256, "\u00fc") + "\",")}},
      {"ga4.mp.user-agent-app",
       {app(R"({"app_instance_id":"a","user_agent":"x","events":[)" + event + "]}")},
       {with_top(R"("user_agent":"x",)")}},
      {"ga4.mp.location-wins",
       {with_top(R"("ip_override":"203.0.113.7","user_location":{"country_id":"DE"},)")},
       {with_top(R"("ip_override":"203.0.113.7",)")}},
      {"ga4.mp.device-wins",
       {with_top(R"("user_agent":"x","device":{"category":"mobile"},)")},
       {with_top(R"("device":{"category":"mobile"},)")}},

      {"ga4.mp.consent-denied",
       {with_top(R"("consent":{"ad_user_data":"DENIED"},)")},
       {with_top(R"("consent":{"ad_user_data":"GRANTED"},)")}},
      {"ga4.mp.consent-absent", {ok}, {with_top(R"("consent":{"ad_user_data":"GRANTED"},)")}},
      {"ga4.mp.consent-invalid",
       {with_top(R"("consent":{"ad_user_data":"granted"},)")},
       {with_top(R"("consent":{"ad_personalization":"GRANTED"},)")}},
      {"ga4.mp.consent-storage",
       {with_top(R"("consent":{"analytics_storage":"DENIED"},)")},
       {with_top(R"("consent":{"ad_user_data":"DENIED"},)")}},
      {"ga4.mp.npa-deprecated",
       {with_top(R"("non_personalized_ads":true,)")},
       {with_top(R"("consent":{"ad_personalization":"DENIED"},)")}},

      {"ga4.mp.enforced",
       {with_top(R"("validationBehavior":"ENFORCE_RECOMMENDATIONS",)")},
       {with_top(R"("validation_behavior":"RELAXED",)")}},
      {"ga4.mp.behavior-invalid",
       {with_top(R"("validation_behavior":"STRICT",)")},
       {with_top(R"("validation_behavior":"RELAXED",)")}},
      {"ga4.debug.never-counted", {debug(ok.body)}, {ok}},
      {"ga4.debug.ids-unchecked",
       {debug(ok.body, "measurement_id=G-1&api_secret=wrong-wrong")},
       {debug(ok.body)},
       with_account()},

      {"ga4.mp.time-of-event",
       {mp(R"({"client_id":"1.2","timestamp_micros":1768471100000000,"events":[{"name":"purchase",)"
           R"("timestamp_micros":1768471200000000}]})")},
       {at("1768471200000000")}},
      // 2026-01-15T10:00:00Z is 1768471200; 72 hours before is 1768212000.
      {"ga4.mp.time-old", {at("1768211999000000")}, {at("1768212000000000")}},
      {"ga4.mp.time-old-enforced",
       {with_top(R"("timestamp_micros":1768211999000000,)"
                 R"("validation_behavior":"ENFORCE_RECOMMENDATIONS",)")},
       {at("1768211999000000")}},
      {"ga4.mp.time-future", {at("1768471201000000")}, {at("\"1768471200000000\"")}},
      {"ga4.mp.time-malformed", {at("\"yesterday\"")}, {at("1768471200000000")}},

      // 48 hours before is 1768298400.
      {"ga4.mp.join-late",
       {hit("en=page_view"), at("1768298399000000")},
       {hit("en=page_view"), at("1768298400000000")}},
      {"ga4.mp.session-missing", {mp_event(R"("transaction_id":"T1")")}, {ok}},
      {"ga4.mp.session-late", {session("1768384799")}, {session("GS2.1.s1768384800$o1$g1")}},
      {"ga4.mp.session-unknown",
       {hit("en=page_view"), session("1768384800")},
       {hit("en=page_view"), ok}},
      {"ga4.mp.client-unknown", {ok}, {hit("en=page_view"), ok}},
      {"ga4.mp.engagement-missing", {ok}, {with_params("\"engagement_time_msec\":100")}},
      {"ga4.mp.debug-mode",
       {with_params("\"debug_mode\":1")},
       {with_params("\"debug_mode\":false")}},
  };
}

}  // namespace tagproof::test::ga4_rows
