// TikTok's rule sheet: for each rule what breaks it (or what it decides) and what keeps it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "mock_platforms/tiktok/tiktok.h"
#include "tests/unit/mock_platforms/rule_rows.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::string kToken = "s3cret-s3cret";
const std::string kHash = sha256_hex("jane.doe@example.com");
const std::string kUser = R"("user":{"email":")" + kHash + R"(","ttp":"ttp-1"})";
const std::string kProperties =
    R"("properties":{"value":50.25,"currency":"EUR","order_id":"1001","contents":[{"content_id":"A","quantity":2,"price":25}]})";

Request post(std::string body, const std::string& token = kToken,
             const std::string& path = "/open_api/v1.3/event/track/") {
  Request request{"POST", "https://business-api.tiktok.com" + path, {}, std::move(body)};
  request.headers.emplace_back("Content-Type", "application/json");
  if (!token.empty()) request.headers.emplace_back("Access-Token", token);
  return request;
}

Request api(const std::string& events,
            const std::string& top = R"("event_source":"web","event_source_id":"C1")") {
  return post("{" + top + R"(,"data":[)" + events + "]}");
}

std::string event(const std::string& name = "Purchase", const std::string& id = R"("1001")",
                  const std::string& time = "1768471200", const std::string& user = kUser,
                  const std::string& properties = kProperties, const std::string& more = {}) {
  return R"({"event":")" + name + R"(","event_time":)" + time + R"(,"event_id":)" + id + "," +
         user + "," + properties + more + "}";
}

std::string with_user(const std::string& members) {
  return event("Purchase", R"("1001")", "1768471200", R"("user":{)" + members + "}");
}

std::string with_properties(const std::string& members) {
  return event("Purchase", R"("1001")", "1768471200", kUser, R"("properties":{)" + members + "}");
}

Request pixel(const std::string& event_id = "1001", const std::string& code = "C1",
              const std::string& name = "Purchase") {
  const std::string id = event_id.empty() ? "" : R"("event_id":")" + event_id + R"(",)";
  return {"POST",
          "https://analytics.tiktok.com/api/v2/pixel",
          {{"Content-Type", "application/json"}},
          R"({"event":")" + name + R"(",)" + id +
              R"("timestamp":"2026-01-15T10:00:00.000Z","context":{"pixel":{"code":")" + code +
              R"("},"user":{"ttp":"ttp-1"}},)" + kProperties + "}"};
}

EngineOptions accounts() {
  EngineOptions options;
  options.accounts["tiktok"] = {{.id = "C1", .secrets = {fingerprint(kToken)}},
                                {.id = "C2", .secrets = {fingerprint("other-other")}}};
  return options;
}

std::string repeated(int n, const std::string& one) {
  std::string all = one;
  for (int i = 1; i < n; ++i) all += "," + one;
  return all;
}

