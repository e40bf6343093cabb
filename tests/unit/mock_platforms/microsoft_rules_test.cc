// Microsoft's rule sheet: for each rule what breaks it (or what it decides) and what keeps it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "mock_platforms/microsoft/microsoft.h"
#include "tests/unit/mock_platforms/rule_rows.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::string kToken = "s3cret-s3cret";
const std::string kHash = sha256_hex("janedoe@example.com");
const std::string kTime = "1768471200";
const std::string kUser = R"("userData":{"em":")" + kHash + R"(","msclkid":"m-1"})";
const std::string kCustomData =
    R"("customData":{"transactionId":"1001","value":50.25,"currency":"EUR","items":[{"id":"A","quantity":2,"price":25.125}]})";

Request post(std::string body, const std::string& token = kToken,
             const std::string& url = "https://capi.uet.microsoft.com/v1/T1/events") {
  Request request{"POST", url, {{"Content-Type", "application/json"}}, std::move(body)};
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  return request;
}

Request api(const std::string& events, const std::string& top = {}) {
  return post("{\"data\":[" + events + "]" + top + "}");
}

/// An event, its members in place of the usual ones of the same key where `with` has some.
std::string event(const std::string& kind = R"("eventType":"custom","eventName":"purchase")",
                  const std::string& time = R"("eventTime":)" + kTime,
                  const std::string& user = kUser, const std::string& data = kCustomData,
                  const std::string& id = R"("eventId":"1001")", const std::string& more = {}) {
  return "{" + kind + "," + id + "," + time + "," + user + "," + data + more + "}";
}

const std::string kKind = R"("eventType":"custom","eventName":"purchase")";
const std::string kAt = R"("eventTime":)" + kTime;

std::string named(const std::string& name) {
  return event(R"("eventType":"custom","eventName":")" + name + "\"");
}
std::string with_user(const std::string& members) {
  return event(kKind, kAt, R"("userData":{)" + members + "}");
}
std::string with_data(const std::string& members) {
  return event(kKind, kAt, kUser, R"("customData":{)" + members + "}");
}
std::string with_id(const std::string& id) {
  return event(kKind, kAt, kUser, kCustomData, R"("eventId":)" + id);
}
std::string with_more(const std::string& more) {
  return event(kKind, kAt, kUser, kCustomData, R"("eventId":"1001")", more);
}

Request tag(const std::string& id = "1001", const std::string& ti = "T1",
            const std::string& action = "purchase", const std::string& more = {}) {
  return {"GET",
          "https://bat.bing.com/action/0?ti=" + ti + "&Ver=2&evt=custom&ea=" + action +
              (id.empty() ? "" : "&event_id=" + id) + "&gv=50.25&gc=EUR" + more,
          {},
          {}};
}

Request adjust(const std::string& members, const std::string& token = kToken) {
  return post(R"({"OnlineConversionAdjustments":[{)" + members + "}]}", token,
              "https://campaign.api.bingads.microsoft.com/CampaignManagement/v13/"
              "OnlineConversionAdjustments/Apply");
}

const std::string kLater = R"(,"AdjustmentTime":"2026-01-16T10:00:00Z")";
std::string adjustment(const std::string& type = "Retract", const std::string& more = kLater) {
  return R"("TransactionId":"1001","ConversionName":"purchase","AdjustmentType":")" + type + "\"" +
         more;
}

EngineOptions accounts() {
  EngineOptions options;
  options.accounts["microsoft"] = {
      {.id = "T1", .secrets = {fingerprint(kToken)}, .actions = {{.label = "purchase"}}},
      {.id = "T2", .secrets = {fingerprint("other-other")}}};
  return options;
}

std::string repeated(int n, const std::string& one) {
  std::string all = one;
  for (int i = 1; i < n; ++i) all += "," + one;
  return all;
}

