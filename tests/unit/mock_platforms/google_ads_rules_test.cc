// Google Ads' rule sheet: for each rule a hit that breaks it (or that it decides) and one that
// keeps it. A rule without its row here fails the second test.
#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mock_platforms/google_ads/api_errors.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/ingest_errors.h"
#include "mock_platforms/google_ads/rules.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const std::string kHash = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514";

struct Sent {
  Request request{};
  Duration after{};
};
Sent later(Sent sent, Duration after) {
  sent.after = after;
  return sent;
}

/// `text` with one piece replaced; a piece that isn't there is a mistake of the table.
std::string with(const std::string& text, std::string_view piece, std::string_view by) {
  INFO(piece);
  REQUIRE(text.find(piece) != std::string::npos);
  return replace_all(text, piece, by);
}

// ---- the tag

const std::string kMain = "https://www.googleadservices.com/pagead/conversion/123456789/?";
const std::string kPing =
    "random=1&fst=1768471199500&gcs=G111&gcd=13r3r3r2r5l1&npa=0&url=https%3A%2F%2Facme.example%2F"
    "&label=AbC&value=50.25&currency_code=EUR&oid=1001&gclaw=Cj0KCQiA-made_up&fmt=4";

Sent get(const std::string& url) { return {{"GET", url, {}, {}}}; }
Sent ping() { return get(kMain + kPing); }
Sent ping(std::string_view piece, std::string_view by) {
  return get(kMain + with(kPing, piece, by));
}
Sent ping_em(const std::string& em) { return ping("&fmt=4", "&em=tv.1~" + em); }

// ---- the uploads

Sent post(const std::string& url, const std::string& json, const std::string& token = "ya29.x") {
  Headers headers = {{"Content-Type", "application/json"}};
  if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
  return {{"POST", url, headers, json}};
}

const std::string kApi = "https://googleads.googleapis.com/v25/customers/1234567890";
const std::string kClicks = kApi + ":uploadClickConversions";
const std::string kAdjustments = kApi + ":uploadConversionAdjustments";
const std::string kAction = R"("conversionAction":"customers/1234567890/conversionActions/987")";
const std::string kClick =
    R"({"gclid":"Cj0KCQiA-made_up",)" + kAction +
    R"(,"conversionDateTime":"2026-01-15 09:59:30+00:00","conversionValue":50.25,)"
    R"("currencyCode":"EUR","orderId":"1001"})";
const std::string kRetract = R"({"adjustmentType":"RETRACTION","orderId":"1001",)" + kAction +
                             R"(,"adjustmentDateTime":"2026-01-15 10:30:00+00:00"})";
const std::string kRestate = R"({"adjustmentType":"RESTATEMENT","orderId":"1001",)" + kAction +
                             R"(,"adjustmentDateTime":"2026-01-15 10:30:00+00:00",)"
                             R"("restatementValue":{"adjustedValue":30.25,"currencyCode":"EUR"}})";
const std::string kPair =
    R"("gclidDateTimePair":{"gclid":"Cj0KCQiA-made_up","conversionDateTime":"2026-01-15 09:59:30+00:00"})";
const std::string kEnhance = R"({"adjustmentType":"ENHANCEMENT","orderId":"1001",)" + kAction +
                             R"(,"userIdentifiers":[{"hashedEmail":")" + kHash + R"("}]})";

std::string rows_of(const std::string& list, const std::string& rows, const std::string& more) {
  return "{\"" + list + "\":[" + rows + R"(],"partialFailure":true)" + more + "}";
}
Sent click(const std::string& rows = kClick, const std::string& more = "",
           const std::string& token = "ya29.x") {
  return post(kClicks, rows_of("conversions", rows, more), token);
}
Sent click_but(std::string_view piece, std::string_view by) {
  return click(with(kClick, piece, by));
}
Sent adjust(const std::string& rows = kRetract, const std::string& more = "") {
  return later(post(kAdjustments, rows_of("conversionAdjustments", rows, more)), hours{1});
}
Sent retract(std::string_view piece, std::string_view by) {
  return adjust(with(kRetract, piece, by));
}
Sent restate(std::string_view piece, std::string_view by) {
  return adjust(with(kRestate, piece, by));
}
std::string identifiers(std::size_t n) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i)
    all += (i > 0 ? "," : "") + (R"({"hashedEmail":")" + kHash) + "\"}";
  return R"("userIdentifiers":[)" + all + "]";
}
std::string times(std::size_t n, const std::string& text) {
  std::string all = text;
  for (std::size_t i = 1; i < n; ++i) all += "," + text;
  return all;
}

// ---- Data Manager

const std::string kTo =
    R"({"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},)"
    R"("productDestinationId":"987"})";
const std::string kAnalyticsTo =
    R"({"operatingAccount":{"accountType":"GOOGLE_ANALYTICS_PROPERTY","accountId":"42"},)"
    R"("productDestinationId":"G-1"})";
