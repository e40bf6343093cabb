// The control API, endpoint by endpoint.
#include <string>

#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

constexpr const char* kOrder =
    R"({"id":"1001","name":"#1001","ids":["gid://shop/Order/1001"],"state":"paid","currency":"EUR",
        "total":"71.16","customer":{"email":"jane.doe@example.com"}})";

TEST_CASE("every answer is one object with its format and session") {
  const Served served;
  for (const char* path :
       {"/_tagproof/health", "/_tagproof/captures", "/_tagproof/events", "/_tagproof/findings",
        "/_tagproof/ledger", "/_tagproof/await?timeout=0", "/_tagproof/nothing"}) {
    INFO(path);
    const auto reply = served.get(path);
    CHECK(reply.text("format") == "tagproof.serve/1");
    CHECK(reply.text("session") == "default");
    CHECK(*find_header(reply.headers, "Content-Type") == "application/json");
  }
}

TEST_CASE("health says what this is") {
  const Served served;
  const auto reply = served.get("/_tagproof/health");
  CHECK(reply.status == 200);
  CHECK(reply.text("ok") == "true");
  CHECK(reply.text("version") == "1.2.3");
  CHECK(reply.text("sessions") == "1");
}

TEST_CASE("captures, events and the ledger show what came") {
  const Served served;
  CHECK(served.purchase("1001") == 204);
  CHECK(served.purchase("1001") == 204);

  const auto captures = served.get("/_tagproof/captures");
  CHECK(captures.text("total") == "2");
  CHECK(captures.text("evicted") == "0");
  CHECK(captures.text("captures", 0, "id") == "default/c-1");
  CHECK(captures.text("captures", 0, "session") == "default");
  CHECK(captures.text("captures", 0, "platform") == "ga4");
  CHECK(captures.text("captures", 0, "channel") == "server");
  CHECK(captures.text("captures", 1, "time") == "2026-01-15T10:00:00.000Z");
  CHECK(captures.text("captures", 0, "answer", "status") == "204");

  const auto events = served.get("/_tagproof/events");
  CHECK(events.text("events", 0, "capture") == "default/c-1");
  CHECK(events.text("events", 0, "name") == "purchase");
  CHECK(events.text("events", 0, "outcome") == "counted");
  CHECK(events.text("events", 1, "outcome") == "deduplicated");

  const auto ledger = served.get("/_tagproof/ledger");
  CHECK(ledger.text("ledger", "ga4", "received") == "2");
  CHECK(ledger.text("ledger", "ga4", "conversions") == "1");
  CHECK(ledger.text("ledger", "ga4", "value") == "59.80");
  CHECK(ledger.size("orders") == 0);
}

TEST_CASE("the real address is recorded, whatever the mock was called by") {
  const Served served;
  CHECK(served.purchase("1") == 204);
  CHECK(served.purchase("2", "/ga4") == 204);
  CHECK(served.purchase("3", "/s/default/ga4") == 204);
  CHECK(served.purchase("4", "https://www.google-analytics.com") == 204);
  const auto reply = served.get("/_tagproof/captures");
  for (int i = 0; i < 4; ++i) {
    INFO(i);
    CHECK(reply.text("captures", i, "url")
              .starts_with("https://www.google-analytics.com/mp/collect?"));
    CHECK(reply.text("captures", i, "platform") == "ga4");
  }
  CHECK(reply.body.find(served.base().substr(7)) == std::string::npos);
  CHECK(reply.body.find("made-up") == std::string::npos);
}

TEST_CASE("what is nobody's is captured with a guess, without our port") {
  const Served served;
  CHECK(served.get("/metrics?v=2&tid=G-TEST1&en=purchase").status == 404);
  const auto reply = served.get("/_tagproof/captures");
  CHECK(reply.text("captures", 0, "platform") == "null");
  CHECK(reply.text("captures", 0, "guess").find("GA4") != std::string::npos);
  CHECK(reply.text("captures", 0, "url") == "http://127.0.0.1/metrics?v=2&tid=G-TEST1&en=purchase");
  CHECK(served.get("/_tagproof/ledger").size("ledger") == 0);
}

