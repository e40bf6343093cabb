// Reddit's rule sheet: for each rule what breaks it (or what it decides) and what keeps it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "mock_platforms/reddit/reddit.h"
#include "tests/unit/mock_platforms/rule_rows.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const std::string kToken = "s3cret-s3cret";
const std::string kHash = sha256_hex("janedoe@example.com");
const std::string kAt = R"("event_at":1768471200000)";
const std::string kType = R"("type":{"tracking_type":"PURCHASE"})";
const std::string kMetadata =
    R"("metadata":{"conversion_id":"1001","value":50.25,"currency":"EUR","item_count":2,"products":[{"id":"A","quantity":2,"item_price":25.125}]})";
const std::string kUser = R"("user":{"email":")" + kHash + R"(","uuid":"u-1"})";

Request post(std::string body, const std::string& token = kToken,
             const std::string& path = "/api/v3/pixels/R1/conversion_events") {
  Request request{"POST",
                  "https://ads-api.reddit.com" + path,
                  {{"Content-Type", "application/json"}},
                  std::move(body)};
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  return request;
}

Request api(const std::string& events) { return post(R"({"data":{"events":[)" + events + "]}}"); }

std::string event(const std::string& at = kAt, const std::string& type = kType,
                  const std::string& metadata = kMetadata, const std::string& user = kUser,
                  const std::string& more = R"("action_source":"WEBSITE")") {
  return "{" + at + "," + type + "," + metadata + "," + user + "," + more + "}";
}
std::string with_metadata(const std::string& members) {
  return event(kAt, kType, R"("metadata":{)" + members + "}");
}
std::string with_user(const std::string& members) {
  return event(kAt, kType, kMetadata, R"("user":{)" + members + "}");
}

Request pixel(const std::string& id = "1001", const std::string& pixel_id = "R1",
              const std::string& name = "Purchase", const std::string& more = {}) {
  return {"GET",
          "https://alb.reddit.com/rp.gif?ts=1768471200000&id=" + pixel_id + "&event=" + name +
              "&m.valueDecimal=50.25&m.currency=EUR&uuid=u-1" +
              (id.empty() ? "" : "&m.conversionId=" + id) + more,
          {},
          {}};
}

std::string v2_event(const std::string& at = "2026-01-15T10:00:00Z") {
  return R"({"event_at":")" + at +
         R"(","event_type":{"tracking_type":"Purchase"},"event_metadata":{"conversion_id":"1001","value_decimal":50.25,"currency":"EUR"},)" +
         kUser + "}";
}
Request v2(const std::string& body) {
  return post(body, kToken, "/api/v2.0/conversions/events/R1");
}

EngineOptions accounts() {
  EngineOptions options;
  options.accounts["reddit"] = {{.id = "R1", .secrets = {fingerprint(kToken)}},
                                {.id = "R2", .secrets = {fingerprint("other-other")}}};
  return options;
}

std::string repeated(int n, const std::string& one) {
  std::string all = one;
  for (int i = 1; i < n; ++i) all += "," + one;
  return all;
}

