// Snapchat's rule sheet: for each rule what breaks it (or what it decides) and what keeps it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/snapchat/snapchat.h"
#include "tests/unit/mock_platforms/rule_rows.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::string kToken = "s3cret-s3cret";
const std::string kPixel = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const std::string kOther = "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee";
const std::string kHash = sha256_hex("jane.doe@example.com");
const std::string kUser = R"("em":[")" + kHash + R"("])";
const std::string kCustom =
    R"("value":"50.25","currency":"EUR","order_id":"1001","contents":[{"id":"A","quantity":"2","item_price":"25.125"}])";

Request post(std::string body, const std::string& token = kToken, const std::string& end = {}) {
  Request request{"POST",
                  "https://tr.snapchat.com/v3/" + kPixel + "/events" + end,
                  {{"Content-Type", "application/json"}},
                  std::move(body)};
  if (!token.empty()) request.url += "?access_token=" + token;
  return request;
}

Request api(const std::string& events) { return post(R"({"data":[)" + events + "]}"); }

/// A purchase; each part as it stands on the wire.
struct Event {
  std::string name{R"("PURCHASE")"};
  std::string source{R"("website")"};
  std::string time{"1768471200"};
  std::string id{R"("1001")"};
  std::string user = kUser;
  std::string custom = kCustom;
  std::string more{};
  [[nodiscard]] std::string json() const {
    return R"({"event_name":)" + name + R"(,"event_time":)" + time + R"(,"event_id":)" + id +
           R"(,"action_source":)" + source + R"(,"user_data":{)" + user + R"(},"custom_data":{)" +
           custom + "}" + more + "}";
  }
};

Request api(const Event& event) { return api(event.json()); }

Request pixel(const std::string& dedup_id = "1001", const std::string& id = kPixel,
              const std::string& name = "PURCHASE", const std::string& order = "1001",
              const std::string& price = "50.25") {
  Params query{{"e_pr", price}, {"e_cur", "EUR"}, {"e_iids", "A,B"}, {"u_c1", "scid-1"}};
  if (!id.empty()) query.emplace_back("pid", id);
  if (!name.empty()) query.emplace_back("ev", name);
  if (!dedup_id.empty()) query.emplace_back("cdid", dedup_id);
  if (!order.empty()) query.emplace_back("e_tid", order);
  query.emplace_back("ts", "1768471200000");
  return {"GET", "https://tr.snapchat.com/p?" + build_query(query), {}, {}};
}

EngineOptions accounts() {
  EngineOptions options;
  options.accounts["snapchat"] = {{.id = kPixel, .secrets = {fingerprint(kToken)}},
                                  {.id = kOther, .secrets = {fingerprint("other-other")}}};
  return options;
}

EngineOptions strongest() { return with_settings({{"snapchat.dedup_winner", "strongest"}}); }

std::string repeated(int n, const std::string& one) {
  std::string all = one;
  for (int i = 1; i < n; ++i) all += "," + one;
  return all;
}

std::vector<RuleCase> cases() {
  const Request good = api(Event{});
  const std::string other = Event{.name = R"("PAGE_VIEW")", .id = R"("p-1")"}.json();
  // Its ids agree with the pixel's order alone.
  const Request by_order = api(Event{.id = R"("s-1001")"});
  return {
      {"snapchat.body.unreadable", {post("{\"data\":[")}, {good}},
      {"snapchat.token.missing", {post(good.body, "")}, {good}},
      {"snapchat.token.unknown", {post(good.body, "nobody-nobody")}, {good}, accounts()},
      {"snapchat.pixel.permission", {post(good.body, "other-other")}, {good}, accounts()},
      {"snapchat.data.missing", {post("{}")}, {good}},
      {"snapchat.data.too-many", {api(repeated(2001, other))}, {api(repeated(2000, other))}},
      {"snapchat.event.unreadable", {api(R"("PURCHASE")")}, {good}},
      {"snapchat.event-name.missing", {api(Event{.name = "null"})}, {good}},
      {"snapchat.event-time.missing", {api(Event{.time = "null"})}, {good}},
      {"snapchat.event-time.unit", {api(Event{.time = "1768471200000"})}, {good}},
      {"snapchat.action-source.missing", {api(Event{.source = "null"})}, {good}},
      {"snapchat.action-source.unknown",
       {api(Event{.source = R"("email")"})},
       {api(Event{.source = R"("WEB")"})}},
      {"snapchat.identity.missing",
       {api(Event{.user = R"("client_ip_address":"203.0.113.7")"})},
       {api(Event{.user =
                      R"("client_ip_address":"203.0.113.7","client_user_agent":"Mozilla/5.0")"})}},
      {"snapchat.batch",
       {api(Event{.name = "null"}.json() + "," + other)},
       {api(other + "," + other)}},
      {"snapchat.event-time.too-old", {{good, hours(37 * 24 + 1)}}, {{good, hours(37 * 24)}}},
      {"snapchat.hit.pixel-unknown", {pixel("1001", "26")}, {pixel()}, accounts()},
      {"snapchat.hit.pixel-missing", {pixel("1001", "")}, {pixel()}},
      {"snapchat.hit.event-missing", {pixel("1001", kPixel, "")}, {pixel()}},
      {"snapchat.event-name.case", {api(Event{.name = R"("Purchase")"})}, {good}},
      {"snapchat.event-name.custom", {api(Event{.name = R"("CUSTOM_EVENT_1")"})}, {good}},
      {"snapchat.event-id.missing", {pixel("")}, {pixel()}},
      {"snapchat.value.malformed",
       {api(Event{.custom = R"("value":"50,25","currency":"EUR")"})},
       {good}},
      {"snapchat.currency.invalid",
       {api(Event{.custom = R"("value":1,"currency":"EURO")"})},
       {good}},
      {"snapchat.purchase.value-missing", {api(Event{.custom = R"("currency":"EUR")"})}, {good}},
      {"snapchat.purchase.currency-missing", {api(Event{.custom = R"("value":1)"})}, {good}},
      {"snapchat.user-data.clear-text",
       {api(Event{.user = R"("em":["jane.doe@example.com"])"})},
       {good}},
      {"snapchat.user-data.hash-form",
       {api(Event{.user = R"("em":[")" + md5_hex("jane.doe@example.com") + R"("])"})},
       {good}},
      {"snapchat.user-data.placeholder",
       {api(Event{.user = R"("em":[")" + sha256_hex("") + R"("])"})},
       {good}},
      {"snapchat.user-data.hashed",
       {api(Event{.user = kUser + R"(,"client_ip_address":")" + sha256_hex("203.0.113.7") + "\""})},
       {good}},
      {"snapchat.limited-data-use",
       {api(Event{.more = R"(,"data_processing_options":["LDU"])"})},
       {api(Event{.more = R"(,"data_processing_options":[])"})}},
      {"snapchat.validate", {post(good.body, kToken, "/validate")}, {good}},
      {"snapchat.counted", {good}, {pixel(), good}},
      {"snapchat.dedup.event-id", {pixel(), {good, minutes(5)}}, {pixel(), {good, hours(49)}}},
      {"snapchat.dedup.event-id-strongest", {pixel(), good}, {pixel(), by_order}, strongest()},
      {"snapchat.dedup.order-id",
       {pixel(), {by_order, hours(29 * 24)}},
       {pixel(), {by_order, hours(31 * 24)}}},
      {"snapchat.dedup.order-id-strongest", {pixel(), by_order}, {pixel(), good}, strongest()},
      {"snapchat.dedup.same-source",
       {good, {good, minutes(5)}},
       {good, {good, hours(49)}},
       with_settings({{"snapchat.same_source_repeats", "dedup"}})},
  };
}

}  // namespace

