// The frame of conversion APIs on a made-up platform: what TikTok's rows don't use.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/rule_row.h"
#include "mock_platforms/conversion_api/writer.h"

using namespace tagproof;
using namespace tagproof::conversion_api;

namespace {

constexpr Rule toy(std::string_view id) {
  return rule_row("conversion_api_test", id, "", kRefuse, kAssumed, "https://toy.example");
}
constexpr Rule kType = toy("type");
constexpr Rule kUnknown = toy("unknown");
constexpr Rule kMissing = toy("missing");
constexpr Rule kWord = toy("word");
constexpr Rule kIdentity = toy("identity");
constexpr Rule kOld = toy("old");
constexpr Rule kName = toy("name");
constexpr Rule kUnreadable = toy("unreadable");

constexpr Name kApiNames[] = {{"page_visit", EventName::page_view, "pagevisit"},
                              {"checkout", EventName::purchase}};
constexpr Name kTagNames[] = {{"pagevisit", EventName::page_view, "page_visit"},
                              {"checkout", EventName::purchase}};
constexpr Member kItem[] = {{.key = "id", .means = Means::item_id},
                            {.key = "item_price", .means = Means::item_price},
                            {.key = "quantity", .means = Means::item_quantity, .types = kNumber}};
constexpr Member kEvent[] = {
    {.key = "event_name", .means = Means::name, .missing = &kMissing},
    {.key = "event_time", .means = Means::time, .types = kNumber},
    {.key = "action_source",
     .means = Means::constant,
     .says = R"("web")",
     .one_of = "web offline",
     .not_one_of = &kWord},
    {.key = "storage", .means = Means::ad_storage, .says = "G D"},
    {.key = "options", .means = Means::limited, .types = kList, .says = R"(["LDU"])"},
    {.in = "user.data",
     .key = "em",
     .means = Means::datum,
     .user = UserField::email,
     .types = kList,
     .hash = Hash::required},
    {.in = "user.data", .key = "ip", .means = Means::datum, .user = UserField::ip},
    {.in = "user.data", .key = "ua", .means = Means::datum, .user = UserField::user_agent},
    {.in = "free", .key = "known"},
    {.in = "custom", .key = "value", .means = Means::value},
    {.in = "custom", .key = "currency", .means = Means::currency},
    {.in = "custom", .key = "contents", .means = Means::items, .types = kList},
};
constexpr Member kHit[] = {
    {.key = "tid", .means = Means::account},
    {.key = "event", .means = Means::name},
    {.in = "ed", .key = "value", .means = Means::value, .types = kNumber},
    {.in = "ed", .key = "line_items", .means = Means::items, .types = kList},
    {.key = "m.currency", .means = Means::currency},
    {.key = "ids", .means = Means::item_ids},
    {.key = "ldu", .means = Means::limited, .says = R"("1")"},
};
constexpr std::string_view kSets[] = {"em", "ip ua"};
constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {{"Version", "202609"}};
constexpr Interface kFaces[] = {
    {.endpoints = "api",
     .url = "https://api.toy.example/v5/{account}/events",
     .headers = kHeaders,
     .events = "data.events",
     .event = kEvent,
     .objects = kObjectsOf<kEvent>,
     .item = kItem,
     .names = kApiNames,
     .time = TimeUnit::millis,
     .max_age = std::chrono::hours(168),
     .account_segment = 1,
     .closed = true,
     .open = "free",
     .identity = kSets,
     .says = {.wrong_type = &kType,
              .unknown_member = &kUnknown,
              .name_unknown = &kName,
              .no_identity = &kIdentity,
              .too_old = &kOld}},
    {.endpoints = "tag",
     .channel = Channel::browser,
     .pairs = true,
     .url = "https://ct.toy.example/v3/",
     .method = "GET",
     .event = kHit,
     .item = kItem,
     .names = kTagNames,
     .says = {.unreadable = &kUnreadable}},
};
static_assert(are_grouped(kFaces));
constexpr Api kApi{.interfaces = kFaces, .token_header = "Authorization"};
constexpr Endpoint kServer{.id = "api", .channel = Channel::server};
constexpr Endpoint kBrowser{.id = "tag", .channel = Channel::browser};

Decoded read(const std::string& event) {
  return decode(kApi,
                {"POST",
                 "https://api.toy.example/v5/acc-1/events",
                 {{"Content-Type", "application/json"}, {"Authorization", "Bearer t0ken-t0ken"}},
                 R"({"data":{"events":[)" + event + "]}}"},
                kServer);
}

Decoded read_hit(const std::string& query) {
  return decode(kApi, {"GET", "https://ct.toy.example/v3/?" + query, {}, {}}, kBrowser);
}

/// "rule at path", in order.
std::vector<std::string> seen(const Decoded& hit) {
  std::vector<std::string> all;
  for (const auto& one : hit.observations)
    all.push_back(std::string(one.rule->id) + " at " + one.field);
  return all;
}

const std::string kHash(64, 'a');
const std::string kGood =
    R"({"event_name":"checkout","event_time":1768471200000,"user":{"data":{"em":[")" + kHash +
    R"("]}},"custom":{"value":"50.25","currency":"EUR"}})";

