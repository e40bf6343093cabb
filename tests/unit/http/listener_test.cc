#include "harness/http/listener.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>

#include "tests/unit/http/raw_client.h"

namespace tagproof {
namespace {

using test::RawClient;
using test::Recorder;
using namespace std::chrono_literals;

constexpr std::string_view kPost = "POST /v21.0/1/events HTTP/1.1\r\nHost: a.example\r\n";

std::string post(std::string_view body) {
  return std::string(kPost) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST_CASE("a request arrives with its own bytes, whatever its kind") {
  struct Row {
    std::string name{}, raw{}, method{}, url{}, body{};
  };
  const std::string long_path = '/' + std::string(60000, 'p');
  const std::string form(100000, 'f');
  const std::string zipped = std::string("\x1f\x8b\x08\x00", 4) + "not really";
  const std::string multipart =
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";
  const Row rows[] = {
      {"GET", "GET /tr/?id=1&ev=%20 HTTP/1.1\r\nhost: a\r\n\r\n", "GET", "http://a/tr/?id=1&ev=%20",
       ""},
      {"a body of a GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", "GET",
       "http://a/", "hi"},
      {"an unusual method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", "BREW", "http://a/pot", ""},
      {"a long URL", "GET " + long_path + " HTTP/1.1\r\nHost: a\r\n\r\n", "GET",
       "http://a" + long_path, ""},
      {"a long header field",
       "GET / HTTP/1.1\r\nHost: a\r\nCookie: " + form.substr(0, 60000) + "\r\n\r\n", "GET",
       "http://a/", ""},
      {"a Range that isn't one", "GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=z\r\n\r\n", "GET",
       "http://a/", ""},
      {"a large form",
       std::string(kPost) +
           "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n" +
           form,
       "POST", "http://a.example/v21.0/1/events", form},
      {"multipart",
       std::string(kPost) + "Content-Type: multipart/form-data; boundary=b\r\n" +
           "Content-Length: " + std::to_string(multipart.size()) + "\r\n\r\n" + multipart,
       "POST", "http://a.example/v21.0/1/events", multipart},
      {"gzip stays zipped",
       std::string(kPost) +
           "Content-Encoding: gzip\r\nContent-Length: 14\r\n"
           "\r\n" +
           zipped,
       "POST", "http://a.example/v21.0/1/events", zipped},
      {"chunks",
       std::string(kPost) + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n"
                            "0\r\nTrailer: 1\r\n\r\n",
       "POST", "http://a.example/v21.0/1/events", "abcd"},
      {"DELETE with a body", "DELETE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
       "DELETE", "http://a/a", "x"},
  };
  Recorder recorder;
  const auto listener = test::listen(recorder.handler());
  REQUIRE(listener);
  RawClient client(listener->port());
  std::size_t count = 0;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    REQUIRE(client.send(row.raw));
    const auto answer = client.answer();
    CHECK(answer.substr(0, 15) == "HTTP/1.1 200 OK");
    const auto seen = recorder.seen(++count);
    REQUIRE(seen.size() == count);
    const auto& incoming = seen.back();
    CHECK(incoming.refused == std::nullopt);
    CHECK(!incoming.truncated);
    CHECK(incoming.raw == row.raw);
    CHECK(incoming.request.method == row.method);
    CHECK(incoming.request.url == row.url);
    CHECK(incoming.request.body == row.body);
    CHECK(incoming.peer == "127.0.0.1");
  }
}

TEST_CASE("a refused request is answered, handed over and ends its connection") {
  struct Row {
    std::string name{}, raw{}, refused{}, status{};
    bool truncated{};
  };
  const ListenerLimits limits{.head_bytes = 200, .header_count = 4, .body_bytes = 20};
  const Row rows[] = {
      {"malformed", "GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n", "malformed", "400", false},
      {"no HTTP at all", "\x16\x03\x01\x02\x00", "malformed", "400", true},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "method", "405", false},
      {"header-size", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(200, 'x'), "header-size",
       "431", true},
      {"header-size, whole",
       "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(200, 'x') + "\r\n\r\n", "header-size",
       "431", true},
      {"header-count", "GET / HTTP/1.1\r\nHost: a\r\na: 1\r\nb: 1\r\nc: 1\r\nd: 1\r\n\r\n",
       "header-count", "431", false},
      {"body-size", post("012345678901234567890"), "body-size", "413", true},
      {"body-size in chunks",
       std::string(kPost) +
           "Transfer-Encoding: chunked\r\n\r\n15\r\n012345678901234567890\r\n0\r\n\r\n",
       "body-size", "413", true},
      {"a bad chunk", std::string(kPost) + "Transfer-Encoding: chunked\r\n\r\nx\r\n", "malformed",
       "400", true},
  };
  Recorder recorder;
  const auto listener = test::listen(recorder.handler(), {.limits = limits});
  REQUIRE(listener);
  std::size_t count = 0;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    RawClient client(listener->port());
    client.send(row.raw);
    client.half_close();
    CHECK(client.until_closed().substr(0, 12) == "HTTP/1.1 " + row.status);
    const auto seen = recorder.seen(++count);
    REQUIRE(seen.size() == count);
    CHECK(seen.back().refused == row.refused);
    CHECK(seen.back().truncated == row.truncated);
    CHECK(std::to_string(seen.back().refusal_status) == row.status);
    CHECK(row.raw.starts_with(seen.back().raw));
    CHECK(!seen.back().raw.empty());
  }

