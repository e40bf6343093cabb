// The Dataset Quality API's answer and key coverage: counted from what the session received.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>

#include "harness/base/hash.h"
#include "harness/wire/json.h"
#include "mock_platforms/meta/meta.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;

namespace {

void browser(Mock& mock, const std::string& id) {
  mock.send("GET",
            "https://www.facebook.com/tr/?id=1&ev=Purchase&cd[value]=1&cd[currency]=EUR&eid=" + id +
                "&fbp=fb.1.1768470000000.1");
}

void server(Mock& mock, const std::string& id, const std::string& user, const std::string& time,
            const std::string& source = "website") {
  mock.send("POST", "https://graph.facebook.com/v25.0/1/events?access_token=t",
            R"({"data":[{"event_name":"Purchase","event_time":)" + time + R"(,"action_source":")" +
                source + R"(","event_source_url":"https://acme.example/","event_id":")" + id +
                R"(","user_data":{)" + user + R"(},"custom_data":{"value":1,"currency":"EUR"}}]})",
            {{"Content-Type", "application/json"}});
}

std::string ask(Mock& mock, const std::string& fields = {}, const std::string& dataset = "1") {
  return mock
      .send("GET", "https://graph.facebook.com/v25.0/dataset_quality?access_token=t&dataset_id=" +
                       dataset + (fields.empty() ? "" : "&fields=" + fields))
      .capture.answer.body;
}

const std::string kPerson =
    R"("em":")" + sha256_hex("jane@example.com") +
    R"(","client_ip_address":"203.0.113.7","client_user_agent":"Mozilla/5.0")";

/// Three orders: merged by event id (the server twice), merged by nothing, and seen by the browser
/// only.
void send_session(Mock& mock) {
  browser(mock, "1001");
  server(mock, "1001", kPerson, "1768471170");
  server(mock, "1001", kPerson, "1768471170");
  browser(mock, "1002");
  server(mock, "#1002", R"("em":"jane@example.com","fbp":"fb.1.1768470000.1")", "1768471170");
  browser(mock, "1003");
  browser(mock, "1004");
  server(mock, "1005", kPerson, "1767000000");                    // refused: too old
  server(mock, "1006", kPerson, "1768471170", "physical_store");  // no web event
}

}  // namespace

TEST_CASE("the quality answer tells what the session received, in Meta's shape") {
  Mock mock;
  send_session(mock);
  const auto document = JsonDocument::parse(ask(mock));
  REQUIRE(document);
  const auto web = document->root()["web"];
  REQUIRE(web.size() == 1);
  const auto row = web.at(0);
  CHECK(row["event_name"].text() == "Purchase");
  const auto coverage = row["event_coverage"];
  CHECK(coverage["percentage"].text() == "25.0");  // one of four browser events
  CHECK(coverage["goal_percentage"].text() == "75");
  const auto by_event_id = row["dedupe_key_feedback"].at(0);
  CHECK(by_event_id["dedupe_key"].text() == "event_id");
  CHECK(by_event_id["browser_events_with_dedupe_key"]["percentage"].text() == "100.0");
  CHECK(by_event_id["server_events_with_dedupe_key"]["percentage"].text() == "100.0");
  CHECK(by_event_id["overall_browser_coverage_from_dedupe_key"]["percentage"].text() == "25.0");
  const auto by_fbp = row["dedupe_key_feedback"].at(2);
  CHECK(by_fbp["dedupe_key"].text() == "fbp");
  CHECK(by_fbp["server_events_with_dedupe_key"]["percentage"].text() == "33.3");
  CHECK(by_fbp["overall_browser_coverage_from_dedupe_key"]["percentage"].text() == "0.0");
  const auto keys = row["event_match_quality"]["match_key_feedback"];
  CHECK(keys.at(0)["identifier"].text() == "email");
  CHECK(keys.at(0)["coverage"]["percentage"].text() == "100.0");
  CHECK(keys.at(1)["identifier"].text() == "ip_address");
  CHECK(keys.at(1)["coverage"]["percentage"].text() == "66.7");
  CHECK(row["data_freshness"]["upload_frequency"].text() == "real_time");
}

TEST_CASE("the quality answer never makes up a score") {
  Mock mock;
  send_session(mock);
  const auto body = ask(mock);
  for (const auto* word : {"score", "acr", "spend", "ad_sets"})
    CHECK(body.find(word) == std::string::npos);
}

TEST_CASE("the quality answer's diagnostics are named as Events Manager names them, and counted") {
  Mock mock;
  send_session(mock);
  const auto document = JsonDocument::parse(ask(mock));
  REQUIRE(document);
  std::map<std::string, std::string> counted;
  for (const auto& one : document->root()["web"].at(0)["event_match_quality"]["diagnostics"]) {
    counted[one["name"].text()] =
        one["affected_event_count"].text() + "/" + one["total_event_count"].text();
  }
  CHECK(counted ==
        std::map<std::string, std::string>{{"Server sending invalid fbp parameter value", "1/7"},
                                           {"Stale event timestamps", "1/7"},
                                           {"Update IPv4 addresses to IPv6", "3/7"}});
}

TEST_CASE("a request for the quality of a data set gets what it asks for") {
  struct Row {
    std::string what{}, fields{}, dataset{}, body{};
  };
  const Row rows[] = {
      {"one field", "web{event_name}", "1", R"({"web":[{"event_name":"Purchase"}]})"},
      {"two of them", "web{event_name,event_coverage{percentage}}", "1",
       R"({"web":[{"event_name":"Purchase","event_coverage":{"percentage":0.0,"goal_percentage":75,"description":"Share of browser events that came from the server as well, with a shared key."}}]})"},
      {"another data set", "web", "2", R"({"web":[]})"},
      {"a hostile selection", std::string(5000, '{'), "2", R"({"web":[]})"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    browser(mock, "1001");
    CHECK(ask(mock, row.fields, row.dataset) == row.body);
  }
}

TEST_CASE("key coverage: per key in percent of server purchases, the valid share beside it") {
  Mock mock;
  send_session(mock);
  CHECK(mock.key_coverage("meta").server_purchases == 3);
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> keys;
  for (const auto& key : mock.key_coverage("meta").keys) {
    if (key.sent > 0) keys[std::string(key.key)] = {key.sent, key.valid};
  }
  using Counts = std::pair<std::int64_t, std::int64_t>;
  CHECK(keys == std::map<std::string, Counts>{
                    {"email", {3, 2}}, {"fbp", {1, 0}}, {"ip", {2, 2}}, {"user_agent", {2, 2}}});
  Mock browser_only;
  browser(browser_only, "1001");
  CHECK(browser_only.key_coverage("meta").keys.empty());
}

TEST_CASE("names made up by a sender don't make the notes grow without end") {
  Mock mock;
  for (int i = 0; i < 700; ++i) {
    mock.send("GET", "https://www.facebook.com/tr/?id=1&ev=Name" + std::to_string(i));
  }
  const auto document = JsonDocument::parse(ask(mock, "web{event_name}"));
  REQUIRE(document);
  CHECK(document->root()["web"].size() == 500);
}