const std::string kEvent =
    R"({"eventTimestamp":"2026-01-15T09:59:30Z","transactionId":"1001","eventSource":"WEB",)"
    R"("adIdentifiers":{"gclid":"Cj0KCQiA-made_up"},"currency":"EUR","conversionValue":50.25})";
const std::string kAnalyticsEvent =
    R"({"eventTimestamp":"2026-01-15T09:59:30Z","eventName":"purchase","clientId":"1.2"})";

Sent ingest(const std::string& events = kEvent, const std::string& to = kTo,
            const std::string& more = "", const std::string& token = "ya29.x") {
  return post("https://datamanager.googleapis.com/v1/events:ingest",
              R"({"destinations":[)" + to + R"(],"events":[)" + events + "]" + more + "}", token);
}
Sent event(std::string_view piece, std::string_view by) { return ingest(with(kEvent, piece, by)); }
Sent to(std::string_view piece, std::string_view by) {
  return ingest(kEvent, with(kTo, piece, by));
}
Sent analytics(std::string_view piece, std::string_view by) {
  return ingest(with(kAnalyticsEvent, piece, by), kAnalyticsTo);
}
/// An event with user data in place of its click.
Sent person(const std::string& identifier, const std::string& encoding = R"(,"encoding":"HEX")") {
  return ingest(with(kEvent, R"("adIdentifiers":{"gclid":"Cj0KCQiA-made_up"})",
                     R"("userData":{"userIdentifiers":[)" + identifier + "]}"),
                kTo, encoding);
}
std::string email(const std::string& hash = kHash) { return R"({"emailAddress":")" + hash + "\"}"; }
std::string address(const std::string& region) {
  return R"({"address":{"givenName":")" + kHash + R"(","familyName":")" + kHash +
         R"(","regionCode":")" + region + R"(","postalCode":"10115"}})";
}
Sent cart(const std::string& cart, const std::string& click = "gclid") {
  return ingest(with(with(kEvent, R"("gclid")", "\"" + click + "\""), R"("currency")",
                     R"("cartData":)" + cart + R"(,"currency")"));
}
Sent status(const std::string& query) {
  return {{"GET",
           "https://datamanager.googleapis.com/v1/requestStatus:retrieve" + query,
           {{"Authorization", "Bearer ya29.x"}},
           {}}};
}

// ---- what the mock is told

EngineOptions with_account() {
  EngineOptions options;
  Account account{
      .id = "1234567890", .conversion_id = "AW-123456789", .secrets = {fingerprint("ya29.x")}};
  account.actions = {
      {.id = "987", .label = "AbC"},
      {.id = "55", .label = "Upload", .type = "UPLOAD_CLICKS"},
      {.id = "66", .label = "Call", .type = "WEBSITE_CALL"},
      {.id = "77", .label = "Once", .type = "UPLOAD_CLICKS", .counting = "one_per_click"},
      {.id = "88", .label = "OnceWeb", .counting = "one_per_click"}};
  options.accounts["google_ads"] = {account, {.id = "222", .secrets = {fingerprint("other")}}};
  return options;
}

EngineOptions set(const std::string& setting, const std::string& value) {
  return with_settings({{"google_ads." + setting, value}});
}

struct Row {
  std::string rule{};
  std::vector<Sent> breaks{};  // sent one after the other; the last one meets the rule
  std::vector<Sent> keeps{};   // the last one doesn't
  EngineOptions options{};
  bool kept_by_default = false;  // the setting breaks it: kept without options
};

