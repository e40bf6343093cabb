// Sessions side by side, hostile requests, limits.
#include <future>
#include <string>
#include <vector>

#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

TEST_CASE("sessions know nothing of each other") {
  const Served served;
  const auto made = served.post("/_tagproof/sessions");
  CHECK(made.status == 201);
  CHECK(made.text("session") == "s-1");
  CHECK(made.text("base_url") == served.base() + "/s/s-1");
  const std::string other = served.new_session();
  CHECK(served.purchase("1", "/s/s-1") == 204);
  CHECK(served.purchase("1", other) == 204);
  CHECK(served.purchase("2", other) == 204);
  CHECK(served.get("/_tagproof/captures").text("total") == "0");
  CHECK(served.get("/s/s-1/_tagproof/ledger").text("ledger", "ga4", "conversions") == "1");
  const auto ledger = served.get(other + "/_tagproof/ledger");
  CHECK(ledger.text("session") == "s-2");
  CHECK(ledger.text("ledger", "ga4", "conversions") == "2");
  CHECK(served.get("/s/s-1/_tagproof/captures").text("captures", 0, "id") == "s-1/c-1");
}

TEST_CASE("prefix, Host and base URL work below a session") {
  const Served served;
  const std::string session = served.new_session();
  CHECK(served.purchase("1", session) == 204);
  CHECK(served.purchase("2", session + "/ga4") == 204);
  CHECK(served.purchase("3", "https://www.google-analytics.com" + session) == 204);
  const auto captures = served.get(session + "/_tagproof/captures?platform=ga4");
  CHECK(captures.text("total") == "3");
  for (int i = 0; i < 3; ++i) {
    CHECK(captures.text("captures", i, "url")
              .starts_with("https://www.google-analytics.com/mp/collect?"));
  }
}

TEST_CASE("the shop's own host names are mapped") {
  ServerOptions options;
  options.target.hosts = {
      {.host = "sst.acme.example", .path = "/g/", .platform = PlatformId("ga4")}};
  const Served served(std::move(options));
  CHECK(
      served.get("https://sst.acme.example/g/collect?v=2&tid=G-TEST1&cid=1.2&en=purchase").status ==
      204);
  const auto reply = served.get("/_tagproof/captures");
  CHECK(reply.text("captures", 0, "platform") == "ga4");
  CHECK(reply.text("captures", 0, "url").find("sst.acme.example/g/collect") != std::string::npos);
}

TEST_CASE("tests in parallel share one server") {
  const Served served;
  std::vector<std::future<std::string>> tests;
  for (int i = 0; i < 8; ++i) {
    tests.push_back(std::async(std::launch::async, [&served] {
      const std::string session = served.new_session();
      for (int order = 0; order < 20; ++order)
        static_cast<void>(served.purchase(std::to_string(order), session));
      return served.get(session + "/_tagproof/ledger").text("ledger", "ga4", "conversions");
    }));
  }
  for (auto& test : tests) CHECK(test.get() == "20");
  CHECK(served.get("/_tagproof/health").text("sessions") == "9");
}

TEST_CASE("a session is ended, by hand or because nobody uses it") {
  Served served;
  const std::string one = served.new_session();
  const std::string two = served.new_session();
  CHECK(served.send("DELETE", one).text("ok") == "true");
  CHECK(served.get(one + "/_tagproof/ledger").text("error", "code") == "unknown_session");
  CHECK(served.send("DELETE", one).status == 404);
  CHECK(served.send("DELETE", "/_tagproof" + two).text("ok") == "true");
  CHECK(served.send("DELETE", "/s/default").status == 400);

  const std::string idle = served.new_session();
  served.clock.advance(std::chrono::minutes(40));
  const std::string used = served.new_session();
  served.clock.advance(std::chrono::minutes(30));
  const std::string next = served.new_session();
  CHECK(served.get(idle + "/_tagproof/health").status == 404);
  CHECK(served.get(used + "/_tagproof/health").status == 200);
  CHECK(served.get("/_tagproof/health").status == 200);
}

TEST_CASE("a hit to a session that isn't there is refused, and still evidence") {
  const Served served;
  CHECK(served.purchase("1", "/s/gone") == 404);
  const auto reply = served.get("/_tagproof/captures");
  CHECK(reply.text("captures", 0, "refused") == "unknown-session");
  CHECK(served.get("/_tagproof/events").text("total") == "0");
}

TEST_CASE("there are only so many sessions") {
  const Served served({.limits = {.sessions = 3}});
  CHECK(served.new_session() == "/s/s-1");
  CHECK(served.new_session() == "/s/s-2");
  const auto full = served.post("/_tagproof/sessions");
  CHECK(full.status == 503);
  CHECK(full.text("error", "code") == "sessions");
  CHECK(served.send("DELETE", "/s/s-1").status == 200);
  CHECK(served.new_session() == "/s/s-3");
}