std::vector<RuleCase> cases() {
  const Request good = api(event());
  const Request hit = tag();
  const std::vector<Later> taken_back{good, {adjust(adjustment()), hours(24)}};
  const auto after_sale = [&](const Request& request) {
    return std::vector<Later>{good, {request, hours(24)}};
  };
  const std::string page = R"("eventType":"pageLoad","eventSourceUrl":"https://shop.example/done")";
  return {
      {"microsoft.body.unreadable", {post("{\"data\":[")}, {good}},
      {"microsoft.token.missing", {post(good.body, "")}, {good}},
      {"microsoft.token.unknown", {post(good.body, "nobody-nobody")}, {good}, accounts()},
      {"microsoft.tag.account-permission", {post(good.body, "other-other")}, {good}, accounts()},
      {"microsoft.data.missing", {post("{}")}, {good}},
      {"microsoft.data.too-many", {api(repeated(1001, event()))}, {api(repeated(1000, event()))}},
      {"microsoft.event.unreadable", {api("7")}, {good}},
      {"microsoft.event-type.missing", {api(event(R"("eventName":"purchase")"))}, {good}},
      {"microsoft.event-type.unknown",
       {api(event(R"("eventType":"purchase","eventName":"purchase")"))},
       {good}},
      {"microsoft.event-name.missing", {api(event(R"("eventType":"custom")"))}, {api(event(page))}},
      {"microsoft.page-load.url-missing",
       {api(event(R"("eventType":"pageLoad")"))},
       {api(event(page))}},
      {"microsoft.event-time.missing", {api(event(kKind, R"("eventTime":null)"))}, {good}},
      {"microsoft.event-time.unit", {api(event(kKind, R"("eventTime":1768471200000)"))}, {good}},
      {"microsoft.ad-storage.word",
       {api(with_more(R"(,"adStorageConsent":"granted")"))},
       {api(with_more(R"(,"adStorageConsent":"G")"))}},
      {"microsoft.parameter.type", {api(with_data(R"("value":"50.25","currency":"EUR")"))}, {good}},
      {"microsoft.batch",
       {api(event() + "," + named(""))},
       {api(event() + "," + named(""), R"(,"continueOnValidationError":true)")}},
      {"microsoft.adjust.order-id.missing",
       {after_sale(adjust(R"("ConversionName":"purchase","AdjustmentType":"Retract")" + kLater))},
       taken_back},
      {"microsoft.adjust.goal.missing",
       {after_sale(adjust(R"("TransactionId":"1001","AdjustmentType":"Retract")" + kLater))},
       taken_back},
      {"microsoft.adjust.goal.unknown",
       {after_sale(
           adjust(R"("TransactionId":"1001","ConversionName":"lead","AdjustmentType":"Retract")" +
                  kLater))},
       taken_back,
       accounts()},
      {"microsoft.adjust.type.missing",
       {after_sale(adjust(R"("TransactionId":"1001","ConversionName":"purchase")" + kLater))},
       taken_back},
      {"microsoft.adjust.type.unknown", {after_sale(adjust(adjustment("RETRACTION")))}, taken_back},
      {"microsoft.adjust.time.missing",
       {after_sale(adjust(adjustment("Retract", "")))},
       taken_back},
      {"microsoft.adjust.time.form",
       {after_sale(adjust(adjustment("Retract", R"(,"AdjustmentTime":"yesterday")")))},
       taken_back},
      {"microsoft.adjust.amount.missing",
       {after_sale(adjust(adjustment("Restate")))},
       {after_sale(adjust(adjustment("Restate", kLater + R"(,"AdjustmentValue":20)")))}},
      {"microsoft.adjust.amount.unwanted",
       {after_sale(adjust(adjustment("Retract", kLater + R"(,"AdjustmentValue":0)")))},
       taken_back},
      {"microsoft.adjust.conversion-not-found", {adjust(adjustment())}, taken_back},
      {"microsoft.adjust.time.early",
       {after_sale(adjust(adjustment("Retract", R"(,"AdjustmentTime":"2026-01-15T09:59:59Z")")))},
       {good,
        {adjust(adjustment("Retract", R"(,"AdjustmentTime":"2026-01-15T10:00:00Z")")), hours(24)},
        tag("1002", "T1", "purchase", "&transaction_id=1002"),  // says no time
        {adjust(R"("TransactionId":"1002","ConversionName":"purchase","AdjustmentType":"Retract",)"
                R"("AdjustmentTime":"2026-01-15T09:59:59Z")"),
         hours(24)}}},
      {"microsoft.hit.tag-unknown", {tag("1001", "T9")}, {hit}, accounts()},
      {"microsoft.hit.unreadable", {tag("1001", "")}, {hit}},
      {"microsoft.goal.unknown", {api(named("Purchase"))}, {good}, accounts()},
      {"microsoft.event-id.missing", {tag("")}, {hit}},
      {"microsoft.value.malformed", {api(with_data(R"("value":-1,"currency":"EUR")"))}, {good}},
      {"microsoft.currency.invalid", {api(with_data(R"("value":1,"currency":"EURO")"))}, {good}},
      {"microsoft.purchase.value-missing", {api(with_data(R"("currency":"EUR")"))}, {good}},
      {"microsoft.purchase.currency-missing", {api(with_data(R"("value":1)"))}, {good}},
      {"microsoft.identity.missing",
       {api(with_user(R"("clientIpAddress":"203.0.113.7")"))},
       {api(with_user(R"("clientIpAddress":"203.0.113.7","clientUserAgent":"Mozilla/5.0")"))}},
      {"microsoft.user-data.clear-text",
       {api(with_user(R"("em":"jane.doe@example.com")"))},
       {good}},
      {"microsoft.user-data.hash-form",
       {api(with_user(R"("em":")" + md5_hex("janedoe@example.com") + "\""))},
       {good}},
      {"microsoft.user-data.placeholder",
       {api(with_user(R"("em":")" + sha256_hex("") + "\""))},
       {good}},
      {"microsoft.user-data.hashed",
       {api(with_user(R"("clientIpAddress":")" + sha256_hex("203.0.113.7") + "\""))},
       {good}},
      {"microsoft.consent.denied",
       {api(with_more(R"(,"adStorageConsent":"D")"))},
       {api(with_more(R"(,"adStorageConsent":"G")"))}},
      {"microsoft.counted", {good}, {tag(), good}},
      {"microsoft.dedup.event-id", {hit, {good, minutes(5)}}, {hit, api(named("Purchase"))}},
      {"microsoft.dedup.same-source",
       {good, good},
       {good, api(with_id(R"("1002")"))},
       with_settings({{"microsoft.same_source_repeats", "dedup"}})},
  };
}

}  // namespace

