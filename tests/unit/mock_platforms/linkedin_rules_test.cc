// LinkedIn's rule sheet: for each rule what breaks it (or what it decides) and what keeps it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "mock_platforms/linkedin/linkedin.h"
#include "tests/unit/mock_platforms/rule_rows.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::days;
using std::chrono::minutes;

namespace {

const std::string kToken = "s3cret-s3cret";
const std::string kHash = sha256_hex("jane.doe@example.com");
const std::string kRule = R"("conversion":"urn:lla:llaPartnerConversion:202")";
const std::string kAt = R"("conversionHappenedAt":1768471200000)";
const std::string kId = R"("eventId":"1001")";
const std::string kValue = R"("conversionValue":{"currencyCode":"EUR","amount":"50.25"})";
const std::string kEmailId = R"({"idType":"SHA256_EMAIL","idValue":")" + kHash + R"("})";
const std::string kUser = R"("user":{"userIds":[)" + kEmailId + "]}";

Request post(std::string body, const std::string& token = kToken,
             const std::string& version = "202609", const std::string& method = "BATCH_CREATE") {
  Request request{"POST",
                  "https://api.linkedin.com/rest/conversionEvents",
                  {{"Content-Type", "application/json"}},
                  std::move(body)};
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  if (!version.empty()) request.headers.emplace_back("LinkedIn-Version", version);
  if (!method.empty()) request.headers.emplace_back("X-RestLi-Method", method);
  return request;
}

Request api(const std::string& events) { return post(R"({"elements":[)" + events + "]}"); }

std::string event(const std::string& rule = kRule, const std::string& at = kAt,
                  const std::string& id = kId, const std::string& value = kValue,
                  const std::string& user = kUser) {
  return "{" + rule + "," + at + "," + id + "," + value + "," + user + "}";
}
std::string with_value(const std::string& members) {
  return event(kRule, kAt, kId, R"("conversionValue":{)" + members + "}");
}
std::string with_user(const std::string& members) {
  return event(kRule, kAt, kId, kValue, R"("user":{)" + members + "}");
}
std::string with_user_id(const std::string& type, const std::string& value) {
  return with_user(R"("userIds":[{"idType":")" + type + R"(","idValue":")" + value + R"("}])");
}
std::string with_more_of_user(const std::string& more) {
  return with_user(R"("userIds":[)" + kEmailId + "]," + more);
}

Request tag(const std::string& id = "1001", const std::string& pid = "P1",
            const std::string& conversion = "101", const std::string& value = "50.25") {
  return {"GET",
          "https://px.ads.linkedin.com/collect?v=2&fmt=js&pid=" + pid +
              (conversion.empty() ? "" : "&conversionId=" + conversion) +
              (id.empty() ? "" : "&eventId=" + id) + "&conversionValue=" + value + "&currency=EUR",
          {},
          {}};
}

EngineOptions accounts() {
  EngineOptions options;
  options.accounts["linkedin"] = {
      {.id = "P1", .secrets = {fingerprint(kToken)}, .actions = {{.id = "101"}, {.id = "202"}}}};
  return options;
}

std::string repeated(int n, const std::string& one) {
  std::string all = one;
  for (int i = 1; i < n; ++i) all += "," + one;
  return all;
}

std::vector<RuleCase> cases() {
  const Request good = api(event());
  const std::string other_rule = R"("conversion":"urn:lla:llaPartnerConversion:999")";
  return {
      {"linkedin.token.missing", {post(good.body, "")}, {good}},
      {"linkedin.token.unknown", {post(good.body, "nobody-nobody")}, {good}, accounts()},
      {"linkedin.version.missing", {post(good.body, kToken, "")}, {good}},
      {"linkedin.version.sunset",
       {post(good.body, kToken, "202508")},
       {post(good.body, kToken, "202509")}},
      {"linkedin.method.missing", {post(good.body, kToken, "202609", "")}, {good}},
      {"linkedin.body.unreadable", {post("{\"elements\":[")}, {good}},
      {"linkedin.elements.missing", {post("{}")}, {good}},
      {"linkedin.elements.too-many",
       {api(repeated(5001, event()))},
       {api(repeated(5000, event()))}},
      {"linkedin.event.unreadable", {api("7")}, {good}},
      {"linkedin.conversion.missing", {api(event(R"("conversion":null)"))}, {good}},
      {"linkedin.conversion.form", {api(event(R"("conversion":"202")"))}, {good}},
      {"linkedin.event-time.missing",
       {api(event(kRule, R"("conversionHappenedAt":null)"))},
       {good}},
      {"linkedin.event-time.unit",
       {api(event(kRule, R"("conversionHappenedAt":1768471200)"))},
       {good}},
      {"linkedin.amount.type", {api(with_value(R"("currencyCode":"EUR","amount":50.25)"))}, {good}},
      {"linkedin.parameter.type", {api(event(kRule, kAt, R"("eventId":1001)"))}, {good}},
      {"linkedin.identity.missing", {api(with_user(R"("userIds":[])"))}, {good}},
      {"linkedin.id-type.unknown",
       {api(with_user_id("ORACLE_MOAT_ID", "1"))},
       {api(with_user_id("ACXIOM_ID", "1"))}},
      {"linkedin.user-info.names",
       {api(with_more_of_user(R"("userInfo":{"firstName":"Jane"})"))},
       {api(with_more_of_user(R"("userInfo":{"firstName":"Jane","lastName":"Doe"})"))}},
      {"linkedin.external-ids.too-many",
       {api(with_more_of_user(R"("externalIds":["1","2"])"))},
       {api(with_more_of_user(R"("externalIds":["1"])"))}},
      {"linkedin.event-time.too-old", {{good, days{91}}}, {{good, days{90}}}},
      {"linkedin.conversion.unknown", {api(event(other_rule))}, {good}, accounts()},
      {"linkedin.batch", {api(event() + "," + with_user(R"("userIds":[])"))}, {good}},
      {"linkedin.hit.account-unknown", {tag("1001", "P9")}, {tag()}, accounts()},
      {"linkedin.hit.conversion-unknown", {tag("1001", "P1", "999")}, {tag()}, accounts()},
      {"linkedin.hit.unreadable", {tag("1001", "")}, {tag()}},
      {"linkedin.event-id.missing", {tag("")}, {tag()}},
      {"linkedin.value.malformed",
       {api(with_value(R"("currencyCode":"EUR","amount":"50,25")"))},
       {good}},
      {"linkedin.currency.invalid",
       {api(with_value(R"("currencyCode":"EURO","amount":"1")"))},
       {good}},
      {"linkedin.purchase.value-missing", {api(with_value(R"("currencyCode":"EUR")"))}, {good}},
      {"linkedin.purchase.currency-missing", {api(with_value(R"("amount":"1")"))}, {good}},
      {"linkedin.user-data.clear-text",
       {api(with_user_id("SHA256_EMAIL", "jane.doe@example.com"))},
       {good}},
      {"linkedin.user-data.hash-form",
       {api(with_user_id("SHA256_EMAIL", md5_hex("jane.doe@example.com")))},
       {good}},
      {"linkedin.user-data.placeholder",
       {api(with_user_id("SHA256_EMAIL", sha256_hex("")))},
       {good}},
      {"linkedin.user-data.hashed",
       {api(with_user_id("PLAINTEXT_IP_ADDRESS", sha256_hex("203.0.113.7")))},
       {api(with_user_id("SHA256_IP_ADDRESS", sha256_hex("203.0.113.7")))}},
      {"linkedin.counted", {good}, {tag(), good}},
      {"linkedin.dedup.event-id", {good, {tag(), minutes(5)}}, {good, {tag("1002"), minutes(5)}}},
      {"linkedin.dedup.same-source",
       {good, good},
       {good, tag()},
       with_settings({{"linkedin.same_source_repeats", "dedup"}})},
  };
}

}  // namespace