std::vector<RuleCase> cases() {
  const Request good = api(event());
  const auto legacy = [](const std::string& body) {
    return post(body, kToken, "/open_api/v1.2/pixel/batch/");
  };
  const std::string old_event =
      R"({"event":"Purchase","event_id":"1","timestamp":"2026-01-15T10:00:00Z","context":{"user":{"email":")" +
      kHash + R"("}},"properties":{"value":1,"currency":"EUR"}})";
  return {
      {"tiktok.body.unreadable", {post("{\"data\":[")}, {good}},
      {"tiktok.token.missing", {post(good.body, "")}, {good}},
      {"tiktok.token.unknown", {post(good.body, "nobody-nobody")}, {good}, accounts()},
      {"tiktok.pixel.permission", {post(good.body, "other-other")}, {good}, accounts()},
      {"tiktok.data.missing", {post(R"({"event_source":"web","event_source_id":"C1"})")}, {good}},
      {"tiktok.data.too-many",
       {legacy(R"({"pixel_code":"C1","batch":[)" + repeated(51, old_event) + "]}")},
       {legacy(R"({"pixel_code":"C1","batch":[)" + repeated(50, old_event) + "]}")}},
      {"tiktok.event-source.missing", {api(event(), R"("event_source_id":"C1")")}, {good}},
      {"tiktok.event-source.unknown",
       {api(event(), R"("event_source":"website","event_source_id":"C1")")},
       {good}},
      {"tiktok.pixel.missing", {api(event(), R"("event_source":"web")")}, {good}},
      {"tiktok.event.unreadable", {api(R"("Purchase")")}, {good}},
      {"tiktok.event-name.missing", {api(event(""))}, {good}},
      {"tiktok.event-time.missing", {api(event("Purchase", R"("1")", "null"))}, {good}},
      {"tiktok.event-time.unit", {api(event("Purchase", R"("1")", "1768471200000"))}, {good}},
      {"tiktok.content-id.type",
       {api(with_properties(R"("value":1,"currency":"EUR","contents":[{"content_id":7}])"))},
       {good}},
      {"tiktok.parameter.type", {api(with_properties(R"("value":"1","currency":"EUR")"))}, {good}},
      {"tiktok.batch", {api(event() + "," + event(""))}, {api(event() + "," + event(""))}, {}},
      {"tiktok.hit.pixel-unknown", {pixel("1001", "C9")}, {pixel()}, accounts()},
      {"tiktok.hit.unreadable", {pixel("1001", "")}, {pixel()}},
      {"tiktok.event-name.case", {api(event("purchase"))}, {good}},
      {"tiktok.event-name.custom", {api(event("Bought"))}, {good}},
      {"tiktok.event-id.missing", {pixel("")}, {pixel()}},
      {"tiktok.value.malformed", {api(with_properties(R"("value":-1,"currency":"EUR")"))}, {good}},
      {"tiktok.currency.invalid", {api(with_properties(R"("value":1,"currency":"EURO")"))}, {good}},
      {"tiktok.content-type.unknown",
       {api(with_properties(R"("value":1,"currency":"EUR","content_type":"sku")"))},
       {api(with_properties(R"("value":1,"currency":"EUR","content_type":"product_group")"))}},
      {"tiktok.purchase.value-missing", {api(with_properties(R"("currency":"EUR")"))}, {good}},
      {"tiktok.purchase.currency-missing", {api(with_properties(R"("value":1)"))}, {good}},
      {"tiktok.identity.missing",
       {api(with_user(R"("ip":"203.0.113.7")"))},
       {api(with_user(R"("ip":"203.0.113.7","user_agent":"Mozilla/5.0")"))}},
      {"tiktok.user-data.clear-text",
       {api(with_user(R"("email":"jane.doe@example.com")"))},
       {good}},
      {"tiktok.user-data.hash-form",
       {api(with_user(R"("email":")" + md5_hex("jane.doe@example.com") + "\""))},
       {good}},
      {"tiktok.user-data.placeholder",
       {api(with_user(R"("email":")" + sha256_hex("") + "\""))},
       {good}},
      {"tiktok.user-data.hashed",
       {api(with_user(R"("ip":")" + sha256_hex("203.0.113.7") + "\""))},
       {good}},
      {"tiktok.limited-data-use",
       {api(event("Purchase", R"("1")", "1768471200", kUser, kProperties,
                  R"(,"limited_data_use":true)"))},
       {api(event("Purchase", R"("1")", "1768471200", kUser, kProperties,
                  R"(,"limited_data_use":false)"))}},
      {"tiktok.counted", {good}, {good, good}},
      {"tiktok.dedup.event-id",
       {pixel(), {good, minutes(5)}},
       {pixel(), {api(event("CompletePayment")), minutes(5)}}},
      {"tiktok.dedup.under-five-minutes", {pixel(), good}, {pixel(), {good, minutes(5)}}},
      {"tiktok.dedup.same-source", {good, {good, hours(48)}}, {good, {good, hours(49)}}},
      {"tiktok.dedup.ttp",
       {pixel(""), good},
       {pixel("1002"), good},
       with_settings({{"tiktok.dedup_by_ttp", "merge"}})},
  };
}

}  // namespace

TEST_CASE("tiktok: each rule is met by what breaks it and not by what keeps it, and has its case") {
  auto all = cases();
  for (auto& one : all) {
    // The other reading of a bad event in a batch is a setting.
    if (one.rule == "tiktok.batch") one.keeps = {api(event() + "," + event())};
  }
  check_rules(tiktok::kPlatform, all);
}

TEST_CASE("tiktok counts the rows of its deduplication table") {
  const Request good = api(event());
  struct Row {
    std::string what{};
    std::vector<Later> session{};
    int counted = 0;
    EngineOptions options{};
  };
  const Row rows[] = {
      {"pixel, then server", {pixel(), {good, minutes(30)}}, 1},
      {"server, then pixel", {good, {pixel(), minutes(30)}}, 1},
      {"within five minutes", {pixel(), {good, minutes(1)}}, 1},
      {"within five minutes, where that counts",
       {pixel(), {good, minutes(1)}},
       2,
       with_settings({{"tiktok.dedup_under_five_minutes", "count"}})},
      {"more than 48 hours later", {pixel(), {good, hours(49)}}, 2},
      {"a reload", {pixel(), pixel()}, 1},
      {"another name", {pixel(), {api(event("CompletePayment")), minutes(30)}}, 2},
      {"another id", {pixel(), {api(event("Purchase", R"("1002")")), minutes(30)}}, 2},
      {"another pixel", {pixel("1001", "C2"), {good, minutes(30)}}, 2},
      {"no id on the server", {pixel(), {api(event("Purchase", "null")), minutes(30)}}, 2},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    for (const auto& one : row.session) mock.send(one.request, one.after);
    CHECK(mock.numbers("tiktok").counted == row.counted);
  }
}