std::vector<Row> tag_rows() {
  const auto ok = ping();
  const auto denied = [](std::string_view more) {
    return ping("gcs=G111&gcd=13r3r3r2r5l1&npa=0",
                "gcs=G100&gcd=13p3p3p2p5l1&npa=1" + std::string(more));
  };
  const auto own = [](const std::string& text) {
    return get(kMain + with(with(with(kPing, "random=1", "random=2"), "oid=1001", "oid=1002"),
                            "label=AbC", "label=" + text));
  };
  const std::string nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  return {
      {"google_ads.tag.id-missing",
       {get("https://www.googleadservices.com/pagead/conversion/x/?" + kPing)},
       {ok}},
      {"google_ads.tag.label-missing", {ping("&label=AbC", "")}, {ok}},
      {"google_ads.tag.account-unknown",
       {get(with(kMain, "123456789", "55") + kPing)},
       {ok},
       with_account()},
      {"google_ads.tag.label-unknown", {ping("label=AbC", "label=X")}, {ok}, with_account()},
      {"google_ads.tag.remarketing",
       {get("https://www.google.com/rmkt/collect/123456789/?random=1")},
       {ok}},
      {"google_ads.tag.interest-group",
       {get("https://td.doubleclick.net/td/rul/123456789?fledge=1")},
       {ok}},
      {"google_ads.tag.page",
       {get("https://www.google.com/ccm/collect?en=purchase&tid=AW-1")},
       {ok}},
      {"google_ads.tag.user-data",
       {get("https://google.com/pagead/form-data/123456789?em=tv.1")},
       {ok}},
      {"google_ads.tag.container",
       {get("https://ad.doubleclick.net/ccm/s/collect?tid=AW-1")},
       {ok}},
      {"google_ads.order-id.missing", {ping("&oid=1001", "")}, {ok}},
      {"google_ads.order-id.empty", {ping("oid=1001", "oid=")}, {ok}},
      {"google_ads.order-id.too-long",
       {ping("oid=1001", "oid=" + std::string(65, '1'))},
       {ping("oid=1001", "oid=" + std::string(64, '1'))}},
      {"google_ads.order-id.characters",
       {ping("oid=1001", "oid=%231001")},
       {ping("oid=1001", "oid=A-10%2001")}},
      {"google_ads.order-id.other-action",
       {ok, get(kMain + with(with(kPing, "random=1", "random=2"), "label=AbC", "label=Other"))},
       {ok, own("Other")}},
      {"google_ads.order-id.personal-data", {ping("oid=1001", "oid=jane%40example.com")}, {ok}},
      {"google_ads.value.missing", {ping("&value=50.25", "")}, {ok}},
      {"google_ads.value.malformed", {ping("50.25", "50%2C25")}, {ok}},
      {"google_ads.currency.missing", {ping("&currency_code=EUR", "")}, {ok}},
      {"google_ads.currency.invalid", {ping("=EUR", "=EURO")}, {ping("=EUR", "=usd")}},
      {"google_ads.user-data.not-hashed",
       {ping_em("em.jane%40example.com")},
       {ping_em("em." + kHash)}},
      {"google_ads.user-data.hash-of-nothing",
       {ping_em("em." + nothing)},
       {ping_em("em." + kHash)}},
      {"google_ads.user-data.error-mark", {ping_em("em.e3")}, {ping_em("em." + kHash)}},
      {"google_ads.user-data.place-hashed", {ping_em("ct0." + kHash)}, {ping_em("ct0.Berlin")}},
      {"google_ads.user-data.country", {ping_em("co0.Germany")}, {ping_em("co0.DE")}},
      {"google_ads.consent.disagree", {ping("G111", "G110")}, {ok}},
      {"google_ads.consent.unreadable", {ping("G111", "yes")}, {ok}},
      {"google_ads.consent.not-said", {ping("&gcs=G111&gcd=13r3r3r2r5l1", "")}, {ok}},
      {"google_ads.consent.no-personalisation",
       {ping("gcd=13r3r3r2r5l1&npa=0", "gcd=13r3r3r2q5l1&npa=1")},
       {ok}},
      {"google_ads.consent.user-data-while-denied",
       {ping("13r3r3r2r5l1", "13r3r3q2r5l1&em=tv.1~em." + kHash)},
       {ping("13r3r3r2r5l1", "13r3r3r2r5l1&em=tv.1~em." + kHash)}},
      {"google_ads.consent.click-id-while-denied", {denied("")}, {ok}},
      {"google_ads.consent.click-id-in-url",
       {get(replace_all(denied("").request.url, "acme.example%2F", "acme.example%2F%3Fgclid%3Dx"))},
       {denied("")},
       set("ads_data_redaction", "on")},
      {"google_ads.consent.ad-storage-denied", {denied("")}, {ok}},
      {"google_ads.consent.restricted", {ping("&fmt=4", "&rdp=1")}, {ping("&fmt=4", "&rdp=0")}},
      {"google_ads.attribution.none", {ping("&gclaw=Cj0KCQiA-made_up", "")}, {ok}},
      {"google_ads.counted", {ok}, {ping("&label=AbC", "")}},
      {"google_ads.fan-out",
       {ok, get("https://www.googleadservices.com/ccm/conversion/123456789/?" + kPing)},
       {ok, own("AbC")}},
      {"google_ads.dedup.order-id",
       {ok, later(ping("random=1", "random=2"), seconds{5})},
       {ok, own("AbC")}},
      {"google_ads.dedup.one-per-click",
       {get(kMain + with(kPing, "label=AbC", "label=OnceWeb")), own("OnceWeb")},
       {ok, own("AbC")},
       with_account()},
      {"google_ads.dedup.click-and-time",
       {click_but(R"(,"orderId":"1001")", ""), click_but(R"(,"orderId":"1001")", "")},
       {click()}},
  };
}

