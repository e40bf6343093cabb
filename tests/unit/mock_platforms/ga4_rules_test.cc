// GA4's rule sheet: for each rule a hit that breaks it (or that it decides) and one that keeps it.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "mock_platforms/ga4/ga4.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

constexpr std::string_view kStream = "measurement_id=G-1&api_secret=s3cret-s3cret";

Request mp(std::string body, std::string_view query = kStream, std::string_view method = "POST",
           std::string_view path = "/mp/collect") {
  std::string url = "https://www.google-analytics.com";
  url.append(path).append("?").append(query);
  return {std::string(method), url, {{"Content-Type", "application/json"}}, std::move(body)};
}

/// One event of a right request, with the event's parameters.
Request mp_event(const std::string& params, const std::string& name = "purchase",
                 const std::string& top = {}) {
  return mp(R"({"client_id":"1.2",)" + top + R"("events":[{"name":")" + name + R"(","params":{)" +
            params + "}}]}");
}

const std::string kPurchase =
    R"("transaction_id":"T1","value":50.25,"currency":"EUR","session_id":"1768471000")";

Request hit(const std::string& more,
            const std::string& base = "v=2&tid=G-1&cid=1.2&sid=1768471000") {
  return {"POST", "https://www.google-analytics.com/g/collect?" + base + "&" + more, {}, {}};
}

const std::string kBuy = "en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=EUR";

std::string repeated(int n, const std::string& one, const std::string& between = {}) {
  std::string all;
  for (int i = 0; i < n; ++i) all += (i == 0 ? "" : between) + one;
  return all;
}

std::string numbered_params(int n) {
  std::string all;
  for (int i = 0; i < n; ++i) all += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + "\":1";
  return all;
}

std::string numbered_items(int n) {
  std::string all = kBuy;
  for (int i = 1; i <= n; ++i) all += "&pr" + std::to_string(i) + "=idA~pr1";
  return all;
}

EngineOptions with_account() {
  EngineOptions options;
  options.accounts["ga4"] = {{.id = "G-1", .secrets = {fingerprint("s3cret-s3cret")}}};
  return options;
}

struct Row {
  std::string rule{};
  std::vector<Request> breaks{};  // sent one after the other; the last one meets the rule
  std::vector<Request> keeps{};   // the last one doesn't
  EngineOptions options{};
};