TEST_CASE("microsoft: each rule is met by what breaks it and not by what keeps it") {
  check_rules(microsoft::kPlatform, cases());
}

TEST_CASE("microsoft counts the rows of its deduplication table") {
  const Request good = api(event());
  struct Row {
    std::string what{};
    std::vector<Later> session{};
    int counted = 0;
    int unconsented = 0;
    EngineOptions options{};
  };
  const Row rows[] = {
      {"tag, then server", {tag(), {good, minutes(30)}}, 1},
      {"server, then tag", {good, {tag(), minutes(30)}}, 1},
      {"another name", {tag("1001", "T1", "Purchase"), good}, 2},
      {"another id", {tag("1002"), good}, 2},
      {"another UET tag", {tag("1001", "T2"), good}, 2},
      {"a reload", {tag(), tag()}, 2},
      {"a reload, where repeats are dropped",
       {tag(), tag()},
       1,
       0,
       with_settings({{"microsoft.same_source_repeats", "dedup"}})},
      {"denied", {tag("1001", "T1", "purchase", "&asc=D")}, 0, 1},
      {"denied, where that counts",
       {tag("1001", "T1", "purchase", "&asc=D")},
       1,
       0,
       with_settings({{"microsoft.denied", "count"}})},
      {"a page load",
       {Request{"GET", "https://bat.bing.com/action/0?ti=T1&Ver=2&evt=pageLoad", {}, {}}},
       0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    for (const auto& one : row.session) mock.send(one.request, one.after);
    CHECK(mock.numbers("microsoft").counted == row.counted);
    CHECK(mock.numbers("microsoft").unconsented == row.unconsented);
  }
}

TEST_CASE("microsoft's adjustments take back a sale as a whole, or set its value anew") {
  Mock mock;
  mock.send(api(event()));
  auto received =
      mock.send(adjust(adjustment("Restate", kLater + R"(,"AdjustmentValue":20.25)")), hours(24));
  CHECK(received.events.at(0).is(EventName::refund));
  CHECK(received.capture.answer.body == R"({"PartialErrors":[]})");
  CHECK(mock.numbers("microsoft").restated == 1);
  CHECK(mock.numbers("microsoft").by_currency.at("EUR").refunded.plain() == "30.00");
  mock.send(adjust(adjustment()), hours(1));
  CHECK(mock.numbers("microsoft").retracted == 1);
  CHECK(mock.numbers("microsoft").by_currency.at("EUR").refunded.plain() == "50.25");
  received = mock.send(adjust(
      R"("TransactionId":"9","ConversionName":"purchase","AdjustmentType":"Retract")" + kLater));
  CHECK(received.capture.answer.status == 200);
  CHECK(
      received.capture.answer.body ==
      R"x({"PartialErrors":[{"FieldPath":"TransactionId","Index":0,"Message":"No conversion has that TransactionId (setting microsoft.adjust_unknown)","Type":"BatchError"}]})x");
}

TEST_CASE("microsoft's 200 is no success: details say what was refused") {
  struct Row {
    std::string what{};
    Request request{};
    int status = 0;
    std::string received{};
    std::string property{};
    EngineOptions options{};
  };
  const std::string bad = named("");
  const std::string on = R"(,"continueOnValidationError":true)";
  const Row rows[] = {
      {"right", api(event()), 200, "1", ""},
      {"one bad of two, told to go on", api(event() + "," + bad, on), 200, "1", "eventName"},
      {"one bad of two", api(event() + "," + bad), 400, "0", "eventName"},
      {"told to go on inside of an event",
       api(with_more(R"(,"continueOnValidationError":true)") + "," + bad), 200, "1", "eventName"},
      {"no token", post(api(event()).body, ""), 401, "0", ""},
      {"another account's token", post(api(event()).body, "other-other"), 401, "0", "", accounts()},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    const auto received = mock.send(row.request);
    CHECK(received.capture.answer.status == row.status);
    const auto answer = JsonDocument::parse(received.capture.answer.body);
    REQUIRE(answer);
    CHECK(answer->root()["eventsReceived"].source() == row.received);
    if (row.property.empty()) continue;
    bool named_it = false;
    for (const auto& detail : answer->root()["error"]["details"])
      named_it = named_it || detail["propertyName"].text() == row.property;
    CHECK(named_it);
  }
}

TEST_CASE("what microsoft's encoder writes is what its decoder reads, as far as consent lets it") {
  Emission emission;
  emission.platform = PlatformId("microsoft");
  emission.name = EventName::purchase;
  emission.platform_name = "purchase";
  emission.time = kNow;
  emission.secret = kToken;
  emission.consent.ad_storage.by_update = Signal::granted;
  emission.set(Field::account, std::string("T1"));
  emission.set(Field::event_id, std::string("1001"));
  emission.set(Field::order_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.set(Field::click_id, std::string("m-1"));
  emission.items = std::vector<EmittedItem>{
      {.id = std::string("A"), .quantity = Decimal{2}, .price = *Decimal::parse("25.125")}};
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    emission.channel = channel;
    emission.allowed = Allowed::full;
    const auto event = Mock().send(microsoft::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.channel == channel);
    CHECK(event.warnings.empty());
    CHECK(event.is(EventName::purchase));
    CHECK(event.platform_name.value_or("") == "purchase");
    CHECK(event.account.value_or("") == "T1");
    CHECK(event.event_id.value_or("") == "1001");
    CHECK(event.order_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.id(IdField::click_id).value_or("") == "m-1");
    CHECK(event.user_data.at(0).value == kHash);
    CHECK(event.consent.ad_storage == Signal::granted);
    CHECK(event.attributable == Attributable::click_id);
    CHECK(event.items.has_value() == (channel == Channel::server));

    emission.allowed = Allowed::limited;
    const auto limited = Mock().send(microsoft::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(limited.id(IdField::click_id).is_absent());
    CHECK(limited.user_data.empty());
    emission.allowed = Allowed::nothing;
    CHECK(microsoft::kPlatform.encode(emission).empty());
  }
  emission.allowed = Allowed::full;
  emission.name = EventName::refund;
  emission.time = kNow + hours(24);
  for (const auto kind : {AdjustmentKind::retract, AdjustmentKind::restate}) {
    emission.adjustment = kind;
    Mock mock;
    mock.send(api(event()));
    const auto adjusted = mock.send(microsoft::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(adjusted.outcome == Outcome::counted);
    CHECK(adjusted.adjustment == kind);
    CHECK(adjusted.value.has_value() == (kind == AdjustmentKind::restate));
  }
}
