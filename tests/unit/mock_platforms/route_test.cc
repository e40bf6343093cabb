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
