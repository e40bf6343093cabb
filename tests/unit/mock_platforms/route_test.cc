// Whose request it is (formats.md B.4), and under which address it is recorded.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_platforms/ga4/ga4.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

constexpr Endpoint kSnapEndpoints[] = {{.id = "events",
                                        .channel = Channel::server,
                                        .method = "POST",
                                        .hosts = "tr.snapchat.com",
                                        .path = "/v3/*/events"}};
constexpr Endpoint kGraphEndpoints[] = {{.id = "events",
                                         .channel = Channel::server,
                                         .method = "POST",
                                         .hosts = "graph.facebook.com",
                                         .path = "/v*/*/events"},
                                        {.id = "tr",
                                         .channel = Channel::browser,
                                         .method = "GET POST",
                                         .hosts = "www.facebook.com",
                                         .path = "/tr"}};
std::string looks_like_graph(const Request& request) {
  return request.url.find("ev=") == std::string::npos ? "" : "looks like Graph";
}
const Platform kSnap{
    .id = "snap", .title = "Snap", .real_host = "tr.snapchat.com", .endpoints = kSnapEndpoints};
const Platform kGraph{.id = "graph",
                      .title = "Graph",
                      .real_host = "graph.facebook.com",
                      .endpoints = kGraphEndpoints,
                      .looks_like = looks_like_graph};

const std::vector<const Platform*> kAll{&ga4::kPlatform, &kGraph, &kSnap};
const std::vector<HostRoute> kHosts{
    {.host = "sst.acme.example", .path = "/g/", .platform = PlatformId("ga4")},
    {.host = "sst.acme.example", .path = "/metrics/", .platform = PlatformId("ga4")},
    {.host = "sst.acme.example", .path = "", .platform = PlatformId("graph")},
};

Route routed(std::string method, std::string url, Headers headers = {}) {
  return route({std::move(method), std::move(url), std::move(headers), ""}, kAll, kHosts);
}

}  // namespace