TEST_CASE("filters") {
  const Served served;
  CHECK(served.purchase("1001") == 204);
  CHECK(served.get("/g/collect?v=2&tid=G-TEST1&cid=1.2&en=view_item&epn.value=5&cu=EUR").status ==
        204);
  CHECK(served.get("/tr/?id=123&ev=Purchase&cd[value]=5&cd[currency]=EUR&eid=1002").status == 200);
  CHECK(served.post("/_tagproof/orders", kOrder).status == 200);
  struct Row {
    const char* query;
    const char* total;
  };
  constexpr Row kRows[] = {
      {"", "3"},
      {"platform=ga4", "2"},
      {"platform=meta", "1"},
      {"platform=google_ads", "0"},
      {"channel=server", "1"},
      {"channel=browser", "2"},
      {"event=purchase", "2"},
      {"event=view_item", "1"},
      {"event=refund", "0"},
      {"order=1001", "1"},
      {"order=%231001", "1"},  // by another form of the id
      {"order=gid%3A%2F%2Fshop%2FOrder%2F1001", "1"},
      {"order=1002", "1"},  // an event id where there is no order id
      {"order=1003", "0"},
      {"platform=ga4&event=purchase&order=1001", "1"},
      {"platform=meta&order=1001", "0"},
  };
  for (const auto& [query, total] : kRows) {
    for (const std::string list : {"captures", "events"}) {
      INFO(list << "?" << query);
      const auto reply = served.get("/_tagproof/" + list + "?" + query);
      CHECK(reply.status == 200);
      CHECK(reply.text("total") == total);
      CHECK(std::to_string(reply.size(list.c_str())) == total);
    }
  }
}

TEST_CASE("limit and since page through a list") {
  const Served served;
  for (const char* order : {"1", "2", "3", "4", "5"}) CHECK(served.purchase(order) == 204);
  const auto first = served.get("/_tagproof/events?limit=2");
  CHECK(first.text("total") == "5");
  CHECK(first.size("events") == 2);
  CHECK(first.text("next") == "2");
  const auto second = served.get("/_tagproof/events?limit=2&since=2");
  CHECK(second.text("events", 0, "order_id") == "3");
  CHECK(second.text("next") == "4");
  const auto last = served.get("/_tagproof/events?limit=2&since=4");
  CHECK(last.size("events") == 1);
  CHECK(last.text("next") == "5");
  const auto none = served.get("/_tagproof/events?since=5");
  CHECK(none.size("events") == 0);
  CHECK(none.text("next") == "5");
}

TEST_CASE("what can't be meant is refused with what could") {
  const Served served;
  struct Row {
    const char* path;
    int status;
    const char* code;
    const char* says;
  };
  constexpr Row kRows[] = {
      {"events?platform=gA4", 400, "bad_parameter", "`ga4`"},
      {"events?chanel=server", 400, "bad_parameter", "`channel`"},
      {"events?channel=sever", 400, "bad_parameter", "`server`"},
      {"events?event=Purchase", 400, "bad_parameter", "purchase"},
      {"events?limit=ten", 400, "bad_parameter", "whole number"},
      {"events?since=-1", 400, "bad_parameter", "whole number"},
      {"events?raw=1", 400, "bad_parameter", "raw"},
      {"findings?at=noon", 400, "bad_parameter", "end or now"},
      {"ledger?platform=ga4", 400, "bad_parameter", "none is taken"},
      {"await?timeout=soon", 400, "bad_parameter", "500ms"},
      {"await?timeout=11m", 400, "bad_parameter", "10m"},
      {"captures?raw=1", 403, "personal_data", "--show-personal-data"},
      {"orders", 404, "unknown_endpoint", "POST orders"},
      {"", 404, "unknown_endpoint", "GET ledger"},
  };
  for (const auto& [path, status, code, says] : kRows) {
    INFO(path);
    const auto reply = served.get(std::string("/_tagproof/") + path);
    CHECK(reply.status == status);
    CHECK(reply.text("error", "code") == code);
    CHECK(reply.text("error", "message").find(says) != std::string::npos);
  }
}

TEST_CASE("orders are taken, one or many, and put in place of earlier ones by id") {
  const Served served;
  const auto one = served.post("/_tagproof/orders", kOrder);
  CHECK(one.status == 200);
  CHECK(one.text("received") == "1");
  CHECK(one.text("orders") == "1");
  const auto two =
      served.post("/_tagproof/orders",
                  R"([{"id":"1001","state":"refunded","currency":"EUR","total":"71.16"},
          {"id":"1002","state":"pending","currency":"EUR","total":5}])");
  CHECK(two.text("received") == "2");
  CHECK(two.text("orders") == "2");
  const auto ledger = served.get("/_tagproof/ledger");
  CHECK(ledger.text("orders", 0, "state") == "refunded");
  CHECK(ledger.text("orders", 1, "total") == "5.00");

  const auto wrong = served.post("/_tagproof/orders", R"([{"id":"1003","state":"payed"}])");
  CHECK(wrong.status == 400);
  CHECK(wrong.text("error", "code") == "invalid_orders");
  CHECK(served.get("/_tagproof/ledger").size("orders") == 2);
  CHECK(served.post("/_tagproof/orders", "").status == 400);
}

