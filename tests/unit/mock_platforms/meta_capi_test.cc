#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/wire/url.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

constexpr std::string_view kUrl = "https://graph.facebook.com/v21.0/1234567890/events";
constexpr std::string_view kToken = "?access_token=EAAB-made-up";

// 1768471170 is half a minute before kNow.
constexpr std::string_view kEvent =
    R"({"event_name":"Purchase","event_time":1768471170,"event_id":"1001","action_source":"website",)"
    R"("event_source_url":"https://acme.example/thanks","user_data":{"em":["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"],)"
    R"("client_ip_address":"203.0.113.7","client_user_agent":"Mozilla/5.0","fbp":"fb.1.1768470000000.1234567890"},)"
    R"("custom_data":{"value":50.25,"currency":"EUR","content_type":"product","contents":[{"id":"SKU-1","quantity":2,"item_price":25.125}],"order_id":"1001"}})";

std::string url(std::string_view query = kToken) { return std::string(kUrl) + std::string(query); }

Received post(Mock& mock, const std::string& body, const std::string& at = url()) {
  return mock.send("POST", at, body, {{"Content-Type", "application/json"}});
}

std::string batch(const std::string& events) { return R"({"data":[)" + events + "]}"; }

/// kEvent with one piece of it exchanged.
std::string event_with(std::string_view piece, std::string_view by) {
  REQUIRE(kEvent.find(piece) != std::string_view::npos);
  return replace_all(kEvent, piece, by);
}

}  // namespace

TEST_CASE("a right event is counted, answered as Graph answers, and touches no rule") {
  Mock mock;
  const auto got = post(mock, batch(std::string(kEvent)));
  REQUIRE(got.events.size() == 1);
  const auto& event = got.events[0];
  CHECK(rules_of(got).empty());
  CHECK(event.name == EventName::purchase);
  CHECK(event.outcome == Outcome::counted);
  CHECK(*event.account == "1234567890");
  CHECK(*event.event_id == "1001");
  CHECK(*event.order_id == "1001");
  CHECK(event.value->text() == "50.25");
  CHECK(event.value.kind() == WireKind::number);
  CHECK(*event.currency == "EUR");
  CHECK((*event.items)[0].quantity->text() == "2");
  CHECK(*event.id(IdField::fbp) == "fb.1.1768470000000.1234567890");
  CHECK(event.attributable == Attributable::user_data);
  CHECK(got.capture.answer.status == 200);
  CHECK(got.capture.answer.body == R"({"events_received":1,"messages":[],"fbtrace_id":"trace1"})");
}

