// What GA4 makes of whole hits: names, fields, outcomes, answers, and what its tag writes.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/ga4/event_param.h"
#include "mock_platforms/ga4/ga4.h"
#include "mock_platforms/ga4/parameters.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

const std::string kBase = "https://www.google-analytics.com/g/collect?v=2&tid=G-1&cid=1.2&";
const std::string kBuy = kBase + "en=purchase&ep.transaction_id=T1&epn.value=50.25&cu=EUR";
const std::string kMp =
    "https://www.google-analytics.com/mp/collect?measurement_id=G-1&api_secret=s3cret-s3cret";

std::string mp_body(const std::string& name, const std::string& params) {
  return R"({"client_id":"1.2","events":[{"name":")" + name + R"(","params":{)" + params + "}}]}";
}

Decimal value_of(const LedgerNumbers& numbers, const std::string& currency = "EUR") {
  const auto it = numbers.by_currency.find(currency);
  return it == numbers.by_currency.end() ? Decimal{} : it->second.value;
}
Decimal refunded_of(const LedgerNumbers& numbers, const std::string& currency = "EUR") {
  const auto it = numbers.by_currency.find(currency);
  return it == numbers.by_currency.end() ? Decimal{} : it->second.refunded;
}

Emission purchase(Channel channel) {
  Emission emission;
  emission.platform = PlatformId("ga4");
  emission.channel = channel;
  emission.name = EventName::purchase;
  emission.platform_name = "purchase";
  emission.time = kNow;
  emission.page_load = "page-1";
  emission.secret = "s3cret-s3cret";
  emission.set(Field::account, std::string("G-1"));
  emission.set(Field::client_id, std::string("123.1768470000"));
  emission.set(Field::session_id, std::string("1768471000"));
  emission.set(Field::order_id, std::string("1001"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::tax, *Decimal::parse("9.55"));
  emission.set(Field::page_url, std::string("https://acme.example/thanks?order=1001"));
  emission.set(Field::email, std::string(64, 'a'));
  emission.items = {{.id = std::string("SKU~1"), .price = *Decimal::parse("25.125")}};
  emission.items->front().quantity = Decimal{2};
  emission.consent.active = true;
  emission.consent.dma = true;
  for (auto* one : {&emission.consent.analytics_storage, &emission.consent.ad_storage,
                    &emission.consent.ad_user_data, &emission.consent.ad_personalization}) {
    one->by_default = Signal::denied;
    one->by_update = Signal::granted;
  }
  return emission;
}

TrackedEvent arrived(const Emission& emission) {
  Mock mock;
  const auto requests = ga4::kPlatform.encode(emission);
  REQUIRE(requests.size() == 1);
  const auto received = mock.send(requests.front());
  REQUIRE(received.events.size() == 1);
  return received.events.front();
}

}  // namespace

TEST_CASE("ga4: names of the funnel") {
  struct Row {
    std::string wire{};
    std::optional<EventName> name{};
  };
  for (const auto& row : std::vector<Row>{{"page_view", EventName::page_view},
                                          {"view_item", EventName::view_item},
                                          {"add_to_cart", EventName::add_to_cart},
                                          {"begin_checkout", EventName::begin_checkout},
                                          {"add_payment_info", EventName::add_payment_info},
                                          {"purchase", EventName::purchase},
                                          {"refund", EventName::refund},
                                          {"generate_lead", EventName::lead},
                                          {"scroll", std::nullopt},
                                          {"Purchase", std::nullopt},
                                          {"form_start", std::nullopt}}) {
    CAPTURE(row.wire);
    Mock mock;
    const auto received = mock.send("GET", kBase + "en=" + row.wire);
    REQUIRE(received.events.size() == 1);
    CHECK(received.events[0].name == row.name);
    CHECK(received.events[0].platform_name.value_or("") == row.wire);
    CHECK(received.events[0].outcome == Outcome::counted);
  }
}