  SUBCASE("what is exactly as large as allowed passes") {
    RawClient client(listener->port());
    client.send(post("01234567890123456789"));
    CHECK(client.answer().ends_with("\r\n\r\n01234567890123456789"));
    client.send("GET / HTTP/1.1\r\nHost: a\r\na: 1\r\nb: 1\r\nX: " + std::string(147, 'x') +
                "\r\n\r\n");
    CHECK(client.answer().substr(0, 12) == "HTTP/1.1 200");
  }
}

TEST_CASE("of a body that is too large the beginning is kept and the answer is seen") {
  Recorder recorder;
  const auto listener = test::listen(recorder.handler(), {.limits = {.body_bytes = kMegabyte}});
  REQUIRE(listener);
  RawClient client(listener->port());
  client.send(post(std::string(30 * kMegabyte, 'x')));
  CHECK(client.answer().substr(0, 12) == "HTTP/1.1 413");
  const auto seen = recorder.seen(1);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].request.body.size() == kMegabyte);
  CHECK(seen[0].request.url == "http://a.example/v21.0/1/events");
}

TEST_CASE("a client that falls silent is told so and recorded") {
  struct Row {
    std::string_view name{}, sent{}, refused{};
  };
  Recorder recorder;
  const auto listener = test::listen(recorder.handler(),
                                     {.limits = {.header_timeout = 100ms, .body_timeout = 100ms}});
  REQUIRE(listener);
  std::size_t count = 0;
  for (const auto& row :
       {Row{"in its head", "POST /mp/collect HTTP/1.1\r\nHost: a\r\nX:", "header-timeout"},
        Row{"in its body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n123",
            "body-timeout"},
        Row{"in a chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12",
            "body-timeout"}}) {
    CAPTURE(row.name);
    RawClient client(listener->port());
    client.send(row.sent);
    CHECK(client.answer().substr(0, 12) == "HTTP/1.1 408");
    const auto seen = recorder.seen(++count);
    REQUIRE(seen.size() == count);
    CHECK(seen.back().refused == row.refused);
    CHECK(seen.back().truncated);
    CHECK(seen.back().raw == row.sent);
    CHECK(seen.back().request.method == "POST");
  }

  SUBCASE("one that never says a word is let go without a record") {
    RawClient client(listener->port());
    CHECK(client.until_closed().empty());
    CHECK(recorder.seen(count).size() == count);
  }
  SUBCASE("one that leaves in the middle is recorded") {
    RawClient client(listener->port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n123");
    client.half_close();
    CHECK(client.until_closed().substr(0, 12) == "HTTP/1.1 400");
    CHECK(recorder.seen(count + 1).back().refused == "incomplete");
  }
  SUBCASE("between two requests silence has no end") {
    RawClient client(listener->port());
    client.send(post("one"));
    CHECK(client.answer().ends_with("one"));
    // Longer than both limits, measured by the listener's own clock.
    RawClient other(listener->port());
    CHECK(other.until_closed().empty());
    RawClient third(listener->port());
    CHECK(third.until_closed().empty());
    client.send(post("two"));
    CHECK(client.answer().ends_with("two"));
  }
}

TEST_CASE("many clients that never finish their heads leave others served") {
  Recorder recorder;
  const auto listener = test::listen(recorder.handler());
  REQUIRE(listener);
  std::vector<RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.emplace_back(listener->port());
    slow.back().send("GET / HTTP/1.1\r\nHost:");
  }
  RawClient client(listener->port());
  client.send(post("hello"));
  CHECK(client.answer().ends_with("hello"));  // its own limit is ten seconds; they have five
}

