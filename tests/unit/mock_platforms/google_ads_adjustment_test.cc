#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::string kUrl =
    "https://googleads.googleapis.com/v25/customers/1234567890:uploadConversionAdjustments";
const std::string kTail = R"("conversionAction":"customers/1234567890/conversionActions/987")";

void convert(Mock& mock, const std::string& order = "1001",
             const std::string& more = "&gclaw=Cj0") {
  mock.send("GET",
            "https://www.googleadservices.com/pagead/conversion/123456789/"
            "?label=AbC&value=50.25&currency_code=EUR"
            "&random=1&oid=" +
                order + more);
}

/// kNow is 2026-01-15 10:00:00 UTC.
std::string retract(const std::string& order = "1001",
                    const std::string& time = "2026-01-15 10:30:00+00:00") {
  return R"({"adjustmentType":"RETRACTION","orderId":")" + order + R"(","adjustmentDateTime":")" +
         time + "\"," + kTail + "}";
}

std::string restate(const std::string& value,
                    const std::string& time = "2026-01-15 10:30:00+00:00") {
  return R"({"adjustmentType":"RESTATEMENT","orderId":"1001","adjustmentDateTime":")" + time +
         R"(","restatementValue":{"adjustedValue":)" + value + R"(,"currencyCode":"EUR"},)" +
         kTail + "}";
}

Received post(Mock& mock, const std::string& rows, Duration after = minutes{40}) {
  return mock.send(
      "POST", kUrl, R"({"conversionAdjustments":[)" + rows + R"(],"partialFailure":true})",
      {{"Content-Type", "application/json"}, {"Authorization", "Bearer ya29.made-up"}}, after);
}

