#include <doctest/doctest.h>

#include <string>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

const Platform& meta_platform() { return *find_platform(platforms(), "meta"); }

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

Emission purchase(Channel channel) {
  Emission e;
  e.platform = PlatformId("meta");
  e.channel = channel;
  e.name = EventName::purchase;
  e.platform_name = "Purchase";
  e.time = kNow;
  e.secret = "EAAB-made-up";
  e.set(Field::account, std::string("1234567890"));
  e.set(Field::event_id, std::string("1001"));
  e.set(Field::order_id, std::string("1001"));
  e.set(Field::value, decimal("59.80"));
  e.set(Field::currency, std::string("EUR"));
  e.set(Field::page_url, std::string("https://acme.example/thanks?a=b&c=d"));
  e.set(Field::fbp, std::string("fb.1.1768470000000.1234567890"));
  e.set(Field::fbc, std::string("fb.1.1768470000000.IwAR2x"));
  e.set(Field::email,
        std::string("62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"));
  e.set(Field::ip, std::string("203.0.113.7"));
  e.set(Field::user_agent, std::string("Mozilla/5.0"));
  e.items = std::vector<EmittedItem>{
      {.id = std::string("TSHIRT-BLUE-M"), .quantity = Decimal{2}, .price = decimal("29.90")}};
  return e;
}

}  // namespace

TEST_CASE("what is written is read back, on both channels") {
  for (const auto channel : {Channel::browser, Channel::server}) {
    Mock mock;
    const auto e = purchase(channel);
    const auto requests = meta_platform().encode(e);
    REQUIRE(requests.size() == 1);
    CAPTURE(requests[0].url);
    const auto got = mock.send(requests[0]);
    CHECK(rules_of(got).empty());
    const auto& event = got.events.at(0);
    CHECK(event.channel == channel);
    CHECK(event.name == EventName::purchase);
    CHECK(*event.platform_name == "Purchase");
    CHECK(*event.account == "1234567890");
    CHECK(*event.event_id == "1001");
    CHECK(*event.order_id == "1001");
    CHECK(event.value->text() == "59.80");
    CHECK(*event.currency == "EUR");
    CHECK(*event.page_url == "https://acme.example/thanks?a=b&c=d");
    CHECK(*event.id(IdField::fbp) == e.text(Field::fbp));
    CHECK(*event.id(IdField::fbc) == e.text(Field::fbc));
    REQUIRE(event.items.has_value());
    CHECK(*event.items->at(0).id == "TSHIRT-BLUE-M");
    CHECK(event.items->at(0).quantity->text() == "2");
    CHECK(event.items->at(0).price->text() == "29.90");
    CHECK(event.user_data.at(0).field == UserField::email);
    CHECK(event.user_data[0].value == e.text(Field::email));
    CHECK(event.time == kNow);
    CHECK(event.attributable == Attributable::click_id);
    CHECK(got.capture.answer.status == 200);
  }
}

TEST_CASE("an edited value goes out as it is, its type too") {
  auto e = purchase(Channel::server);
  e.set(Field::value, std::string("59,80"));
  e.set(Field::event_id, Decimal{1001});
  e.set(Field::time, decimal("1768471200000"));
  e.clear(Field::currency);
  e.raw = {{"custom_data.delivery_category", std::string("home_delivery")},
           {"opt_out", true},
           {"partner_agent", std::string("acme")}};
  const auto body = meta_platform().encode(e).at(0).body;
  for (const auto* piece :
       {R"("value":"59,80")", R"("event_id":1001)", R"("event_time":1768471200000)",
        R"("delivery_category":"home_delivery")", R"("opt_out":true)",
        R"(],"partner_agent":"acme"})"}) {
    CAPTURE(body);
    CHECK(body.find(piece) != std::string::npos);
  }
  CHECK(body.find("currency") == std::string::npos);
}

TEST_CASE("a long hit is a form post, as the library does") {
  auto e = purchase(Channel::browser);
  CHECK(meta_platform().encode(e).at(0).method == "GET");
  e.items->resize(40, e.items->front());
  const auto request = meta_platform().encode(e).at(0);
  CHECK(request.method == "POST");
  CHECK(request.url == "https://www.facebook.com/tr/");
  Mock mock;
  const auto got = mock.send(request);
  CHECK(got.events.at(0).items->size() == 40);
  CHECK(rules_of(got).empty());
}

TEST_CASE("a raw name takes the place of the pair of that name, in an address and in a form") {
  auto e = purchase(Channel::browser);
  e.raw = {{"custom_data.value", std::string("1,5")}, {"x[y]", true}};
  const auto url = meta_platform().encode(e).at(0).url;
  CAPTURE(url);
  CHECK(url.find("&cd[value]=1%2C5&cd[currency]=") != std::string::npos);
  CHECK(url.ends_with("&x[y]=true&rqm=GET"));

  e.items->resize(40, e.items->front());
  const auto body = meta_platform().encode(e).at(0).body;
  CAPTURE(body);
  CHECK(body.find("&cd%5Bvalue%5D=1%2C5&cd%5Bcurrency%5D=") != std::string::npos);
  CHECK(body.ends_with("&x%5By%5D=true&rqm=formPOST"));
}

TEST_CASE("consent decides what leaves") {
  for (const auto channel : {Channel::browser, Channel::server}) {
    auto e = purchase(channel);
    e.allowed = Allowed::nothing;
    CHECK(meta_platform().encode(e).empty());

    e.allowed = Allowed::limited;
    Mock mock;
    const auto got = mock.send(meta_platform().encode(e).at(0));
    const auto& event = got.events.at(0);
    CHECK(rules_of(got).empty());
    CHECK(event.consent.limited);
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.id(IdField::fbp).has_value());
    CHECK(event.id(IdField::fbc).is_absent());
    for (const auto& datum : event.user_data) CHECK(datum.field >= UserField::ip);

    e.allowed = Allowed::cookieless;
    const auto bare = mock.send(meta_platform().encode(e).at(0));
    CHECK(bare.events.at(0).id(IdField::fbp).is_absent());
  }
}

TEST_CASE("a server event without a secret has a made-up token, as every integration has one") {
  auto e = purchase(Channel::server);
  e.secret.clear();
  Mock mock;
  CHECK(mock.send(meta_platform().encode(e).at(0)).capture.answer.status == 200);
}
