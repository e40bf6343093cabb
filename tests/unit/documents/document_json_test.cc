#include <doctest/doctest.h>

#include "harness/documents/documents.h"
#include "harness/wire/json.h"

using namespace tagproof;

namespace {

template <class Write>
std::string json(Write write) {
  std::string text;
  JsonWriter out(text);
  write(out);
  REQUIRE_MESSAGE(JsonDocument::parse(text), text);
  return text;
}
std::string event_json(const TrackedEvent& event) {
  return json([&](JsonWriter& out) { write_event(out, event); });
}
bool has(const std::string& text, std::string_view part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}
Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

}  // namespace

TEST_CASE("absent, empty, null and malformed are four different things in an event") {
  TrackedEvent event;
  const std::string absent = event_json(event);
  CHECK_FALSE(has(absent, "\"event_id\""));
  CHECK_FALSE(has(absent, "\"value\":"));
  CHECK_FALSE(has(absent, "\"items\""));
  CHECK_FALSE(has(absent, "\"malformed\""));
  CHECK(has(absent, R"("name":null)"));

  event.event_id = Observed<std::string>::empty();
  event.order_id = Observed<std::string>::null();
  event.value = Observed<Decimal>::malformed("59,80");
  event.currency = Observed<std::string>::of("EUR");
  const std::string said = event_json(event);
  CHECK(has(said, R"("event_id":"")"));
  CHECK(has(said, R"("order_id":null)"));
  CHECK(has(said, R"("value":"59,80")"));
  CHECK(has(said, R"("currency":"EUR")"));
  CHECK(has(said, R"("malformed":["value"])"));
}

TEST_CASE("an event has its members in the order of formats.md") {
  TrackedEvent event;
  event.capture = CaptureId("s/c-1");
  event.platform = PlatformId("meta");
  event.channel = Channel::server;
  event.sender = Sender::shop;
  event.name = EventName::purchase;
  event.platform_name = Observed<std::string>::of("Purchase");
  event.value = Observed<Decimal>::of(decimal("59.80"));
  event.items =
      Observed<std::vector<TrackedItem>>::of({{.id = Observed<std::string>::of("A"),
                                               .quantity = Observed<Decimal>::of(Decimal{2}),
                                               .price = Observed<Decimal>::malformed("x")}});
  event.user_data = {{UserField::email, "0123abcd…", DatumForm::sha256, "em", true, ""},
                     {UserField::phone, "a", DatumForm::clear, "ph", false, "not hashed"},
                     {UserField::phone, "b", DatumForm::clear, "ph", std::nullopt, ""}};
  event.outcome = Outcome::deduplicated;
  event.rule = "meta.dedup.event-id";
  event.warnings = {"meta.w"};
  event.merged_with = CaptureId("s/c-0");
  CHECK(
      event_json(event) ==
      R"({"capture":"s/c-1","platform":"meta","channel":"server","sender":"shop","name":"purchase","platform_name":"Purchase","value":"59.80",)"
      R"("items":[{"id":"A","quantity":"2","price":"x"}],)"
      R"("consent":{"analytics_storage":"unset","ad_storage":"unset","ad_user_data":"unset","ad_personalization":"unset","limited":false},)"
      R"("page":{},"ids":{},"user_data":{"email":{"form":"sha256","value":"0123abcd…","wire":"em","ok":true},)"
      R"("phone":[{"form":"clear","value":"a","wire":"ph","ok":false,"why":"not hashed"},{"form":"clear","value":"b","wire":"ph","ok":null}]},)"
      R"("outcome":"deduplicated","rule":"meta.dedup.event-id","confidence":"documented","warnings":["meta.w"],"attributable":"none","merged_with":"s/c-0","malformed":["price"]})");
}

TEST_CASE("a ledger speaks in one currency, or leaves it to by_currency") {
  Ledger ledger;
  const auto text = [&] { return json([&](JsonWriter& out) { write_ledger(out, ledger); }); };
  CHECK(has(text(), R"("received":0,"accepted":0)"));
  CHECK(has(text(), R"("value":"0.00","refunded":"0.00","currency":null,"by_currency":[])"));

  auto& purchases = ledger.events[EventName::purchase];
  purchases.received = 3;
  purchases.refused = 1;
  purchases.counted = 2;
  purchases.retracted = 1;
  purchases.by_currency["EUR"] = {decimal("100.5"), decimal("50.25")};
  ledger.events[EventName::lead].received = 4;
  CHECK(has(
      text(),
      R"({"received":3,"accepted":2,"refused":1,"dropped":0,"unconsented":0,"deduplicated":0,"counted":2,"retracted":1,"restated":0,"conversions":1,)"));
  CHECK(has(text(), R"("value":"100.50","refunded":"50.25","currency":"EUR")"));
  CHECK(has(text(), R"("events":{"lead":{"received":4,)"));

  purchases.by_currency["JPY"] = {decimal("1200"), {}};
  CHECK(has(
      text(),
      R"("value":null,"refunded":null,"currency":null,"by_currency":[{"currency":"EUR","value":"100.50","refunded":"50.25"},{"currency":"JPY","value":"1200","refunded":"0"}])"));
}

TEST_CASE("a finding says who, where, what and how much, in formats.md's order") {
  Finding finding;
  finding.check = "dedup.event-id-mismatch";
  finding.cause = Cause::mapping;
  finding.layer = Layer::server;
  finding.owner = "Shop backend";
  finding.platform = PlatformId("meta");
  finding.channel = Channel::server;
  finding.sender = Sender::shop;
  finding.order = OrderId("1001");
  finding.message = "m";
  finding.expected = "e";
  finding.actual = "a";
  finding.at_stake = AtStake{{decimal("50.25"), "EUR"}, Direction::over};
  finding.rule = "meta.dedup.event-id";
  finding.confidence = Confidence::documented;
  finding.captures = {CaptureId("s/c-12")};
  finding.source = "https://x.example/";
  finding.hint = "h";
  CHECK(
      json([&](JsonWriter& out) { write_finding(out, finding); }) ==
      R"({"check":"dedup.event-id-mismatch","severity":"error","cause":"mapping","layer":"server","owner":"Shop backend","platform":"meta","channel":"server","sender":"shop","order":"1001","message":"m","expected":"e","actual":"a","at_stake":{"amount":"50.25","currency":"EUR","direction":"over"},"rule":"meta.dedup.event-id","confidence":"documented","captures":["s/c-12"],"source":"https://x.example/","hint":"h"})");
  finding = {};
  finding.due = parse_rfc3339("2026-01-15T10:00:00Z");
  const std::string pending = json([&](JsonWriter& out) { write_finding(out, finding); });
  CHECK(has(pending, R"("pending":true,"due":"2026-01-15T10:00:00.000Z")"));
  CHECK_FALSE(has(pending, "at_stake"));
  CHECK_FALSE(has(pending, "platform"));
}

TEST_CASE("of an order the customer is never written") {
  Order order;
  order.id = OrderId("1001");
  order.state = OrderState::paid;
  order.currency = "EUR";
  order.totals.total = decimal("59.8");
  order.customer.email = "jane.doe@example.com";
  const auto text = [&] { return json([&](JsonWriter& out) { write_order(out, order); }); };
  CHECK(text() == R"({"id":"1001","state":"paid","total":"59.80","currency":"EUR"})");
  order.totals.total.reset();
  CHECK(has(text(), R"("total":null)"));
}