Emission purchase(Channel channel) {
  Emission emission;
  emission.channel = channel;
  emission.name = EventName::purchase;
  emission.platform_name = "checkout";
  emission.allowed = Allowed::full;
  emission.time = from_unix_millis(1768471200000);
  emission.set(Field::account, std::string("acc-1"));
  emission.set(Field::value, *Decimal::parse("50.25"));
  emission.set(Field::currency, std::string("EUR"));
  emission.set(Field::email, kHash);
  emission.items = std::vector<EmittedItem>{
      {.id = Decimal{7}, .quantity = Decimal{2}, .price = *Decimal::parse("25.10")}};
  return emission;
}

}  // namespace

TEST_CASE("a body is read by its rows: nested places, lists, accounts of the path, tokens") {
  const auto hit = read(kGood);
  CHECK(seen(hit).empty());
  REQUIRE(hit.events.size() == 1);
  const auto& event = hit.events[0];
  CHECK(event.account.value_or("") == "acc-1");
  CHECK(event.is(EventName::purchase));
  CHECK(event.value->text() == "50.25");
  CHECK(event.value.kind() == WireKind::text);
  CHECK(unix_millis(*event.time) == 1768471200000);
  REQUIRE(event.user_data.size() == 1);
  CHECK(event.user_data[0].wire == "user.data.em");
  CHECK(hit.secrets.size() == 1);
}

TEST_CASE("what breaks a row is said with its path") {
  struct Row {
    std::string what{}, event{};
    std::vector<std::string> seen{};
  };
  const std::string user = R"("user":{"data":{"em":[")" + kHash + R"("]}})";
  const Row rows[] = {
      {"a number for text",
       R"({"event_name":"checkout",)" + user + R"(,"custom":{"value":1}})",
       {"type at data.events[0].custom.value"}},
      {"an unknown member",
       R"({"event_name":"checkout","more":1,)" + user + "}",
       {"unknown at data.events[0].more"}},
      {"an unknown member further in",
       R"({"event_name":"checkout",)" + user + R"(,"custom":{"colour":"red"}})",
       {"unknown at data.events[0].custom.colour"}},
      {"an unknown member of an item",
       R"({"event_name":"checkout",)" + user + R"(,"custom":{"contents":[{"id":"a","sku":"a"}]}})",
       {"unknown at data.events[0].custom.contents[0].sku"}},
      {"anything in an open object",
       R"({"event_name":"checkout",)" + user + R"(,"free":{"colour":"red"}})",
       {}},
      {"an item's number as text",
       R"({"event_name":"checkout",)" + user + R"(,"custom":{"contents":[{"quantity":"2"}]}})",
       {"type at data.events[0].custom.contents[0].quantity"}},
      {"no name", "{" + user + "}", {"missing at data.events[0].event_name"}},
      {"a wrong name",
       R"({"event_name":"bought",)" + user + "}",
       {"name at data.events[0].event_name"}},
      {"a wrong word",
       R"({"event_name":"checkout","action_source":"website",)" + user + "}",
       {"word at data.events[0].action_source"}},
      {"half an identity",
       R"({"event_name":"checkout","user":{"data":{"ip":"203.0.113.7"}}})",
       {"identity at data.events[0]"}},
      {"a whole one",
       R"({"event_name":"checkout","user":{"data":{"ip":"203.0.113.7","ua":"x"}}})",
       {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(seen(read(row.event)) == row.seen);
  }
}

TEST_CASE("members find their rows in any order; of two of a name the first says it") {
  const auto hit =
      read(R"({"custom":{"currency":"EUR","currency":"USD","v\u0061lue":"7"},)"
           R"("user":{"data":{"ua":"x","ip":"203.0.113.7"}},"event_name":"checkout"})");
  CHECK(seen(hit).empty());
  const auto& event = hit.events.at(0);
  CHECK(event.currency.value_or("") == "EUR");
  CHECK(event.value->text() == "7");
  REQUIRE(event.user_data.size() == 2);
  CHECK(event.user_data[0].wire == "user.data.ip");  // in the rows' order
  CHECK(
      seen(read(R"({"event_name":"checkout","user":{"data":{"ip":"a","ua":"b"}},"custom":[1]})")) ==
      std::vector<std::string>{"unknown at data.events[0].custom."});
}

TEST_CASE("consent on the wire: limits as a list, ad storage as a letter") {
  const std::string open = R"({"event_name":"checkout",)";
  CHECK(read(open + R"("options":["LDU"]})").events[0].consent.limited);
  CHECK_FALSE(read(open + R"("options":[]})").events[0].consent.limited);
  CHECK(read(open + R"("storage":"D"})").events[0].consent.ad_storage == Signal::denied);
  CHECK(read(open + R"("storage":"G"})").events[0].consent.ad_storage == Signal::granted);
  CHECK(read(open + R"("storage":"x"})").events[0].consent.ad_storage == Signal::unset);
}

TEST_CASE("a hit of parameters is read by the same rows: JSON within one, dots in a key") {
  const auto hit = read_hit(
      "tid=T1&event=checkout&m.currency=EUR&ldu=1&ed=%7B%22value%22%3A50.25%2C%22line_items%22%3A%"
      "5B"
      "%7B%22id%22%3A%22a%22%2C%22quantity%22%3A2%7D%5D%7D");
  REQUIRE(hit.events.size() == 1);
  const auto& event = hit.events[0];
  CHECK(seen(hit).empty());
  CHECK(event.account.value_or("") == "T1");
  CHECK(event.value->text() == "50.25");
  CHECK(event.currency.value_or("") == "EUR");
  CHECK(event.consent.limited);
  REQUIRE(event.items.has_value());
  CHECK(event.items->at(0).id.value_or("") == "a");
  const auto ids = read_hit("event=checkout&ids=a%2C%20b,7").events.at(0).items;
  REQUIRE(ids.has_value());
  CHECK(ids->size() == 3);
  CHECK(ids->at(1).id.value_or("") == "b");
  CHECK(seen(read_hit("event=checkout&ed=%7B")) == std::vector<std::string>{"unreadable at ed"});
}

TEST_CASE("a body is written by its rows, each value as the type that is taken") {
  const auto request = encode(kApi, purchase(Channel::server)).at(0);
  CHECK(request.url == "https://api.toy.example/v5/acc-1/events");
  CHECK(*find_header(request.headers, "Version") == "202609");
  CHECK(find_header(request.headers, "Authorization")->starts_with("Bearer "));
  CHECK(request.body == R"({"data":{"events":[{"event_name":"checkout","event_time":1768471200000,)"
                        R"("action_source":"web","user":{"data":{"em":[")" +
                            kHash +
                            R"("]}},"custom":{"value":"50.25","currency":"EUR",)"
                            R"("contents":[{"id":"7","item_price":"25.10","quantity":2}]}}]}})");
  CHECK(seen(decode(kApi, request, kServer)).empty());
  auto emission = purchase(Channel::server);
  emission.raw.emplace_back("custom.contents[].id", Decimal{7});
  CHECK(encode(kApi, emission).at(0).body.find(R"("contents":[{"id":7,)") != std::string::npos);
}