std::vector<Row> request_rows() {
  const auto ok = click();
  const auto older = post(with(kClicks, "v25", "v24"), rows_of("conversions", kClick, ""));
  auto with_header = ok;
  with_header.request.headers.emplace_back("developer-token", "abc");
  return {
      {"google_ads.api.version",
       {post(with(kClicks, "v25", "v22"), rows_of("conversions", kClick, ""))},
       {older}},
      {"google_ads.api.token-missing", {click(kClick, "", "")}, {ok}},
      {"google_ads.api.token-unknown", {click(kClick, "", "nobody's")}, {ok}, with_account()},
      {"google_ads.api.permission",
       {click(with(kClick, "/987", "/55"), "", "other")},
       {click(with(kClick, "/987", "/55"))},
       with_account()},
      {"google_ads.api.not-allowlisted", {ok}, {ok}, set("allowlisted", "false"), true},
      {"google_ads.api.body", {post(kClicks, "{")}, {ok}},
      {"google_ads.api.rows-missing", {click("")}, {ok}},
      {"google_ads.api.partial-failure",
       {post(kClicks, R"({"conversions":[)" + kClick + "]}")},
       {ok}},
      {"google_ads.api.too-many-conversions",
       {click(times(2001, kClick))},
       {click(times(2000, kClick))}},
      {"google_ads.api.too-many-adjustments",
       {adjust(times(2001, kRetract))},
       {adjust(times(2000, kRetract))}},
      {"google_ads.api.job-id",
       {click(kClick, R"(,"jobId":2147483648)")},
       {click(kClick, R"(,"jobId":2147483647)")}},
      {"google_ads.api.adjustment-job-id",
       {adjust(kRetract, R"(,"jobId":-1)")},
       {adjust(kRetract, R"(,"jobId":0)")}},
      {"google_ads.api.quota", {ok}, {ok}, set("quota", "exhausted"), true},
      {"google_ads.api.quota-for-now", {ok}, {ok}, set("quota", "exhausted_for_now"), true},
      {"google_ads.api.cloud-project", {ok}, {older}, set("access_level", "test")},
      {"google_ads.api.cloud-project-older", {older}, {ok}, set("access_level", "test")},
      {"google_ads.api.developer-token", {ok}, {with_header}, set("developer_token", "required")},
      {"google_ads.api.developer-token-not-approved",
       {ok},
       {ok},
       set("developer_token", "test"),
       true},
      {"google_ads.api.validate-only",
       {click(kClick, R"(,"validateOnly":true)")},
       {click(kClick, R"(,"validateOnly":false)")}},
  };
}

std::vector<Row> click_rows() {
  const auto ok = click();
  const std::string gclid = R"("gclid":"Cj0KCQiA-made_up")";
  const auto upload = with(kClick, "/987", "/55");
  const auto once = with(kClick, "/987", "/77");
  const auto two = with(with(kClick, "1001", "1002"), "09:59:30", "09:58:00");
  const auto no_order = with(kClick, R"(,"orderId":"1001")", "");
  return {
      {"google_ads.click.action-missing", {click_but(kAction + ",", "")}, {ok}},
      {"google_ads.click.action-unknown",
       {click_but("/987", "/1")},
       {click(upload)},
       with_account()},
      {"google_ads.click.action-type", {ok}, {click(upload)}, with_account()},
      {"google_ads.click.id-missing", {click_but(gclid + ",", "")}, {ok}},
      {"google_ads.click.two-braids",
       {click_but(gclid, R"("gbraid":"a","wbraid":"b")")},
       {click_but(gclid, R"("gbraid":"a")")}},
      {"google_ads.click.gclid", {click_but("Cj0KCQiA-made_up", "not a gclid")}, {ok}},
      {"google_ads.click.gbraid",
       {click_but(gclid, R"("gbraid":"not a gbraid")")},
       {click_but(gclid, R"("gbraid":"0AAA")")}},
      {"google_ads.click.wbraid",
       {click_but(gclid, R"("wbraid":"not a wbraid")")},
       {click_but(gclid, R"("wbraid":"Cj8K")")}},
      {"google_ads.click.braid-once-per-click",
       {click(with(once, gclid, R"("gbraid":"0AAA")"))},
       {click(once)},
       with_account()},
      {"google_ads.click.identifiers-too-many",
       {click_but(gclid, identifiers(6))},
       {click_but(gclid, identifiers(5))}},
      {"google_ads.click.identifiers-in-one",
       {click_but(gclid, R"("userIdentifiers":[{"hashedEmail":")" + kHash +
                             R"(","hashedPhoneNumber":")" + kHash + R"("}])")},
       {click_but(gclid, identifiers(2))}},
      {"google_ads.click.external-data",
       {click(with(upload, R"("orderId")", R"("externalAttributionData":{},"orderId")"))},
       {click(upload)},
       with_account()},
      {"google_ads.click.time-missing",
       {click_but(R"("conversionDateTime":"2026-01-15 09:59:30+00:00",)", "")},
       {ok}},
      {"google_ads.click.time-form", {click_but("09:59:30+00:00", "09:59:30")}, {ok}},
      {"google_ads.click.currency", {click_but("EUR", "EURO")}, {click_but("EUR", "JPY")}},
      {"google_ads.click.user-identifier",
       {click_but(gclid, R"("userIdentifiers":[{"hashedEmail":"jane@example.com"}])")},
       {click_but(gclid, identifiers(1))}},
      {"google_ads.click.user-identifier-kind",
       {click_but(gclid, gclid + R"(,"userIdentifiers":[{"addressInfo":{"city":"Berlin"}}])")},
       {click_but(gclid, identifiers(1))}},
      {"google_ads.click.order-id-pii", {click_but("1001", "jane@example.com")}, {ok}},
      {"google_ads.click.order-id-in-use",
       {ok, click_but("09:59:30", "09:58:00")},
       {ok, click(two)}},
      {"google_ads.click.order-id-twice",
       {click(kClick + "," + with(kClick, "09:59:30", "09:58:00"))},
       {click(kClick + "," + two)}},
      {"google_ads.click.twice-in-request",
       {click(no_order + "," + no_order)},
       {click(no_order + "," + two)}},
      {"google_ads.click.allow-listed-field",
       {click_but(R"("orderId")", R"("userIpAddress":"203.0.113.7","orderId")")},
       {ok}},
      {"google_ads.click.ad-personalization",
       {click_but(R"("orderId")", R"("consent":{"adPersonalization":"GRANTED"},"orderId")")},
       {click_but(R"("orderId")", R"("consent":{"adUserData":"GRANTED"},"orderId")")}},
  };
}