bool has(const Received& got, std::string_view piece) {
  return got.capture.answer.body.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("a retraction takes count and value") {
  Mock mock;
  convert(mock);
  const auto got = post(mock, retract());
  CHECK(rules_of(got).empty());
  CHECK(got.events.at(0).name == EventName::refund);
  CHECK(got.events[0].adjustment == AdjustmentKind::retract);
  CHECK(has(got, R"("results":[{"orderId":"1001",)"));
  const auto numbers = mock.numbers("google_ads");
  CHECK(numbers.conversions() == 0);
  CHECK(numbers.retracted == 1);
  CHECK(numbers.by_currency.at("EUR").refunded.text() == "50.25");
  CHECK(mock.numbers("google_ads", EventName::refund).counted == 1);

  const auto again = post(mock, retract("1001", "2026-01-15 11:00:00+00:00"));
  CHECK(again.events.at(0).outcome == Outcome::refused);
  CHECK(has(again, "CONVERSION_ALREADY_RETRACTED"));
}

TEST_CASE("a restatement replaces the value and keeps the count; the newest wins") {
  Mock mock;
  convert(mock);
  CHECK(rules_of(post(mock, restate("30.25"))).empty());
  auto numbers = mock.numbers("google_ads");
  CHECK(numbers.conversions() == 1);
  CHECK(numbers.restated == 1);
  CHECK(numbers.by_currency.at("EUR").refunded.plain() == "20.00");

  CHECK(
      has(post(mock, restate("10", "2026-01-15 10:29:00+00:00")), "MORE_RECENT_RESTATEMENT_FOUND"));
  CHECK(has(post(mock, restate("10")), "RESTATEMENT_ALREADY_EXISTS"));
  CHECK(rules_of(post(mock, restate("10", "2026-01-15 11:00:00+00:00"))).empty());
  numbers = mock.numbers("google_ads");
  CHECK(numbers.by_currency.at("EUR").refunded.plain() == "40.25");
}

TEST_CASE("an enhancement adds identifiers, never a conversion") {
  const std::string identifiers =
      R"("userIdentifiers":[{"hashedEmail":"62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"},)"
      R"({"addressInfo":{"hashedFirstName":"6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec","city":"Berlin"}}],)";
  const auto row =
      R"({"adjustmentType":"ENHANCEMENT","orderId":"1001",)" + identifiers + kTail + "}";
  Mock mock;
  convert(mock);
  const auto got = post(mock, row);
  CHECK(rules_of(got).empty());
  CHECK_FALSE(got.events.at(0).name);
  CHECK(got.events[0].adjustment == AdjustmentKind::enhance);
  CHECK(got.events[0].user_data.size() == 3);
  CHECK(mock.numbers("google_ads").conversions() == 1);
  CHECK(rules_of(post(mock, row, hours{24})) ==
        std::vector<std::string>{"google_ads.adjust.enhancement-late"});
  CHECK(has(post(mock, replace_all(row, identifiers, "")), "INVALID_USER_IDENTIFIER"));
}

TEST_CASE("each rule about an adjustment is a row error, and the state stays") {
  struct Row {
    std::string rule{}, adjustment{}, error{};
    Duration after = minutes{40};
  };
  const Row rows[] = {
      {"google_ads.adjust.conversion-not-found", retract("9999"), "CONVERSION_NOT_FOUND"},
      {"google_ads.adjust.conversion-expired", retract("1001", "2026-03-10 10:00:01+00:00"),
       "CONVERSION_EXPIRED", days{54} + minutes{1}},
      {"google_ads.adjust.precedes-conversion", retract("1001", "2026-01-15 09:59:59+00:00"),
       "ADJUSTMENT_PRECEDES_CONVERSION"},
      {"google_ads.adjust.time-form", retract("1001", "2026-01-15 10:30:00"),
       "INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET"},
      {"google_ads.adjust.time-missing",
       R"({"adjustmentType":"RETRACTION","orderId":"1001",)" + kTail + "}",
       R"({"fieldError":"REQUIRED"})"},
      {"google_ads.adjust.type-missing", replace_all(retract(), "RETRACTION", "REFUND"),
       R"({"fieldError":"REQUIRED"})"},
      {"google_ads.adjust.action-missing", replace_all(retract(), "," + kTail, ""),
       R"({"fieldError":"REQUIRED"})"},
      {"google_ads.adjust.order-id-missing", replace_all(retract(), R"("orderId":"1001",)", ""),
       "MISSING_ORDER_ID_FOR_WEBPAGE"},
      {"google_ads.adjust.two-ids",
       replace_all(
           retract(), R"("orderId")",
           R"("gclidDateTimePair":{"gclid":"Cj0","conversionDateTime":"2026-01-15 10:00:00+00:00"},"orderId")"),
       "GCLID_DATE_TIME_PAIR_AND_ORDER_ID_BOTH_SET"},
      {"google_ads.adjust.value-missing", replace_all(restate("1"), R"("adjustedValue":1,)", ""),
       R"({"fieldError":"REQUIRED"})"},
      {"google_ads.adjust.value-forbidden", replace_all(restate("1"), "RESTATEMENT", "RETRACTION"),
       R"({"fieldError":"VALUE_MUST_BE_UNSET"})"},
      {"google_ads.adjust.currency", replace_all(restate("1"), "EUR", "EURO"),
       R"({"currencyCodeError":"UNSUPPORTED"})"},
      {"google_ads.adjust.order-id-pii", retract("jane@example.com"), "ORDER_ID_CONTAINS_PII"},
      {"google_ads.adjust.twice-in-request", retract() + "," + retract(),
       "DUPLICATE_ADJUSTMENT_IN_REQUEST"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.rule);
    Mock mock;
    convert(mock);
    const auto got = post(mock, row.adjustment, row.after);
    CHECK(got.events.at(0).outcome == Outcome::refused);
    CHECK(got.events[0].rule == row.rule);
    CHECK(got.capture.answer.status == 200);
    CHECK(has(got, row.error));
    CHECK(has(got, R"({"fieldName":"conversionAdjustments","index":0})"));
    CHECK(mock.numbers("google_ads").conversions() == 1);
  }
  Mock mock;
  convert(mock);
  CHECK(post(mock, retract(), days{54} - minutes{1}).events.at(0).outcome == Outcome::counted);
  std::string many = retract();
  for (int i = 0; i < 2000; ++i) many += "," + retract();
  CHECK(has(post(mock, many), "TOO_MANY_ADJUSTMENTS_IN_REQUEST"));
}

TEST_CASE("the second of a conversion may be the adjustment's") {
  Mock mock;
  convert(mock, "1001", "&gclaw=a&fst=1768471200900");
  CHECK(post(mock, retract("1001", "2026-01-15 10:00:00+00:00")).events.at(0).outcome ==
        Outcome::counted);
}

TEST_CASE("a tag tells what came before its conversion only where its clock can be seen") {
  // Received at 10:00:00, adjusted as of a minute before what the tag says.
  const auto precedes_one_of = [](const std::string& millis, const std::string& adjusted) {
    Mock mock;
    convert(mock, "1001", "&gclaw=Cj0&fst=" + millis);
    return has(post(mock, retract("1001", "2026-01-15 " + adjusted + "+00:00"), minutes{5}),
               "ADJUSTMENT_PRECEDES_CONVERSION");
  };
  CHECK(precedes_one_of("1768471200000", "09:59:00"));        // at once
  CHECK(precedes_one_of("1768471145000", "09:58:00"));        // 55 seconds before
  CHECK_FALSE(precedes_one_of("1768471080000", "09:57:00"));  // held for two minutes, or behind
  CHECK_FALSE(precedes_one_of("1768471500000", "10:00:00"));  // five minutes ahead
  CHECK_FALSE(precedes_one_of("1768471200000", "10:00:00"));
}

TEST_CASE("settings of adjustments") {
  Mock strict(with_settings({{"google_ads.adjustment_wait", "24h"}}));
  convert(strict);
  CHECK(has(post(strict, retract(), hours{23}), "TOO_RECENT_CONVERSION"));
  CHECK(post(strict, retract(), hours{2}).events.at(0).outcome == Outcome::counted);

  Mock found;
  convert(found, "1001", "");
  CHECK(post(found, retract()).events.at(0).outcome == Outcome::counted);
  Mock lost(with_settings({{"google_ads.adjust_unattributed", "not_found"}}));
  convert(lost, "1001", "");
  CHECK(has(post(lost, retract()), "CONVERSION_NOT_FOUND"));
}

TEST_CASE("with accounts given, the action matters") {
  EngineOptions options;
  Account account{.id = "1234567890", .conversion_id = "AW-123456789"};
  account.actions = {{.id = "987", .label = "AbC"},
                     {.id = "55", .label = "Other"},
                     {.id = "66", .label = "Call", .type = "WEBSITE_CALL"}};
  options.accounts["google_ads"] = {account};
  Mock mock(options);
  convert(mock);
  CHECK(has(post(mock, replace_all(retract(), "/987", "/1")), "NO_CONVERSION_ACTION_FOUND"));
  CHECK(has(post(mock, replace_all(retract(), "/987", "/55")), "CONVERSION_NOT_FOUND"));
  CHECK(has(post(mock, replace_all(retract(), "/987", "/66")), "INVALID_CONVERSION_ACTION_TYPE"));
  const std::string identifiers =
      R"("userIdentifiers":[{"hashedEmail":"62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"}],)";
  const auto enhance =
      replace_all(replace_all(retract(), "RETRACTION", "ENHANCEMENT"), kTail, identifiers + kTail);
  CHECK(has(post(mock, replace_all(enhance, "/987", "/66")),
            "CONVERSION_ACTION_NOT_ELIGIBLE_FOR_ENHANCEMENT"));
  const auto got = post(mock, retract());
  CHECK(*got.events.at(0).platform_name == "AW-123456789/AbC");
  CHECK(mock.numbers("google_ads").conversions() == 0);
}

TEST_CASE("a conversion without an order id is adjusted by its click and time") {
  const std::string upload =
      R"({"conversions":[{"gclid":"Cj0",)" + kTail +
      R"(,"conversionDateTime":"2026-01-15 10:59:30+01:00","conversionValue":50.25,)"
      R"("currencyCode":"EUR"}],"partialFailure":true})";
  const std::string pair =
      R"("gclidDateTimePair":{"gclid":"Cj0","conversionDateTime":"2026-01-15 09:59:30+00:00"})";
  Mock mock;
  mock.send("POST",
            "https://googleads.googleapis.com/v25/customers/1234567890:uploadClickConversions",
            upload, {{"Authorization", "Bearer ya29.made-up"}});
  const auto by_click = replace_all(restate("30.25"), R"("orderId":"1001")", pair);
  CHECK(rules_of(post(mock, by_click)).empty());
  CHECK(mock.numbers("google_ads").by_currency.at("EUR").refunded.plain() == "20.00");
  CHECK(has(post(mock, replace_all(by_click, "09:59:30", "09:59:31")), "CONVERSION_NOT_FOUND"));
  CHECK(rules_of(post(mock, replace_all(retract("1001", "2026-01-15 11:00:00+00:00"),
                                        R"("orderId":"1001")", pair)))
            .empty());
  CHECK(mock.numbers("google_ads").conversions() == 0);
  // One that has an order id is found by that alone.
  Mock ordered;
  convert(ordered, "1001", "&gclaw=Cj0&fst=1768471170000");
  CHECK(has(post(ordered, by_click), "CONVERSION_NOT_FOUND"));
}
