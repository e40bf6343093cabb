#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;

namespace {

const std::string kUrl = "https://datamanager.googleapis.com/v1/events:ingest";
const std::string kHash = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514";
const std::string kTo =
    R"({"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},)"
    R"("productDestinationId":"987"})";

/// kNow is 2026-01-15 10:00:00 UTC.
std::string event(const std::string& id, const std::string& value, const std::string& more = "") {
  return R"({"eventTimestamp":"2026-01-15T09:59:30Z","transactionId":")" + id +
         R"(","eventSource":"WEB","adIdentifiers":{"gclid":"Cj0-)" + id +
         R"("},"currency":"EUR","conversionValue":)" + value + more + "}";
}

Received post(Mock& mock, const std::string& events, const std::string& to = kTo,
              const std::string& more = "", Duration after = {}) {
  return mock.send(
      "POST", kUrl, R"({"destinations":[)" + to + R"(],"events":[)" + events + "]" + more + "}",
      {{"Content-Type", "application/json"}, {"Authorization", "Bearer ya29.made-up"}}, after);
}

Received ask(Mock& mock, const std::string& id) {
  return mock.send("GET",
                   "https://datamanager.googleapis.com/v1/requestStatus:retrieve?requestId=" + id,
                   "", {{"Authorization", "Bearer ya29.made-up"}});
}

std::string request_id(const Received& got) {
  const std::string start = R"({"requestId":")";
  REQUIRE(got.capture.answer.body.starts_with(start));
  const auto rest = got.capture.answer.body.substr(start.size());
  return rest.substr(0, rest.find('"'));
}

void convert(Mock& mock, const std::string& order = "1001") {
  mock.send("GET",
            "https://www.googleadservices.com/pagead/conversion/123456789/"
            "?label=AbC&value=50.25&currency_code=EUR&random=1&gclaw=Cj0&oid=" +
                order);
}

bool has(const Received& got, std::string_view piece) {
  return got.capture.answer.body.find(piece) != std::string::npos;
}

std::string value_left(const Mock& mock) {
  const auto sums = mock.numbers("google_ads").by_currency.at("EUR");
  return (sums.value - sums.refunded).plain();
}

}  // namespace

TEST_CASE("an ingested event is decoded, counted and answered with a request id") {
  Mock mock;
  const auto got = post(
      mock,
      event(
          "1001", "50.25",
          R"(,"cartData":{"items":[{"merchantProductId":"SKU-1","quantity":"2","unitPrice":25.125}]})"
          R"(,"userData":{"userIdentifiers":[{"emailAddress":")" +
              kHash + R"("}]})"),
      kTo, R"(,"consent":{"adUserData":"CONSENT_GRANTED"},"encoding":"HEX")");
  REQUIRE(got.events.size() == 1);
  const auto& seen = got.events[0];
  CHECK(got.capture.answer.status == 200);
  CHECK(request_id(got).size() > 36);
  CHECK(seen.outcome == Outcome::counted);
  CHECK(seen.channel == Channel::server);
  CHECK(*seen.account == "customers/1234567890");
  CHECK(*seen.action == "987");
  CHECK(*seen.order_id == "1001");
  CHECK(seen.value->text() == "50.25");
  CHECK(*seen.currency == "EUR");
  CHECK(seen.time == kNow - std::chrono::seconds{30});
  CHECK(*seen.id(IdField::gclid) == "Cj0-1001");
  CHECK(*seen.items->at(0).id == "SKU-1");
  CHECK(seen.items->at(0).quantity->text() == "2");
  CHECK(seen.user_data.at(0).wire == "emailAddress");
  CHECK(seen.consent.ad_user_data == Signal::granted);
  CHECK(seen.attributable == Attributable::click_id);
  CHECK(find_header(got.capture.request.headers, "Authorization")->find("ya29") ==
        std::string::npos);
}