std::vector<Row> adjustment_rows() {
  const auto sold = ping();
  const auto uploaded = click_but(R"(,"orderId":"1001")", "");
  const auto ok = adjust();
  const std::string order = R"("orderId":"1001")";
  const auto by_click = with(kRetract, order, kPair);
  const auto person = with(kEnhance, order, order + "," + kPair);
  return {
      {"google_ads.adjust.action-missing", {sold, retract(kAction + ",", "")}, {sold, ok}},
      {"google_ads.adjust.action-unknown",
       {sold, retract("/987", "/1")},
       {sold, ok},
       with_account()},
      {"google_ads.adjust.action-type", {sold, retract("/987", "/66")}, {sold, ok}, with_account()},
      {"google_ads.adjust.not-enhanceable",
       {sold, adjust(with(kEnhance, "/987", "/55"))},
       {sold, adjust(kEnhance)},
       with_account()},
      {"google_ads.adjust.type-missing", {sold, retract("RETRACTION", "REFUND")}, {sold, ok}},
      {"google_ads.adjust.time-missing",
       {sold, retract(R"(,"adjustmentDateTime":"2026-01-15 10:30:00+00:00")", "")},
       {sold, ok}},
      {"google_ads.adjust.time-form", {sold, retract("10:30:00+00:00", "10:30:00")}, {sold, ok}},
      {"google_ads.adjust.order-id-missing", {sold, retract(order + ",", "")}, {sold, ok}},
      {"google_ads.adjust.two-ids",
       {sold, retract(order, order + "," + kPair)},
       {sold, adjust(person)}},
      {"google_ads.adjust.click-incomplete",
       {uploaded, adjust(with(by_click, R"("gclid":"Cj0KCQiA-made_up",)", ""))},
       {uploaded, adjust(by_click)}},
      {"google_ads.adjust.click-time-form",
       {uploaded, adjust(with(by_click, "09:59:30+00:00", "09:59:30"))},
       {uploaded, adjust(by_click)}},
      {"google_ads.adjust.order-id-pii", {sold, retract("1001", "jane@example.com")}, {sold, ok}},
      {"google_ads.adjust.value-missing",
       {sold, restate(R"("adjustedValue":30.25,)", "")},
       {sold, adjust(kRestate)}},
      {"google_ads.adjust.value-forbidden",
       {sold, restate("RESTATEMENT", "RETRACTION")},
       {sold, ok}},
      {"google_ads.adjust.currency", {sold, restate("EUR", "EURO")}, {sold, adjust(kRestate)}},
      {"google_ads.adjust.user-identifier",
       {sold, adjust(with(kEnhance, kHash, "jane@example.com"))},
       {sold, adjust(kEnhance)}},
      {"google_ads.adjust.identifiers-too-many",
       {sold, adjust(with(kEnhance, identifiers(1), identifiers(6)))},
       {sold, adjust(kEnhance)}},
      {"google_ads.adjust.twice-in-request",
       {sold, adjust(kRetract + "," + kRetract)},
       {sold, adjust(kRetract + "," + kRestate)}},
      {"google_ads.adjust.enhanced-twice-in-request",
       {sold, adjust(kEnhance + "," + kEnhance)},
       {sold, adjust(kEnhance)}},
      {"google_ads.adjust.conversion-not-found",
       {sold, adjust(by_click)},
       {uploaded, adjust(by_click)}},
      {"google_ads.adjust.conversion-expired",
       {sold, later(ok, days{54} + seconds{1})},
       {sold, later(ok, days{54} - hours{1})}},
      {"google_ads.adjust.precedes-conversion",
       {sold, retract("10:30:00", "09:00:00")},
       {sold, ok}},
      {"google_ads.adjust.conversion-too-recent",
       {sold, ok},
       {sold, later(ok, hours{25})},
       set("adjustment_wait", "24h")},
      {"google_ads.adjust.already-retracted", {sold, ok, retract("10:30", "10:40")}, {sold, ok}},
      {"google_ads.adjust.more-recent-restatement",
       {sold, adjust(kRestate), restate("10:30", "10:20")},
       {sold, adjust(kRestate), restate("10:30", "10:40")}},
      {"google_ads.adjust.restatement-exists",
       {sold, adjust(kRestate), adjust(kRestate)},
       {sold, adjust(kRestate), restate("10:30", "10:40")}},
      {"google_ads.adjust.enhancement-late",
       {sold, later(adjust(kEnhance), hours{25})},
       {sold, adjust(kEnhance)}},
      {"google_ads.adjust.retraction", {sold, ok}, {sold, adjust(kRestate)}},
      {"google_ads.adjust.restatement", {sold, adjust(kRestate)}, {sold, ok}},
      {"google_ads.adjust.enhancement", {sold, adjust(kEnhance)}, {sold, ok}},
  };
}

