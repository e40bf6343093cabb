#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

const Platform& ads() { return *find_platform(platforms(), "google_ads"); }

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

Emission purchase(Channel channel = Channel::browser) {
  Emission e;
  e.tag = "ads-purchase";
  e.platform = PlatformId("google_ads");
  e.channel = channel;
  e.name = EventName::purchase;
  e.platform_name = "AW-123456789/AbC-D_efG";
  e.time = kNow;
  e.nonce = "seeded";
  e.set(Field::account, std::string("AW-123456789"));
  e.set(Field::order_id, std::string("1001"));
  e.set(Field::value, decimal("59.80"));
  e.set(Field::currency, std::string("EUR"));
  e.set(Field::page_url, std::string("https://acme.example/thanks?o=1001"));
  e.set(Field::gclid, std::string("Cj0KCQiA-made_up"));
  e.set(Field::email,
        std::string("b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"));
  e.items = std::vector<EmittedItem>{
      {.id = std::string("TSHIRT-BLUE-M"), .quantity = Decimal{2}, .price = decimal("29.90")}};
  const ConsentState::One granted{Signal::denied, Signal::granted};
  e.consent = {true, granted, granted, granted, granted, false, false, true};
  return e;
}

Emission adjustment(AdjustmentKind kind) {
  auto e = purchase(Channel::server);
  e.name = EventName::refund;
  e.adjustment = kind;
  e.time = kNow + std::chrono::hours{1};
  e.set(Field::value, decimal("39.80"));
  return e;
}

}  // namespace

TEST_CASE("a conversion is sent to two addresses and read back") {
  const auto e = purchase();
  const auto requests = ads().encode(e);
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].url.starts_with(
      "https://www.googleadservices.com/pagead/conversion/123456789/?random="));
  CHECK(requests[1].url.starts_with(
      "https://www.googleadservices.com/ccm/conversion/123456789/?random="));
  Mock mock;
  const auto got = mock.send(requests[0]);
  const auto& event = got.events.at(0);
  CHECK(rules_of(got).empty());
  CHECK(*event.account == "AW-123456789");
  CHECK(*event.platform_name == e.platform_name);
  CHECK(*event.order_id == "1001");
  CHECK(event.value->text() == "59.80");
  CHECK(*event.currency == "EUR");
  CHECK(*event.page_url == e.text(Field::page_url));
  CHECK(*event.id(IdField::gclid) == e.text(Field::gclid));
  CHECK(event.items->at(0).price->text() == "29.90");
  CHECK(event.user_data.at(0).value == e.text(Field::email));
  CHECK(event.time == kNow);
  CHECK(event.consent.ad_storage == Signal::granted);
  CHECK(event.consent.ad_user_data == Signal::granted);
  const auto mirror = mock.send(requests[1]);
  CHECK(mirror.events.at(0).rule == "google_ads.fan-out");
  CHECK(mock.numbers("google_ads").counted == 1);
}

TEST_CASE("consent decides what leaves") {
  auto e = purchase();
  e.allowed = Allowed::nothing;
  CHECK(ads().encode(e).empty());

  const ConsentState::One denied{Signal::denied, Signal::denied};
  const ConsentState::One granted{Signal::denied, Signal::granted};
  e.consent = {true, granted, denied, denied, denied, false, false, false};
  e.allowed = Allowed::cookieless;
  {
    Mock mock;
    const auto got = mock.send(ads().encode(e).at(0));
    CHECK(got.capture.request.url.find("gcs=G101") != std::string::npos);
    CHECK(got.capture.request.url.find("npa=1") != std::string::npos);
    CHECK(got.events.at(0).outcome == Outcome::unconsented);
    CHECK(got.events[0].user_data.empty());
    CHECK(got.events[0].id(IdField::gclid).is_absent());
    CHECK(rules_of(got) == std::vector<std::string>{"google_ads.consent.ad-storage-denied"});
  }
  e.allowed = Allowed::limited;
  e.consent = purchase().consent;
  {
    Mock mock;
    const auto got = mock.send(ads().encode(e).at(0));
    CHECK(got.capture.request.url.find("rdp=1") != std::string::npos);
    CHECK(got.events.at(0).consent.limited);
    CHECK(got.events[0].outcome == Outcome::counted);
    CHECK(got.events[0].user_data.empty());
  }
}

TEST_CASE("adjustments find the conversion that the tag made, without accounts") {
  for (const auto kind : {AdjustmentKind::retract, AdjustmentKind::restate}) {
    Mock mock;
    for (const auto& request : ads().encode(purchase())) mock.send(request);
    const auto requests = ads().encode(adjustment(kind));
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].url ==
          "https://googleads.googleapis.com/v25/customers/123456789:uploadConversionAdjustments");
    const auto got = mock.send(requests[0], std::chrono::hours{1});
    CHECK(rules_of(got).empty());
    const auto& event = got.events.at(0);
    CHECK(event.name == EventName::refund);
    CHECK(event.adjustment == kind);
    CHECK(*event.account == "AW-123456789");
    CHECK(*event.platform_name == "AW-123456789/AbC-D_efG");
    CHECK(event.time == kNow + std::chrono::hours{1});
    const auto numbers = mock.numbers("google_ads");
    const bool retracts = kind == AdjustmentKind::retract;
    CHECK(numbers.conversions() == (retracts ? 0 : 1));
    CHECK(numbers.by_currency.at("EUR").refunded.plain() == (retracts ? "59.80" : "20.00"));
  }
}