TEST_CASE("as many connections as the limit says, the next is told so") {
  Recorder recorder;
  const auto listener =
      test::listen(recorder.handler(), {.limits = {.connections = 2, .refused_connections = 1}});
  REQUIRE(listener);
  std::optional<RawClient> first(std::in_place, listener->port());
  RawClient second(listener->port());
  for (auto* client : {&*first, &second}) {
    client->send(post("in"));
    CHECK(client->answer().ends_with("in"));
  }
  RawClient third(listener->port());
  third.send(post("out"));
  CHECK(third.until_closed().substr(0, 12) == "HTTP/1.1 503");
  const auto seen = recorder.seen(3);
  REQUIRE(seen.size() == 3);
  CHECK(seen[2].refused == "connections");
  CHECK(seen[2].request.body == "out");

  first.reset();
  // The listener hears of the closed connection in its own time.
  std::string answer;
  for (int tries = 0; tries < 1000 && !answer.starts_with("HTTP/1.1 200"); ++tries) {
    RawClient fourth(listener->port());
    fourth.send(post("again"));
    answer = fourth.answer();
  }
  CHECK(answer.ends_with("again"));
}

TEST_CASE("all connections together hold only so much") {
  Recorder recorder;
  const auto listener = test::listen(
      recorder.handler(),
      {.limits = {.head_bytes = kKilobyte, .body_bytes = kMegabyte, .shared_bytes = 256 * 1024}});
  REQUIRE(listener);
  RawClient large(listener->port());
  large.send(post(std::string(200 * 1024, 'x')));
  CHECK(large.answer().substr(0, 12) == "HTTP/1.1 503");
  CHECK(recorder.seen(1).back().refused == "memory");
  RawClient half(listener->port());
  for (int i = 0; i < 3; ++i) {  // given back each time
    half.send(post(std::string(100 * 1024, 'y')));
    CHECK(half.answer().ends_with("yyy"));
  }
}

TEST_CASE("requests sent in one go are answered one by one, in order") {
  Recorder recorder;
  const auto listener = test::listen(recorder.handler());
  REQUIRE(listener);
  RawClient client(listener->port());
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += post("no " + std::to_string(i));
  client.send("\r\n" + bytes);
  for (int i = 0; i < 100; ++i) CHECK(client.answer().ends_with("\r\n\r\nno " + std::to_string(i)));
  CHECK(recorder.seen(100)[99].raw == post("no 99"));
}