TEST_CASE("ga4: a known name is found at its place, another nowhere") {
  for (const auto& parameter : ga4::parameters())
    CHECK(ga4::find_parameter(parameter.name) == &parameter);
  for (const char* name : {"", "e", "enn", "EN", "zz"}) CHECK(ga4::find_parameter(name) == nullptr);
  CHECK(ga4::event_param("transaction_id") == ga4::EventParam::transaction_id);
  CHECK(ga4::event_param("customer_type") == ga4::EventParam::customer_type);
  CHECK(ga4::event_param("wbraid") == ga4::EventParam::wbraid);
  CHECK(ga4::event_param("wbraids") == ga4::EventParam::other);
  CHECK(ga4::event_param("") == ga4::EventParam::other);
}

TEST_CASE("ga4: one transaction_id is one purchase, whatever brought it") {
  Mock mock;
  const auto first = mock.send("POST", kBuy);
  CHECK(first.events[0].outcome == Outcome::counted);
  CHECK(first.events[0].rule == "ga4.counted");
  const auto again = mock.send("POST", kBuy);
  CHECK(again.events[0].outcome == Outcome::deduplicated);
  CHECK(again.events[0].rule == "ga4.dedup.transaction-id");
  CHECK(again.events[0].merged_with == CaptureId("c-1"));
  const auto server = mock.send(
      "POST", kMp, mp_body("purchase", R"("transaction_id":"T1","value":99,"currency":"EUR")"));
  CHECK(server.events[0].outcome == Outcome::deduplicated);
  const auto numbers = mock.numbers("ga4");
  CHECK(numbers.received == 3);
  CHECK(numbers.counted == 1);
  CHECK(numbers.deduplicated == 2);
  CHECK(value_of(numbers) == *Decimal::parse("50.25"));
}

TEST_CASE("ga4: what counts as the same purchase is a setting where the texts differ") {
  struct Row {
    std::string what{};
    std::map<std::string, std::string, std::less<>> settings{};
    std::string second{};
    int counted = 0;
  };
  const std::string buy = "en=purchase&ep.transaction_id=T1&epn.value=1&cu=EUR";
  const std::string of = "https://www.google-analytics.com/g/collect?v=2&";
  for (const auto& row : std::vector<Row>{
           {"another user, property scope", {}, of + "tid=G-1&cid=9.9&" + buy, 1},
           {"another user, user scope",
            {{"ga4.dedup_scope", "user"}},
            of + "tid=G-1&cid=9.9&" + buy,
            2},
           {"the same user, user scope",
            {{"ga4.dedup_scope", "user"}},
            of + "tid=G-1&cid=1.2&" + buy,
            1},
           {"another stream", {}, of + "tid=G-2&cid=1.2&" + buy, 2},
           {"another stream, together",
            {{"ga4.dedup_streams", "together"}},
            of + "tid=G-2&cid=1.2&" + buy,
            1},
       }) {
    CAPTURE(row.what);
    Mock mock(with_settings(row.settings));
    mock.send("POST", of + "tid=G-1&cid=1.2&" + buy);
    mock.send("POST", row.second);
    CHECK(mock.numbers("ga4").counted == row.counted);
  }
}

TEST_CASE("ga4: ids that are none, and events that have none") {
  struct Row {
    std::string what{};
    std::string event{};
    EventName name{};
    int counted = 0;
  };
  for (const auto& row : std::vector<Row>{
           {"no id: each is counted", "en=purchase&epn.value=1&cu=EUR", EventName::purchase, 2},
           {"the empty id is one id", "en=purchase&ep.transaction_id=&epn.value=1&cu=EUR",
            EventName::purchase, 1},
           {"leads are not deduplicated", "en=generate_lead&ep.transaction_id=T1", EventName::lead,
            2},
       }) {
    CAPTURE(row.what);
    Mock mock;
    mock.send("POST", kBase + row.event);
    mock.send("POST", kBase + row.event);
    CHECK(mock.numbers("ga4", row.name).counted == row.counted);
  }
}

