#include <doctest/doctest.h>

#include <string>

#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

namespace {

std::string event(const std::string& name, const std::string& time) {
  return R"({"event_name":")" + name + R"(","event_time":)" + time +
         R"(,"action_source":"website","event_source_url":"https://acme.example/","user_data":)"
         R"({"client_ip_address":"203.0.113.7","client_user_agent":"Mozilla/5.0"},)"
         R"("custom_data":{"value":1,"currency":"EUR"}})";
}

Received post(Mock& mock, const std::string& pixel, const std::string& token,
              const std::string& events = event("Purchase", "1768471170")) {
  const auto query = token.empty() ? std::string() : "?access_token=" + token;
  return mock.send("POST", "https://graph.facebook.com/v25.0/" + pixel + "/events" + query,
                   R"({"data":[)" + events + "]}", {{"Content-Type", "application/json"}});
}

EngineOptions two_accounts() {
  EngineOptions options;
  Account a{.id = "111", .secrets = {fingerprint("token-a")}};
  Account b{.id = "222", .secrets = {fingerprint("token-b")}};
  options.accounts["meta"] = {a, b};
  return options;
}

}  // namespace

TEST_CASE("with no accounts given every pixel and token exists; a token there must be") {
  Mock mock;
  CHECK(post(mock, "any-pixel", "any-token").capture.answer.status == 200);
  const auto got = post(mock, "any-pixel", "");
  CHECK(got.capture.answer.status == 400);
  CHECK(got.capture.answer.body.find("\"code\":104") != std::string::npos);
  CHECK(got.events.at(0).rule == "meta.token.missing");

  Mock recorded(with_settings({{"meta.token_missing", "accept"}}));
  const auto kept = post(recorded, "any-pixel", "");
  CHECK(kept.capture.answer.status == 200);
  CHECK(rules_of(kept) == std::vector<std::string>{"meta.token.not-recorded"});
}

TEST_CASE("with accounts given, others are answered as Meta answers unknown ones") {
  struct Row {
    std::string what{}, pixel{}, token{};
    int status = 0;
    std::string rule{}, answer{};
  };
  const Row rows[] = {
      {"the account's own", "111", "token-a", 200, "", "\"events_received\":1"},
      {"unknown token", "111", "token-x", 401, "meta.token.unknown",
       R"({"error":{"message":"Invalid OAuth access token - Cannot parse access token","type":"OAuthException","code":190)"},
      {"unknown pixel", "333", "token-a", 400, "meta.pixel.unknown",
       R"("type":"GraphMethodException","code":100,"error_subcode":33)"},
      {"another account's token", "111", "token-b", 403, "meta.token.permission", "\"code\":200"},
      {"a token that a capture holds as a fingerprint", "111", fingerprint("token-a"), 200, "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Mock mock(two_accounts());
    const auto got = post(mock, row.pixel, row.token);
    CHECK(got.capture.answer.status == row.status);
    CHECK(got.capture.answer.body.find(row.answer) != std::string::npos);
    CHECK(rules_of(got) ==
          (row.rule.empty() ? std::vector<std::string>{} : std::vector<std::string>{row.rule}));
  }
  Mock mock(two_accounts());
  const auto got = mock.send("GET", "https://www.facebook.com/tr/?id=333&ev=PageView");
  CHECK(got.capture.answer.status == 200);
  CHECK(got.events.at(0).outcome == Outcome::dropped);
  CHECK(got.events[0].rule == "meta.tr.pixel-unknown");
}

TEST_CASE("one bad event loses the whole batch, and each event says why") {
  Mock mock;
  const auto got = post(mock, "1", "t",
                        event("Purchase", "1768471170") + "," + event("Purchase", "1767000000") +
                            "," + event("Lead", "1768471170"));
  REQUIRE(got.events.size() == 3);
  CHECK(got.capture.answer.status == 400);
  CHECK(got.capture.answer.body.find("2804003") != std::string::npos);
  CHECK(got.events[0].rule == "meta.batch");
  CHECK(got.events[1].rule == "meta.event-time.too-old");
  CHECK(got.events[2].rule == "meta.batch");
  CHECK(mock.numbers("meta").counted == 0);
  CHECK(mock.numbers("meta").refused == 2);
}

TEST_CASE("a data source in a sensitive category: green answers, fewer conversions") {
  struct Row {
    std::string restriction{};
    Outcome purchase{}, custom{};
    std::string rule{};
  };
  const Row rows[] = {
      {"none", Outcome::counted, Outcome::counted, "meta.counted"},
      {"core_setup", Outcome::counted, Outcome::counted, "meta.counted"},
      {"standard_events", Outcome::dropped, Outcome::counted, "meta.restricted.standard-events"},
      {"full", Outcome::dropped, Outcome::dropped, "meta.restricted.full"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.restriction);
    auto options = two_accounts();
    options.accounts["meta"][0].restriction = row.restriction;
    Mock mock(std::move(options));
    const auto got = post(mock, "111", "token-a",
                          event("Purchase", "1768471170") + "," + event("Custom", "1768471170"));
    CHECK(got.capture.answer.status == 200);
    CHECK(got.capture.answer.body.find("\"events_received\":2") != std::string::npos);
    CHECK(got.events.at(0).outcome == row.purchase);
    CHECK(got.events[0].rule == row.rule);
    CHECK(got.events[0].warnings.size() == (row.restriction == "core_setup" ? 1 : 0));
    CHECK(got.events.at(1).outcome == row.custom);
  }
}