TEST_CASE("a request belongs to its prefix, else its Host, else its path") {
  struct Row {
    std::string method{}, url{};
    std::string owner{};  // "platform.endpoint", "platform.-" without one, "-" for nobody's
    std::string recorded{};
  };
  for (const auto& row : std::vector<Row>{
           // the prefix, mapped back to the real address
           {"POST", "http://127.0.0.1:8080/ga4/g/collect?v=2", "ga4.collect",
            "https://www.google-analytics.com/g/collect?v=2"},
           {"POST", "http://127.0.0.1:8080/graph/v21.0/1/events?access_token=t", "graph.events",
            "https://graph.facebook.com/v21.0/1/events?access_token=t"},
           {"GET", "http://localhost:8080/graph/tr/?id=1", "graph.tr",
            "https://www.facebook.com/tr/?id=1"},
           {"POST", "http://127.0.0.1:8080/snap/v3/1/events", "snap.events",
            "https://tr.snapchat.com/v3/1/events"},
           {"GET", "http://127.0.0.1:8080/ga4/nothing", "ga4.-",
            "https://www.google-analytics.com/nothing"},
           {"GET", "http://127.0.0.1:8080/ga4", "ga4.-", "https://www.google-analytics.com/"},
           // the shop's own hosts, the longest path first; their names stay
           {"POST", "https://sst.acme.example/g/collect?v=2", "ga4.collect",
            "https://sst.acme.example/g/collect?v=2"},
           {"POST", "https://sst.acme.example/metrics/g/collect?v=2", "ga4.collect",
            "https://sst.acme.example/metrics/g/collect?v=2"},
           {"GET", "https://sst.acme.example/tr?id=1", "graph.tr",
            "https://sst.acme.example/tr?id=1"},
           // the platforms' hosts
           {"POST", "https://region1.google-analytics.com/mp/collect", "ga4.mp",
            "https://region1.google-analytics.com/mp/collect"},
           {"POST", "https://www.google-analytics.com/debug/mp/collect", "ga4.debug",
            "https://www.google-analytics.com/debug/mp/collect"},
           {"POST", "https://tr.snapchat.com/v3/1/events", "snap.events",
            "https://tr.snapchat.com/v3/1/events"},
           {"GET", "https://www.google.com/search?q=shoes", "-",
            "https://www.google.com/search?q=shoes"},
           // over a socket: the name stays, the listener's scheme and port don't
           {"POST", "http://www.google-analytics.com:8080/g/collect?v=2", "ga4.collect",
            "https://www.google-analytics.com/g/collect?v=2"},
           {"POST", "http://sst.acme.example:8080/g/collect?v=2", "ga4.collect",
            "https://sst.acme.example/g/collect?v=2"},
           // the path
           {"POST", "http://127.0.0.1:8080/mp/collect?measurement_id=G-1", "ga4.mp",
            "https://www.google-analytics.com/mp/collect?measurement_id=G-1"},
           {"POST", "http://127.0.0.1:8080/v21.0/1/events", "graph.events",
            "https://graph.facebook.com/v21.0/1/events"},
           {"GET", "https://shop.example/tr/", "-", "https://shop.example/tr/"},
           {"GET", "https://shop.example/tr/?id=1&ev=Purchase", "graph.tr",
            "https://shop.example/tr/?id=1&ev=Purchase"},
           {"GET", "https://shop.example/", "-", "https://shop.example/"},
           {"GET", "/g/collect?v=2", "ga4.collect",
            "https://www.google-analytics.com/g/collect?v=2"},
       }) {
    CAPTURE(row.url);
    const auto found = routed(row.method, row.url);
    std::string owner = "-";
    if (found.platform != nullptr) {
      owner = std::string(found.platform->id) + "." +
              (found.endpoint == nullptr ? "-" : std::string(found.endpoint->id));
    }
    CHECK(owner == row.owner);
    CHECK(found.request.url == row.recorded);
  }
}

TEST_CASE("a path that two platforms claim names both") {
  const auto found = routed("POST", "http://127.0.0.1:8080/v3/123/events");
  CHECK(found.platform == nullptr);
  CHECK(found.problem.find("graph") != std::string::npos);
  CHECK(found.problem.find("snap") != std::string::npos);
}

TEST_CASE("no loopback port is recorded, in the Host header neither") {
  const auto found =
      routed("POST", "http://127.0.0.1:8080/ga4/g/collect?v=2", {{"host", "127.0.0.1:8080"}});
  CHECK(*find_header(found.request.headers, "Host") == "www.google-analytics.com");
}

TEST_CASE("a hit at an unknown address is guessed") {
  const auto found = routed("POST", "https://shop.example/data?v=2&tid=G-TEST1&en=purchase");
  CHECK(found.platform == nullptr);
  CHECK(found.guess == "looks like GA4: `v=2`, `tid=G-TEST1`; map its host");
}