TEST_CASE("ga4: revenue is a number with a currency") {
  struct Row {
    std::string event{};
    std::string currency{};
    std::string value{};
    std::map<std::string, std::string, std::less<>> settings{};
  };
  for (const auto& row : std::vector<Row>{
           {"epn.value=59.80&cu=EUR", "EUR", "59.80", {}},
           {"epn.value=59.80&cu=eur", "EUR", "59.80", {}},
           {"epn.value=59.80", "", "59.80", {}},
           {"ep.value=59.80&cu=EUR", "EUR", "0", {}},
           {"ep.value=59.80&cu=EUR", "EUR", "59.80", {{"ga4.text_value", "number"}}},
           {"ep.value=NaN&cu=EUR", "EUR", "0", {}},
           {"ep.value=59%2C80&cu=EUR", "EUR", "0", {{"ga4.text_value", "number"}}},
           {"cu=EUR", "EUR", "0", {}},
       }) {
    CAPTURE(row.event);
    Mock mock(with_settings(row.settings));
    mock.send("POST", kBase + "en=purchase&ep.transaction_id=T1&" + row.event);
    const auto numbers = mock.numbers("ga4");
    CHECK(numbers.counted == 1);
    CHECK(value_of(numbers, row.currency) == *Decimal::parse(row.value));
  }
}

TEST_CASE("ga4: a refund takes back revenue and leaves the purchase counted") {
  struct Row {
    std::string what{};
    std::string params{};
    std::string refunded{};
  };
  for (const auto& row : std::vector<Row>{
           {"full", R"("transaction_id":"T1","value":50.25,"currency":"EUR")", "50.25"},
           {"full without value", R"("transaction_id":"T1")", "50.25"},
           {"partial",
            R"("transaction_id":"T1","value":20,"currency":"EUR","items":[{"item_id":"A"}])", "20"},
           {"more than was bought", R"("transaction_id":"T1","value":99,"currency":"EUR")",
            "50.25"},
           {"unknown id", R"("transaction_id":"t1","value":20,"currency":"EUR")", "0"},
           {"no id", R"("value":20,"currency":"EUR")", "0"},
       }) {
    CAPTURE(row.what);
    Mock mock;
    mock.send("POST", kBuy);
    mock.send("POST", kMp, mp_body("refund", row.params));
    const auto numbers = mock.numbers("ga4");
    CHECK(numbers.counted == 1);
    CHECK(numbers.conversions() == 1);
    CHECK(value_of(numbers) == *Decimal::parse("50.25"));
    CHECK(refunded_of(numbers) == *Decimal::parse(row.refunded));
    CHECK(mock.numbers("ga4", EventName::refund).counted == 1);
  }
}

TEST_CASE("ga4: consent on the hit decides whether it is counted") {
  struct Row {
    std::string signals{};
    Outcome outcome{};
  };
  for (const auto& row : std::vector<Row>{
           {"", Outcome::counted},
           {"&gcs=G111", Outcome::counted},
           {"&gcs=G101", Outcome::counted},
           {"&gcs=G1--", Outcome::counted},
           {"&gcs=G100", Outcome::unconsented},
           {"&gcs=G110", Outcome::unconsented},
           {"&gcd=11p1p1p1p5", Outcome::unconsented},
           {"&gcd=13r3r3r2r5l1", Outcome::counted},
           {"&gcd=13l3l3l3l1l1", Outcome::counted},
           {"&gcs=G111&gcd=13p3p3p2p5l1", Outcome::unconsented},  // gcd wins
           {"&gcs=G100&gcd=13r3r3r2r5l1", Outcome::counted},
           {"&gcs=G111&npa=1", Outcome::counted},
       }) {
    CAPTURE(row.signals);
    Mock mock;
    CHECK(mock.send("POST", kBuy + row.signals).events[0].outcome == row.outcome);
  }
  // What wasn't counted is nobody's twin.
  Mock mock;
  mock.send("POST", kBuy + "&gcs=G100");
  CHECK(mock.send("POST", kBuy + "&gcs=G111").events[0].outcome == Outcome::counted);
}