TEST_CASE("each rule about an event: the piece that breaks it, and what becomes of the event") {
  struct Row {
    std::string rule{};
    std::string piece{}, by{};
    Outcome outcome{};
    int subcode = 0;
    std::string also{};  // the row of the key itself
  };
  const std::string em =
      R"("em":["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"])";
  const std::string user =
      std::string(kEvent).substr(kEvent.find(R"("user_data":)"),
                                 kEvent.find(R"(,"custom_data")") - kEvent.find(R"("user_data":)"));
  const auto refused = Outcome::refused;
  const auto counted = Outcome::counted;
  const Row rows[] = {
      {"meta.event-name.missing", R"("event_name":"Purchase",)", "", refused},
      {"meta.event-time.missing", R"("event_time":1768471170,)", "", refused},
      {"meta.event-time.missing", "1768471170", R"("yesterday")", refused},
      {"meta.event-time.missing", "1768471170", "1768471170.5", refused},
      {"meta.action-source.missing", R"("action_source":"website",)", "", refused},
      {"meta.action-source.unknown", R"("website")", R"("web")", refused},
      {"meta.event-time.too-old", "1768471170", "1767779999", refused, 2804003},
      {"meta.event-time.future", "1768471170", "1768471501", refused, 2804004},
      {"meta.event-time.future", "1768471170", "1768471170000", refused, 2804004},
      {"meta.user-data.missing", user, R"("user_data":{})", refused, 2804050},
      {"meta.user-data.missing", user, R"("user_data":{"em":null,"ph":[""]})", refused, 2804050},
      {"meta.user-data.too-broad", user, R"("user_data":{"client_user_agent":"Mozilla/5.0"})",
       refused, 2804050},
      {"meta.user-data.too-broad", user,
       R"("user_data":{"client_user_agent":"Mozilla/5.0","ct":"a","country":"b"})", refused,
       2804050},
      {"meta.purchase.value-missing", R"("value":50.25,)", "", refused, 2804009},
      {"meta.purchase.value-missing", "50.25", "null", refused, 2804009},
      {"meta.purchase.currency-missing", R"("currency":"EUR",)", "", refused, 2804010},
      {"meta.user-agent.missing", R"("client_user_agent":"Mozilla/5.0",)", "", counted},
      {"meta.source-url.missing", R"("event_source_url":"https://acme.example/thanks",)", "",
       counted},
      {"meta.value.malformed", "50.25", R"("50,25")", counted},
      {"meta.value.negative", "50.25", "-50.25", counted},
      {"meta.currency.invalid", R"("EUR")", R"("EURO")", counted},
      {"meta.contents.incomplete", R"("quantity":2,)", "", counted},
      {"meta.contents.incomplete", R"({"id":"SKU-1",)", "{", counted},
      {"meta.event-id.number", R"("event_id":"1001")", R"("event_id":1001)", counted},
      {"meta.user-data.clear-text", em, R"("em":"jane@example.com")", counted, 0,
       "meta.user-data.em"},
      {"meta.user-data.md5", em, R"("em":"d41d8cd98f00b204e9800998ecf8427e")", counted, 0,
       "meta.user-data.em"},
      {"meta.user-data.upper-case",
       "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
       "62A14E44F765419D10FEA99367361A727C12365E2520F32218D505ED9AA0F62F", counted, 0,
       "meta.user-data.em"},
      {"meta.user-data.client_ip_address", "203.0.113.7",
       "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f", counted},
      {"meta.fbp.seconds", "fb.1.1768470000000.1234567890", "fb.1.1768470000.1234567890", counted},
      {"meta.fbc.bare", R"("fbp":)", R"("fbc":"IwAR2x","fbp":)", counted},
      {"meta.ldu.incomplete", R"("event_id":)", R"("data_processing_options":["LDU"],"event_id":)",
       counted},
  };
  for (const auto& row : rows) {
    CAPTURE(row.rule);
    CAPTURE(row.by);
    Mock mock;
    const auto got = post(mock, batch(event_with(row.piece, row.by)));
    REQUIRE(got.events.size() == 1);
    CHECK(got.events[0].outcome == row.outcome);
    if (row.outcome == refused) {
      CHECK(got.events[0].rule == row.rule);
    } else {
      std::vector<std::string> met{row.rule};
      if (!row.also.empty()) met.push_back(row.also);
      std::ranges::sort(met);
      CHECK(rules_of(got) == met);
    }
    CHECK(got.capture.answer.status == (row.outcome == refused ? 400 : 200));
    if (row.subcode != 0)
      CHECK(got.capture.answer.body.find("\"error_subcode\":" + std::to_string(row.subcode)) !=
            std::string::npos);
  }
}