std::vector<RuleCase> cases() {
  const Request good = api(event());
  const std::string no_id = R"("value":50.25,"currency":"EUR")";
  return {
      {"reddit.token.missing", {post(good.body, "")}, {good}},
      {"reddit.token.unknown", {post(good.body, "nobody-nobody")}, {good}, accounts()},
      {"reddit.pixel.permission", {post(good.body, "other-other")}, {good}, accounts()},
      {"reddit.body.unreadable", {post("{\"data\":{")}, {good}},
      {"reddit.events.missing",
       {post(R"({"events":[]})")},
       {v2(R"({"events":[)" + v2_event() + "]}")}},
      {"reddit.events.too-many", {api(repeated(1001, event()))}, {api(repeated(1000, event()))}},
      {"reddit.event.unreadable", {api("7")}, {good}},
      {"reddit.event-name.missing", {api(event(kAt, R"("type":{})"))}, {good}},
      {"reddit.event-name.unknown",
       {api(event(kAt, R"("type":{"tracking_type":"Purchase"})"))},
       {v2(R"({"data":{"events":[)" + v2_event() + "]}}")}},
      {"reddit.event-time.missing", {api(event(R"("event_at":null)"))}, {good}},
      {"reddit.event-time.unit", {api(event(R"("event_at":1768471200)"))}, {good}},
      {"reddit.event-time.too-old", {{good, hours(168) + seconds(1)}}, {{good, hours(168)}}},
      {"reddit.event-time.too-new",
       {api(event(R"("event_at":1768471501000)"))},
       {api(event(R"("event_at":1768471500000)"))}},
      {"reddit.action-source.unknown",
       {api(event(kAt, kType, kMetadata, kUser, R"("action_source":"web")"))},
       {good}},
      {"reddit.parameter.type",
       {api(with_metadata(R"("conversion_id":"1","value":"1","currency":"EUR")"))},
       {good}},
      {"reddit.batch", {api(event() + "," + event(R"("event_at":null)"))}, {good}},
      {"reddit.hit.pixel-unknown", {pixel("1001", "R9")}, {pixel()}, accounts()},
      {"reddit.hit.unreadable", {pixel("1001", "")}, {pixel()}},
      {"reddit.hit.event-unknown", {pixel("1001", "R1", "PURCHASE")}, {pixel()}},
      {"reddit.event-id.missing", {pixel("")}, {pixel()}},
      {"reddit.event-id.hashed",
       {api(with_metadata(R"("value":1,"currency":"EUR","conversion_id":")" + sha256_hex("1001") +
                          "\""))},
       {good}},
      {"reddit.value.malformed", {api(with_metadata(R"("value":-1,"currency":"EUR")"))}, {good}},
      {"reddit.currency.invalid", {api(with_metadata(R"("value":1,"currency":"EURO")"))}, {good}},
      {"reddit.purchase.value-missing", {api(with_metadata(R"("currency":"EUR")"))}, {good}},
      {"reddit.purchase.currency-missing", {api(with_metadata(R"("value":1)"))}, {good}},
      {"reddit.identity.missing",
       {api(with_user(R"("ip_address":"203.0.113.7")"))},
       {api(with_user(R"("ip_address":"203.0.113.7","user_agent":"Mozilla/5.0")"))}},
      {"reddit.user-data.clear-text",
       {api(with_user(R"("email":"jane.doe@example.com")"))},
       {good}},
      {"reddit.user-data.hash-form",
       {api(with_user(R"("email":")" + md5_hex("janedoe@example.com") + "\""))},
       {good}},
      {"reddit.user-data.placeholder",
       {api(with_user(R"("email":")" + sha256_hex("") + "\""))},
       {good}},
      {"reddit.user-data.hashed",
       {api(with_user(R"("user_agent":")" + sha256_hex("Mozilla/5.0") + "\""))},
       {api(with_user(R"("uuid":"u-1","ip_address":")" + sha256_hex("203.0.113.7") + "\""))}},
      {"reddit.limited-data-use",
       {api(with_user(R"("uuid":"u-1","data_processing_options":{"modes":["LDU"]})"))},
       {api(with_user(R"("uuid":"u-1","data_processing_options":{"modes":[]})"))}},
      {"reddit.opt-out",
       {pixel("1001", "R1", "Purchase", "&opt_out=1")},
       {pixel("1001", "R1", "Purchase", "&opt_out=0")}},
      {"reddit.counted", {good}, {pixel(), good}},
      {"reddit.dedup.conversion-id", {pixel(), {good, hours(48)}}, {pixel(), {good, hours(49)}}},
      {"reddit.dedup.session",
       {pixel(), api(with_metadata(no_id))},
       {pixel("1002"), good},
       with_settings({{"reddit.dedup_by_session", "merge"}})},
  };
}

}  // namespace

TEST_CASE("reddit: each rule is met by what breaks it and not by what keeps it") {
  check_rules(reddit::kPlatform, cases());
}