TEST_CASE("refunds through Data Manager: a known id takes the new value, the count stays") {
  Mock mock;
  convert(mock);
  const auto partly = post(mock, event("1001", "30.25"), kTo, "", hours{2});
  CHECK(partly.events.at(0).name == EventName::refund);
  CHECK(partly.events[0].adjustment == AdjustmentKind::restate);
  CHECK(*partly.events[0].platform_name == "AW-123456789/AbC");
  CHECK(value_left(mock) == "30.25");
  CHECK(mock.numbers("google_ads").conversions() == 1);

  CHECK(post(mock, event("1001", "0"), kTo, "", hours{2}).events.at(0).adjustment ==
        AdjustmentKind::restate);
  CHECK(value_left(mock) == "0.00");
  // The same refund sent again changes nothing.
  post(mock, event("1001", "0"));
  CHECK(value_left(mock) == "0.00");
  CHECK(mock.numbers("google_ads").conversions() == 1);
}

TEST_CASE("refunds through Data Manager: an unknown id adds a conversion") {
  Mock mock;
  convert(mock);
  const auto got = post(mock, event("R-1001", "30.25"));
  CHECK(got.events.at(0).outcome == Outcome::counted);
  CHECK(got.events[0].name == EventName::purchase);
  CHECK(rules_of(got) == std::vector<std::string>{"google_ads.ingest.unmatched"});
  CHECK(got.capture.answer.status == 200);
  CHECK(mock.numbers("google_ads").conversions() == 2);
}

TEST_CASE("a second source with the tag's id and value is one conversion") {
  Mock mock;
  convert(mock);
  const auto got = post(mock, event("1001", "50.250"));
  CHECK(got.events.at(0).outcome == Outcome::deduplicated);
  CHECK(got.events[0].rule == "google_ads.dedup.order-id");
  CHECK(mock.numbers("google_ads").conversions() == 1);
}

TEST_CASE("one bad event refuses the whole request, with field, description and reason") {
  Mock mock;
  const auto bad = replace_all(event("1002", "1"), R"("transactionId":"1002",)", "");
  const auto got = post(mock, event("1001", "50.25") + "," + bad);
  CHECK(got.capture.answer.status == 400);
  CHECK(has(got, R"("status":"INVALID_ARGUMENT")"));
  CHECK(has(got, R"("@type":"type.googleapis.com/google.rpc.ErrorInfo")"));
  CHECK(has(got, R"("domain":"datamanager.googleapis.com")"));
  CHECK(has(got, R"("@type":"type.googleapis.com/google.rpc.RequestInfo")"));
  CHECK(has(got, R"({"field":"events[1].transaction_id",)"));
  CHECK(has(got, R"("reason":"REQUIRED_FIELD_MISSING")"));
  CHECK(got.events.at(0).rule == "google_ads.ingest.batch");
  CHECK(got.events.at(1).rule == "google_ads.ingest.transaction-id-missing");
  CHECK(mock.numbers("google_ads").counted == 0);
}

TEST_CASE("the parser names all that it can't read, and no reason") {
  Mock mock;
  const auto got = post(mock, event("1001", "\"much\"", R"(,"colour":"red")"));
  CHECK(got.capture.answer.status == 400);
  CHECK(has(got, R"(Invalid value at 'events[0].conversion_value' (TYPE_DOUBLE))"));
  CHECK(has(got, R"(Unknown name \"colour\" at 'events[0]': Cannot find field.)"));
  CHECK_FALSE(has(got, "ErrorInfo"));
  CHECK_FALSE(has(got, "\"reason\""));
}

TEST_CASE("each kind of refusal has its status") {
  struct Row {
    std::string what{}, json{}, token{"t"}, setting{}, value{};
    int status = 400;
    std::string answer{};
  };
  const auto good = R"({"destinations":[)" + kTo + R"(],"events":[)" + event("1", "1") + "]}";
  const Row rows[] = {
      {"no token", good, "", "", "", 401, R"("status":"UNAUTHENTICATED")"},
      {"no quota", good, "t", "google_ads.quota", "exhausted", 429,
       R"("status":"RESOURCE_EXHAUSTED")"},
      {"not allow-listed", good, "t", "google_ads.multi_source", "not_allowlisted", 403,
       R"("reason":"NOT_ALLOWLISTED")"},
      {"not JSON", "{", "t", "", "", 400, "Invalid JSON payload received."},
      {"nothing", "{}", "t", "", "", 400, R"({"field":"destinations")"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.setting.empty() ? EngineOptions{} : with_settings({{row.setting, row.value}}));
    Headers headers;
    if (!row.token.empty()) headers.emplace_back("Authorization", "Bearer " + row.token);
    const auto got = mock.send("POST", kUrl, row.json, headers);
    CHECK(got.capture.answer.status == row.status);
    CHECK(has(got, row.answer));
    CHECK(has(got, "\"error\":{\"code\":" + std::to_string(row.status)));
  }
}

