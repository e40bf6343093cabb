// Every rule of the collector: what keeps it, what breaks it.
#include <doctest/doctest.h>

#include <set>

#include "mock_platforms/collector/relay.h"
#include "mock_platforms/collector/rules.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using collector::EventData;
using collector::Relay;

namespace {

constexpr std::string_view kAll = "&gcs=G111&gcd=13r3r3r2r5l1&npa=0";
constexpr std::string_view kAnalyticsOnly = "&gcs=G101&gcd=13p3r3p2p5l1&npa=1";
constexpr std::string_view kNothing = "&gcs=G100&gcd=13p3p3p2p5l1&npa=1";

Request hit(std::string_view more, std::string_view consent = kAll, Headers headers = {},
            std::string body = {}) {
  std::string url = "https://collector.example/g/collect?v=2&tid=G-TEST1&cid=111.222&sid=333";
  url.append(consent).append(more);
  return {"POST", std::move(url), std::move(headers), std::move(body)};
}
Request purchase(std::string_view consent = kAll, Headers headers = {}) {
  return hit(
      "&en=purchase&cu=EUR&ep.transaction_id=1001&epn.value=50.25&ep.event_id=e-1&"
      "pr1=idA~nmPen~pr25.13~qt2&pr2=idB~pr1~qt1&dl=https%3A%2F%2Facme.example%2F",
      consent, std::move(headers));
}

EventData only(const Request& request, std::string client_id = "migrate") {
  auto events = collector::read_events(
      request, Settings({{"collector.client_id", std::move(client_id)}}), kNow);
  REQUIRE(events.size() == 1);
  return std::move(events.front());
}

/// A tag of the container's for purchases.
Tag tag(std::string platform, Channel channel, std::optional<Purpose> needs = {}) {
  Tag one{.tag = "sst-" + platform,
          .platform = PlatformId(platform),
          .channel = channel,
          .sender = Sender::collector,
          .on = Trigger::thank_you,
          .event = EventName::purchase,
          .name = platform == "meta"  ? "Purchase"
                  : platform == "ga4" ? "purchase"
                                      : "AW-1/label",
          .account = platform == "ga4" ? "G-TEST1" : "1234567890",
          .send = {{"event_id", "{{event.event_id}}"},
                   {"order_id", "{{event.transaction_id}}"},
                   {"value", "{{event.value}}"},
                   {"currency", "{{event.currency}}"},
                   {"items", "{{event.items}}"},
                   {"ids.fbp", "{{event.fbp}}"},
                   {"ids.fbc", "{{event.fbc}}"},
                   {"user_data.ip", "{{event.ip_override}}"}}};
  if (needs) one.needs = {*needs};
  return one;
}

std::vector<Relayed> passed_on(const Request& request, std::vector<Tag> tags) {
  const auto relay = Relay::read({.tags = std::move(tags)}, nullptr, {});
  REQUIRE(relay.has_value());
  return relay->take(request, CaptureId("c-1"), kNow);
}

std::vector<std::string> cookies_in(const Response& answer) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : answer.headers) {
    if (name == "Set-Cookie") lines.push_back(value);
  }
  return lines;
}

std::string rule_of(const Received& received) {
  REQUIRE(!received.events.empty());
  return std::string(received.events.front().rule);
}

}  // namespace

TEST_CASE("the GA4 client claims v=2 with a tid, and nothing else") {
  Mock mock;
  const auto taken = mock.send(purchase());
  CHECK(rule_of(taken) == "collector.counted");
  CHECK(taken.capture.answer.status == 200);
  CHECK(taken.capture.platform == "collector");
  CHECK(taken.capture.channel == Channel::browser);
  CHECK(taken.capture.sender == Sender::browser);

  const auto old = mock.send("POST", "https://collector.example/g/collect?v=1&tid=G-1&cid=1&en=x");
  CHECK(rule_of(old) == "collector.client.version");
  CHECK(old.events.front().outcome == Outcome::refused);
  const auto nameless = mock.send("POST", "https://collector.example/g/collect?v=2&cid=1&en=x");
  CHECK(rule_of(nameless) == "collector.client.stream");
}