TEST_CASE("reddit keeps the richer of two copies, and of equals the first") {
  const auto api_of = [](const std::string& value) {
    return api(with_metadata(R"("conversion_id":"1001","currency":"EUR","value":)" + value));
  };
  struct Row {
    std::string what{};
    std::vector<Later> session{};
    int counted = 0;
    std::string value{};
    EngineOptions options{};
  };
  const Row rows[] = {
      {"pixel, then a richer server", {pixel(), {api_of("60"), hours(1)}}, 1, "60"},
      {"server, then a poorer pixel", {api_of("60"), {pixel(), hours(1)}}, 1, "60"},
      {"pixel, then a poorer server",
       {pixel(),
        {api(event(kAt, kType, R"("metadata":{"conversion_id":"1001","value":60})",
                   R"("user":{"user_agent":"Mozilla/5.0"})")),
         hours(1)}},
       1,
       "50.25"},
      {"equals", {api_of("60"), {api_of("70"), hours(1)}}, 1, "60"},
      {"a reload", {pixel(), pixel()}, 1, "50.25"},
      {"another id", {pixel("1002"), api(event())}, 2, "100.50"},
      {"the id hashed on the server",
       {pixel(), api(with_metadata(R"("value":50.25,"currency":"EUR","conversion_id":")" +
                                   sha256_hex("1001") + "\""))},
       2,
       "100.50"},
      {"another pixel", {pixel("1001", "R2"), api(event())}, 2, "100.50"},
      {"more than two days apart", {pixel(), {api(event()), hours(49)}}, 2, "100.50"},
      {"no id on the server",
       {pixel(), api(with_metadata(R"("value":50.25,"currency":"EUR")"))},
       2,
       "100.50"},
      {"version 2", {pixel(), v2(R"({"events":[)" + v2_event() + "]}")}, 1, "50.25"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    for (const auto& one : row.session) mock.send(one.request, one.after);
    const auto numbers = mock.numbers("reddit");
    CHECK(numbers.counted == row.counted);
    CHECK(numbers.by_currency.at("EUR").value == *Decimal::parse(row.value));
  }
}

TEST_CASE("reddit processes all events of a request or none") {
  struct Row {
    std::string what{};
    Request request{};
    int status = 0;
    std::string body{};
    EngineOptions options{};
  };
  const Row rows[] = {
      {"right", api(event()), 200, R"({"message":"Successfully processed 1 conversion events."})"},
      {"one bad of two", api(event() + R"(,{"type":{"tracking_type":"PURCHASE"}})"), 400,
       R"({"message":"There were 1 invalid conversion events. None were processed.","invalid_events":[{"error_message":"An event has its event_at","event":{"type":{"tracking_type":"PURCHASE"}}}]})"},
      {"no token", post(api(event()).body, ""), 401,
       R"({"success":false,"error":{"reason":"UNAUTHORIZED","explanation":"A call needs the header Authorization with a Bearer"}})"},
      {"another account's token", post(api(event()).body, "other-other"), 403,
       R"({"success":false,"error":{"reason":"FORBIDDEN","explanation":"The token must be allowed to write to the pixel, and the pixel must exist"}})",
       accounts()},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    const auto received = mock.send(row.request);
    CHECK(received.capture.answer.status == row.status);
    CHECK(received.capture.answer.body == row.body);
    for (const auto& one : received.events)
      CHECK((one.outcome == Outcome::refused) == (row.status != 200));
  }
}

TEST_CASE("what reddit's encoder writes is what its decoder reads, as far as consent lets it") {
  Emission emission;
  emission.platform = PlatformId("reddit");
  emission.name = EventName::purchase;
  emission.platform_name = "Purchase";
  emission.time = kNow;
  emission.secret = kToken;
  emission.set(Field::account, std::string("R1"));
  emission.set(Field::event_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.set(Field::browser_id, std::string("u-1"));
  emission.items = std::vector<EmittedItem>{
      {.id = std::string("A"), .quantity = Decimal{2}, .price = *Decimal::parse("25.125")}};
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    emission.channel = channel;
    emission.allowed = Allowed::full;
    const auto event = Mock().send(reddit::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.channel == channel);
    CHECK(event.warnings.empty());
    CHECK(event.is(EventName::purchase));
    CHECK(event.platform_name.value_or("") ==
          (channel == Channel::browser ? "Purchase" : "PURCHASE"));
    CHECK(event.account.value_or("") == "R1");
    CHECK(event.event_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.time == kNow);
    REQUIRE(event.items.has_value());
    CHECK(event.items->at(0).id.value_or("") == "A");
    CHECK(event.items->at(0).price->text() == "25.125");
    CHECK(event.id(IdField::browser_id).value_or("") == "u-1");
    CHECK(event.user_data.at(0).value == kHash);
    CHECK(event.attributable == Attributable::user_data);
    CHECK_FALSE(event.consent.limited);

    emission.allowed = Allowed::limited;
    const auto limited = Mock().send(reddit::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(limited.consent.limited);
    CHECK(limited.user_data.empty());
    CHECK(limited.outcome == Outcome::counted);
    emission.allowed = Allowed::nothing;
    CHECK(reddit::kPlatform.encode(emission).empty());
  }
}