TEST_CASE("ga4: a batch is one event per line, the line's keys win") {
  Mock mock;
  const auto received =
      mock.send("POST", "https://region1.google-analytics.com/g/collect?v=2&tid=G-1&cid=1.2&cu=USD",
                "en=view_item&pr1=idA~pr5.99~qt2\r\n\n"
                "en=purchase&ep.transaction_id=T1&epn.value=12.50&cu=EUR&pr1=idA~nmPen~br~pr6.25~"
                "qt2~k0c~v0b\n"
                "en=purchase&ep.transaction_id=T1&epn.value=12.50&cu=EUR\n"
                "ep.foo=bar\n");
  REQUIRE(received.events.size() == 3);
  CHECK(received.events[0].currency.value_or("") == "USD");
  CHECK(received.events[1].currency.value_or("") == "EUR");
  REQUIRE(received.events[1].items->size() == 1);
  const auto& item = received.events[1].items->front();
  CHECK(item.id.value_or("") == "A");
  CHECK(item.price->text() == "6.25");
  CHECK(item.quantity->text() == "2");
  CHECK(received.events[2].outcome == Outcome::deduplicated);
  CHECK(received.capture.answer.status == 204);
}

TEST_CASE("ga4: Measurement Protocol says 204 to anything, the validation server says why") {
  struct Row {
    std::string url{};
    std::string body{};
    std::string codes{};  // of the validation server
  };
  const std::string ok = mp_body("purchase", R"("transaction_id":"T1","value":1,"currency":"EUR")");
  const std::string all = "measurement_id=G-1&api_secret=s3cret-s3cret";
  for (
      const auto& row : std::vector<Row>{
          {all, ok, ""},
          {all, "", "VALUE_INVALID"},
          {all, "{]", "VALUE_INVALID"},
          {all, "{}", "VALUE_REQUIRED VALUE_REQUIRED"},
          {"measurement_id=G-1", ok, "VALUE_REQUIRED"},
          {"api_secret=s3cret-s3cret", ok, "VALUE_REQUIRED"},
          {"measurement_id=G-404&api_secret=wrong-secret", ok, ""},
          {all, mp_body("page view", ""), "NAME_INVALID"},
          {all, mp_body("first_open", ""), "NAME_RESERVED"},
          {all, mp_body("purchase", R"("value":"1","currency":"EUR")"), ""},
          {all,
           R"({"client_id":"1.2","validation_behavior":"ENFORCE_RECOMMENDATIONS","events":[{"name":"purchase","params":{"transaction_id":"T1","value":"1","currency":"EUR"}}]})",
           "VALUE_INVALID"},
      }) {
    CAPTURE(row.url);
    CAPTURE(row.body);
    Mock mock;
    const auto collected =
        mock.send("POST", "https://www.google-analytics.com/mp/collect?" + row.url, row.body);
    CHECK(collected.capture.answer.status == 204);
    CHECK(collected.capture.answer.body.empty());
    const auto debug =
        mock.send("POST", "https://www.google-analytics.com/debug/mp/collect?" + row.url, row.body);
    CHECK(debug.capture.answer.status == 200);
    const auto answer = JsonDocument::parse(debug.capture.answer.body);
    REQUIRE(answer.has_value());
    std::string codes;
    for (const auto& message : answer->root()["validationMessages"]) {
      codes += (codes.empty() ? "" : " ") + message["validationCode"].text();
    }
    CHECK(codes == row.codes);
    for (const auto& event : debug.events) CHECK(event.outcome == Outcome::dropped);
  }
}