TEST_CASE("personal data is masked, and shown raw only where the server was told so") {
  const std::string hit = "/mp/collect?measurement_id=G-TEST1&api_secret=made-up";
  const std::string body =
      R"({"client_id":"1.2","events":[{"name":"purchase","params":{"transaction_id":"1","email":"jane.doe@example.com"}}]})";
  {
    const Served served;
    CHECK(served.post("/_tagproof/orders", kOrder).status == 200);
    CHECK(served.post(hit, body).status == 204);
    CHECK(served.get("/_tagproof/captures").body.find("jane.doe@") == std::string::npos);
    CHECK(served.get("/_tagproof/ledger").body.find("jane.doe@") == std::string::npos);
  }
  const Served served({.show_personal_data = true});
  CHECK(served.post(hit, body).status == 204);
  CHECK(served.get("/_tagproof/captures").body.find("jane.doe@") == std::string::npos);
  const auto raw = served.get("/_tagproof/captures?raw=1");
  CHECK(raw.text("captures", 0, "body") == body);
  CHECK(raw.body.find("made-up") == std::string::npos);  // a secret never is
}

TEST_CASE("reset empties the session") {
  const Served served;
  CHECK(served.purchase("1001") == 204);
  CHECK(served.post("/_tagproof/orders", kOrder).status == 200);
  CHECK(served.post("/_tagproof/reset").text("ok") == "true");
  CHECK(served.get("/_tagproof/captures").text("total") == "0");
  CHECK(served.get("/_tagproof/events").text("total") == "0");
  CHECK(served.get("/_tagproof/ledger").size("orders") == 0);
  CHECK(served.purchase("1001") == 204);
  CHECK(served.get("/_tagproof/ledger").text("ledger", "ga4", "conversions") == "1");
  CHECK(served.get("/_tagproof/captures").text("captures", 0, "id") == "default/c-1");
}

TEST_CASE("findings judge what the session holds, and give it back") {
  std::size_t hits_seen = 0;
  bool ended = false, orders_known = true;
  const Served served({.judge = [&](Evidence& evidence) {
    hits_seen = evidence.captures.size();
    ended = evidence.ended;
    orders_known = evidence.orders_known;
    std::vector<Finding> findings;
    for (const auto& event : evidence.events) {
      findings.push_back({.check = "currency.missing",
                          .platform = event.platform,
                          .channel = event.channel,
                          .order = OrderId(event.order_id.value_or("")),
                          .message = "jane.doe@example.com bought without a currency",
                          .captures = {event.capture}});
    }
    return findings;
  }});
  CHECK(served.purchase("1001") == 204);
  CHECK(served.purchase("1002") == 204);
  const auto all = served.get("/_tagproof/findings");
  CHECK(hits_seen == 2);
  CHECK(ended);
  CHECK_FALSE(orders_known);
  CHECK(all.text("total") == "2");
  CHECK(all.text("findings", 0, "check") == "currency.missing");
  CHECK(all.body.find("jane.doe@") == std::string::npos);

  CHECK(served.post("/_tagproof/orders", kOrder).status == 200);
  CHECK(served.get("/_tagproof/findings?at=now&order=%231001").text("total") == "1");
  CHECK_FALSE(ended);
  CHECK(orders_known);
  CHECK(served.get("/_tagproof/findings?platform=meta").text("total") == "0");
  CHECK(served.get("/_tagproof/findings?event=purchase&limit=1").text("next") == "1");
  CHECK(served.get("/_tagproof/findings?event=refund").text("total") == "0");
  CHECK(served.get("/_tagproof/captures").text("total") == "2");
  CHECK(served.get("/_tagproof/events").size("events") == 2);
}

TEST_CASE("a browser is shown what this is") {
  const Served served;
  const auto page = served.get("/");
  CHECK(page.status == 200);
  CHECK(page.body.find("href=\"/_tagproof/ledger\"") != std::string::npos);
  CHECK(served.get(served.new_session() + "/").body.find("href=\"/s/s-1/_tagproof/ledger\"") !=
        std::string::npos);
  CHECK(served.get("/_tagproof/captures").text("total") == "0");
}

}  // namespace
}  // namespace tagproof::test
