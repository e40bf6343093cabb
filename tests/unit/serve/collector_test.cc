// The collector behind real sockets: it answers at once, and what it passes on comes after.
#include <string>
#include <thread>
#include <vector>

#include "harness/files/load.h"
#include "harness/judge/check.h"
#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

constexpr std::string_view kHit =
    "?v=2&tid=G-TEST1&cid=111.222&sid=333&gcs=G111&gcd=13r3r3r2r5l1&npa=0&en=purchase&cu=EUR"
    "&ep.transaction_id=1001&epn.value=50.25&ep.event_id=1001&pr1=idA~pr50.25~qt1"
    "&dl=https%3A%2F%2Facme.example%2F";

Tag tag(const std::string& platform, Channel channel, const std::string& name) {
  return {.tag = "sst-" + platform,
          .platform = PlatformId(platform),
          .channel = channel,
          .sender = Sender::collector,
          .on = Trigger::thank_you,
          .event = EventName::purchase,
          .name = name,
          .account = platform == "ga4"    ? "G-TEST1"
                     : platform == "meta" ? "1234567890"
                                          : "AW-1",
          .send = {{"event_id", "{{event.event_id}}"},
                   {"order_id", "{{event.transaction_id}}"},
                   {"value", "{{event.value}}"},
                   {"currency", "{{event.currency}}"},
                   {"items", "{{event.items}}"},
                   {"user_data.ip", "{{event.ip_override}}"},
                   {"user_data.user_agent", "{{event.user_agent}}"}}};
}

ServerOptions with_container() {
  ServerOptions options;
  options.tagging = Tagging{
      .name = "container",
      .tags = {tag("ga4", Channel::browser, "purchase"), tag("meta", Channel::server, "Purchase"),
               tag("google_ads", Channel::browser, "AW-1/label")}};
  options.target.hosts = {
      {.host = "sst.acme.example", .path = "/g/", .platform = PlatformId("collector")}};
  return options;
}

std::string await(const std::string& prefix, std::string_view platform) {
  return prefix + "/_tagproof/await?platform=" + std::string(platform) +
         "&event=purchase&timeout=10s";
}

TEST_CASE("what the collector takes reaches GA4, Meta and Google Ads after its answer") {
  const Served served(with_container());
  const auto answer = served.send("POST", "/collector/g/collect" + std::string(kHit), {},
                                  {{"User-Agent", "Mozilla/5.0 (X11)"},
                                   {"X-Forwarded-For", "203.0.113.7"},
                                   {"Origin", "https://acme.example"}});
  CHECK(answer.status == 200);
  for (const auto* platform : {"ga4", "meta", "google_ads"})
    CHECK(served.get(await("", platform)).status == 200);
  const auto captures = served.get("/_tagproof/captures");
  CHECK(captures.text("captures", 0, "platform") == "collector");
  CHECK(captures.text("captures", 0, "sender") == "browser");
  CHECK(captures.text("captures", 1, "platform") == "ga4");
  CHECK(captures.text("captures", 1, "sender") == "collector");
  CHECK(captures.text("captures", 1, "channel") == "browser");
  CHECK(captures.text("captures", 1, "relayed_from") == "default/c-1");
  CHECK(captures.text("captures", 2, "platform") == "meta");
  CHECK(captures.text("captures", 2, "channel") == "server");
  const auto ledger = served.get("/_tagproof/ledger");
  CHECK(ledger.text("ledger", "ga4", "conversions") == "1");
  CHECK(ledger.text("ledger", "meta", "conversions") == "1");
  CHECK(ledger.text("ledger", "meta", "value") == "50.25");
}

TEST_CASE("a mapped host and sessions work alike, and each session has its own") {
  const Served served(with_container());
  const std::string session = served.new_session();
  CHECK(
      served.get("https://sst.acme.example" + session + "/g/collect" + std::string(kHit)).status ==
      200);
  CHECK(served.get(await(session, "meta")).status == 200);
  CHECK(served.get("/_tagproof/captures").text("total") == "0");
}

TEST_CASE("the browser's pixel and the collector's event merge on Meta") {
  const Served served(with_container());
  CHECK(served
            .get("/meta/tr/?id=1234567890&ev=Purchase&eid=1001&cd[value]=50.25&cd[currency]=EUR&"
                 "cd[order_id]=1001")
            .status == 200);
  CHECK(served
            .send("POST", "/collector/g/collect" + std::string(kHit), {},
                  {{"User-Agent", "Mozilla/5.0 (X11)"}, {"X-Forwarded-For", "203.0.113.7"}})
            .status == 200);
  CHECK(served.get("/_tagproof/await?platform=meta&event=purchase&count=2&timeout=10s").status ==
        200);
  const auto ledger = served.get("/_tagproof/ledger");
  CHECK(ledger.text("ledger", "meta", "received") == "2");
  CHECK(ledger.text("ledger", "meta", "deduplicated") == "1");
  CHECK(ledger.text("ledger", "meta", "conversions") == "1");
}

TEST_CASE("without a tagging the collector takes hits and passes nothing on") {
  const Served served;
  CHECK(served.send("POST", "/collector/g/collect" + std::string(kHit)).status == 200);
  CHECK(served.get("/_tagproof/await?platform=ga4&timeout=50ms").status == 504);
  CHECK(served.get("/_tagproof/captures").text("total") == "1");
}

TEST_CASE("refused consent stays refused behind the collector") {
  const Served served(with_container());
  std::string denied(kHit);
  denied.replace(denied.find("G111"), 4, "G100");
  denied.replace(denied.find("13r3r3r2r5l1"), 12, "13p3p3p2p5l1");
  CHECK(served.send("POST", "/collector/g/collect" + denied).status == 200);
  CHECK(served.send("POST", "/collector/g/collect" + std::string(kHit)).status == 200);
  CHECK(served.get(await("", "google_ads")).status == 200);
  // Of the first hit nothing: all that came is the second's.
  const auto captures = served.get("/_tagproof/captures?platform=ga4");
  CHECK(captures.text("total") == "1");
  CHECK(captures.text("captures", 0, "relayed_from") == "default/c-2");
}

TEST_CASE("many clients at once: every hit is passed on once, and the evidence says of which") {
  const Folder folder;
  auto options = with_container();
  options.evidence = folder.file("evidence.jsonl");
  const Served served(std::move(options));
  constexpr int kClients = 4;
  constexpr int kEach = 20;
  std::vector<std::thread> clients;
  for (int c = 0; c < kClients; ++c) {
    clients.emplace_back([&, c] {
      for (int i = 0; i < kEach; ++i) {
        std::string one(kHit);
        one.replace(one.find("transaction_id=1001"), 19,
                    "transaction_id=" + std::to_string(1000 + c * kEach + i));
        static_cast<void>(served.send("POST", "/collector/g/collect" + one));
      }
    });
  }
  for (auto& client : clients) client.join();
  CHECK(served.get("/_tagproof/await?platform=ga4&event=purchase&count=80&timeout=30s").status ==
        200);
  CHECK(served.get("/_tagproof/ledger").text("ledger", "ga4", "conversions") == "80");
}

}  // namespace
}  // namespace tagproof::test