std::vector<Row> ingest_rows() {
  const auto ok = ingest();
  const auto upload = with(kTo, "987", "55");
  const auto two = kTo + "," + with(kTo, "987", "988");
  const auto named = with(kTo, R"({"op)", R"({"reference":"a","op)");
  const auto referring = [](const std::string& name) {
    return with(kEvent, R"("currency")",
                R"("destinationReferences":[")" + name + R"("],"currency")");
  };
  const std::string base64 = "tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf/F5HVRQ=";
  const std::string in_base64 = R"(,"encoding":"BASE64")";
  const auto consent = [](const std::string& word) {
    return ingest(kEvent, kTo, R"(,"consent":{"adUserData":")" + word + "\"}");
  };
  return {
      {"google_ads.ingest.token-missing", {ingest(kEvent, kTo, "", "")}, {ok}},
      {"google_ads.ingest.token-unknown",
       {ingest(kEvent, kTo, "", "nobody's")},
       {ok},
       with_account()},
      {"google_ads.ingest.permission", {ingest(kEvent, kTo, "", "other")}, {ok}, with_account()},
      {"google_ads.ingest.quota", {ok}, {ok}, set("quota", "exhausted"), true},
      {"google_ads.ingest.not-allowlisted",
       {ok},
       {ok},
       set("multi_source", "not_allowlisted"),
       true},
      {"google_ads.ingest.body",
       {post("https://datamanager.googleapis.com/v1/events:ingest", "[]")},
       {ok}},
      {"google_ads.ingest.unknown-field",
       {event(R"("currency")", R"("colour":"red","currency")")},
       {event(R"("transactionId")", R"("transaction_id")")}},
      {"google_ads.ingest.wrong-type",
       {event("50.25", R"("much")")},
       {event("50.25", R"("50.25")")}},
      {"google_ads.ingest.enum", {event("WEB", "SHOP")}, {event("WEB", "OTHER")}},
      {"google_ads.ingest.timestamp-form",
       {event("2026-01-15T09:59:30Z", "2026-01-15 09:59:30")},
       {ok}},
      {"google_ads.ingest.destinations-missing", {ingest(kEvent, "")}, {ok}},
      {"google_ads.ingest.events-missing", {ingest("")}, {ok}},
      {"google_ads.ingest.too-many-destinations",
       {ingest(kEvent, times(11, kTo))},
       {ingest(kEvent, times(10, kTo))}},
      {"google_ads.ingest.too-many-events",
       {ingest(times(2001, kEvent))},
       {ingest(times(2000, kEvent))}},
      {"google_ads.ingest.operating-account-missing",
       {to(R"("operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},)", "")},
       {ok}},
      {"google_ads.ingest.account-type", {to("GOOGLE_ADS", "DATA_PARTNER")}, {ok}},
      {"google_ads.ingest.account-id", {to("1234567890", "123-456-7890")}, {ok}},
      {"google_ads.ingest.action-missing", {to(R"(,"productDestinationId":"987")", "")}, {ok}},
      {"google_ads.ingest.action-form", {to("987", "AW-123456789/AbC")}, {ok}},
      {"google_ads.ingest.action-unknown", {to("987", "1")}, {ok}, with_account()},
      {"google_ads.ingest.action-type", {to("987", "66")}, {ok}, with_account()},
      {"google_ads.ingest.reference-twice",
       {ingest(kEvent, named + "," + named)},
       {ingest(kEvent, named)}},
      {"google_ads.ingest.reference-unknown",
       {ingest(referring("b"), named)},
       {ingest(referring("a"), named)}},
      {"google_ads.ingest.timestamp-missing",
       {event(R"("eventTimestamp":"2026-01-15T09:59:30Z",)", "")},
       {ok}},
      {"google_ads.ingest.timestamp-future", {event("2026-01-15T09", "2026-01-15T11")}, {ok}},
      {"google_ads.ingest.transaction-id-missing", {event(R"("transactionId":"1001",)", "")}, {ok}},
      {"google_ads.ingest.offline-transaction-id-missing",
       {ingest(with(kEvent, R"("transactionId":"1001",)", ""), upload)},
       {ingest(kEvent, upload)},
       with_account()},
      {"google_ads.ingest.event-source-missing",
       {ingest(with(kEvent, R"("eventSource":"WEB",)", ""), upload)},
       {ingest(kEvent, upload)},
       with_account()},
      {"google_ads.ingest.no-identifiers",
       {event(R"("adIdentifiers":{"gclid":"Cj0KCQiA-made_up"},)", "")},
       {person(email())}},
      {"google_ads.ingest.too-many-identifiers",
       {person(times(11, email()))},
       {person(times(10, email()))}},
      {"google_ads.ingest.encoding-missing", {person(email(), "")}, {person(email())}},
      {"google_ads.ingest.hex", {person(email("jane@example.com"))}, {person(email())}},
      {"google_ads.ingest.base64",
       {person(email("jane@example.com"), in_base64)},
       {person(email(base64), in_base64)}},
      {"google_ads.ingest.sha256", {person(email(kHash.substr(0, 40)))}, {person(email())}},
      {"google_ads.ingest.address-incomplete",
       {person(R"({"address":{"regionCode":"DE"}})")},
       {person(address("DE"))}},
      {"google_ads.ingest.region-code", {person(address("Germany"))}, {person(address("DE"))}},
      {"google_ads.ingest.destination", {ok}, {ingest(kEvent, "")}},
      {"google_ads.ingest.analytics", {ingest(kAnalyticsEvent, kAnalyticsTo)}, {ok}},
      {"google_ads.ingest.analytics-event-name-missing",
       {analytics(R"("eventName":"purchase",)", "")},
       {ingest(kAnalyticsEvent, kAnalyticsTo)}},
      {"google_ads.ingest.analytics-event-name",
       {analytics("purchase", "my purchase")},
       {ingest(kAnalyticsEvent, kAnalyticsTo)}},
      {"google_ads.ingest.analytics-two-destinations",
       {ingest(kAnalyticsEvent, kAnalyticsTo + "," + with(kAnalyticsTo, "G-1", "G-2"))},
       {ingest(kAnalyticsEvent, kAnalyticsTo)}},
      {"google_ads.ingest.analytics-client-id",
       {analytics(R"("clientId":"1.2")", R"("clientId":"GA1.1.1.2")")},
       {ingest(kAnalyticsEvent, kAnalyticsTo)}},
      {"google_ads.ingest.analytics-two-ids",
       {analytics(R"("clientId")", R"("appInstanceId":"a","clientId")")},
       {ingest(kAnalyticsEvent, kAnalyticsTo)}},
      {"google_ads.ingest.batch",
       {ingest(kEvent + "," + with(kEvent, R"("transactionId":"1001",)", ""))},
       {ingest(kEvent + "," + with(kEvent, "1001", "1002"))}},
      {"google_ads.status.request-id-missing", {status("")}, {status("?requestId=x")}},
      {"google_ads.status.request-id-unknown", {status("?requestId=x")}, {status("")}},
      {"google_ads.ingest.validate-only", {ingest(kEvent, kTo, R"(,"validateOnly":true)")}, {ok}},
      {"google_ads.ingest.gclid", {event("Cj0KCQiA-made_up", "not a gclid")}, {ok}},
      {"google_ads.ingest.gbraid",
       {event(R"("gclid":"Cj0KCQiA-made_up")", R"("gbraid":"not one")")},
       {ok}},
      {"google_ads.ingest.wbraid",
       {event(R"("gclid":"Cj0KCQiA-made_up")", R"("wbraid":"not one")")},
       {ok}},
      {"google_ads.ingest.consent-unknown",
       {ok},
       {consent("CONSENT_GRANTED")},
       set("consent_required", "yes")},
      {"google_ads.ingest.consent-denied",
       {consent("CONSENT_DENIED")},
       {consent("CONSENT_GRANTED")}},
      {"google_ads.ingest.too-old", {later(ok, days{91})}, {later(ok, days{89})}},
      {"google_ads.ingest.value-update-late",
       {ok, later(event("50.25", "10"), days{56})},
       {ok, later(event("50.25", "10"), days{54})}},
      {"google_ads.ingest.repeated-transaction",
       {ok, ok},
       {ok},
       set("repeated_transaction", "duplicate")},
      {"google_ads.ingest.currency", {event("EUR", "EURO")}, {event("EUR", "JPY")}},
      {"google_ads.ingest.cart-with-braid", {cart("{}", "gbraid")}, {cart("{}")}},
      {"google_ads.ingest.cart-price",
       {cart(R"({"items":[{"merchantProductId":"1","quantity":"2"}]})")},
       {cart(R"({"items":[{"merchantProductId":"1","quantity":2,"unitPrice":5}]})")}},
      {"google_ads.ingest.merchant-id",
       {cart(R"({"merchantId":"abc"})")},
       {cart(R"({"merchantId":"12"})")}},
      {"google_ads.ingest.unmatched", {ok}, {ping(), ok}},
      {"google_ads.ingest.join-late", {ping(), later(ok, hours{25})}, {ping(), ok}},
      {"google_ads.ingest.value-update",
       {ping(), event("50.25", "30.25")},
       {ping(), ingest(kEvent, two)}},
  };
}