TEST_CASE("adjustments find it with accounts, too") {
  EngineOptions options;
  Account account{
      .id = "1234567890", .conversion_id = "AW-123456789", .secrets = {fingerprint("token")}};
  account.actions = {{.id = "987", .label = "AbC-D_efG"}};
  options.accounts["google_ads"] = {account};
  Mock mock(options);
  for (const auto& request : ads().encode(purchase())) mock.send(request);
  auto e = adjustment(AdjustmentKind::retract);
  e.secret = "token";
  CHECK(rules_of(mock.send(ads().encode(e).at(0), std::chrono::hours{1})).empty());
  CHECK(mock.numbers("google_ads").conversions() == 0);
}

TEST_CASE("a server conversion is an upload by click id") {
  Mock mock;
  const auto e = purchase(Channel::server);
  const auto got = mock.send(ads().encode(e).at(0));
  CHECK(rules_of(got).empty());
  const auto& event = got.events.at(0);
  CHECK(event.outcome == Outcome::counted);
  CHECK(*event.order_id == "1001");
  CHECK(event.value->text() == "59.80");
  CHECK(*event.id(IdField::gclid) == e.text(Field::gclid));
  CHECK(event.user_data.at(0).wire == "hashedEmail");
  CHECK(event.consent.ad_user_data == Signal::granted);
  CHECK(got.capture.request.url.ends_with("customers/123456789:uploadClickConversions"));
}

TEST_CASE("an edited value goes out as it is") {
  auto e = purchase();
  e.set(Field::value, std::string("59,80"));
  e.clear(Field::currency);
  e.raw = {{"label", std::string("Other")}, {"x", Decimal{1}}};
  const auto url = ads().encode(e).at(0).url;
  CHECK(url.find("value=59%2C80") != std::string::npos);
  CHECK(url.find("currency_code") == std::string::npos);
  CHECK(url.find("label=Other") != std::string::npos);
  CHECK(url.find("&x=1") != std::string::npos);
}

TEST_CASE("an event without a label goes to remarketing and is no conversion") {
  auto e = purchase();
  e.name = EventName::view_item;
  e.platform_name = "AW-123456789";
  const auto requests = ads().encode(e);
  REQUIRE(requests.size() == 1);
  Mock mock;
  CHECK_FALSE(mock.send(requests[0]).events.at(0).name);
}

TEST_CASE("through Data Manager a refund says what is left, under the account's own numbers") {
  EngineOptions options;
  Account account{
      .id = "1234567890", .conversion_id = "AW-123456789", .secrets = {fingerprint("token")}};
  account.actions = {{.id = "987", .label = "AbC-D_efG"}};
  options.accounts["google_ads"] = {account};
  Mock mock(options);
  for (const auto& request : ads().encode(purchase())) mock.send(request);
  auto e = adjustment(AdjustmentKind::restate);
  e.raw = {{"tagproof.via", std::string("data_manager")},
           {"tagproof.customer", std::string("1234567890")},
           {"tagproof.action", std::string("987")}};
  e.secret = "token";
  const auto requests = ads().encode(e);
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].url == "https://datamanager.googleapis.com/v1/events:ingest");
  const auto got = mock.send(requests[0], std::chrono::hours{1});
  CHECK(got.capture.answer.status == 200);
  CHECK(rules_of(got).empty());
  CHECK(got.events.at(0).name == EventName::refund);
  CHECK(*got.events[0].platform_name == "AW-123456789/AbC-D_efG");
  const auto numbers = mock.numbers("google_ads");
  CHECK(numbers.conversions() == 1);
  CHECK(numbers.by_currency.at("EUR").refunded.plain() == "20.00");
}

TEST_CASE("Data Manager knows no retraction: all that is left is nothing, without accounts too") {
  Mock mock;
  for (const auto& request : ads().encode(purchase())) mock.send(request);
  auto e = adjustment(AdjustmentKind::retract);
  e.raw = {{"tagproof.via", std::string("data_manager")}};
  e.clear(Field::value);
  CHECK(mock.send(ads().encode(e).at(0), std::chrono::hours{1}).events.at(0).adjustment ==
        AdjustmentKind::restate);
  const auto numbers = mock.numbers("google_ads");
  CHECK(numbers.conversions() == 1);
  CHECK(numbers.by_currency.at("EUR").refunded.plain() == "59.80");
}

TEST_CASE("a purchase through Data Manager carries clicks, hashes, consent and cart") {
  Mock mock;
  auto e = purchase(Channel::server);
  e.raw = {{"tagproof.via", std::string("data_manager")}};
  const auto got = mock.send(ads().encode(e).at(0));
  CHECK(got.capture.answer.status == 200);
  const auto& event = got.events.at(0);
  CHECK(event.outcome == Outcome::counted);
  CHECK(*event.order_id == "1001");
  CHECK(event.value->text() == "59.80");
  CHECK(*event.id(IdField::gclid) == e.text(Field::gclid));
  CHECK(event.user_data.at(0).wire == "emailAddress");
  CHECK(event.items->at(0).price->text() == "29.90");
  CHECK(event.consent.ad_user_data == Signal::granted);
}
