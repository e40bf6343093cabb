// `serve --fault`: what platforms do wrong to real senders, over real sockets.
#include <future>
#include <string>
#include <string_view>

#include "tests/unit/http/raw_client.h"
#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

ServerOptions with(std::string_view fault, std::uint64_t times = 1) {
  ServerOptions options;
  options.faults = {find_fault(fault)};
  REQUIRE(options.faults.front() != nullptr);
  options.times = times;
  return options;
}

std::size_t purchases(const Served& served) {
  return served.get("/_tagproof/events?event=purchase").size("events");
}

/// A purchase whose sender sees what comes back, byte for byte, or that nothing does.
std::string raw_purchase(Served& served) {
  RawClient client(served.server().port());
  const std::string body =
      R"({"client_id":"1.2","events":[{"name":"purchase","params":{"transaction_id":"1001"}}]})";
  client.send(
      "POST /mp/collect?measurement_id=G-TEST1&api_secret=made-up HTTP/1.1\r\n"
      "Host: www.google-analytics.com\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  return client.until_closed();
}

TEST_CASE("a 500 that heals: the hit is evidence and counts nothing, the next try does") {
  const Served served(with("server-error-heals", 2));
  CHECK(served.purchase("1001") == 500);
  CHECK(served.purchase("1001") == 500);
  CHECK(served.purchase("1001") == 204);
  CHECK(purchases(served) == 1);
  const auto captures = served.get("/_tagproof/captures");
  CHECK(captures.size("captures") == 3);
  CHECK(captures.text("captures", 0, "answer", "status") == "500");
  CHECK(captures.text("captures", 0, "refused") == "disturbed");
  CHECK(captures.text("captures", 2, "answer", "status") == "204");
}

TEST_CASE("too many requests: 429 says when to come back") {
  const Served served(with("too-many-requests"));
  const auto reply = served.post("/mp/collect?measurement_id=G-TEST1&api_secret=made-up",
                                 R"({"client_id":"1.2","events":[{"name":"purchase"}]})");
  CHECK(reply.status == 429);
  const std::string* after = find_header(reply.headers, "Retry-After");
  REQUIRE(after != nullptr);
  CHECK(*after == "30");
  CHECK(served.purchase("1001") == 204);
}

TEST_CASE("an answer that is lost: counted, and the sender only sees the connection close") {
  Served served(with("answer-lost"));
  CHECK(raw_purchase(served) == "");
  CHECK(purchases(served) == 1);
  CHECK(served.get("/_tagproof/captures").text("captures", 0, "answer", "status") == "0");
  CHECK(served.purchase("1001") == 204);  // the sender tries again
  CHECK(purchases(served) == 2);
}

TEST_CASE("a hit that is lost: nobody saw it, and its sender gets no answer") {
  Served served(with("server-event-lost"));
  CHECK(raw_purchase(served) == "");
  CHECK(served.get("/_tagproof/captures").size("captures") == 0);
  CHECK(served.purchase("1001") == 204);
}

TEST_CASE(
    "a slow answer: the hit counts at once, its sender waits; the server's end ends the wait") {
  Served served(with("slow-answer"));
  auto reply = std::async(std::launch::async, [&served] { return served.purchase("1001"); });
  CHECK(served.get("/_tagproof/await?event=purchase&timeout=10s").status == 200);
  CHECK(reply.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  CHECK(served.purchase("1002") == 204);  // others are served meanwhile
  served.server().stop();
  CHECK(reply.get() == 204);
}

TEST_CASE("a disturbance of servers leaves browsers alone") {
  const Served served(with("server-error-heals"));
  CHECK(
      served.get("/g/collect?v=2&tid=G-TEST1&cid=1.2&en=purchase&ep.transaction_id=1001").status ==
      204);
  CHECK(served.purchase("1001") == 500);
}

TEST_CASE("evidence of what was disturbed is in the file, too") {
  const Folder folder;
  auto options = with("answer-lost");
  options.evidence = folder.file("evidence.jsonl");
  Served served(std::move(options));
  CHECK(raw_purchase(served) == "");
  CHECK(served.purchase("1002") == 204);
  CHECK(purchases(served) == 2);
}

}  // namespace
}  // namespace tagproof::test