TEST_CASE("snapchat: each rule is met by what breaks it, not by what keeps it, and has its case") {
  check_rules(snapchat::kPlatform, cases());
}

TEST_CASE("snapchat counts the rows of its deduplication table") {
  const Request good = api(Event{});
  const std::string page = R"("PAGE_VIEW")";
  struct Row {
    std::string what{};
    std::vector<Later> session{};
    int counted = 0;
    EventName name = EventName::purchase;
    EngineOptions options{};
  };
  const Row rows[] = {
      {"pixel, then server", {pixel(), good}, 1},
      {"server, then pixel", {good, {pixel(), minutes(30)}}, 1},
      {"other ids, the same order", {pixel("s-1"), good}, 1},
      {"the pixel's order is the server's event_id",
       {pixel("s-1"), api(Event{.custom = R"("value":"50.25","currency":"EUR")"})},
       1},
      {"other ids, no order", {pixel("s-1", kPixel, "PURCHASE", ""), good}, 2},
      {"three days later, by the order", {pixel(), {good, hours(72)}}, 1},
      {"another pixel", {pixel("1001", kOther), good}, 2},
      {"a reload", {pixel(), pixel()}, 2},
      {"a reload, where that is one",
       {pixel(), pixel()},
       1,
       EventName::purchase,
       with_settings({{"snapchat.same_source_repeats", "dedup"}})},
      {"a page view of the same id",
       {pixel("p-1", kPixel, "PAGE_VIEW"), api(Event{.name = page, .id = R"("p-1")"})},
       1,
       EventName::page_view},
      {"page views of one order are two",
       {pixel("p-1", kPixel, "PAGE_VIEW"), api(Event{.name = page, .id = R"("p-2")"})},
       2,
       EventName::page_view},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    for (const auto& one : row.session) mock.send(one.request, one.after);
    CHECK(mock.numbers("snapchat", row.name).counted == row.counted);
  }
}