TEST_CASE("what no client claims is answered 400, or 200 where the setting says so") {
  const auto* url = "https://collector.example/g/collect?v=2&cid=1&en=purchase";
  CHECK(Mock().send("POST", url).capture.answer.status == 400);
  CHECK(Mock(with_settings({{"collector.unclaimed", "200"}}))
            .send("POST", url)
            .capture.answer.status == 200);
}

TEST_CASE("the collector has no ledger: only whom it tells counts") {
  Mock mock;
  mock.send(purchase());
  CHECK(mock.numbers("collector").received == 0);
  CHECK(mock.numbers("ga4").received == 0);
}

TEST_CASE("each line of a batched body is a run of its own, a key of the line wins") {
  const auto events = collector::read_events(
      hit("&cu=EUR", kAll, {},
          "en=view_item&epn.value=1\r\n\nen=purchase&cu=USD&epn.value=2\n_s=3"),
      {}, kNow);
  REQUIRE(events.size() == 2);
  CHECK(events[0].event == EventName::view_item);
  CHECK(events[0].text("currency") == "EUR");
  CHECK(events[1].event == EventName::purchase);
  CHECK(events[1].text("currency") == "USD");
  CHECK(collector::read_events(hit("&cu=EUR"), {}, kNow).empty());  // no name: no event
}

TEST_CASE("wire names become event keys") {
  const auto event =
      only(hit("&en=purchase&uid=u-1&dl=https%3A%2F%2Facme.example%2Fa%3Fgclid%3Dg1&"
               "dt=T&dr=https%3A%2F%2Fr.example&cu=EUR&ep.transaction_id=1001&"
               "epn.value=5.50&ep.value2=5.50"));
  CHECK(event.text("event_name") == "purchase");
  CHECK(event.text("client_id") == "111.222");
  CHECK(event.text("user_id") == "u-1");
  CHECK(event.text("page_location") == "https://acme.example/a?gclid=g1");
  CHECK(event.text("page_hostname") == "acme.example");
  CHECK(event.text("page_path") == "/a");
  CHECK(event.text("page_title") == "T");
  CHECK(event.text("page_referrer") == "https://r.example");
  CHECK(event.text("transaction_id") == "1001");
  CHECK(plain_text(event("event.gclid")) == "g1");
  CHECK(std::holds_alternative<Decimal>(event("event.value")));       // a number of the page's
  CHECK(std::holds_alternative<std::string>(*event.find("value2")));  // a text of the page's
  CHECK(std::holds_alternative<std::monostate>(event("event.coupon")));
  CHECK(std::holds_alternative<std::monostate>(event("order.id")));  // no container knows orders
}

TEST_CASE("consent and stream are kept under x-ga- keys") {
  const auto event = only(purchase(kAnalyticsOnly));
  CHECK(event.text("x-ga-gcs") == "G101");
  CHECK(event.text("x-ga-npa") == "1");
  CHECK(event.text("x-ga-measurement_id") == "G-TEST1");
  CHECK(event.find("gcs") == nullptr);
  CHECK(event.consent.analytics_storage == Signal::granted);
  CHECK(event.consent.ad_storage == Signal::denied);
  CHECK(only(purchase("")).consent.ad_storage == Signal::unset);
}

TEST_CASE("items keep GA4's ids, prices and quantities") {
  const auto event = only(purchase());
  const auto* items = std::get_if<std::vector<EmittedItem>>(event.find("items"));
  REQUIRE(items != nullptr);
  REQUIRE(items->size() == 2);
  CHECK(to_text((*items)[0].id) == "A");
  CHECK(to_text((*items)[0].name) == "Pen");
  CHECK(to_text((*items)[0].price) == "25.13");
  CHECK(to_text((*items)[0].quantity) == "2");
  CHECK(to_text((*items)[1].id) == "B");
  CHECK(only(hit("&en=page_view&pr0=idX&prx=idY")).find("items") == nullptr);
}

