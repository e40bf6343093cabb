#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::seconds;

namespace {

const std::string kMain = "https://www.googleadservices.com/pagead/conversion/123456789/?";
const std::string kQuery =
    "random=1876543210&cv=11&fst=1768471199500&en=conversion&gcs=G111&gcd=13r3r3r2r5l1&dma=1&npa=0"
    "&url=https%3A%2F%2Facme.example%2Fthanks%3Fo%3D1001&ref=&label=AbC-D_efG&value=50.25&currency_"
    "code=EUR"
    "&oid=1001&item=(25.125*2*SKU-1**)&gclaw=Cj0KCQiA.made-up&auid=111.222&fmt=4";

std::string with(std::string_view piece, std::string_view by) {
  REQUIRE(kQuery.find(piece) != std::string::npos);
  return replace_all(kQuery, piece, by);
}

struct Address {
  std::string what{}, start{};
};
const Address kMirrors[] = {
    {"ccm", "https://www.googleadservices.com/ccm/conversion/123456789/?"},
    {"view-through",
     "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/123456789/?"},
    {"first party", "https://www.google.com/pagead/1p-conversion/123456789/?is_vtc=1&"},
};

}  // namespace

TEST_CASE("a conversion ping is decoded and counted") {
  Mock mock;
  const auto got = mock.send("GET", kMain + kQuery);
  REQUIRE(got.events.size() == 1);
  const auto& event = got.events[0];
  CHECK(rules_of(got).empty());
  CHECK(event.outcome == Outcome::counted);
  CHECK(event.name == EventName::purchase);
  CHECK(*event.account == "AW-123456789");
  CHECK(*event.action == "AbC-D_efG");
  CHECK(*event.platform_name == "AW-123456789/AbC-D_efG");
  CHECK(*event.order_id == "1001");
  CHECK(event.value->text() == "50.25");
  CHECK(*event.currency == "EUR");
  CHECK(*event.id(IdField::gclid) == "Cj0KCQiA.made-up");
  CHECK(*event.page_url == "https://acme.example/thanks?o=1001");
  CHECK(event.items->at(0).quantity->text() == "2");
  CHECK(*event.items->at(0).id == "SKU-1");
  CHECK(event.consent.ad_storage == Signal::granted);
  CHECK(event.time == kNow - std::chrono::milliseconds{500});
  CHECK(event.attributable == Attributable::click_id);
  CHECK_FALSE(event.mirror);
  CHECK(got.capture.answer.status == 200);
  CHECK(got.capture.answer.body.size() == 42);
}

TEST_CASE("four requests of one conversion are one conversion, in any order") {
  const auto own_random = replace_all(with("&oid=1001", ""), "1876543210", "42");
  std::vector<std::string> urls = {kMain + kQuery};
  for (const auto& mirror : kMirrors)
    urls.push_back(mirror.start + (mirror.what == "first party" ? own_random : kQuery));
  for (std::size_t first = 0; first < urls.size(); ++first) {
    CAPTURE(first);
    Mock mock;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      const auto got = mock.send("GET", urls[(first + i) % urls.size()]);
      if (i > 0) {
        CHECK(got.events.at(0).outcome == Outcome::deduplicated);
        CHECK(got.events[0].rule == "google_ads.fan-out");
      }
    }
    CHECK(mock.numbers("google_ads").counted == 1);
    CHECK(mock.numbers("google_ads").by_currency.at("EUR").value.text() == "50.25");
  }
}

TEST_CASE("mirrors of an unconsented conversion are mirrors still") {
  const auto denied = replace_all(with("G111", "G100"), "13r3r3r2r5l1", "13p3p3p2p5l1");
  Mock mock;
  const auto main = mock.send("GET", kMain + replace_all(denied, "&gclaw=Cj0KCQiA.made-up", ""));
  CHECK(main.events.at(0).outcome == Outcome::unconsented);
  CHECK(main.events[0].rule == "google_ads.consent.ad-storage-denied");
  const auto mirror = mock.send("GET", kMirrors[0].start + denied);
  CHECK(mirror.events.at(0).outcome == Outcome::deduplicated);
  CHECK(mirror.events[0].rule == "google_ads.fan-out");
  CHECK(mock.numbers("google_ads").unconsented == 1);
  CHECK(mock.numbers("google_ads").counted == 0);
}