/// Errors that setting google_ads.errors says of a click.
std::vector<Row> said_rows() {
  std::vector<Row> rows;
  for (const auto& rule : google_ads::kErrorRules) {
    const auto* error = google_ads::api_error(rule.id);
    REQUIRE(error != nullptr);
    const bool clicks = rule.id.starts_with("google_ads.click.");
    rows.push_back({std::string(rule.id),
                    {clicks ? click() : adjust()},
                    {clicks ? click() : adjust()},
                    set("errors", "x=Y 1001=" + std::string(error->name)),
                    true});
  }
  for (const auto& reason : google_ads::kIngestReasons) {
    const auto* const rule = std::ranges::find(google_ads::kRules, reason.rule, &Rule::id);
    const bool said = rule != google_ads::kRules.end() &&
                      rule->text.find("google_ads.errors") != std::string_view::npos;
    if (said) {
      const auto at = reason.reason.find("REASON_") + 7;
      rows.push_back({std::string(reason.rule),
                      {ingest()},
                      {ingest()},
                      set("errors", "Cj0KCQiA-made_up=" + std::string(reason.reason.substr(at))),
                      true});
    }
  }
  return rows;
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (auto part :
       {tag_rows(), request_rows(), click_rows(), adjustment_rows(), ingest_rows(), said_rows()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Every rule that the last hit met, those that are no defect too.
std::set<std::string> met(const std::vector<Sent>& hits, const EngineOptions& options) {
  Engine engine(platforms(), options);
  std::set<std::string> rules;
  auto now = kNow;
  int number = 0;
  for (const auto& sent : hits) {
    now += sent.after;
    rules.clear();
    auto prepared = engine.prepare(sent.request);
    const bool ingests = prepared.decoded.endpoint == google_ads::kIngest;
    for (const auto& seen : prepared.decoded.observations) {
      if (seen.rule->severity == RuleSeverity::accept || seen.event < 0)
        rules.emplace(seen.rule->id);
    }
    const auto received =
        engine.receive(std::move(prepared), now, CaptureId("c-" + std::to_string(++number)), "n");
    for (const auto& event : received.events) {
      rules.emplace(event.rule);
      for (const auto warning : event.warnings) rules.emplace(warning);
      if (ingests && event.outcome == Outcome::counted &&
          event.adjustment == AdjustmentKind::restate)
        rules.emplace("google_ads.ingest.value-update");
    }
    // What a refused request was refused for stands in its answer only.
    for (const auto& error : google_ads::kIngestErrors) {
      if (received.capture.answer.status == error.http && error.http >= 403 &&
          received.capture.answer.body.find(error.reason) != std::string::npos)
        rules.emplace(error.rule);
    }
  }
  return rules;
}

}  // namespace

TEST_CASE("google_ads: each rule is met by what breaks it and not by what keeps it") {
  for (const auto& row : all_rows()) {
    CAPTURE(row.rule);
    CHECK(met(row.breaks, row.options).contains(row.rule));
    const auto kept = met(row.keeps, row.kept_by_default ? EngineOptions{} : row.options);
    CHECK_FALSE(kept.contains(row.rule));
  }
}

TEST_CASE("google_ads: each rule has its row, complete, once") {
  std::set<std::string> tested;
  for (const auto& row : all_rows()) CHECK_MESSAGE(tested.insert(row.rule).second, row.rule);
  std::set<std::string> known;
  const auto complete = [&](const Rule& rule) {
    CAPTURE(rule.id);
    known.emplace(rule.id);
    CHECK(rule.id.starts_with("google_ads."));
    CHECK(!rule.text.empty());
    CHECK(rule.source.starts_with("https://"));
    CHECK(rule.read.size() == 7);
    CHECK(!rule.tests.empty());
    CHECK_MESSAGE(tested.contains(std::string(rule.id)), rule.id);
  };
  for (const auto& rule : google_ads::kPlatform.rules) {
    CHECK_FALSE(known.contains(std::string(rule.id)));
    complete(rule);
  }
  for (const auto& rule : google_ads::kPlatform.dedup) complete(rule.rule);
  for (const auto& rule : tested) CHECK_MESSAGE(known.contains(rule), rule);
}

TEST_CASE("google_ads: each refusal of the APIs has its words") {
  for (const auto& rule : google_ads::kPlatform.rules) {
    CAPTURE(rule.id);
    if (rule.severity != RuleSeverity::refuse || rule.id.ends_with(".batch")) continue;
    const bool ingest =
        rule.id.starts_with("google_ads.ingest.") || rule.id.starts_with("google_ads.status.");
    const bool worded = ingest ? google_ads::ingest_error(rule) != nullptr
                               : google_ads::api_error(rule.id) != nullptr;
    CHECK(worded);
  }
}
