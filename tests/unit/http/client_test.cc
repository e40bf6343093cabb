#include "harness/http/client.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "tests/unit/http/raw_client.h"

namespace tagproof {
namespace {

using namespace std::chrono_literals;

std::string port(const Listener& listener) { return std::to_string(listener.port()); }

TEST_CASE("only this machine is reached, unless a host was named") {
  test::Recorder recorder;
  const auto listener = test::listen(recorder.handler());
  REQUIRE(listener);
  const auto any = "0.0.0.0:" + port(*listener);  // no loopback address, yet this machine answers
  struct Row {
    HttpClientOptions options{};
    std::string url{};
    bool refused{};
  };
  // 192.0.2.1 is for documentation: https://www.rfc-editor.org/rfc/rfc5737
  const Row rows[] = {
      {{}, "http://192.0.2.1/", true},
      {{.connect_to = "192.0.2.1:80"}, "http://shop.example/", true},
      {{.allow_hosts = {"shop.example"}}, "http://192.0.2.1/", true},
      {{}, "http://[::ffff:192.0.2.1]/", true},
      {{}, "http://" + any + "/", true},
      {{.connect_to = any, .allow_hosts = {"shop.example"}}, "http://shop.example/", true},
      {{}, "http://127.0.0.1:" + port(*listener) + "/", false},
      {{}, "http://localhost:" + port(*listener) + "/", false},
      {{.allow_hosts = {"0.0.0.0"}}, "http://" + any + "/", false},
      {{.connect_to = any, .allow_hosts = {any}}, "http://shop.example/", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    HttpClient client(row.options);
    const auto answer = client.send({.url = row.url});
    CHECK(answer.has_value() != row.refused);
    if (row.refused) {
      CHECK(answer.error().message.find("--allow-host") != std::string::npos);
    }
  }
}

TEST_CASE("connections are kept from one request to the next") {
  test::Recorder recorder;
  const auto listener = test::listen(recorder.handler(), {.limits = {.connections = 1}});
  REQUIRE(listener);
  HttpClient client({.connect_to = "127.0.0.1:" + port(*listener)});
  for (const auto* url : {"https://a.example/", "https://b.example/", "http://c.example:81/"}) {
    const auto answer = client.send({.method = "POST", .url = url, .body = url});
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(answer->body == url);
  }
}

TEST_CASE("a redirect is an answer like any other") {
  const auto listener = test::listen([](IncomingRequest&&, Responder responder) {
    responder.respond({.status = 302, .headers = {{"Location", "/elsewhere"}}});
  });
  REQUIRE(listener);
  HttpClient client({});
  const auto answer = client.send({.url = "http://localhost:" + port(*listener) + "/"});
  REQUIRE(answer.has_value());
  CHECK(answer->status == 302);
  CHECK(answer->headers == Headers{{"Location", "/elsewhere"}, {"Content-Length", "0"}});
}

TEST_CASE("an answer that doesn't come, or is too large, is an error that says so") {
  std::vector<Responder> parked;
  const auto listener = test::listen([&](IncomingRequest&& incoming, Responder responder) {
    if (incoming.request.body.empty()) {
      parked.push_back(std::move(responder));
    } else {
      responder.respond({.status = 200, .body = std::string(1000, 'x')});
    }
  });
  REQUIRE(listener);
  HttpClient client({.connect_to = "127.0.0.1:" + port(*listener),
                     .limits = {.answer_timeout = 100ms, .answer_bytes = 999}});
  const auto silent = client.send({.url = "https://a.example/"});
  REQUIRE(!silent);
  CHECK(silent.error().message.find("a.example") != std::string::npos);
  const auto large = client.send({.method = "POST", .url = "https://a.example/", .body = "x"});
  REQUIRE(!large);
  CHECK(large.error().message.find("999 bytes") != std::string::npos);
  listener->stop();
}

}  // namespace
}  // namespace tagproof