TEST_CASE("the control API answers only this machine's own tools") {
  const Served served;
  struct Row {
    const char* url;
    Headers headers;
    int status;
  };
  const std::string port = served.base().substr(std::string("http://127.0.0.1:").size());
  const Row rows[] = {
      {"/_tagproof/health", {}, 200},
      {"/_tagproof/health", {{"Host", "localhost:1"}}, 200},
      {"/_tagproof/health", {{"Host", "[::1]:1"}}, 200},
      {"/_tagproof/health", {{"Host", "rebound.example"}}, 403},
      {"/_tagproof/health", {{"Host", "127.0.0.1.rebound.example"}}, 403},
      {"http://rebound.example/_tagproof/health", {}, 403},
      {"http://rebound.example/s/default/_tagproof/captures", {}, 403},
      {"/_tagproof/captures", {{"Origin", "https://shop.example"}}, 403},
      {"/_tagproof/captures", {{"Origin", "null"}}, 403},
      {"/_tagproof/captures", {{"Origin", "http://127.0.0.1:1"}}, 403},
      {"/_tagproof/captures", {{"Origin", "http://localhost:" + port}}, 200},
  };
  for (const auto& [url, headers, status] : rows) {
    INFO(url << (headers.empty() ? "" : " " + headers[0].second));
    const auto reply = served.get(url, headers);
    CHECK(reply.status == status);
    CHECK(reply.text("format") == "tagproof.serve/1");
  }
  CHECK(served.send("POST", "/_tagproof/reset", {}, {{"Origin", "https://shop.example"}}).status ==
        403);
  CHECK(served.send("DELETE", served.new_session(), {}, {{"Origin", "https://shop.example"}})
            .status == 403);
  CHECK(served.get("/_tagproof/captures").text("total") == "0");  // none of it is a capture
}

TEST_CASE("a request that a limit cut is a capture") {
  const Served served({.http = {.body_bytes = 100}});
  CHECK(served.post("/mp/collect?measurement_id=G-TEST1", std::string(101, 'x')).status == 413);
  const auto reply = served.get("/_tagproof/captures");
  CHECK(reply.text("total") == "1");
  CHECK(reply.text("captures", 0, "refused") == "body-size");
  CHECK(reply.text("captures", 0, "truncated") == "true");
  CHECK(reply.text("captures", 0, "platform") == "ga4");
  const auto control = served.post("/_tagproof/orders", std::string(101, 'x'));
  CHECK(control.status == 413);
  CHECK(control.text("error", "code") == "body-size");
  CHECK(served.get("/_tagproof/captures").text("total") == "1");
}

TEST_CASE("the oldest captures of all sessions leave memory first, and it is said") {
  const Served served({.limits = {.captures = 3}});
  const std::string other = served.new_session();
  CHECK(served.purchase("1") == 204);
  CHECK(served.purchase("2", other) == 204);
  CHECK(served.purchase("3") == 204);
  CHECK(served.purchase("4") == 204);
  CHECK(served.purchase("5") == 204);
  const auto mine = served.get("/_tagproof/captures");
  CHECK(mine.text("total") == "4");
  CHECK(mine.text("evicted") == "1");
  CHECK(mine.size("captures") == 3);
  CHECK(mine.text("captures", 0, "id") == "default/c-2");
  CHECK(mine.text("next") == "4");
  CHECK(served.get(other + "/_tagproof/captures").text("evicted") == "1");
  const auto events = served.get("/_tagproof/events?event=purchase");
  CHECK(events.text("evicted") == "1");
  CHECK(events.text("total") == "4");
  CHECK(served.get("/_tagproof/events?event=refund").text("evicted") == "0");
  // What was counted stays counted.
  CHECK(served.purchase("1") == 204);
  CHECK(served.get("/_tagproof/ledger").text("ledger", "ga4", "conversions") == "4");
  CHECK(served.get("/_tagproof/await?event=purchase&count=5&timeout=0").status == 200);
}

TEST_CASE("payloads are limited by their size, too") {
  const Served served({.limits = {.bytes = 100'000}});
  for (int i = 0; i < 5; ++i)
    CHECK(served.post("/mp/collect", std::string(30'000, 'x')).status == 204);
  const auto reply = served.get("/_tagproof/captures");
  CHECK(reply.text("total") == "5");
  CHECK(reply.size("captures") < 4);
  CHECK(reply.size("captures") > 0);
}

TEST_CASE("beyond the keys that may be held a hit is refused, never counted from half a memory") {
  const Served served({.limits = {.keys = 1}});
  CHECK(served.purchase("1") == 204);
  CHECK(served.purchase("2", served.new_session()) == 503);
  CHECK(served.purchase("2") == 503);
  const auto reply = served.get("/_tagproof/captures");
  CHECK(reply.text("captures", 1, "refused") == "keys");
  CHECK(served.post("/_tagproof/reset").status == 200);
  CHECK(served.purchase("2") == 204);
}

TEST_CASE("orders are limited") {
  const Served served({.limits = {.orders = 1}});
  const auto order = [](const std::string& id) {
    return R"({"id":")" + id + R"(","state":"paid","currency":"EUR","total":"1"})";
  };
  CHECK(served.post("/_tagproof/orders", order("1")).status == 200);
  CHECK(served.post("/_tagproof/orders", order("1")).status == 200);
  CHECK(served.post("/_tagproof/orders", order("2")).text("error", "code") == "orders");
}

TEST_CASE("a port that is taken is said") {
  Served served;
  const HandClock clock;
  const auto second =
      Server::start({.port = served.server().port(), .platforms = platforms()}, clock);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.find(std::to_string(served.server().port())) != std::string::npos);
}

TEST_CASE("no hit is lost while a judge looks") {
  std::promise<void> looking, go_on;
  auto may_go_on = go_on.get_future();
  const Served served({.judge = [&](Evidence&) {
    looking.set_value();
    may_go_on.wait();
    return std::vector<Finding>{};
  }});
  CHECK(served.purchase("1") == 204);
  auto findings =
      std::async(std::launch::async, [&] { return served.get("/_tagproof/findings").status; });
  looking.get_future().wait();
  auto hit = std::async(std::launch::async, [&] { return served.purchase("2"); });
  CHECK(served.get("/_tagproof/health").status == 200);  // nobody else waits
  go_on.set_value();
  CHECK(findings.get() == 200);
  CHECK(hit.get() == 204);
  CHECK(served.get("/_tagproof/await?event=purchase&count=2").text("ok") == "true");
}

}  // namespace
}  // namespace tagproof::test