TEST_CASE("snapchat takes milliseconds where the setting says so, and reads them rightly") {
  Mock mock(with_settings({{"snapchat.milliseconds", "accept"}}));
  const auto event = mock.send(api(Event{.time = "1768471200000"})).events.at(0);
  CHECK(event.outcome == Outcome::counted);
  CHECK(event.time == kNow);
}

TEST_CASE("snapchat answers VALID or INVALID with a reason") {
  const std::string good = Event{}.json();
  const std::string bad = Event{.time = "null"}.json();
  struct Row {
    std::string what{};
    Request request{};
    int status = 0;
    std::string said{};
    std::string reason{};
    int counted = 0;
    EngineOptions options{};
  };
  const Row rows[] = {
      {"right", api(good), 200, "VALID", "Events have been processed successfully.", 1},
      {"validated only", post(api(good).body, kToken, "/validate"), 200, "VALID", "", 0},
      {"validated, and wrong", post(api(bad).body, kToken, "/validate"), 400, "INVALID", "", 0},
      {"no token", post(api(good).body, ""), 401, "INVALID", "", 0},
      {"no permission", post(api(good).body, "other-other"), 403, "INVALID", "", 0, accounts()},
      {"one bad of two", api(good + "," + bad), 400, "INVALID",
       "data[1].event_time: An event has an event_time", 0},
      {"one bad of two, alone", api(good + "," + bad), 400, "INVALID", "", 1,
       with_settings({{"snapchat.bad_event", "event"}})},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    const auto received = mock.send(row.request);
    CHECK(received.capture.answer.status == row.status);
    const auto answer = JsonDocument::parse(received.capture.answer.body);
    REQUIRE(answer);
    CHECK(answer->root()["status"].text() == row.said);
    if (!row.reason.empty()) CHECK(answer->root()["reason"].text() == row.reason);
    CHECK(mock.numbers("snapchat").counted == row.counted);
  }
}

TEST_CASE(
    "what snapchat's encoder writes is what its decoder reads, and what leaves follows consent") {
  Emission emission;
  emission.platform = PlatformId("snapchat");
  emission.name = EventName::purchase;
  emission.platform_name = "PURCHASE";
  emission.time = kNow;
  emission.secret = kToken;
  emission.set(Field::account, kPixel);
  emission.set(Field::event_id, std::string("1001"));
  emission.set(Field::order_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.set(Field::click_id, std::string("click-1"));
  emission.set(Field::browser_id, std::string("scid-1"));
  emission.set(Field::page_url, std::string("https://shop.example/done"));
  emission.set(Field::user_agent, std::string("Mozilla/5.0"));
  emission.items = std::vector<EmittedItem>{
      {.id = std::string("A"), .quantity = Decimal{2}, .price = *Decimal::parse("25.125")}};
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    emission.channel = channel;
    emission.allowed = Allowed::full;
    Mock mock(accounts());
    const auto received = mock.send(snapchat::kPlatform.encode(emission).at(0));
    const auto& event = received.events.at(0);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.channel == channel);
    CHECK(event.warnings.empty());
    CHECK(event.is(EventName::purchase));
    CHECK(event.account.value_or("") == kPixel);
    CHECK(event.event_id.value_or("") == "1001");
    CHECK(event.order_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.time == kNow);
    REQUIRE(event.items.has_value());
    CHECK(event.items->at(0).id.value_or("") == "A");
    CHECK(event.page_url.value_or("") == "https://shop.example/done");
    CHECK(event.id(IdField::browser_id).value_or("") == "scid-1");
    CHECK(event.id(IdField::click_id).has_value() == (channel == Channel::server));
    CHECK(event.user_data.at(0).value == kHash);
    CHECK_FALSE(event.consent.limited);

    emission.allowed = Allowed::limited;
    const auto limited = Mock().send(snapchat::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(limited.consent.limited);
    CHECK(limited.id(IdField::click_id).is_absent());

    emission.allowed = Allowed::nothing;
    CHECK(snapchat::kPlatform.encode(emission).empty());
  }
}