TEST_CASE("nobody's requests are answered 404 and kept without their secrets") {
  Mock mock;
  const auto received =
      mock.send("POST", "https://shop.example/x?api_secret=abcdefgh&a=1",
                R"({"access_token":"tok\/en-12345","n":[{"token":"short"}]})",
                {{"Authorization", "Bearer very-secret-1"}, {"Content-Type", "application/json"}});
  CHECK(received.events.empty());
  CHECK(received.capture.platform.empty());
  CHECK(received.capture.answer.status == 404);
  CHECK(received.capture.answer.body.starts_with(
      R"({"format":"tagproof.serve/1","error":{"code":"no_platform","message":")"));
  const auto& request = received.capture.request;
  for (const std::string secret : {"abcdefgh", "tok\\/en", "short", "very-secret-1"}) {
    CAPTURE(secret);
    CHECK(request.url.find(secret) == std::string::npos);
    CHECK(request.body.find(secret) == std::string::npos);
    CHECK(find_header(request.headers, "Authorization")->find(secret) == std::string::npos);
  }
  CHECK(request.url.find("api_secret=" + fingerprint("abcdefgh")) != std::string::npos);
  CHECK(*find_header(request.headers, "Authorization") == "Bearer " + fingerprint("very-secret-1"));
  CHECK(request.body.find("\"" + fingerprint("tok/en-12345") + "\"") != std::string::npos);
  CHECK(received.capture.redacted.size() == 4);
}

TEST_CASE("what stands under a secret's name once more is a secret, too") {
  Mock mock;
  const auto received = mock.send(
      "POST",
      "https://graph.facebook.com/v24.0/1234567890/events?access_token=first-token-1&"
      "access_token=second%2Dtoken-2",
      R"({"data":[]})",
      {{"Authorization", "Bearer very-secret-1"}, {"authorization", "Bearer very-secret-2"}});
  CHECK(received.capture.platform == "meta");
  const auto& request = received.capture.request;
  CHECK(request.url.ends_with("?access_token=" + fingerprint("first-token-1") +
                              "&access_token=" + fingerprint("second-token-2")));
  CHECK(request.headers[0].second == "Bearer " + fingerprint("very-secret-1"));
  CHECK(request.headers[1].second == "Bearer " + fingerprint("very-secret-2"));
  CHECK(received.capture.redacted ==
        std::vector<std::string>{"query.access_token", "headers.Authorization"});
}

TEST_CASE("a secret is found behind an empty one of its name") {
  Mock mock;
  const auto secret_free = [&](std::string method, std::string url) {
    const auto received = mock.send(std::move(method), std::move(url), "",
                                    {{"Authorization", ""}, {"Authorization", "Bearer planted-1"}});
    const auto& request = received.capture.request;
    return !received.capture.platform.empty() && request.url.find("planted") == std::string::npos &&
           request.headers[1].second == "Bearer " + fingerprint("planted-1");
  };
  CHECK(secret_free("POST",
                    "https://graph.facebook.com/v24.0/1/events?access_token=&"
                    "access_token=planted-token-2"));
  CHECK(secret_free("GET",
                    "https://www.facebook.com/tr/?id=1&ev=PageView&access_token=&"
                    "access_token=planted-token-2"));
  CHECK(secret_free("POST",
                    "https://www.google-analytics.com/mp/collect?measurement_id=G-1&"
                    "api_secret=&api_secret=planted-token-2"));
}

TEST_CASE("a fingerprint of a fingerprint is itself, so that recordings compare with accounts") {
  const auto once = fingerprint("secret");
  CHECK(once.size() == 25);
  CHECK(fingerprint(once) == once);
  CHECK(fingerprint("tagproof:short") != "tagproof:short");
}

TEST_CASE("a browser's preflight is no hit") {
  Mock mock;
  const auto received = mock.send("OPTIONS", "https://www.google-analytics.com/g/collect?v=2", "",
                                  {{"Origin", "https://acme.example"}});
  CHECK(received.events.empty());
  CHECK(received.capture.answer.status == 204);
  CHECK(*find_header(received.capture.answer.headers, "Access-Control-Allow-Origin") ==
        "https://acme.example");
}

TEST_CASE("beyond the limit of keys a hit is refused and counts nothing") {
  EngineOptions options;
  options.max_keys = 4;
  Mock mock(options);
  const std::string buy =
      "https://www.google-analytics.com/g/"
      "collect?v=2&tid=G-1&en=purchase&cid=1.2&ep.transaction_id=";
  CHECK(mock.send("POST", buy + "1").capture.answer.status == 204);
  const auto refused = mock.send("POST", buy + "2");
  CHECK(refused.capture.answer.status == 503);
  CHECK(refused.capture.refused == "keys");
  CHECK(refused.events.empty());
  CHECK(mock.numbers("ga4").received == 1);
}
