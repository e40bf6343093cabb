#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/wire/url.h"
#include "mock_platforms/meta/fields.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

const std::string kQuery =
    "id=1234567890&ev=Purchase&dl=https%3A%2F%2Facme.example%2Fthanks&rl=&if=false&ts=1768471199000"
    "&cd[value]=50.25&cd[currency]=EUR&cd[content_ids]=%5B%22SKU-1%22%5D&cd[content_type]=product"
    "&cd[contents]=%5B%7B%22id%22%3A%22SKU-1%22%2C%22quantity%22%3A2%7D%5D&cd[num_items]=2"
    "&ud[em]=62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
    "&v=2.9.174&r=stable&ec=1&o=4126&fbp=fb.1.1768470000000.1234567890&eid=1001&rqm=GET";

std::string hit(const std::string& query) { return "https://www.facebook.com/tr/?" + query; }

}  // namespace

TEST_CASE("a browser Purchase is decoded, counted and answered as captures show") {
  Mock mock;
  const auto got = mock.send("GET", hit(kQuery), "", {{"Origin", "https://acme.example"}});
  REQUIRE(got.events.size() == 1);
  const auto& event = got.events[0];
  CHECK(rules_of(got).empty());
  CHECK(event.name == EventName::purchase);
  CHECK(event.channel == Channel::browser);
  CHECK(*event.account == "1234567890");
  CHECK(*event.event_id == "1001");
  CHECK(event.value->text() == "50.25");
  CHECK(*event.page_url == "https://acme.example/thanks");
  CHECK(event.page_referrer.presence() == Presence::empty);
  CHECK((*event.items)[0].quantity->text() == "2");
  CHECK(event.user_data.at(0).wire == "ud[em]");
  CHECK(event.time == kNow - std::chrono::seconds{1});
  CHECK(got.capture.answer.status == 200);
  CHECK(got.capture.answer.body.empty());
  CHECK(*find_header(got.capture.answer.headers, "Access-Control-Allow-Origin") ==
        "https://acme.example");
}

TEST_CASE("a long hit is posted as a form or multipart, and the path may lack its slash") {
  std::string parts;
  for (const auto& [key, value] : parse_query(kQuery))
    parts += "--b\r\nContent-Disposition: form-data; name=\"" + key + "\"\r\n\r\n" + value + "\r\n";
  struct Row {
    std::string what{}, url{}, type{}, body{};
  };
  const Row rows[] = {
      {"form", "https://www.facebook.com/tr/", "application/x-www-form-urlencoded", kQuery},
      {"multipart", "https://www.facebook.com/tr", "multipart/form-data; boundary=b",
       parts + "--b--\r\n"},
      {"Instagram", "https://www.instagram.com/tr/?" + kQuery, "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    Headers headers;
    if (!row.type.empty()) headers = {{"Content-Type", row.type}};
    const auto got = mock.send(row.body.empty() ? "GET" : "POST", row.url, row.body, headers);
    REQUIRE(got.events.size() == 1);
    CHECK(*got.events[0].event_id == "1001");
    CHECK(got.events[0].value->text() == "50.25");
    CHECK(mock.numbers("meta").counted == 1);
  }
}

TEST_CASE("each rule about a Pixel hit: a hit is never refused") {
  struct Row {
    std::string rule{}, piece{}, by{};
    Outcome outcome{};
  };
  const Row rows[] = {
      {"meta.tr.id-missing", "id=1234567890&", "", Outcome::dropped},
      {"meta.tr.event-missing", "ev=Purchase&", "", Outcome::dropped},
      {"meta.tr.value-missing", "cd[value]=50.25&", "", Outcome::counted},
      {"meta.tr.currency-missing", "cd[currency]=EUR&", "", Outcome::counted},
      {"meta.value.malformed", "=50.25", "=50%2C25", Outcome::counted},
      {"meta.value.negative", "=50.25", "=-50.25", Outcome::counted},
      {"meta.currency.invalid", "=EUR", "=%E2%82%AC", Outcome::counted},
      {"meta.event-id.in-custom-data", "&eid=1001", "&cd[event_id]=1001", Outcome::counted},
      {"meta.event-name.case", "ev=Purchase", "ev=purchase", Outcome::counted},
      {"meta.user-data.clear-text",
       "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f", "jane%40example.com",
       Outcome::counted},
      {"meta.contents.incomplete", "%22quantity%22%3A2", "%22q%22%3A2", Outcome::counted},
      {"meta.ldu.incomplete", "&eid=", "&dpo=LDU&eid=", Outcome::counted},
  };
  for (const auto& row : rows) {
    CAPTURE(row.rule);
    REQUIRE(kQuery.find(row.piece) != std::string::npos);
    Mock mock;
    const auto got = mock.send("GET", hit(replace_all(kQuery, row.piece, row.by)));
    REQUIRE(got.events.size() == 1);
    CHECK(got.events[0].outcome == row.outcome);
    auto met = rules_of(got);
    std::erase(met, "meta.user-data.em");  // the key's own row, beside the defect's
    CHECK(met == std::vector<std::string>{row.rule});
    CHECK(got.capture.answer.status == 200);
  }
}

TEST_CASE("events that the library sends by itself are none of the funnel") {
  for (const auto* name : {"Microdata", "SubscribedButtonClick", "MyCustomEvent"}) {
    CAPTURE(name);
    Mock mock;
    const auto got = mock.send("GET", hit(std::string("id=1&ev=") + name));
    CHECK_FALSE(got.events.at(0).name);
    CHECK(mock.numbers("meta").received == 0);
  }
}

TEST_CASE("limited data use and the newer identity keys are read") {
  Mock mock;
  const auto got = mock.send(
      "GET",
      hit("id=1&ev=PageView&dpo=LDU&dpoco=0&dpost=0&udff[ph]=e323ec626319ca94ee8bff2e4c87cf613"
          "be6ea19919ed1364124e16807ab3176&cud[external_id]=u-1&pmd[a]=b&expv2[0]=x"));
  const auto& event = got.events.at(0);
  CHECK(event.name == EventName::page_view);
  CHECK(event.consent.limited);
  REQUIRE(event.user_data.size() == 2);
  CHECK(event.user_data[0].field == UserField::phone);
  CHECK(event.user_data[1].wire == "cud[external_id]");
}

TEST_CASE("the forms of fbp and fbc") {
  struct Row {
    std::string text{};
    bool fbp{}, fbc{};
  };
  const Row rows[] = {
      {"fb.1.1768470000000.1234567890", true, true},
      {"fb.2.1768470000000.1234567890.AbCdEfGh", true, true},
      {"fb.1.1768470000000.1234567890.AQ", true, true},
      {"fb.1.1768470000000.IwAR2xY-_z", false, true},
      {"fb.1.1768470000.1234567890", false, false},
      {"IwAR2xY", false, false},
      {"62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f", false, false},
      {"fb.1.1768470000000.", false, false},
      {"", false, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(meta::is_fbp(row.text) == row.fbp);
    CHECK(meta::is_fbc(row.text) == row.fbc);
  }
}