TEST_CASE("what right senders send is taken") {
  struct Row {
    std::string what{}, piece{}, by{};
  };
  const std::string em =
      R"("em":["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"])";
  const Row rows[] = {
      {"event_time as text", "1768471170", R"("1768471170")"},
      {"event_time seven days ago", "1768471170", "1767866400"},
      {"event_time five minutes ahead", "1768471170", "1768471500"},
      {"em as a string", em,
       R"("em":"62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f")"},
      {"em with the builder's appendix", "0f62f\"", "0f62f.AbCdEfGh\""},
      {"lower-case currency", R"("EUR")", R"("eur")"},
      {"value as text", "50.25", R"("50.25")"},
      {"value 0", "50.25", "0"},
      {"null members", R"("event_id":)", R"("partner_agent":null,"opt_out":null,"event_id":)"},
      {"opt_out", R"("event_id":)", R"("opt_out":true,"event_id":)"},
      {"content_ids instead of contents",
       R"("contents":[{"id":"SKU-1","quantity":2,"item_price":25.125}])",
       R"("content_ids":["SKU-1",7])"},
      {"no hash of an external id", em, R"("external_id":"User-42")"},
      {"not limited, said so", R"("event_id":)", R"("data_processing_options":[],"event_id":)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    const auto got = post(mock, batch(event_with(row.piece, row.by)));
    CHECK(rules_of(got).empty());
    CHECK(got.events.at(0).outcome == Outcome::counted);
    CHECK(got.capture.answer.status == 200);
  }
}

TEST_CASE("what happened in a shop may be 62 days old") {
  const auto in_store = event_with(R"("website")", R"("physical_store")");
  Mock mock;
  const auto taken = post(mock, batch(replace_all(in_store, "1768471170", "1763114401")));
  CHECK(taken.events.at(0).outcome == Outcome::counted);
  const auto refused = post(mock, batch(replace_all(in_store, "1768471170", "1763114399")));
  CHECK(refused.events.at(0).rule == "meta.event-time.too-old-in-store");
}

TEST_CASE("limited data use is counted and said") {
  Mock mock;
  const auto got = post(
      mock,
      batch(event_with(R"("event_id":)",
                       R"("data_processing_options":["LDU"],"data_processing_options_country":0,)"
                       R"("data_processing_options_state":0,"event_id":)")));
  CHECK(got.events.at(0).consent.limited);
  CHECK(got.events[0].consent_said);
  CHECK(got.events[0].outcome == Outcome::counted);
}

TEST_CASE("a test event code is no exception from counting") {
  Mock mock;
  const auto got =
      post(mock, R"({"test_event_code":"TEST123","data":[)" + std::string(kEvent) + "]}");
  CHECK(rules_of(got) == std::vector<std::string>{"meta.test-event-code"});
  CHECK(*got.events.at(0).test_code == "TEST123");
  CHECK(mock.numbers("meta").counted == 1);
}

TEST_CASE("every encoding of the body in use gives the same event") {
  const auto json = batch(std::string(kEvent));
  const auto array = "[" + std::string(kEvent) + "]";
  const auto texts = "[\"" + replace_all(kEvent, "\"", "\\\"") + "\"]";
  const std::string form_type = "application/x-www-form-urlencoded";
  const auto part = [](const std::string& name, const std::string& value) {
    return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  };
  struct Row {
    std::string what{}, type{}, body{}, query{};
    Headers more{};
  };
  const Row rows[] = {
      {"JSON, token in the query", "application/json", json, std::string(kToken)},
      {"JSON, token in the body", "application/json",
       R"({"access_token":"EAAB-made-up","id":"1234567890","test_event_code":null,"data":)" +
           array + "}",
       ""},
      {"JSON, Bearer token",
       "application/json",
       json,
       "",
       {{"Authorization", "Bearer EAAB-made-up"}}},
      {"JSON, array of JSON texts", "application/json", R"({"data":)" + texts + "}",
       std::string(kToken)},
      {"form, array of objects", form_type,
       "access_token=EAAB-made-up&data=" + percent_encode(array), ""},
      {"form, array of JSON texts", form_type,
       "access_token=EAAB-made-up&data=" + percent_encode(texts), ""},
      {"multipart", "multipart/form-data; boundary=x",
       part("access_token", "EAAB-made-up") + part("data", array) + "--x--\r\n", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    auto headers = row.more;
    headers.emplace_back("Content-Type", row.type);
    const auto got = mock.send("POST", url(row.query), row.body, headers);
    CHECK(got.capture.answer.status == 200);
    REQUIRE(got.events.size() == 1);
    CHECK(rules_of(got).empty());
    CHECK(*got.events[0].event_id == "1001");
    CHECK(got.events[0].value->text() == "50.25");
    CHECK(got.capture.request.url.find("EAAB-made-up") == std::string::npos);
    CHECK(got.capture.request.body.find("EAAB-made-up") == std::string::npos);
    CHECK(got.capture.redacted.size() == 1);
  }
}

TEST_CASE("a request that holds no events is refused") {
  struct Row {
    std::string rule{}, body{};
  };
  std::string many = std::string(kEvent);
  for (int i = 0; i < 1000; ++i) many += "," + std::string(kEvent);
  const Row rows[] = {
      {"meta.body.unreadable", R"({"data":[)"},
      {"meta.data.missing", "{}"},
      {"meta.data.missing", R"({"data":[]})"},
      {"meta.data.missing", R"({"data":{}})"},
      {"meta.data.too-many", batch(many)},
      {"meta.event.unreadable", batch("7")},
      {"meta.event.unreadable", batch(R"("not json")")},
  };
  for (const auto& row : rows) {
    CAPTURE(row.rule);
    Mock mock;
    const auto got = post(mock, row.body);
    CHECK(got.capture.answer.status == 400);
    CHECK(got.capture.answer.body.find("\"code\":100") != std::string::npos);
    if (!got.events.empty()) CHECK(rules_of(got) == std::vector<std::string>{row.rule});
    CHECK(mock.numbers("meta").counted == 0);
  }
}

TEST_CASE("settings decide what sources leave open") {
  struct Row {
    std::string setting{}, value{}, piece{}, by{};
    Outcome outcome{};
    std::string rule{};
  };
  const Row rows[] = {
      {"meta.action_source_missing", "accept", R"("action_source":"website",)", "",
       Outcome::counted, "meta.action-source.missing-accepted"},
      {"meta.invalid_value", "refuse", "50.25", "-1", Outcome::refused, "meta.value.refused"},
      {"meta.invalid_currency", "refuse", R"("EUR")", R"("EURO")", Outcome::refused,
       "meta.currency.refused"},
      {"meta.future_tolerance", "1h", "1768471170", "1768474801", Outcome::refused,
       "meta.event-time.future"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.setting);
    Mock mock(with_settings({{row.setting, row.value}}));
    const auto got = post(mock, batch(event_with(row.piece, row.by)));
    CHECK(got.events.at(0).outcome == row.outcome);
    CHECK(rules_of(got) == std::vector<std::string>{row.rule});
  }
}