std::vector<Row> rows() {
  const auto ok = mp_event(kPurchase);
  const auto debug = [](const std::string& body, std::string_view query = kStream) {
    return mp(body, query, "POST", "/debug/mp/collect");
  };
  const std::string hash(64, 'a');
  const auto at = [](const std::string& micros) {
    return mp_event(kPurchase, "purchase", "\"timestamp_micros\":" + micros + ",");
  };
  const std::string event = R"({"name":"page_view","params":{}})";
  return {
      {"ga4.mp.method", {mp("", kStream, "GET")}, {ok}},
      {"ga4.mp.secret-missing", {mp(ok.body, "measurement_id=G-1")}, {ok}},
      {"ga4.mp.secret-unknown",
       {mp(ok.body, "measurement_id=G-1&api_secret=another-one")},
       {ok},
       with_account()},
      {"ga4.mp.stream-missing", {mp(ok.body, "api_secret=s3cret-s3cret")}, {ok}},
      {"ga4.mp.stream-unknown",
       {mp(ok.body, "measurement_id=G-9&api_secret=s3cret-s3cret")},
       {ok},
       with_account()},
      {"ga4.mp.body-unreadable", {mp("{\"client_id\":")}, {ok}},
      {"ga4.mp.events-missing", {mp(R"({"client_id":"1.2","events":[]})")}, {ok}},
      {"ga4.mp.client-missing", {mp(R"({"events":[)" + event + "]}")}, {ok}},
      {"ga4.mp.too-many-events",
       {mp(R"({"client_id":"1.2","events":[)" + repeated(26, event, ",") + "]}")},
       {mp(R"({"client_id":"1.2","events":[)" + repeated(25, event, ",") + "]}")}},
      {"ga4.mp.body-too-large",
       {mp_event(kPurchase + ",\"page_location\":\"" + repeated(130'000, "x") + "\"")},
       {mp_event(kPurchase + ",\"page_location\":\"" + repeated(129'000, "x") + "\"")}},
      {"ga4.mp.too-many-user-properties",
       {mp_event(kPurchase, "purchase", "\"user_properties\":{" + numbered_params(26) + "},")},
       {mp_event(kPurchase, "purchase", "\"user_properties\":{" + numbered_params(25) + "},")}},
      {"ga4.mp.user-id-too-long",
       {mp_event(kPurchase, "purchase", "\"user_id\":\"" + repeated(257, "u") + "\",")},
       {mp_event(kPurchase, "purchase", "\"user_id\":\"" + repeated(256, "u") + "\",")}},
      {"ga4.mp.consent-denied",
       {mp_event(kPurchase, "purchase", R"("consent":{"ad_user_data":"DENIED"},)")},
       {mp_event(kPurchase, "purchase", R"("consent":{"ad_user_data":"GRANTED"},)")}},
      {"ga4.mp.enforced",
       {mp_event(kPurchase, "purchase", R"("validationBehavior":"ENFORCE_RECOMMENDATIONS",)")},
       {mp_event(kPurchase, "purchase", R"("validation_behavior":"RELAXED",)")}},
      // 2026-01-15T10:00:00Z is 1768471200; 72 hours before is 1768212000.
      {"ga4.mp.time-old", {at("1768211999000000")}, {at("1768212000000000")}},
      {"ga4.mp.time-old-enforced",
       {mp_event(
           kPurchase, "purchase",
           R"("timestamp_micros":1768211999000000,"validation_behavior":"ENFORCE_RECOMMENDATIONS",)")},
       {at("1768211999000000")}},
      {"ga4.mp.time-future", {at("1768471201000000")}, {at("\"1768471200000000\"")}},
      {"ga4.mp.time-malformed", {at("\"yesterday\"")}, {at("1768471200000000")}},
      {"ga4.mp.session-missing", {mp_event(R"("transaction_id":"T1")")}, {ok}},
      {"ga4.mp.session-late",
       {mp_event(R"("transaction_id":"T1","session_id":"1768384799")")},
       {mp_event(R"("transaction_id":"T1","session_id":"GS2.1.s1768384800$o1$g1")")}},
      {"ga4.mp.client-unknown", {ok}, {hit("en=page_view"), ok}},
      {"ga4.name.invalid",
       {mp_event(kPurchase, "page view")},
       {mp_event(kPurchase, repeated(40, "n"))}},
      {"ga4.name.reserved", {mp_event("", "session_start")}, {mp_event("", "scroll")}},
      {"ga4.name.case", {mp_event(kPurchase, "Purchase")}, {mp_event(kPurchase, "bought")}},
      {"ga4.name.param-invalid", {mp_event(R"("1st":"x")")}, {mp_event(R"("first":"x")")}},
      {"ga4.name.param-reserved", {mp_event(R"("ga_x":"x")")}, {mp_event(R"("gax":"x")")}},
      {"ga4.name.duplicated", {mp_event(R"("a":"x","a":"y")")}, {mp_event(R"("a":"x","b":"y")")}},
      {"ga4.mp.too-many-params", {mp_event(numbered_params(26))}, {mp_event(numbered_params(25))}},
      {"ga4.value.param-too-long",
       {mp_event("\"coupon\":\"" + repeated(101, "c") + "\"")},
       {mp_event("\"coupon\":\"" + repeated(100, "c") + "\"")}},

      {"ga4.collect.version", {hit(kBuy, "v=1&tid=G-1&cid=1.2")}, {hit(kBuy)}},
      {"ga4.collect.stream-missing", {hit(kBuy, "v=2&cid=1.2")}, {hit(kBuy)}},
      {"ga4.collect.stream-unknown",
       {hit(kBuy, "v=2&tid=G-9&cid=1.2")},
       {hit(kBuy)},
       with_account()},
      {"ga4.collect.client-missing", {hit(kBuy, "v=2&tid=G-1")}, {hit(kBuy)}},
      {"ga4.collect.name-missing", {hit("ep.transaction_id=T1")}, {hit(kBuy)}},

      {"ga4.value.missing", {hit("en=purchase&ep.transaction_id=T1&cu=EUR")}, {hit(kBuy)}},
      {"ga4.value.malformed",
       {hit("en=purchase&ep.transaction_id=T1&cu=EUR&ep.value=NaN")},
       {hit(kBuy)}},
      {"ga4.value.text-in-browser",
       {hit("en=purchase&ep.transaction_id=T1&cu=EUR&ep.value=50.25")},
       {hit(kBuy)}},
      {"ga4.value.text-on-server",
       {mp_event(R"("transaction_id":"T1","value":"50.25","currency":"EUR")")},
       {ok}},
      {"ga4.value.currency-missing",
       {hit("en=purchase&ep.transaction_id=T1&epn.value=50.25")},
       {hit(kBuy)}},
      {"ga4.value.currency-invalid",
       {hit("en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=EURO")},
       {hit("en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=eur")}},
      {"ga4.items.unnamed", {hit(kBuy + "&pr1=brAcme~pr5.99")}, {hit(kBuy + "&pr1=nmPen~pr5.99")}},
      {"ga4.items.too-many", {hit(numbered_items(201))}, {hit(numbered_items(200))}},
      {"ga4.items.price-text",
       {mp_event(kPurchase + R"(,"items":[{"item_id":"A","price":"5.99"}])")},
       {mp_event(kPurchase + R"(,"items":[{"item_id":"A","price":5.99}])")}},

      {"ga4.refund.full",
       {mp_event(kPurchase, "refund")},
       {mp_event(kPurchase + R"(,"items":[{"item_id":"A"}])", "refund")}},
      {"ga4.refund.partial",
       {mp_event(kPurchase + R"(,"items":[{"item_id":"A"}])", "refund")},
       {mp_event(kPurchase, "refund")}},
      {"ga4.refund.transaction-missing",
       {mp_event(R"("value":1,"currency":"EUR")", "refund")},
       {mp_event(kPurchase, "refund")}},
      {"ga4.refund.transaction-unknown",
       {hit(kBuy), mp_event(R"("transaction_id":"t1","value":1,"currency":"EUR")", "refund")},
       {hit(kBuy), mp_event(kPurchase, "refund")}},

      {"ga4.dedup.transaction-id",
       {hit(kBuy), ok},
       {hit(kBuy), hit("en=purchase&ep.transaction_id=t1")}},
      {"ga4.dedup.transaction-id-empty",
       {hit("en=purchase&ep.transaction_id="), hit("en=purchase&ep.transaction_id=")},
       {hit("en=purchase&ep.transaction_id="), hit(kBuy)}},
      {"ga4.dedup.transaction-missing",
       {hit("en=purchase&epn.value=1&cu=EUR")},
       {hit("en=purchase&epn.value=1&cu=EUR&ep.transaction_id=")}},
      {"ga4.dedup.app-stream",
       {mp(ok.body, "firebase_app_id=1:23:android:4&api_secret=s3cret-s3cret")},
       {ok}},

      {"ga4.consent.analytics-denied", {hit(kBuy + "&gcs=G100")}, {hit(kBuy + "&gcs=G101")}},
      {"ga4.consent.none", {hit(kBuy)}, {hit(kBuy + "&gcs=G111")}},
      {"ga4.consent.no-personalisation",
       {hit(kBuy + "&gcs=G111&npa=1")},
       {hit(kBuy + "&gcs=G111&npa=0")}},
      {"ga4.consent.disagree",
       {hit(kBuy + "&gcs=G111&gcd=13p3p3p2p5l1")},
       {hit(kBuy + "&gcs=G111&gcd=13r3r3r2r5l1")}},
      {"ga4.consent.malformed", {hit(kBuy + "&gcs=granted")}, {hit(kBuy + "&gcs=G1--")}},
      {"ga4.consent.stable-client",
       {hit("en=page_view&gcs=G111"), hit(kBuy + "&gcs=G100")},
       {hit("en=page_view&gcs=G111"), hit(kBuy + "&gcs=G100", "v=2&tid=G-1&cid=7.8")}},
      {"ga4.consent.user-data-denied",
       {hit(kBuy + "&gcs=G101&gcd=13p3t3p3p5l1&em=tv.1~em." + hash)},
       {hit(kBuy + "&gcs=G111&gcd=13t3t3t3t5l1&em=tv.1~em." + hash)}},
      {"ga4.consent.click-id-kept",
       {hit(kBuy + "&gcs=G101&dl=https%3A%2F%2Facme.example%2F%3Fgclid%3Dx")},
       {hit(kBuy + "&gcs=G111&dl=https%3A%2F%2Facme.example%2F%3Fgclid%3Dx")},
       with_settings({{"ga4.ads_data_redaction", "on"}})},

      {"ga4.user-data.clear",
       {mp_event(kPurchase, "purchase",
                 R"("user_data":{"sha256_email_address":"jane@example.com"},)")},
       {mp_event(kPurchase, "purchase",
                 R"("user_data":{"sha256_email_address":")" + hash + "\"},")}},
      {"ga4.user-data.too-many",
       {mp_event(kPurchase, "purchase",
                 "\"user_data\":{\"sha256_email_address\":[" +
                     repeated(4, "\"" + hash + "\"", ",") + "]},")},
       {mp_event(kPurchase, "purchase",
                 "\"user_data\":{\"sha256_email_address\":[" +
                     repeated(3, "\"" + hash + "\"", ",") + "]},")}},
      {"ga4.debug.never-counted", {debug(ok.body)}, {ok}},
      {"ga4.counted", {hit(kBuy)}, {hit(kBuy + "&gcs=G100")}},
  };
}

/// Every rule that the last hit met, those that are no defect too.
std::set<std::string> met(const std::vector<Request>& requests, const EngineOptions& options) {
  Engine engine(platforms(), options);
  std::set<std::string> rules;
  for (const auto& request : requests) {
    rules.clear();
    auto prepared = engine.prepare(request);
    for (const auto& seen : prepared.decoded.observations) rules.emplace(seen.rule->id);
    const auto received = engine.receive(std::move(prepared), kNow, CaptureId("c"), "n");
    for (const auto& event : received.events) {
      rules.emplace(event.rule);
      for (const auto warning : event.warnings) rules.emplace(warning);
    }
  }
  return rules;
}

}  // namespace

TEST_CASE("ga4: each rule is met by what breaks it and not by what keeps it") {
  for (const auto& row : rows()) {
    CAPTURE(row.rule);
    CHECK(met(row.breaks, row.options).contains(row.rule));
    CHECK_FALSE(met(row.keeps, row.options).contains(row.rule));
  }
}

TEST_CASE("ga4: each rule has its row, complete, once") {
  std::set<std::string> tested;
  for (const auto& row : rows()) CHECK_MESSAGE(tested.insert(row.rule).second, row.rule);
  std::set<std::string> known;
  const auto complete = [&](const Rule& rule) {
    CAPTURE(rule.id);
    CHECK(known.emplace(rule.id).second);
    CHECK(rule.id.starts_with("ga4."));
    CHECK(!rule.text.empty());
    CHECK(rule.source.starts_with("https://"));
    CHECK(rule.read.size() == 7);
    CHECK(!rule.tests.empty());
    CHECK(tested.contains(std::string(rule.id)));
  };
  for (const auto& rule : ga4::kPlatform.rules) complete(rule);
  for (const auto& rule : ga4::kPlatform.dedup) complete(rule.rule);
  CHECK(tested == known);
}