TEST_CASE("a hit of parameters is written by its rows") {
  auto emission = purchase(Channel::browser);
  emission.raw.emplace_back("ed.promo", std::string("X"));
  const auto request = encode(kApi, emission).at(0);
  const auto url = parse_url(request.url);
  REQUIRE(url);
  const auto query = parse_query(url->query);
  CHECK(*find_param(query, "tid") == "acc-1");
  CHECK(*find_param(query, "m.currency") == "EUR");
  CHECK(*find_param(query, "ids") == "7");
  CHECK(
      *find_param(query, "ed") ==
      R"({"value":50.25,"line_items":[{"id":"7","item_price":"25.10","quantity":2}],"promo":"X"})");
  CHECK(find_param(query, "ldu") == nullptr);
  emission.allowed = Allowed::limited;
  CHECK(encode(kApi, emission).at(0).url.find("ldu=1") != std::string::npos);
}

TEST_CASE("one name in the contract does for both channels; another name is sent as it is") {
  auto emission = purchase(Channel::browser);
  emission.name = EventName::page_view;
  emission.platform_name = "page_visit";
  CHECK(encode(kApi, emission).at(0).url.find("event=pagevisit") != std::string::npos);
  emission.platform_name = "Pagevisit";
  CHECK(encode(kApi, emission).at(0).url.find("event=Pagevisit") != std::string::npos);
  emission.platform_name = "";
  emission.name = EventName::refund;
  CHECK(encode(kApi, emission).empty());
}

TEST_CASE("a batch that one event loses, and one that it doesn't") {
  auto hit = read(kGood + R"(,{"event_name":"bought"})");
  CHECK(taken(hit) == 1);
  CHECK(refusal_of(hit, 0) == nullptr);
  CHECK(refusal_of(hit, 1) != nullptr);
  lose_batch(hit, kUnreadable);
  CHECK(taken(hit) == 0);
  CHECK(refusal_of(hit, 0)->rule == &kUnreadable);
}

TEST_CASE("one event under two names has one key, another account or event another") {
  const auto key = [](std::string account, std::optional<EventName> name, std::string wire,
                      std::string id) {
    TrackedEvent event;
    event.account = Observed<std::string>::of(std::move(account));
    event.name = name;
    event.platform_name = Observed<std::string>::of(std::move(wire));
    if (!id.empty()) event.event_id = Observed<std::string>::of(std::move(id));
    std::string made;
    return by_event_id_across_names(event, {}, made) ? made : std::string();
  };
  const auto one = key("a", EventName::page_view, "pagevisit", "1");
  CHECK(one == key("a", EventName::page_view, "page_visit", "1"));
  CHECK(one != key("b", EventName::page_view, "pagevisit", "1"));
  CHECK(one != key("a", EventName::view_item, "pagevisit", "1"));
  CHECK(one != key("a", EventName::page_view, "pagevisit", "2"));
  CHECK(key("a", {}, "bought", "1") != key("a", {}, "sold", "1"));
  CHECK(key("a", EventName::page_view, "pagevisit", "").empty());
}