TEST_CASE("how a connection ends") {
  Recorder recorder;
  const auto listener = test::listen(recorder.handler());
  REQUIRE(listener);
  RawClient client(listener->port());
  SUBCASE("HTTP/1.0 closes") {
    client.send("GET / HTTP/1.0\r\n\r\n");
    CHECK(client.until_closed() ==
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    CHECK(recorder.seen(1)[0].request.url ==
          "http://127.0.0.1:" + std::to_string(listener->port()) + "/");
  }
  SUBCASE("HTTP/1.0 stays when asked to") {
    for (int i = 0; i < 2; ++i) {
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      CHECK(client.answer() ==
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    }
  }
  SUBCASE("a client that only closed its own side gets its answer") {
    client.send(post("last"));
    client.half_close();
    CHECK(client.until_closed().ends_with("\r\n\r\nlast"));
  }
  SUBCASE("HEAD has the length and no body") {
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    CHECK(client.answer(false) == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
  }
}

TEST_CASE("a client that waits for leave to send its body gets it") {
  Recorder recorder;
  const auto listener = test::listen(recorder.handler(), {.limits = {.body_bytes = 10}});
  REQUIRE(listener);
  RawClient client(listener->port());
  client.send(std::string(kPost) + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  CHECK(client.answer().ends_with("\r\n\r\nhi"));
  client.send(std::string(kPost) + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  CHECK(client.answer().substr(0, 12) == "HTTP/1.1 413");
}

// Keeps the right to answer; the test answers.
class Parking {
 public:
  Handler handler() {
    return [this](IncomingRequest&& incoming, Responder responder) {
      if (incoming.refused || incoming.request.method == "GET") {
        responder.respond(refusal_answer(incoming));  // 500 to what isn't refused
        return;
      }
      const std::lock_guard lock(mutex_);
      parked_.push_back(std::move(responder));
      changed_.notify_all();
    };
  }
  Responder wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 10s, [&] { return !parked_.empty(); });
    auto first = std::move(parked_.front());
    parked_.erase(parked_.begin());
    return first;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Responder> parked_;
};

TEST_CASE("an answer may come later, from any thread") {
  Parking parking;
  const auto listener = test::listen(parking.handler(), {.workers = 1});
  REQUIRE(listener);
  std::vector<RawClient> clients;
  std::vector<Responder> parked;
  for (int i = 0; i < 20; ++i) {  // with one worker: none of them holds it
    clients.emplace_back(listener->port());
    clients.back().send(post("x"));
    parked.push_back(parking.wait());
  }
  for (int i = 19; i >= 0; --i) {
    const auto at = static_cast<std::size_t>(i);
    CHECK(parked[at].respond({.status = 200, .body = std::to_string(i)}));
    CHECK(clients[at].answer().ends_with("\r\n\r\n" + std::to_string(i)));
  }
  SUBCASE("and the connection goes on, with what was sent meanwhile") {
    clients[0].send(post("a") + post("b"));
    auto first = parking.wait();
    std::thread([&] { first.respond({.status = 200, .body = "A"}); }).join();
    parking.wait().respond({.status = 200, .body = "B"});
    CHECK(clients[0].answer().ends_with("\r\n\r\nA"));
    CHECK(clients[0].answer().ends_with("\r\n\r\nB"));
  }
  SUBCASE("a client that has gone is not waited for") {
    {
      RawClient gone(listener->port());
      gone.send(post("x"));
      parked.push_back(parking.wait());
    }
    parked.back().respond({.status = 200});  // true or false: who closes last isn't known
    CHECK(!parked.back().respond({.status = 200}));
  }
  SUBCASE("one that is destroyed answers 500") {
    clients[0].send(post("x"));
    { const auto dropped = parking.wait(); }
    CHECK(clients[0].answer().substr(0, 12) == "HTTP/1.1 500");
  }
  SUBCASE("after stop there is nobody to answer") {
    clients[0].send(post("x"));
    auto late = parking.wait();
    listener->stop();
    CHECK(!late.respond({.status = 200}));
    CHECK(clients[0].until_closed().empty());
  }
}

TEST_CASE("a parked client that has gone gives its place back") {
  Parking parking;
  const auto listener =
      test::listen(parking.handler(), {.limits = {.connections = 1, .half_closed = 20ms}});
  REQUIRE(listener);
  std::optional<RawClient> first(std::in_place, listener->port());
  first->send(post("x"));
  auto late = parking.wait();
  first.reset();
  std::string answer;
  for (int tries = 0; tries < 100000 && !answer.starts_with("HTTP/1.1 500"); ++tries) {
    RawClient next(listener->port());
    next.send("GET / HTTP/1.0\r\n\r\n");  // never parked; 503 while there is no place
    answer = next.until_closed();
  }
  CHECK(answer.starts_with("HTTP/1.1 500"));
  CHECK(!late.respond({.status = 200}));
}

TEST_CASE("a large answer reaches a slow reader; one that never reads is let go") {
  const std::string large(8 * kMegabyte, 'z');
  const auto listener =
      test::listen([&](IncomingRequest&&,
                       Responder responder) { responder.respond({.status = 200, .body = large}); },
                   {.limits = {.body_timeout = 500ms}});
  REQUIRE(listener);
  RawClient client(listener->port());
  client.send(post("x"));
  CHECK(client.answer().size() > large.size());

  RawClient never(listener->port());
  never.send(post("x"));
  RawClient clock(listener->port());
  clock.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
  clock.answer();  // 408: later than the first one's limit
}

TEST_CASE("headers of an answer leave in order; what would break it can't") {
  const auto listener = test::listen([](IncomingRequest&&, Responder responder) {
    responder.respond({.status = 400,
                       .headers = {{"X-B", "1"},
                                   {"Content-Length", "999"},
                                   {"x-a", "a\r\nSet-Cookie: evil"},
                                   {"Connection", "close"},
                                   {"X-B", "2"}},
                       .body = "{}"});
  });
  REQUIRE(listener);
  RawClient client(listener->port());
  client.send(post("x"));
  CHECK(client.answer() ==
        "HTTP/1.1 400 Bad Request\r\nX-B: 1\r\nx-a: a  Set-Cookie: evil\r\nX-B: 2\r\n"
        "Content-Length: 2\r\n\r\n{}");
}

TEST_CASE("a handler that throws answers 500 and the listener goes on") {
  const auto listener = test::listen([](IncomingRequest&& incoming, Responder responder) {
    if (incoming.request.body == "bad") throw std::runtime_error("on purpose");
    responder.respond({.status = 200});
  });
  REQUIRE(listener);
  RawClient client(listener->port());
  client.send(post("bad"));
  CHECK(client.answer().substr(0, 12) == "HTTP/1.1 500");
  client.send(post("good"));
  CHECK(client.answer().substr(0, 12) == "HTTP/1.1 200");
}

TEST_CASE("ports") {
  Recorder recorder;
  SUBCASE("both loopbacks answer on one port") {
    const auto listener = test::listen(recorder.handler(), {.both_loopbacks = true});
    REQUIRE(listener);
    RawClient ipv4(listener->port());
    ipv4.send(post("4"));
    CHECK(ipv4.answer().ends_with("4"));
    if (listener->has_ipv6()) {
      RawClient ipv6(listener->port(), true);
      ipv6.send(post("6"));
      CHECK(ipv6.answer().ends_with("6"));
      CHECK(recorder.seen(2)[1].peer == "::1");
    }
  }
  SUBCASE("a taken port is an error that names it") {
    const auto first = test::listen(recorder.handler());
    REQUIRE(first);
    const auto second = Listener::start({.port = first->port()}, recorder.handler());
    REQUIRE(!second);
    CHECK(second.error().message.find(std::to_string(first->port())) != std::string::npos);
  }
  SUBCASE("a port is free again after stop") {
    auto first = test::listen(recorder.handler());
    REQUIRE(first);
    RawClient client(first->port());
    client.send(post("x"));
    client.answer();
    first->stop();
    first->stop();  // twice is once
    CHECK(Listener::start({.port = first->port()}, recorder.handler()).has_value());
  }
}

}  // namespace
}  // namespace tagproof