TEST_CASE("tiktok's first copy is enriched by what only the later one has") {
  Mock mock;
  auto bare = pixel();
  bare.body = R"({"event":"Purchase","event_id":"1001","timestamp":"2026-01-15T10:00:00Z",)"
              R"("context":{"pixel":{"code":"C1"}},"properties":{}})";
  mock.send(bare);
  CHECK(mock.numbers("tiktok").none == 1);
  mock.send(api(event()), minutes(10));
  const auto numbers = mock.numbers("tiktok");
  CHECK(numbers.counted == 1);
  CHECK(numbers.user_data == 1);
  CHECK(numbers.none == 0);
}

TEST_CASE("tiktok answers 200 and says in the code what happened") {
  struct Row {
    std::string what{};
    Request request{};
    std::string code{};
    std::string message{};
    EngineOptions options{};
  };
  const Row rows[] = {
      {"right", api(event()), "0", "OK"},
      {"a number for content_id",
       api(with_properties(R"("value":1,"currency":"EUR","contents":[{"content_id":7}])")), "40002",
       "data.0.properties.contents.0.content_id: content_id is text; a number is refused"},
      {"no permission", post(api(event()).body, "other-other"), "40001", "", accounts()},
      {"no token", post(api(event()).body, ""), "40104", ""},
      {"one bad of two", api(event() + "," + event("")), "40002", ""},
      {"one bad of two, alone", api(event() + "," + event("")), "20001", "Partial success",
       with_settings({{"tiktok.bad_event", "event"}})},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    const auto received = mock.send(row.request);
    CHECK(received.capture.answer.status == 200);
    const auto answer = JsonDocument::parse(received.capture.answer.body);
    REQUIRE(answer);
    CHECK(answer->root()["code"].text() == row.code);
    if (!row.message.empty()) CHECK(answer->root()["message"].text() == row.message);
  }
}

TEST_CASE(
    "what tiktok's encoder writes is what its decoder reads, and what leaves follows consent") {
  Emission emission;
  emission.platform = PlatformId("tiktok");
  emission.name = EventName::purchase;
  emission.platform_name = "Purchase";
  emission.time = kNow;
  emission.secret = kToken;
  emission.set(Field::account, std::string("C1"));
  emission.set(Field::event_id, std::string("1001"));
  emission.set(Field::order_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.set(Field::click_id, std::string("E.C.P.1"));
  emission.set(Field::browser_id, std::string("ttp-1"));
  emission.set(Field::user_agent, std::string("Mozilla/5.0"));
  emission.items = std::vector<EmittedItem>{
      {.id = std::string("A"), .quantity = Decimal{2}, .price = *Decimal::parse("25.125")}};
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    emission.channel = channel;
    emission.allowed = Allowed::full;
    Mock mock;
    const auto received = mock.send(tiktok::kPlatform.encode(emission).at(0));
    const auto& event = received.events.at(0);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.channel == channel);
    CHECK(event.warnings.empty());
    CHECK(event.is(EventName::purchase));
    CHECK(event.account.value_or("") == "C1");
    CHECK(event.event_id.value_or("") == "1001");
    CHECK(event.order_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.time == kNow);
    REQUIRE(event.items.has_value());
    CHECK(event.items->at(0).id.value_or("") == "A");
    CHECK(event.items->at(0).price->text() == "25.125");
    CHECK(event.id(IdField::click_id).value_or("") == "E.C.P.1");
    CHECK(event.id(IdField::browser_id).value_or("") == "ttp-1");
    CHECK(event.user_data.at(0).value == kHash);
    CHECK(event.attributable == Attributable::click_id);
    CHECK_FALSE(event.consent.limited);

    emission.allowed = Allowed::limited;
    const auto limited = Mock().send(tiktok::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(limited.consent.limited);
    CHECK(limited.id(IdField::click_id).is_absent());
    CHECK(limited.outcome == Outcome::counted);

    emission.allowed = Allowed::nothing;
    CHECK(tiktok::kPlatform.encode(emission).empty());
  }
}