TEST_CASE("optional fields that are wrong are warned of, and the event counts") {
  Mock mock;
  const auto got = post(mock, replace_all(event("1001", "1"), "EUR", "EURO"));
  CHECK(got.capture.answer.status == 200);
  CHECK(has(got, R"("fieldWarnings":[{"reason":"INVALID_CURRENCY_CODE",)"));
  CHECK(has(got, R"("field":"events[0].currency"})"));
  CHECK(got.events.at(0).outcome == Outcome::counted);
}

TEST_CASE("the hash of nothing is taken, and said, in either encoding") {
  const auto warned = [](const std::string& encoding, const std::string& hash) {
    Mock mock;
    const auto got =
        post(mock,
             event("1001", "50.25",
                   R"(,"userData":{"userIdentifiers":[{"emailAddress":")" + hash + R"("}]})"),
             kTo, R"(,"encoding":")" + encoding + "\"");
    CHECK(got.events.at(0).outcome == Outcome::counted);
    const auto& warnings = got.events[0].warnings;
    return std::ranges::find(warnings, "google_ads.user-data.hash-of-nothing") != warnings.end();
  };
  CHECK(warned("HEX", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK(warned("BASE64", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
  CHECK_FALSE(warned("HEX", kHash));
}

TEST_CASE("the request's status says for each destination what became of its events") {
  Mock mock;
  const auto denied = event("1003", "1", R"(,"consent":{"adUserData":"CONSENT_DENIED"})");
  const auto bad_click = replace_all(event("1002", "1"), "Cj0-1002", "not a gclid");
  const auto sent = post(mock, event("1001", "1") + "," + bad_click + "," + denied);
  CHECK(mock.numbers("google_ads").counted == 1);
  CHECK(mock.numbers("google_ads").unconsented == 1);
  const auto got = ask(mock, request_id(sent));
  CHECK(got.capture.answer.status == 200);
  CHECK(got.capture.answer.body ==
        R"({"requestStatusPerDestination":[{"destination":)" + kTo +
            R"(,"requestStatus":"PARTIAL_SUCCESS","errorInfo":{"errorCounts":[)"
            R"({"recordCount":"1","reason":"PROCESSING_ERROR_REASON_DENIED_CONSENT"},)"
            R"({"recordCount":"1","reason":"PROCESSING_ERROR_REASON_INVALID_GCLID"}]},)"
            R"("eventsIngestionStatus":{"recordCount":"3"}}]})");
  CHECK(has(ask(mock, request_id(post(mock, event("1004", "1")))), R"("requestStatus":"SUCCESS")"));
  CHECK(has(ask(mock, request_id(post(mock, bad_click))), R"("requestStatus":"FAILED")"));

  const auto unknown = ask(mock, "126365e1-16d0-4c81-9de9-f362711e250a");
  CHECK(unknown.capture.answer.status == 404);
  CHECK(has(unknown, R"("status":"NOT_FOUND")"));
  const auto missing = ask(mock, "");
  CHECK(missing.capture.answer.status == 400);
  CHECK(has(missing, "REQUIRED_FIELD_MISSING"));
}

TEST_CASE("an event goes to the destinations that it names, and each counts its own") {
  Mock mock;
  const auto a = replace_all(kTo, R"({"op)", R"({"reference":"a","op)");
  const auto b = replace_all(replace_all(a, "\"a\"", "\"b\""), "987", "988");
  const auto to_b = event("1002", "1", R"(,"destinationReferences":["b"])");
  const auto got = post(mock, event("1001", "1") + "," + to_b, a + "," + b);
  REQUIRE(got.events.size() == 3);
  CHECK(*got.events[0].action == "987");
  CHECK(*got.events[1].action == "988");
  CHECK(*got.events[2].order_id == "1002");
  CHECK(mock.numbers("google_ads").counted == 3);
  const auto status = ask(mock, request_id(got));
  CHECK(has(status, R"("eventsIngestionStatus":{"recordCount":"1"}},{"destination")"));
  CHECK(has(status, R"("eventsIngestionStatus":{"recordCount":"2"}}])"));
}
