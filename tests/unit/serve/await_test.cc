// await: answers as soon as what is awaited has come; on a time-out says what did come.
#include <future>
#include <string>

#include "tests/unit/http/raw_client.h"
#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

std::future<Reply> later(const Served& served, const std::string& url) {
  auto reply = std::async(std::launch::async, [&served, url] { return served.get(url); });
  // Control requests are served in order: most likely it is parked when this returns. Whether it is
  // changes nothing in what it is answered.
  static_cast<void>(served.get("/_tagproof/ledger"));
  return reply;
}

TEST_CASE("what was there before counts") {
  const Served served;
  CHECK(served.purchase("1001") == 204);
  const auto reply = served.get("/_tagproof/await?platform=ga4&event=purchase&order=1001");
  CHECK(reply.status == 200);
  CHECK(reply.text("ok") == "true");
  CHECK(reply.text("count") == "1");
  CHECK(reply.text("events", 0, "order_id") == "1001");
}

TEST_CASE("what comes later ends the wait") {
  const Served served;
  auto two = later(served, "/_tagproof/await?event=purchase&channel=server&count=2&timeout=1m");
  auto other = later(served, "/_tagproof/await?order=1002&timeout=1m");
  CHECK(served.purchase("1001") == 204);
  CHECK(served.purchase("1002") == 204);
  const auto reply = two.get();
  CHECK(reply.status == 200);
  CHECK(reply.text("count") == "2");
  CHECK(reply.size("events") == 2);
  CHECK(other.get().text("events", 0, "order_id") == "1002");
}

TEST_CASE("an order may become known while it is waited for") {
  const Served served;
  CHECK(served.purchase("1001") == 204);
  auto reply = later(served, "/_tagproof/await?order=%231001&timeout=1m");
  CHECK(served
            .post("/_tagproof/orders",
                  R"({"id":"1001","name":"#1001","state":"paid","currency":"EUR","total":"5"})")
            .status == 200);
  CHECK(reply.get().text("count") == "1");
}

TEST_CASE("another session's events don't count") {
  const Served served;
  const std::string session = served.new_session();
  auto reply = later(served, session + "/_tagproof/await?event=purchase&timeout=1m");
  CHECK(served.purchase("1") == 204);
  CHECK(served.purchase("2", session) == 204);
  CHECK(reply.get().text("events", 0, "order_id") == "2");
}

TEST_CASE("a time-out says what came instead, the likest first") {
  const Served served;
  CHECK(served.get("/g/collect?v=2&tid=G-TEST1&cid=1.2&en=view_item").status == 204);
  CHECK(served.purchase("1001") == 204);
  CHECK(served.get("/colect?v=2&tid=G-TEST1&cid=1.2&en=purchase").status == 404);
  const auto reply =
      served.get("/_tagproof/await?event=purchase&channel=server&order=1002&timeout=20ms");
  CHECK(reply.status == 504);
  CHECK(reply.text("ok") == "false");
  CHECK(reply.text("count") == "0");
  CHECK(reply.size("events") == 0);
  REQUIRE(reply.size("nearest") == 3);
  CHECK(reply.text("nearest", 0, "event", "order_id") == "1001");
  CHECK(reply.text("nearest", 0, "differs", 0) == "order is \"1001\", not \"1002\"");
  CHECK(reply.text("nearest", 1, "event", "name") == "view_item");
  CHECK(reply.size("nearest", 1, "differs") == 3);
  CHECK(reply.text("nearest", 2, "status") == "404");
  CHECK(reply.text("nearest", 2, "differs", 0).find("GA4") != std::string::npos);
}

TEST_CASE("half of what is awaited is shown") {
  const Served served;
  CHECK(served.purchase("1001") == 204);
  const auto reply = served.get("/_tagproof/await?event=purchase&count=2&timeout=20ms");
  CHECK(reply.status == 504);
  CHECK(reply.text("count") == "1");
  CHECK(reply.text("events", 0, "order_id") == "1001");
}

TEST_CASE("whoever waits for a session that ends, or a server, is told") {
  Served served;
  const std::string session = served.new_session();
  // Their bytes are with the server before anything else is asked.
  RawClient of_session(served.server().port()), of_server(served.server().port());
  REQUIRE(of_session.send("GET " + session +
                          "/_tagproof/await?timeout=1m HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  REQUIRE(of_server.send("GET /_tagproof/await?timeout=1m HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  CHECK(served.get("/_tagproof/ledger").status == 200);
  CHECK(served.send("DELETE", session).status == 200);
  CHECK(of_session.answer().starts_with("HTTP/1.1 404"));
  served.server().stop();
  CHECK(of_server.answer().find("\"code\":\"ending\"") != std::string::npos);
}

TEST_CASE("only so many wait at once") {
  const Served served({.limits = {.awaits = 1}});
  auto first = later(served, "/_tagproof/await?event=refund&timeout=1m");
  auto second = later(served, "/_tagproof/await?event=lead&timeout=1m");
  CHECK(served
            .post("/mp/collect?measurement_id=G-TEST1&api_secret=x",
                  R"({"client_id":"1.2","events":[{"name":"refund","params":{"transaction_id":"1"}},
                        {"name":"generate_lead"}]})")
            .status == 204);
  const int one = first.get().status, other = second.get().status;
  CHECK(std::min(one, other) == 200);
}

}  // namespace
}  // namespace tagproof::test