TEST_CASE("linkedin: each rule is met by what breaks it and not by what keeps it") {
  check_rules(linkedin::kPlatform, cases());
}

TEST_CASE("linkedin counts the tag's copy and discards the API's, whichever comes first") {
  const Request good = api(event());
  struct Row {
    std::string what{};
    std::vector<Later> session{};
    int counted = 0;
    std::string value{};
    EngineOptions options{};
  };
  const Row rows[] = {
      {"tag, then API", {tag("1001", "P1", "101", "60"), {good, days{1}}}, 1, "60"},
      {"API, then tag", {good, {tag("1001", "P1", "101", "60"), days{1}}}, 1, "60"},
      {"another id", {tag("1002"), good}, 2, "100.50"},
      {"the API twice", {good, good}, 2, "100.50"},
      {"the tag twice", {tag(), tag()}, 2, "100.50"},
      {"the tag twice, where repeats are dropped",
       {tag(), tag()},
       1,
       "50.25",
       with_settings({{"linkedin.same_source_repeats", "dedup"}})},
      {"no id in the tag", {tag(""), good}, 2, "100.50"},
      {"a page view with the same id", {tag("1001", "P1", ""), good}, 1, "50.25"},
      {"accounts known", {tag(), good}, 1, "50.25", accounts()},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    for (const auto& one : row.session) mock.send(one.request, one.after);
    const auto numbers = mock.numbers("linkedin");
    CHECK(numbers.counted == row.counted);
    CHECK(numbers.by_currency.at("EUR").value == *Decimal::parse(row.value));
  }
}