TEST_CASE("one transaction id counts once for each action") {
  const auto again = replace_all(kQuery, "1876543210", "99");
  struct Row {
    std::string what{}, first{}, second{};
    int counted = 0;
    std::string rule{};
  };
  const Row rows[] = {
      {"the page reloaded", kQuery, again, 1, "google_ads.dedup.order-id"},
      {"another order", kQuery, replace_all(again, "oid=1001", "oid=1002"), 2,
       "google_ads.counted"},
      {"another action", kQuery, replace_all(again, "AbC-D_efG", "Other"), 2, "google_ads.counted"},
      {"case of the id", replace_all(kQuery, "oid=1001", "oid=a"),
       replace_all(again, "oid=1001", "oid=A"), 2, "google_ads.counted"},
      {"no id", replace_all(kQuery, "&oid=1001", ""), replace_all(again, "&oid=1001", ""), 2,
       "google_ads.counted"},
      {"empty id", replace_all(kQuery, "oid=1001", "oid="), replace_all(again, "oid=1001", "oid="),
       1, "google_ads.dedup.order-id"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    mock.send("GET", kMain + row.first);
    const auto got = mock.send("GET", kMain + row.second, "", {}, seconds{5});
    CHECK(got.events.at(0).rule == row.rule);
    CHECK(mock.numbers("google_ads").counted == row.counted);
    // The second ping's own mirror belongs to it, whatever became of it.
    const auto mirror = mock.send("GET", kMirrors[0].start + row.second);
    CHECK(mirror.events.at(0).rule == "google_ads.fan-out");
  }
}

TEST_CASE("each rule about a conversion ping") {
  struct Row {
    std::string rule{}, piece{}, by{};
    Outcome outcome = Outcome::counted;
  };
  const Row rows[] = {
      {"google_ads.tag.label-missing", "&label=AbC-D_efG", "", Outcome::dropped},
      {"google_ads.order-id.missing", "&oid=1001", ""},
      {"google_ads.order-id.empty", "oid=1001", "oid="},
      {"google_ads.order-id.too-long", "oid=1001", "oid=" + std::string(65, '1')},
      {"google_ads.order-id.personal-data", "oid=1001", "oid=jane%40example.com"},
      {"google_ads.value.missing", "&value=50.25", ""},
      {"google_ads.value.malformed", "50.25", "50%2C25"},
      {"google_ads.currency.missing", "&currency_code=EUR", ""},
      {"google_ads.currency.invalid", "=EUR", "=EURO"},
      {"google_ads.user-data.not-hashed", "&fmt=4", "&em=tv.1~em.jane%40example.com"},
      {"google_ads.consent.unreadable", "G111", "yes"},
      {"google_ads.consent.user-data-while-denied", "13r3r3r2r5l1&",
       "13r3r3q2r5l1&em=tv.1~em.62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f&"},
      {"google_ads.consent.disagree", "G111", "G110"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.rule);
    Mock mock;
    const auto got = mock.send("GET", kMain + with(row.piece, row.by));
    CHECK(rules_of(got) == std::vector<std::string>{row.rule});
    CHECK(got.events.at(0).outcome == row.outcome);
    CHECK(got.capture.answer.status == 200);
  }
  Mock mock;
  const auto got =
      mock.send("GET", "https://www.googleadservices.com/pagead/conversion/x/?" + kQuery);
  CHECK(got.events.at(0).rule == "google_ads.tag.id-missing");
}

TEST_CASE("consent decides whether a ping is counted") {
  struct Row {
    std::string what{}, piece{}, by{};
    Outcome outcome{};
    std::string rule{};
    std::string restricted{"count"};
  };
  const Row rows[] = {
      {"ads granted, analytics denied", "gcs=G111&gcd=13r3r3r2r5l1", "gcs=G110&gcd=13r3q3r2r5l1",
       Outcome::counted, "google_ads.counted"},
      {"no signals at all", "gcs=G111&gcd=13r3r3r2r5l1&", "", Outcome::counted,
       "google_ads.counted"},
      {"restricted data processing", "&fmt=4", "&rdp=1", Outcome::counted, "google_ads.counted"},
      {"restricted, left out", "&fmt=4", "&rdp=1", Outcome::unconsented,
       "google_ads.consent.restricted", "unconsented"},
      {"not restricted", "&fmt=4", "&rdp=0", Outcome::counted, "google_ads.counted"},
      {"no personalisation", "gcd=13r3r3r2r5l1&dma=1&npa=0", "gcd=13r3r3r2q5l1&dma=1&npa=1",
       Outcome::counted, "google_ads.counted"},
      {"gcd decides", "gcd=13r3r3r2r5l1", "gcd=13q3r3r2r5l1", Outcome::unconsented,
       "google_ads.consent.ad-storage-denied"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(with_settings({{"google_ads.restricted", row.restricted}}));
    const auto got = mock.send("GET", kMain + with(row.piece, row.by));
    CHECK(got.events.at(0).outcome == row.outcome);
    CHECK(got.events[0].rule == row.rule);
  }
}

TEST_CASE("what is no conversion is received and counts nothing") {
  const std::string urls[] = {
      "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/123456789/"
      "?en=page_view&random=1",
      "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/123456789/"
      "?label=x&data=event%3Dview_item%3Bid%3D1",
      "https://www.google.com/pagead/1p-user-list/123456789/?random=1",
      "https://www.google.com/rmkt/collect/123456789/?random=1",
      "https://td.doubleclick.net/td/rul/123456789?fledge=1",
      "https://www.google.com/ccm/collect?en=purchase&tid=AW-123456789",
      "https://pagead2.googlesyndication.com/ccm/collect?en=page_view&tid=AW-123456789",
      "https://google.com/pagead/form-data/123456789?em=tv.1",
      "https://www.google.com/ccm/form-data/123456789?em=tv.1",
      "https://ad.doubleclick.net/ccm/s/collect?tid=AW-123456789",
  };
  for (const auto& url : urls) {
    CAPTURE(url);
    Mock mock;
    const auto got = mock.send("GET", url);
    CHECK(got.capture.platform == "google_ads");
    REQUIRE(got.events.size() == 1);
    CHECK_FALSE(got.events[0].name);
    CHECK(*got.events[0].account == "AW-123456789");
    CHECK(rules_of(got).empty());
    CHECK(mock.numbers("google_ads").received == 0);
  }
}

TEST_CASE("user-provided data in hex, base64url and error marks") {
  Mock mock;
  const auto got =
      mock.send("GET", kMain + with("&fmt=4",
                                    "&em=tv.1~em.tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf_F5HVRQ~pn."
                                    "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b"
                                    "30~fn0.e3~ct0.Berlin"));
  CHECK(rules_of(got).empty());
  const auto& data = got.events.at(0).user_data;
  REQUIRE(data.size() == 3);
  CHECK(data[0].form == DatumForm::sha256_base64);
  CHECK(data[1].field == UserField::phone);
  CHECK(data[1].form == DatumForm::sha256);
  CHECK(data[2].value == "Berlin");
  CHECK(data[0].wire == "tv.1~em");
}

TEST_CASE("with accounts given, unknown ids and labels are answered and lost") {
  EngineOptions options;
  Account account{.id = "1234567890", .conversion_id = "AW-123456789"};
  account.actions = {{.id = "987", .label = "AbC-D_efG"}};
  options.accounts["google_ads"] = {account};
  Mock mock(options);
  CHECK(mock.send("GET", kMain + kQuery).events.at(0).outcome == Outcome::counted);
  CHECK(mock.send("GET", kMain + with("AbC-D_efG", "Wrong")).events.at(0).rule ==
        "google_ads.tag.label-unknown");
  CHECK(mock.send("GET", replace_all(kMain, "123456789", "55") + kQuery).events.at(0).rule ==
        "google_ads.tag.account-unknown");
}
