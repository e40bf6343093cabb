#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

const std::string kUrl =
    "https://googleads.googleapis.com/v25/customers/1234567890:uploadClickConversions";
const std::string kRow =
    R"({"gclid":"Cj0KCQiA-made_up","conversionAction":"customers/1234567890/conversionActions/987",)"
    R"("conversionDateTime":"2026-01-15 10:59:30+01:00","conversionValue":50.25,"currencyCode":"EUR","orderId":"1001"})";

std::string body(const std::string& rows, const std::string& more = "") {
  return R"({"conversions":[)" + rows + R"(],"partialFailure":true)" + more + "}";
}

Received post(Mock& mock, const std::string& json, const std::string& url = kUrl,
              const std::string& token = "ya29.made-up") {
  Headers headers = {{"Content-Type", "application/json"}};
  if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
  return mock.send("POST", url, json, headers);
}

std::string with(std::string_view piece, std::string_view by) {
  REQUIRE(kRow.find(piece) != std::string::npos);
  return replace_all(kRow, piece, by);
}

bool has(const Received& got, std::string_view piece) {
  return got.capture.answer.body.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("an uploaded click conversion is counted and echoed") {
  Mock mock;
  const auto got = post(mock, body(kRow, R"(,"jobId":7)"));
  REQUIRE(got.events.size() == 1);
  const auto& event = got.events[0];
  CHECK(rules_of(got).empty());
  CHECK(event.outcome == Outcome::counted);
  CHECK(event.channel == Channel::server);
  CHECK(*event.account == "customers/1234567890");
  CHECK(*event.action == "987");
  CHECK(event.time == kNow - std::chrono::seconds{30});
  CHECK(event.value->text() == "50.25");
  CHECK(event.attributable == Attributable::click_id);
  CHECK(got.capture.answer.status == 200);
  CHECK(
      got.capture.answer.body ==
      R"({"results":[{"gclid":"Cj0KCQiA-made_up","conversionAction":"customers/1234567890/conversionActions/987",)"
      R"("conversionDateTime":"2026-01-15 10:59:30+01:00"}],"jobId":"7"})");
  CHECK(find_header(got.capture.request.headers, "Authorization")->find("ya29") ==
        std::string::npos);
}

TEST_CASE("a wrong row fails alone, inside HTTP 200") {
  struct Row {
    std::string rule{}, piece{}, by{}, error{};
  };
  const std::string gclid = R"("gclid":"Cj0KCQiA-made_up",)";
  const Row rows[] = {
      {"google_ads.click.action-missing",
       R"("conversionAction":"customers/1234567890/conversionActions/987",)", "",
       R"({"fieldError":"REQUIRED"})"},
      {"google_ads.click.id-missing", gclid, "", R"({"fieldError":"REQUIRED"})"},
      {"google_ads.click.two-braids", gclid, R"("gbraid":"a","wbraid":"b",)",
       R"({"conversionUploadError":"GBRAID_WBRAID_BOTH_SET"})"},
      {"google_ads.click.gclid", "Cj0KCQiA-made_up", "not a gclid",
       R"({"conversionUploadError":"UNPARSEABLE_GCLID"})"},
      {"google_ads.click.time-missing", R"("conversionDateTime":"2026-01-15 10:59:30+01:00",)", "",
       R"({"fieldError":"REQUIRED"})"},
      {"google_ads.click.time-form", "10:59:30+01:00", "10:59:30",
       R"({"dateError":"INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET"})"},
      {"google_ads.click.time-form", "2026-01-15 10", "2026-01-15T10",
       R"({"dateError":"INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET"})"},
      {"google_ads.click.currency", "EUR", "EURO", R"({"currencyCodeError":"UNSUPPORTED"})"},
      {"google_ads.click.user-identifier", gclid,
       R"("userIdentifiers":[{"hashedEmail":"jane@example.com"}],)",
       R"({"conversionUploadError":"INVALID_USER_IDENTIFIER"})"},
      {"google_ads.click.user-identifier-kind", gclid,
       R"("gclid":"a","userIdentifiers":[{"addressInfo":{"city":"Berlin"}}],)",
       R"({"conversionUploadError":"UNSUPPORTED_USER_IDENTIFIER"})"},
      {"google_ads.click.order-id-pii", R"("1001")", R"("jane@example.com")",
       R"({"conversionUploadError":"ORDER_ID_CONTAINS_PII"})"},
  };
  const auto good =
      replace_all(replace_all(kRow, R"("1001")", R"("2002")"), "10:59:30", "10:58:00");
  for (const auto& row : rows) {
    CAPTURE(row.rule);
    Mock mock;
    const auto got = post(mock, body(with(row.piece, row.by) + "," + good));
    REQUIRE(got.events.size() == 2);
    CHECK(got.events[0].outcome == Outcome::refused);
    CHECK(got.events[0].rule == row.rule);
    CHECK(got.events[1].outcome == Outcome::counted);
    CHECK(got.capture.answer.status == 200);
    CHECK(has(got, R"("partialFailureError":{"code":3,)"));
    CHECK(has(got,
              R"("@type":"type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure")"));
    CHECK(has(got, R"("errorCode":)" + row.error));
    CHECK(has(got, R"({"fieldName":"conversions","index":0})"));
    CHECK(has(got, R"("results":[{},{"gclid")"));
  }
}

TEST_CASE("the hash of nothing is taken, and said") {
  const auto warned = [](const std::string& hash) {
    Mock mock;
    const auto got =
        post(mock, body(with(R"("gclid":"Cj0KCQiA-made_up",)",
                             R"("userIdentifiers":[{"hashedEmail":")" + hash + R"("}],)")));
    CHECK(got.events.at(0).outcome == Outcome::counted);
    const auto& warnings = got.events[0].warnings;
    return std::ranges::find(warnings, "google_ads.user-data.hash-of-nothing") != warnings.end();
  };
  CHECK(warned(sha256_hex("")));
  CHECK_FALSE(warned(sha256_hex("jane.doe@example.com")));
}

TEST_CASE("duplicates are row errors, not conversions") {
  Mock mock;
  CHECK(post(mock, body(kRow)).events.at(0).outcome == Outcome::counted);

  const auto used = post(mock, body(with("10:59:30", "10:59:31")));
  CHECK(used.events.at(0).rule == "google_ads.click.order-id-in-use");
  CHECK(has(used, "ORDER_ID_ALREADY_IN_USE"));

  const auto same_click = post(mock, body(with(R"(,"orderId":"1001")", "")));
  CHECK(same_click.events.at(0).rule == "google_ads.dedup.click-and-time");
  CHECK(has(same_click, "CLICK_CONVERSION_ALREADY_EXISTS"));
  CHECK(has(same_click, R"("results":[{}])"));

  const auto other = replace_all(with(R"("1001")", R"("3003")"), "10:59:30", "10:50:00");
  const auto twice = post(mock, body(other + "," + replace_all(other, "10:50:00", "10:51:00")));
  CHECK(twice.events.at(0).rule == "google_ads.click.order-id-twice");
  CHECK(twice.events.at(1).rule == "google_ads.click.order-id-twice");
  CHECK(has(twice, "Multiple errors"));

  const auto no_order = replace_all(with(R"(,"orderId":"1001")", ""), "10:59:30", "10:40:00");
  CHECK(post(mock, body(no_order + "," + no_order)).events.at(1).rule ==
        "google_ads.click.twice-in-request");
  CHECK(mock.numbers("google_ads").counted == 1);
}

TEST_CASE("a whole request is refused with the API's status") {
  struct Row {
    std::string what{}, json{}, url{kUrl}, token{"ya29.made-up"};
    int status = 400;
    std::string answer{};
  };
  std::string many = kRow;
  for (int i = 0; i < 2000; ++i) many += "," + kRow;
  const auto v22 = replace_all(kUrl, "v25", "v22");
  const Row rows[] = {
      {"no token", body(kRow), kUrl, "", 401, R"("status":"UNAUTHENTICATED")"},
      {"a version that is gone", body(kRow), v22, "t", 400, "UNSUPPORTED_VERSION"},
      {"not JSON", "{", kUrl, "t", 400, R"("status":"INVALID_ARGUMENT")"},
      {"no rows", R"({"partialFailure":true})", kUrl, "t", 400, R"({"fieldError":"REQUIRED"})"},
      {"partialFailure false", R"({"conversions":[)" + kRow + "]}", kUrl, "t", 400,
       R"({"partialFailureError":"PARTIAL_FAILURE_MODE_REQUIRED"})"},
      {"too many", body(many), kUrl, "t", 400, "TOO_MANY_CONVERSIONS_IN_REQUEST"},
      {"job id", body(kRow, R"(,"jobId":-1)"), kUrl, "t", 400, "INVALID_JOB_ID"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    const auto got = post(mock, row.json, row.url, row.token);
    CHECK(got.capture.answer.status == row.status);
    CHECK(has(got, row.answer));
    CHECK(has(got, "\"error\":{\"code\":" + std::to_string(row.status)));
    CHECK(mock.numbers("google_ads").counted == 0);
  }
}

TEST_CASE("live versions answer, and which those are is a setting") {
  for (const auto* version : {"v23", "v24", "v25", "v26"}) {
    Mock mock;
    CHECK(post(mock, body(kRow), replace_all(kUrl, "v25", version)).capture.answer.status == 200);
  }
  Mock mock(with_settings({{"google_ads.versions", "v27"}}));
  CHECK(post(mock, body(kRow)).capture.answer.status == 400);
  CHECK(post(mock, body(kRow), replace_all(kUrl, "v25", "v27")).capture.answer.status == 200);
}

TEST_CASE("validateOnly checks and counts nothing; the allow-list is a setting") {
  Mock mock;
  const auto got = post(mock, body(kRow, R"(,"validateOnly":true)"));
  CHECK(got.capture.answer.status == 200);
  CHECK_FALSE(has(got, "results"));
  CHECK(got.events.at(0).rule == "google_ads.api.validate-only");
  CHECK(mock.numbers("google_ads").counted == 0);

  Mock cut(with_settings({{"google_ads.allowlisted", "false"}}));
  const auto refused = post(cut, body(kRow));
  CHECK(refused.capture.answer.status == 403);
  CHECK(has(refused, "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE"));
}

TEST_CASE(
    "with accounts given, tokens, customers and actions are checked and named as the tag names "
    "them") {
  EngineOptions options;
  Account account{
      .id = "1234567890", .conversion_id = "AW-123456789", .secrets = {fingerprint("token")}};
  account.actions = {{.id = "987", .label = "AbC", .type = "UPLOAD_CLICKS"},
                     {.id = "55", .label = "Page"}};
  Account other{.id = "222", .secrets = {fingerprint("other")}};
  options.accounts["google_ads"] = {account, other};
  Mock mock(options);
  const auto right = post(mock, body(kRow), kUrl, "token");
  CHECK(right.events.at(0).outcome == Outcome::counted);
  CHECK(*right.events[0].platform_name == "AW-123456789/AbC");

  const auto unknown = post(mock, body(kRow), kUrl, "x");
  CHECK(unknown.capture.answer.status == 401);
  CHECK(has(unknown, "OAUTH_TOKEN_INVALID"));
  const auto foreign = post(mock, body(kRow), kUrl, "other");
  CHECK(foreign.capture.answer.status == 403);
  CHECK(has(foreign, "USER_PERMISSION_DENIED"));
  CHECK(has(post(mock, body(with("/987", "/1")), kUrl, "token"), "NO_CONVERSION_ACTION_FOUND"));
  CHECK(
      has(post(mock, body(with("/987", "/55")), kUrl, "token"), "INVALID_CONVERSION_ACTION_TYPE"));
}

TEST_CASE("a denied adUserData takes the identifiers, not the conversion") {
  Mock mock;
  const auto got = post(
      mock,
      body(with(
          R"("orderId")",
          R"("userIdentifiers":[{"hashedEmail":"62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"}],)"
          R"("consent":{"adUserData":"DENIED"},"orderId")")));
  CHECK(got.events.at(0).outcome == Outcome::counted);
  CHECK(got.events[0].consent.ad_user_data == Signal::denied);
  CHECK(got.events[0].attributable == Attributable::click_id);
  CHECK(rules_of(got) == std::vector<std::string>{"google_ads.consent.user-data-while-denied"});
}