TEST_CASE("ga4: the validation server says what, where and by which code") {
  struct Row {
    std::string what{};
    std::string members{};  // of the request, beside client_id
    std::string path{};
    std::string code{};
    std::string description{};
  };
  const std::string enforced = R"("validation_behavior":"ENFORCE_RECOMMENDATIONS",)";
  const auto event = [](const std::string& params) {
    return R"("events":[{"name":"page_view"},{"name":"purchase","params":{)" + params + "}}]";
  };
  const auto named = [](const std::string& name) {
    return R"("events":[{"name":")" + name + "\"}]";
  };
  for (const auto& row : std::vector<Row>{
           // As documented.
           {"a name that starts with no letter", named("_badEventName"), "events", "NAME_INVALID",
            "Event at index: [0] has invalid name [_badEventName]. Names must start with an "
            "alphabetic character."},
           // As captures show.
           {"a name with a space", named("Demo Request"), "events", "NAME_INVALID",
            "Event at index: [0] has invalid name [Demo Request]. Only alphanumeric characters and "
            "underscores are allowed."},
           {"a member that doesn't exist", R"("events":[{"name":"x","names":"x"}])", "",
            "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. (events[0]) names: Cannot find "
            "field."},
           // Inferred.
           {"a reserved name", named("first_open"), "events", "NAME_RESERVED",
            "Event at index: [0] has name [first_open] which is reserved."},
           {"a parameter twice", event(R"("a":1,"a":2)"), "events[1].params.a", "NAME_DUPLICATED",
            "Event at index: [1] has param [a] more than once."},
           {"an amount as text", enforced + event(R"("value":"1","currency":"EUR")"),
            "events[1].params.value", "VALUE_INVALID",
            "Event at index: [1] has param [value] of the wrong type."},
           {"value without its mate", enforced + event("\"value\":1"), "events[1].params.currency",
            "VALUE_REQUIRED", "Event at index: [1] has param [value] without [currency]."},
           {"no currency", enforced + event(R"("value":1,"currency":"dollars")"),
            "events[1].params.currency", "VALUE_INVALID",
            "Event at index: [1] has invalid currency [dollars]."},
           {"a long text", enforced + event("\"note\":\"" + std::string(101, 'x') + "\""),
            "events[1].params.note", "VALUE_OUT_OF_BOUNDS",
            "Event at index: [1] has param [note] whose value is too long."},
           {"an old timestamp", enforced + R"("timestamp_micros":1768211999000000,)" + named("x"),
            "timestamp_micros", "VALUE_INVALID",
            "Measurement timestamp_micros has timestamp 2026-01-12T09:59:59.000Z, more than 72 "
            "hours "
            "before now."},
       }) {
    CAPTURE(row.what);
    Mock mock;
    const auto debug = mock.send(
        "POST", "https://www.google-analytics.com/debug/mp/collect?measurement_id=G-1&api_secret=s",
        R"({"client_id":"1.2",)" + row.members + "}");
    const auto answer = JsonDocument::parse(debug.capture.answer.body);
    REQUIRE(answer.has_value());
    const auto messages = answer->root()["validationMessages"];
    REQUIRE(messages.size() == 1);
    const auto message = messages.at(0);
    CHECK(message["fieldPath"].exists() == !row.path.empty());
    CHECK(message["fieldPath"].text() == row.path);
    CHECK(message["validationCode"].text() == row.code);
    CHECK(message["description"].text() == row.description);
  }
}

TEST_CASE("ga4: a client id that is no two numbers is only said under ENFORCE_RECOMMENDATIONS") {
  for (const bool enforced : {false, true}) {
    CAPTURE(enforced);
    Mock mock;
    const auto debug = mock.send(
        "POST", "https://www.google-analytics.com/debug/mp/collect?measurement_id=G-1&api_secret=s",
        std::string(R"({"client_id":"18",)") +
            (enforced ? R"("validation_behavior":"ENFORCE_RECOMMENDATIONS",)" : "") +
            R"("events":[{"name":"x"}]})");
    CHECK(
        debug.capture.answer.body ==
        (enforced
             ? R"({"validationMessages":[{"fieldPath":"client_id","description":"client_id [18] has invalid format. It should be in <number>.<number> format.","validationCode":"VALUE_INVALID"}]})"
             : R"({"validationMessages":[]})"));
  }
}