TEST_CASE("user data in clear or hashed has its own keys") {
  const auto event = only(
      hit("&en=purchase&ep.user_data.email=a%40b.example&ep.user_data.address.0.first_name=Jane"));
  CHECK(plain_text(event("event.user_data.email_address")) == "a@b.example");
  CHECK(plain_text(event("event.user_data.first_name")) == "Jane");
  CHECK(plain_text(event("event.user_data.sha256_email_address")).empty());
  const auto hashed = only(hit("&en=purchase&em=tv.1~em.abc~pn.def"));
  CHECK(plain_text(hashed("event.user_data.sha256_email_address")) == "abc");
  CHECK(plain_text(hashed("event.user_data.sha256_phone_number")) == "def");
}

TEST_CASE("the shopper's address is the first that was forwarded, or nobody's") {
  CHECK(only(purchase(kAll, {{"X-Forwarded-For", "203.0.113.7, 10.0.0.1"}})).text("ip_override") ==
        "203.0.113.7");
  CHECK(only(purchase()).find("ip_override") == nullptr);
}

TEST_CASE("FPID goes before the hit's own client id") {
  const Headers known{{"Cookie", "_ga=GA1.1.111.222; FPID=FPID2.2.777.888"}};
  CHECK(only(purchase(kAll, known)).text("client_id") == "777.888");
  CHECK(only(purchase()).text("client_id") == "111.222");
  CHECK(only(purchase(kAll, known), "javascript").text("client_id") == "111.222");
  const auto own = only(purchase(), "server").text("client_id");
  CHECK(own != "111.222");
  CHECK(own.ends_with(".222"));
}

TEST_CASE("with analytics denied FPID is neither read nor written") {
  const Headers known{{"Cookie", "FPID=FPID2.2.777.888"}};
  CHECK(only(purchase(kNothing, known)).text("client_id") == "111.222");
  CHECK(cookies_in(Mock().send(purchase(kNothing)).capture.answer).empty());
  CHECK(cookies_in(Mock().send(purchase(kAnalyticsOnly)).capture.answer).size() == 2);
}

TEST_CASE("a new browser gets FPID with its client id, and the linker cookie") {
  const auto lines = cookies_in(Mock().send(purchase()).capture.answer);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("FPID=FPID2.2.111.222; "));
  CHECK(lines[0].find("Domain=collector.example") != std::string::npos);
  CHECK(lines[0].find("HttpOnly") != std::string::npos);
  CHECK(lines[1].starts_with("FPLC="));
  const Headers known{{"Cookie", "FPID=FPID2.2.777.888; FPLC=x"}};
  CHECK(cookies_in(Mock().send(purchase(kAll, known)).capture.answer).empty());
  CHECK(cookies_in(Mock(with_settings({{"collector.client_id", "javascript"}}))
                       .send(purchase())
                       .capture.answer)
            .empty());
}

TEST_CASE("the answer is the same whatever becomes of the tags") {
  EngineOptions options;
  int asked = 0;
  options.relay = [&](const Request&, const CaptureId& from, TimePoint) {
    ++asked;
    return std::vector<Relayed>{{.from = from}};
  };
  Mock mock(options);
  const auto with = mock.send(purchase());
  CHECK(with.relayed.size() == 1);
  CHECK(with.relayed.front().from == CaptureId("c-1"));
  CHECK(with.capture.answer == Mock().send(purchase()).capture.answer);
  mock.send("POST", "https://collector.example/g/collect?v=1&en=purchase");
  CHECK(asked == 1);  // what no client claims reaches no tag
}

TEST_CASE("a tag sends when every signal of its purpose is granted, and said") {
  const auto meta = tag("meta", Channel::server, Purpose::marketing);
  CHECK(passed_on(purchase(kAll), {meta}).size() == 1);
  CHECK(passed_on(purchase(kAnalyticsOnly), {meta}).empty());
  CHECK(passed_on(purchase(kNothing), {meta}).empty());
  CHECK(passed_on(purchase(""), {meta}).empty());
  auto careless = meta;
  careless.needs.clear();
  careless.needs_nothing = true;
  CHECK(passed_on(purchase(kNothing), {careless}).size() == 1);
  auto limited = meta;
  limited.without = Allowed::limited;
  const auto sent = passed_on(purchase(kAnalyticsOnly), {limited});
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().emission.consent.limited);
}

