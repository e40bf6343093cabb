#include "harness/http/transport.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/unit/http/raw_client.h"

namespace tagproof {
namespace {

std::string address(const Listener& listener) {
  return "127.0.0.1:" + std::to_string(listener.port());
}

const Request kRequests[] = {
    {.method = "POST",
     .url = "https://graph.facebook.com/v21.0/123/events?access_token=abc",
     .headers = {{"Content-Type", "application/json"}, {"User-Agent", "shop/1"}},
     .body = R"({"data":[]})"},
    {.url = "https://www.google-analytics.com/g/collect?v=2&tid=G-1&dl=https%3A%2F%2Fa%2F%3Fb%3Dc"},
    {.method = "POST", .url = "https://www.google-analytics.com/g/collect?v=2", .headers = {}},
    {.url = "https://www.facebook.com/tr/?id=1&ev=Purchase&cd[value]=59.80&dl=a b\"c"},
    {.url = "http://shop.example:8080/a/../b/./c//d?x#fragment"},
    {.url = "http://shop.example"},
    {.url = "http://shop.example?only=query"},
    {.url = "https://shop.example:443/caf\xc3\xa9?"},
    {.method = "POST",
     .url = "https://shop.example/order",
     .headers = {{"x-lower", "1"},
                 {"X-Upper", "2"},
                 {"x-lower", "3"},
                 {"Empty", ""},
                 {"Blank", "  "},
                 {"Accept", "*/*"},
                 {"cookie", "_fbp=fb.1.2.3; _ga=GA1.1.1.2"},
                 {"Content-Length", "77777"},
                 {"Referer", "https://shop.example/thank-you"}},
     .body = std::string("\x00\xff\r\n", 4)},
    {.method = "POST",
     .url = "https://shop.example/host",
     .headers = {{"Content-Type", "text/plain"}, {"host", "other.example"}},
     .body = std::string(300000, 'l')},
    {.method = "GET", .url = "https://shop.example/get-with-body", .body = "b"},
    {.method = "DELETE", .url = "https://shop.example/delete", .body = "b"},
    {.method = "DELETE", .url = "https://shop.example/delete"},
    {.method = "PUT", .url = "https://shop.example/put"},
    {.method = "PATCH", .url = "https://shop.example/patch", .body = "{}"},
    {.method = "HEAD", .url = "https://shop.example/head"},
    {.method = "OPTIONS",
     .url = "https://shop.example/options",
     .headers = {{"Origin", "https://shop.example"}}},
    {.method = "BREW", .url = "https://shop.example/pot"},
};

const Response kAnswer{.status = 207,
                       .headers = {{"X-B", "1"}, {"x-a", " 2 "}, {"X-B", "3"}},
                       .body = R"({"events_received":1})"};

TEST_CASE("both transports hand over equal requests and bring back equal answers") {
  std::vector<Request> direct_seen;
  DirectTransport direct([&](Request&& request) {
    direct_seen.push_back(std::move(request));
    return kAnswer;
  });
  std::vector<Request> socket_seen;
  const auto listener = test::listen([&](IncomingRequest&& incoming, Responder responder) {
    CHECK(incoming.refused == std::nullopt);
    socket_seen.push_back(std::move(incoming.request));  // one request at a time
    Response answer = kAnswer;
    responder.respond(std::move(answer));
  });
  REQUIRE(listener);
  SocketTransport socket({.connect_to = address(*listener)});

  for (const auto& request : kRequests) {
    CAPTURE(request.method);
    CAPTURE(request.url);
    const auto direct_answer = direct.send(request);
    const auto socket_answer = socket.send(request);
    REQUIRE(direct_answer.has_value());
    REQUIRE(socket_answer.has_value());
    CHECK(direct_answer->status == socket_answer->status);
    CHECK(direct_answer->headers == socket_answer->headers);
    CHECK(direct_answer->body == socket_answer->body);
    REQUIRE(direct_seen.size() == socket_seen.size());
    CHECK(direct_seen.back().method == socket_seen.back().method);
    CHECK(direct_seen.back().url == socket_seen.back().url);
    CHECK(direct_seen.back().headers == socket_seen.back().headers);
    CHECK(direct_seen.back().body == socket_seen.back().body);
  }
}

TEST_CASE("what is sent is what was given, Host first and the length last") {
  test::Recorder recorder;
  const auto listener = test::listen(recorder.handler());
  REQUIRE(listener);
  SocketTransport socket({.connect_to = address(*listener)});
  REQUIRE(socket.send(kRequests[0]).has_value());
  CHECK(recorder.seen(1)[0].raw ==
        "POST /v21.0/123/events?access_token=abc HTTP/1.1\r\nHost: graph.facebook.com\r\n"
        "Content-Type: application/json\r\nUser-Agent: shop/1\r\nContent-Length: 11\r\n\r\n"
        "{\"data\":[]}");
  REQUIRE(socket.send(kRequests[3]).has_value());
  CHECK(recorder.seen(2)[1].raw ==
        "GET /tr/?id=1&ev=Purchase&cd[value]=59.80&dl=a%20b\"c HTTP/1.1\r\n"
        "Host: www.facebook.com\r\n\r\n");
}

TEST_CASE("what HTTP can't carry is an error on both") {
  const Request bad[] = {
      {.url = "/no/host"},
      {.url = "ftp://shop.example/"},
      {.url = "https:///path"},
      {.url = "https://user@shop.example/"},
      {.method = "GE T", .url = "https://shop.example/"},
      {.url = "https://shop.example/", .headers = {{"X", "a\r\nY: b"}}},
      {.url = "https://shop.example/", .headers = {{"X Y", "a"}}},
  };
  DirectTransport direct([](Request&&) { return Response{}; });
  SocketTransport socket({.connect_to = "127.0.0.1:9"});
  for (const auto& request : bad) {
    CAPTURE(request.url);
    const auto direct_answer = direct.send(request);
    const auto socket_answer = socket.send(request);
    REQUIRE(!direct_answer);
    REQUIRE(!socket_answer);
    CHECK(direct_answer.error() == socket_answer.error());
  }
}

}  // namespace
}  // namespace tagproof
