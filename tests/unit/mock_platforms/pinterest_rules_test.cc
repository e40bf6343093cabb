// Pinterest's rule sheet: for each rule what breaks it (or what it decides) and what keeps it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/pinterest/pinterest.h"
#include "tests/unit/mock_platforms/rule_rows.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::string kToken = "s3cret-s3cret";
const std::string kAccount = "549755885175";
const std::string kTag = "2612345678901";
const std::string kHash = sha256_hex("jane.doe@example.com");
const std::string kUser = R"("em":[")" + kHash + R"("])";
const std::string kCustom =
    R"("value":"50.25","currency":"EUR","order_id":"1001","num_items":2,"contents":[{"id":"A","quantity":2,"item_price":"25.125"}])";

Request post(std::string body, const std::string& token = kToken,
             const std::string& account = kAccount, const std::string& query = {}) {
  Request request{"POST",
                  "https://api.pinterest.com/v5/ad_accounts/" + account + "/events" + query,
                  {},
                  std::move(body)};
  request.headers.emplace_back("Content-Type", "application/json");
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  return request;
}

Request api(const std::string& events) { return post(R"({"data":[)" + events + "]}"); }

/// A checkout; each part as it stands on the wire.
struct Event {
  std::string name{R"("checkout")"};
  std::string source{R"("web")"};
  std::string time{"1768471200"};
  std::string id{R"("1001")"};
  std::string user = kUser;
  std::string custom = kCustom;
  std::string more{};
  [[nodiscard]] std::string json() const {
    return R"({"event_name":)" + name + R"(,"action_source":)" + source + R"(,"event_time":)" +
           time + R"(,"event_id":)" + id + R"(,"user_data":{)" + user + R"(},"custom_data":{)" +
           custom + "}" + more + "}";
  }
};

Request api(const Event& event) { return api(event.json()); }

Request tag(const std::string& ed, const std::string& name = "checkout",
            const std::string& id = kTag, const std::string& pd = {}) {
  Params query{{"event", name}, {"ed", ed}, {"ad", R"({"loc":"https://shop.example/done"})"}};
  if (!id.empty()) query.emplace_back("tid", id);
  if (!pd.empty()) query.emplace_back("pd", pd);
  query.emplace_back("cb", "1768471200000");
  return {"GET", "https://ct.pinterest.com/v3/?" + build_query(query), {}, {}};
}

std::string ed(const std::string& event_id = "1001", const std::string& value = "50.25") {
  const std::string id = event_id.empty() ? "" : R"("event_id":")" + event_id + R"(",)";
  return "{" + id + R"("value":)" + value + R"(,"currency":"EUR","order_id":"1001"})";
}

EngineOptions accounts() {
  EngineOptions options;
  options.accounts["pinterest"] = {
      {.id = kAccount, .conversion_id = kTag, .secrets = {fingerprint(kToken)}},
      {.id = "549700000000", .secrets = {fingerprint("other-other")}}};
  return options;
}

std::string repeated(int n, const std::string& one) {
  std::string all = one;
  for (int i = 1; i < n; ++i) all += "," + one;
  return all;
}

std::vector<RuleCase> cases() {
  const Request good = api(Event{});
  const Request pixel = tag(ed());
  const std::string other = Event{.name = R"("page_visit")", .id = R"("p-1")"}.json();
  return {
      {"pinterest.body.unreadable", {post("{\"data\":[")}, {good}},
      {"pinterest.token.missing", {post(good.body, "")}, {good}},
      {"pinterest.token.unknown", {post(good.body, "nobody-nobody")}, {good}, accounts()},
      {"pinterest.account.permission", {post(good.body, "other-other")}, {good}, accounts()},
      {"pinterest.data.missing", {post(R"({"data":[]})")}, {good}},
      {"pinterest.data.too-many", {api(repeated(1001, other))}, {api(repeated(1000, other))}},
      {"pinterest.event.unreadable", {api(R"("checkout")")}, {good}},
      {"pinterest.property.unknown",
       {api(Event{.custom = kCustom + R"(,"transaction_id":"1001")"})},
       {api(Event{.user = kUser + R"(,"colour":"red")"})}},
      {"pinterest.property.type",
       {api(Event{.custom = R"("value":50.25,"currency":"EUR")"})},
       {good}},
      {"pinterest.event-name.missing", {api(Event{.name = "null"})}, {good}},
      {"pinterest.event-name.unknown",
       {api(Event{.name = R"("purchase")"})},
       {api(Event{.name = R"("signup")"})}},
      {"pinterest.action-source.missing", {api(Event{.source = "null"})}, {good}},
      {"pinterest.action-source.unknown",
       {api(Event{.source = R"("website")"})},
       {api(Event{.source = R"("offline")"})}},
      {"pinterest.event-time.missing", {api(Event{.time = "null"})}, {good}},
      {"pinterest.event-time.unit", {api(Event{.time = "1768471200000"})}, {good}},
      {"pinterest.event-id.missing", {api(Event{.id = R"("")"})}, {good}},
      {"pinterest.identity.missing",
       {api(Event{.user = R"("client_ip_address":"203.0.113.7")"})},
       {api(Event{.user =
                      R"("client_ip_address":"203.0.113.7","client_user_agent":"Mozilla/5.0")"})}},
      {"pinterest.value.malformed",
       {api(Event{.custom = R"("value":"50,25","currency":"EUR")"})},
       {good}},
      {"pinterest.batch",
       {api(Event{.name = "null"}.json() + "," + other)},
       {api(other + "," + other)},
       with_settings({{"pinterest.bad_event", "batch"}})},
      {"pinterest.hit.account-unknown", {tag(ed(), "checkout", "26")}, {pixel}, accounts()},
      {"pinterest.hit.account-missing", {tag(ed(), "checkout", "")}, {pixel}},
      {"pinterest.hit.unreadable", {tag("{\"value\":")}, {pixel}},
      {"pinterest.event-name.custom", {tag(ed(), "Bought")}, {pixel}},
      {"pinterest.tag.event-id-missing", {tag(ed(""))}, {pixel}},
      {"pinterest.tag.value-malformed", {tag(ed("1001", "-1"))}, {pixel}},
      {"pinterest.currency.invalid",
       {api(Event{.custom = R"("value":"1","currency":"EURO")"})},
       {good}},
      {"pinterest.purchase.value-missing", {api(Event{.custom = R"("currency":"EUR")"})}, {good}},
      {"pinterest.purchase.currency-missing", {api(Event{.custom = R"("value":"1")"})}, {good}},
      {"pinterest.user-data.clear-text",
       {api(Event{.user = R"("em":["jane.doe@example.com"])"})},
       {good}},
      {"pinterest.user-data.hash-form",
       {api(Event{.user = R"("em":[")" + md5_hex("jane.doe@example.com") + R"("])"})},
       {good}},
      {"pinterest.user-data.placeholder",
       {api(Event{.user = R"("em":[")" + sha256_hex("") + R"("])"})},
       {good}},
      {"pinterest.user-data.hashed",
       {api(Event{.user = kUser + R"(,"client_ip_address":")" + sha256_hex("203.0.113.7") + "\""})},
       {good}},
      {"pinterest.opt-out",
       {api(Event{.more = R"(,"opt_out":true)"})},
       {api(Event{.more = R"(,"opt_out":false)"})}},
      {"pinterest.test",
       {post(good.body, kToken, kAccount, "?test=true")},
       {post(good.body, kToken, kAccount, "?test=false")}},
      {"pinterest.counted", {good}, {pixel, good}},
      {"pinterest.dedup.event-id", {pixel, {good, minutes(5)}}, {pixel, {good, hours(49)}}},
      {"pinterest.dedup.same-source",
       {good, {good, minutes(5)}},
       {good, {good, hours(49)}},
       with_settings({{"pinterest.same_source_repeats", "dedup"}})},
  };
}

}  // namespace

TEST_CASE("pinterest: each rule is met by what breaks it, not by what keeps it, and has its case") {
  check_rules(pinterest::kPlatform, cases());
}

TEST_CASE("pinterest counts the rows of its deduplication table") {
  const Request good = api(Event{});
  const Request pixel = tag(ed());
  struct Row {
    std::string what{};
    std::vector<Later> session{};
    int counted = 0;
    EventName name = EventName::purchase;
    EngineOptions options{};
  };
  const Row rows[] = {
      {"tag, then API: another account id, one shop", {pixel, good}, 1},
      {"API, then tag", {good, {pixel, minutes(30)}}, 1},
      {"another id", {pixel, api(Event{.id = R"("1002")"})}, 2},
      {"no id in the tag", {tag(ed("")), good}, 2},
      {"three days later", {pixel, {good, hours(72)}}, 2},
      {"three days later, where no window ends",
       {pixel, {good, hours(72)}},
       1,
       EventName::purchase,
       with_settings({{"pinterest.dedup_window", "endless"}})},
      {"a reload", {pixel, pixel}, 2},
      {"a reload, where that is one",
       {pixel, pixel},
       1,
       EventName::purchase,
       with_settings({{"pinterest.same_source_repeats", "dedup"}})},
      {"names that differ by channel",
       {tag(ed("p-1"), "pagevisit"), api(Event{.name = R"("page_visit")", .id = R"("p-1")"})},
       1,
       EventName::page_view},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    for (const auto& one : row.session) mock.send(one.request, one.after);
    CHECK(mock.numbers("pinterest", row.name).counted == row.counted);
  }
}

TEST_CASE("pinterest answers with the fate of each event, or with a code") {
  const std::string good = Event{}.json();
  const std::string nobody = Event{.user = R"("client_ip_address":"203.0.113.7")"}.json();
  struct Row {
    std::string what{};
    Request request{};
    int status = 0;
    std::string code{};
    int processed = 0;
    EngineOptions options{};
  };
  const Row rows[] = {
      {"right", api(good), 200, "", 1},
      {"a number for value", api(Event{.custom = R"("value":50.25)"}), 400, "4196"},
      {"no token", post(api(good).body, ""), 401, "2"},
      {"no permission", post(api(good).body, "other-other"), 403, "29", 0, accounts()},
      {"another ad account", post(api(good).body, kToken, "1"), 403, "29", 0, accounts()},
      {"nobody to match it by", api(nobody), 422, "4196", 0},
      {"one bad of two", api(good + "," + nobody), 422, "4196", 1},
      {"one bad of two, where that loses both", api(good + "," + nobody), 422, "4196", 0,
       with_settings({{"pinterest.bad_event", "batch"}})},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(row.options);
    const auto received = mock.send(row.request);
    CHECK(received.capture.answer.status == row.status);
    const auto answer = JsonDocument::parse(received.capture.answer.body);
    REQUIRE(answer);
    const auto root = answer->root();
    if (!row.code.empty()) CHECK(root["code"].text() == row.code);
    const auto result = row.status == 200 ? root : root["details"];
    if (row.status == 200 || row.status == 422)
      CHECK(result["num_events_processed"].text() == std::to_string(row.processed));
    CHECK(mock.numbers("pinterest").counted == row.processed);
  }
}

TEST_CASE("pinterest's test mode is answered alike and counts nothing") {
  Mock mock;
  const auto received =
      mock.send(post(api(Event{}).body, kToken, kAccount, "?test=true")).capture.answer;
  CHECK(received.status == 200);
  CHECK(received.body == Mock().send(api(Event{})).capture.answer.body);
  CHECK(mock.numbers("pinterest").counted == 0);
}

TEST_CASE(
    "what pinterest's encoder writes is what its decoder reads, and what leaves follows consent") {
  Emission emission;
  emission.platform = PlatformId("pinterest");
  emission.name = EventName::purchase;
  emission.platform_name = "checkout";
  emission.time = kNow;
  emission.secret = kToken;
  emission.set(Field::event_id, std::string("1001"));
  emission.set(Field::order_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.set(Field::click_id, std::string("dj0yJnU9"));
  emission.set(Field::browser_id, std::string("dWlkPU"));
  emission.set(Field::page_url, std::string("https://shop.example/done"));
  emission.set(Field::user_agent, std::string("Mozilla/5.0"));
  emission.items = std::vector<EmittedItem>{
      {.id = std::string("A"), .quantity = Decimal{2}, .price = *Decimal::parse("25.125")}};
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    const bool server = channel == Channel::server;
    emission.channel = channel;
    emission.set(Field::account, server ? kAccount : kTag);
    emission.allowed = Allowed::full;
    Mock mock(accounts());
    const auto received = mock.send(pinterest::kPlatform.encode(emission).at(0));
    const auto& event = received.events.at(0);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.channel == channel);
    CHECK(event.warnings.empty());
    CHECK(event.is(EventName::purchase));
    CHECK(event.account.value_or("") == (server ? kAccount : kTag));
    CHECK(event.event_id.value_or("") == "1001");
    CHECK(event.order_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK((event.value.kind() == WireKind::text) == server);
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.time == kNow);
    REQUIRE(event.items.has_value());
    CHECK(event.items->at(0).id.value_or("") == "A");
    CHECK(event.items->at(0).price->text() == "25.125");
    CHECK(event.page_url.value_or("") == "https://shop.example/done");
    CHECK(event.id(server ? IdField::click_id : IdField::browser_id).has_value());
    CHECK(event.user_data.at(0).value == kHash);
    CHECK_FALSE(event.consent.limited);

    emission.allowed = Allowed::limited;
    const auto limited = Mock().send(pinterest::kPlatform.encode(emission).at(0)).events.at(0);
    CHECK(limited.consent.limited);
    CHECK(limited.id(IdField::click_id).is_absent());

    emission.allowed = Allowed::nothing;
    CHECK(pinterest::kPlatform.encode(emission).empty());
  }
}