TEST_CASE("Meta's tag takes fbp and fbc from their cookies, or builds fbc of fbclid") {
  const auto meta = tag("meta", Channel::server);
  const Headers cookies{{"Cookie", "_fbp=fb.1.1.2; _fbc=fb.1.3.click"}};
  const auto known = passed_on(purchase(kAll, cookies), {meta}).front().emission;
  CHECK(known.text(Field::fbp) == "fb.1.1.2");
  CHECK(known.text(Field::fbc) == "fb.1.3.click");
  CHECK(known.text(Field::event_id) == "e-1");
  CHECK(known.text(Field::order_id) == "1001");
  const auto landed =
      passed_on(hit("&en=purchase&dl=https%3A%2F%2Facme.example%2F%3Ffbclid%3Dabc"), {meta})
          .front()
          .emission;
  CHECK(landed.text(Field::fbc) == "fb.1.1768471200000.abc");
  CHECK(landed.text(Field::fbp).empty());
}

TEST_CASE("GA4's tag passes the event on, with the consent that came") {
  const auto ga4 = tag("ga4", Channel::browser);
  const auto full = passed_on(purchase(), {ga4}).front().emission;
  CHECK(full.sender == Sender::collector);
  CHECK(full.channel == Channel::browser);
  CHECK(full.allowed == Allowed::full);
  CHECK(full.text(Field::client_id) == "111.222");
  CHECK(full.text(Field::session_id) == "333");
  const auto part = passed_on(purchase(kAnalyticsOnly), {ga4}).front().emission;
  CHECK(part.allowed == Allowed::limited);
  CHECK(part.consent.ad_storage.effective() == Signal::denied);
  CHECK(part.consent.analytics_storage.effective() == Signal::granted);
  CHECK(passed_on(purchase(kNothing), {ga4}).empty());  // basic: nothing leaves
  auto pings = ga4;
  pings.without = Allowed::cookieless;
  const auto ping = passed_on(purchase(kNothing), {pings}).front().emission;
  CHECK(ping.text(Field::client_id).empty());
}

TEST_CASE("tags fire on their own event, under their own condition, and only the container's") {
  auto on_lead = tag("meta", Channel::server);
  on_lead.on = Trigger::form_sent;
  auto of_the_shop = tag("meta", Channel::server);
  of_the_shop.sender = Sender::shop;
  auto large = tag("ga4", Channel::browser);
  large.condition = "event.value > 50";
  auto larger = large;
  larger.condition = "event.value > 51";
  CHECK(passed_on(purchase(), {on_lead, of_the_shop, large, larger}).size() == 1);
  CHECK(passed_on(hit("&en=generate_lead"), {on_lead}).size() == 1);
}

TEST_CASE("it owns no bare path: only its prefix, its host, or a host that is mapped to it") {
  Mock plain;
  CHECK(
      plain.send("POST", "http://127.0.0.1:80/g/collect?v=2&tid=G-1&cid=1&en=x").capture.platform ==
      "ga4");
  CHECK(plain.send("POST", "http://127.0.0.1:80/collector/g/collect?v=2&tid=G-1&cid=1&en=x")
            .capture.platform == "collector");
  EngineOptions options;
  options.hosts = {
      {.host = "sst.acme.example", .path = "/g/", .platform = PlatformId("collector")}};
  const auto mapped =
      Mock(options).send("POST", "https://sst.acme.example/g/collect?v=2&tid=G-1&cid=1.2&en=x");
  CHECK(mapped.capture.platform == "collector");
  CHECK(cookies_in(mapped.capture.answer).front().find("Domain=acme.example") != std::string::npos);
}

TEST_CASE("every row says what it rests on, and the list has no double") {
  std::set<std::string_view> ids;
  for (const auto& rule : collector::kRules) {
    CAPTURE(rule.id);
    CHECK(ids.insert(rule.id).second);
    CHECK(rule.source.starts_with("https://"));
    CHECK(!rule.text.empty());
    CHECK(!rule.tests.empty());
  }
}