TEST_CASE("ga4: a browser item is read with every key, custom ones too") {
  struct Row {
    std::string text{};
    std::string id{};
    std::string price{};
    std::string quantity{};
    std::string warnings{};
  };
  for (const auto& row : std::vector<Row>{
           {"idA~nmPen~brAcme~vaBlue~caPens~c2a~c3b~c4c~c5d~lil~lnList~lp3~pr5.99~qt2~cpX~ds1~afAff"
            "~loBerlin~pip~pnPromo~cnCreative~cs1~k0color~v0blue",
            "A", "5.99", "2", ""},
           {"idA~~B~pr5.99~qt1", "A~B", "5.99", "1", ""},
           {"id~nmPen~pr~qt", "", "", "", ""},
           {"nmPen~prNaN~qt1", "", "malformed: NaN", "1", "ga4.items.number-malformed"},
           {"idA~qt1~pr1~k0color~v0~~", "A", "1", "1", ""},
           {"idA~qt1~pr1~k0color", "A", "1", "1", "ga4.items.custom-unpaired"},
           {"idA~qt1~pr1~k4color~v042", "A", "1", "1", "ga4.items.custom-unpaired"},
           {"idA~qt1~pr1~k04color~v042", "A", "1", "1", ""},
           {"~~~", "", "", "", "ga4.items.unnamed"},
       }) {
    CAPTURE(row.text);
    Mock mock;
    const auto received = mock.send("POST", kBase + "en=view_item&pr1=" + percent_encode(row.text));
    const auto& event = received.events[0];
    REQUIRE(event.items.has_value());
    REQUIRE(event.items->size() == 1);
    const auto& item = event.items->front();
    const auto show = [](const Observed<Decimal>& number) {
      return number.has_value()      ? number->text()
             : number.is_malformed() ? "malformed: " + number.raw()
                                     : std::string();
    };
    CHECK(item.id.value_or("") == row.id);
    CHECK(show(item.price) == row.price);
    CHECK(show(item.quantity) == row.quantity);
    CHECK(join(rules_of(received), " ") == row.warnings);
  }
}

TEST_CASE("ga4: only the first 200 items are the event's, on either channel") {
  std::string query = kBase + "en=view_item";
  std::string list;
  for (int i = 1; i <= 250; ++i) {
    const auto number = std::to_string(i);
    query += "&pr" + number + "=idA" + number;
    list += (i == 1 ? "" : ",") + std::string(R"({"item_id":"A)") + number + "\"}";
  }
  Mock mock;
  for (const auto& received :
       {mock.send("POST", query),
        mock.send("POST", kMp, mp_body("view_item", "\"items\":[" + list + "]"))}) {
    const auto& items = received.events[0].items;
    REQUIRE(items->size() == 200);
    CHECK(items->back().id.value_or("") == "A200");
  }
}

TEST_CASE("ga4: what a sender makes endless is cut") {
  Mock mock;
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += "en=scroll\n";
  CHECK(mock.send("POST", kBase + "ul=de", lines).events.size() == 1000);
  std::string params;
  for (int i = 0; i < 5000; ++i) params += "&ep.p" + std::to_string(i) + "=x";
  CHECK(mock.send("POST", kBase + "en=scroll" + params).events.size() == 1);
  std::string events;
  for (int i = 0; i < 5000; ++i) events += (i == 0 ? "" : ",") + std::string(R"({"name":"x"})");
  const auto many = mock.send("POST", kMp, R"({"client_id":"1.2","events":[)" + events + "]}");
  CHECK(many.events.size() == 1000);
  const auto large = mock.send(
      "POST", kMp,
      R"({"client_id":")" + std::string(2'000'000, '1') + R"(","events":[)" + events + "]}");
  CHECK(large.events.size() == 1);
  CHECK(large.events[0].rule == "ga4.mp.body-too-large");
}

TEST_CASE("ga4: the validation server enters nothing in the ledger") {
  Mock mock;
  mock.send("POST",
            "https://www.google-analytics.com/debug/mp/collect?measurement_id=G-1&api_secret=s",
            mp_body("purchase", R"("transaction_id":"T1")"));
  CHECK(mock.numbers("ga4").received == 0);
}

TEST_CASE("ga4: secrets are fingerprints in the evidence") {
  Mock mock;
  const auto received = mock.send("POST", kMp, mp_body("page_view", ""));
  CHECK(received.capture.request.url.find("s3cret") == std::string::npos);
  CHECK(received.capture.request.url.find("api_secret=" + fingerprint("s3cret-s3cret")) !=
        std::string::npos);
  CHECK(received.capture.redacted == std::vector<std::string>{"query.api_secret"});
  const auto hit = mock.send("GET", kBase + "en=page_view&api_secret=s3cret-s3cret");
  CHECK(hit.capture.request.url.find("s3cret") == std::string::npos);
  CHECK(hit.capture.redacted == std::vector<std::string>{"query.api_secret"});
}

