#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;
using std::chrono::hours;

namespace {

/// One event: where it came from, its event id, its fbp, its external_id, how long after the one
/// before.
struct Step {
  Channel channel{};
  std::string id{}, fbp{}, external_id{};
  hours after{};
  std::string name{"Purchase"};
  std::string pixel{"1"};
};

constexpr auto B = Channel::browser;
constexpr auto S = Channel::server;

Received send(Mock& mock, const Step& step) {
  if (step.channel == B) {
    std::string url = "https://www.facebook.com/tr/?id=" + step.pixel + "&ev=" + step.name +
                      "&cd[value]=1&cd[currency]=EUR";
    if (!step.id.empty()) url += "&eid=" + step.id;
    if (!step.fbp.empty()) url += "&fbp=" + step.fbp;
    if (!step.external_id.empty()) url += "&ud[external_id]=" + step.external_id;
    return mock.send("GET", url, "", {}, step.after);
  }
  const auto member = [](const std::string& key, const std::string& value) {
    return value.empty() ? std::string() : ",\"" + key + "\":\"" + value + "\"";
  };
  const auto time = std::to_string(unix_seconds(mock.now() + Duration{step.after}));
  return mock.send(
      "POST", "https://graph.facebook.com/v25.0/" + step.pixel + "/events?access_token=t",
      R"({"data":[{"event_name":")" + step.name + R"(","event_time":)" + time +
          R"(,"action_source":"website")" + member("event_id", step.id) +
          R"(,"user_data":{"client_ip_address":"203.0.113.7","client_user_agent":"x")" +
          member("fbp", step.fbp) + member("external_id", step.external_id) +
          R"(},"custom_data":{"value":1,"currency":"EUR"}}]})",
      {{"Content-Type", "application/json"}}, step.after);
}

const std::string kFbp = "fb.1.1768470000000.1234567890";
const std::string kOtherFbp = "fb.1.1768470000000.99";

}  // namespace

TEST_CASE("Meta counts the rows of its deduplication table") {
  struct Row {
    std::string what{};
    std::vector<Step> steps{};
    int counted = 0;
    std::string rule{};  // of the last event
  };
  const Row rows[] = {
      {"1 browser, then server", {{B, "X"}, {S, "X", "", "", hours{47}}}, 1, "meta.dedup.event-id"},
      {"2 server, then browser", {{S, "X"}, {B, "X", "", "", hours{47}}}, 1, "meta.dedup.event-id"},
      {"3 more than 48 hours later", {{B, "X"}, {S, "X", "", "", hours{49}}}, 2, "meta.counted"},
      {"4 ids differ", {{B, "X", kFbp}, {S, "Y", kOtherFbp}}, 2, "meta.counted"},
      {"5 ids differ, same fbp", {{B, "X", kFbp}, {S, "Y", kFbp}}, 2, "meta.counted"},
      {"6 one lacks its id, same fbp", {{B, "X", kFbp}, {S, "", kFbp}}, 1, "meta.dedup.fbp"},
      {"6 the same the other way", {{B, "", kFbp}, {S, "X", kFbp}}, 1, "meta.dedup.fbp"},
      {"6 same external_id", {{B, "X", "", "u1"}, {S, "", "", "u1"}}, 1, "meta.dedup.external-id"},
      {"7 the same, server first", {{S, "", kFbp}, {B, "X", kFbp}}, 2, "meta.counted"},
      {"8 nothing in common", {{B}, {S}}, 2, "meta.counted"},
      {"9 two browser hits", {{B, "X"}, {B, "X"}}, 2, "meta.counted"},
      {"10 two server posts", {{S, "X"}, {S, "X"}}, 2, "meta.counted"},
      {"11 names differ", {{B, "X"}, {S, "X", "", "", hours{0}, "purchase"}}, 1, "meta.counted"},
      {"12 another pixel",
       {{B, "X"}, {S, "X", "", "", hours{0}, "Purchase", "2"}},
       2,
       "meta.counted"},
      {"13 a reload after the pair", {{B, "X"}, {S, "X"}, {B, "X"}}, 1, "meta.dedup.event-id"},
      {"14 pixel, gateway, own server", {{B, "X"}, {S, "X"}, {S, "X"}}, 1, "meta.dedup.event-id"},
      {"ids compare with case", {{B, "x"}, {S, "X"}}, 2, "meta.counted"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock;
    Received last;
    for (const auto& step : row.steps) last = send(mock, step);
    CHECK(mock.numbers("meta").counted == row.counted);
    CHECK(last.events.at(0).rule == row.rule);
  }
}

TEST_CASE("what the sources leave open is a setting") {
  struct Row {
    std::string what{}, setting{};
    std::vector<Step> steps{};
    std::string rule{};
  };
  const Row rows[] = {
      {"9 two browser hits",
       "meta.same_source_repeats",
       {{B, "X"}, {B, "X"}},
       "meta.dedup.same-source"},
      {"10 two server posts",
       "meta.same_source_repeats",
       {{S, "X"}, {S, "X"}},
       "meta.dedup.same-source"},
      {"5 ids differ, same fbp",
       "meta.dedup_ids_differ_same_person",
       {{B, "X", kFbp}, {S, "Y", kFbp}},
       "meta.dedup.fbp"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(with_settings({{row.setting, "dedup"}}));
    Received last;
    for (const auto& step : row.steps) last = send(mock, step);
    CHECK(mock.numbers("meta").counted == 1);
    CHECK(last.events.at(0).rule == row.rule);
    CHECK(last.events[0].merged_with == CaptureId("c-1"));
  }
}