TEST_CASE("linkedin answers with a status for each event, or refuses them all") {
  struct Row {
    std::string what{};
    Request request{};
    int status = 0;
    std::string body{};
    EngineOptions options{};
  };
  const std::string other_rule = R"("conversion":"urn:lla:llaPartnerConversion:999")";
  const std::string bad = with_value(R"("currencyCode":"EUR","amount":50.25)");
  const Row rows[] = {
      {"two right ones", api(event() + "," + event()), 200,
       R"({"elements":[{"status":201},{"status":201}]})"},
      {"a number for the amount", api(event() + "," + bad), 422,
       R"({"status":422,"message":"Index: 1, ERROR :: /conversionValue/amount :: amount is text; a number is refused\n"})"},
      {"another rule", api(event(other_rule)), 400,
       R"({"status":400,"message":"The conversion rule exists in the account, and takes the Conversions API, indices [0]"})",
       accounts()},
      {"no token", post(api(event()).body, ""), 401,
       R"({"status":401,"serviceErrorCode":65600,"code":"INVALID_ACCESS_TOKEN","message":"Invalid access token"})"},
      {"a version of yesterday", post(api(event()).body, kToken, "202401"), 426,
       R"x({"status":426,"code":"NONEXISTENT_VERSION","message":"A version that is switched off is refused (setting linkedin.oldest_version)"})x"},
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

TEST_CASE("what linkedin's encoder writes is what its decoder reads, as far as consent lets it") {
  Emission emission;
  emission.platform = PlatformId("linkedin");
  emission.name = EventName::purchase;
  emission.platform_name = "202";
  emission.time = kNow;
  emission.secret = kToken;
  emission.set(Field::account, std::string("P1"));
  emission.set(Field::event_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.set(Field::first_name, std::string("Jane"));
  emission.set(Field::last_name, std::string("Doe"));
  emission.set(Field::external_id, std::string("c-1"));
  emission.set(Field::click_id, std::string("li-1"));
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    emission.channel = channel;
    emission.allowed = Allowed::full;
    const auto event = Mock().send(linkedin::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.channel == channel);
    CHECK(event.warnings.empty());
    CHECK(event.is(EventName::purchase));
    CHECK(event.platform_name.value_or("") == "202");
    CHECK(event.event_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.time == kNow);
    CHECK(event.id(IdField::click_id).value_or("") == "li-1");
    CHECK(event.user_data.size() == (channel == Channel::server ? 4U : 0U));
    CHECK(event.attributable == Attributable::click_id);

    emission.allowed = Allowed::limited;
    const auto limited = Mock().send(linkedin::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(limited.id(IdField::click_id).is_absent());
    CHECK(limited.user_data.empty());
    emission.allowed = Allowed::nothing;
    CHECK(linkedin::kPlatform.encode(emission).empty());
  }
}