TEST_CASE("ga4: what the tag writes, the platform reads") {
  for (const auto channel : {Channel::browser, Channel::server}) {
    CAPTURE(text(channel));
    const auto event = arrived(purchase(channel));
    CHECK(event.outcome == Outcome::counted);
    CHECK(event.is(EventName::purchase));
    CHECK(event.account.value_or("") == "G-1");
    CHECK(event.order_id.value_or("") == "1001");
    CHECK(event.value->text() == "50.25");
    CHECK(event.value.kind() == WireKind::number);
    CHECK(event.currency.value_or("") == "EUR");
    CHECK(event.tax->text() == "9.55");
    CHECK(event.id(IdField::client_id).value_or("") == "123.1768470000");
    CHECK(event.id(IdField::session_id).value_or("") == "1768471000");
    CHECK(event.page_url.value_or("") == "https://acme.example/thanks?order=1001");
    REQUIRE(event.items.has_value());
    CHECK(event.items->front().id.value_or("") == "SKU~1");
    CHECK(event.items->front().quantity->text() == "2");
    REQUIRE(event.user_data.size() == 1);
    CHECK(event.user_data.front().form == DatumForm::sha256);
    CHECK(event.consent.ad_user_data == Signal::granted);
    CHECK(event.attributable == Attributable::user_data);
  }
}

TEST_CASE("ga4: a value keeps its type on the wire") {
  auto emission = purchase(Channel::browser);
  emission.set(Field::value, std::string("59,80"));
  CHECK(arrived(emission).value.raw() == "59,80");
  emission.set(Field::value, std::string("59.80"));
  CHECK(arrived(emission).value.kind() == WireKind::text);
  emission.channel = Channel::server;
  CHECK(arrived(emission).value.kind() == WireKind::text);
}

TEST_CASE("ga4: what consent lets leave is what leaves") {
  auto emission = purchase(Channel::browser);
  emission.allowed = Allowed::limited;
  auto event = arrived(emission);
  CHECK(event.outcome == Outcome::counted);
  CHECK(event.consent.analytics_storage == Signal::granted);
  CHECK(event.consent.ad_storage == Signal::denied);
  CHECK(event.consent.ad_personalization == Signal::denied);
  CHECK(event.user_data.empty());
  CHECK(event.warnings.empty());

  emission.allowed = Allowed::cookieless;
  event = arrived(emission);
  CHECK(event.outcome == Outcome::unconsented);
  CHECK(event.consent.analytics_storage == Signal::denied);
  CHECK(event.user_data.empty());
  CHECK(event.warnings.empty());
  const auto client = event.id(IdField::client_id).value_or("");
  CHECK(client != "123.1768470000");
  emission.page_hit = 2;
  CHECK(arrived(emission).id(IdField::client_id).value_or("") == client);
  emission.page_load = "page-2";
  CHECK(arrived(emission).id(IdField::client_id).value_or("") != client);

  emission.allowed = Allowed::nothing;
  CHECK(ga4::kPlatform.encode(emission).empty());
}

TEST_CASE("ga4: raw wire names go as they are") {
  auto emission = purchase(Channel::browser);
  emission.raw = {{"ep.gift", std::string("yes & no")}};
  CHECK(ga4::kPlatform.encode(emission)[0].url.ends_with("&ep.gift=yes%20%26%20no"));
  emission.channel = Channel::server;
  emission.raw = {{"gift", true}, {"validation_behavior", std::string("RELAXED")}};
  const auto body = JsonDocument::parse(ga4::kPlatform.encode(emission)[0].body);
  REQUIRE(body.has_value());
  CHECK(body->root()["validation_behavior"].text() == "RELAXED");
  CHECK(body->root()["events"].at(0)["params"]["gift"].source() == "true");
}
