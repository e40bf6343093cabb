#include <doctest/doctest.h>

#include "harness/documents/documents.h"

using namespace tagproof;

namespace {

Capture whole_capture() {
  Capture capture;
  capture.id = CaptureId("refresh-thank-you/c-12");
  capture.scenario = "refresh-thank-you";
  capture.step = 5;
  capture.time = parse_rfc3339("2026-01-15T10:00:33Z");
  capture.platform = PlatformId("meta");
  capture.channel = Channel::server;
  capture.sender = Sender::shop;
  capture.request = {
      "POST",
      "https://graph.facebook.com/v21.0/123/events?access_token=tagproof:0123456789abcdef",
      {{"Content-Type", "application/json"}, {"X-Twice", "1"}, {"X-Twice", "2"}},
      "{\"ä\":1}"};
  capture.answer = {200, {{"A", "b"}}, "{}"};
  capture.redacted = {"query.access_token"};
  return capture;
}

constexpr std::string_view kLine =
    R"({"id":"refresh-thank-you/c-12","scenario":"refresh-thank-you","step":5,"time":"2026-01-15T10:00:33.000Z","platform":"meta","channel":"server","sender":"shop","method":"POST","url":"https://graph.facebook.com/v21.0/123/events?access_token=tagproof:0123456789abcdef","headers":[["Content-Type","application/json"],["X-Twice","1"],["X-Twice","2"]],"body":"{\"ä\":1}","answer":{"status":200,"headers":[["A","b"]],"body":"{}"},"redacted":["query.access_token"]})";

}  // namespace

TEST_CASE("a capture is one line, as formats.md B.2 has it") {
  CHECK(capture_line(whole_capture()) == kLine);
}

TEST_CASE("what was written is read back") {
  Capture capture = whole_capture();
  SUBCASE("whole") {}
  SUBCASE("of a session") {
    CHECK(capture_line(capture, "session").find(R"("session":"refresh-thank-you")") !=
          std::string::npos);
  }
  SUBCASE("bytes that are no text") {
    capture.request.body = std::string("\x00\xff\x80", 3);
    capture.answer.body = "\xff";
    CHECK(capture_line(capture).find(R"("body_base64":"AP+A")") != std::string::npos);
  }
  SUBCASE("cut, of no platform, before any step") {
    capture.platform = {};
    capture.channel.reset();
    capture.sender.reset();
    capture.step = -1;
    capture.refused = "body-size";
    capture.truncated = true;
    capture.guess = "looks like GA4";
    capture.signature = "wrong";
    capture.decode_error = "at byte 3: not JSON";
    capture.redacted.clear();
    CHECK(capture_line(capture).find(R"("platform":null)") != std::string::npos);
  }
  SUBCASE("without a time") { capture.time.reset(); }
  for (const std::string_view key : {"scenario", "session"}) {
    const auto read_back = read_capture(capture_line(capture, key));
    REQUIRE(read_back);
    CHECK(capture_line(*read_back, key) == capture_line(capture, key));
    CHECK(read_back->request == capture.request);
    CHECK(read_back->answer == capture.answer);
    CHECK(read_back->time == capture.time);
    CHECK(read_back->step == capture.step);
  }
}

TEST_CASE(
    "captures of others are read: keys in any order, headers as an object or as HAR has them, "
    "unknown keys") {
  const auto capture = read_capture(
      R"({"body":"x","extra":{"a":[1]},"url":"https://a.example/","headers":{"A":"1","B":"2"},"method":"PUT","answer":{"status":"201","headers":[{"name":"C","value":"3"}]}})");
  REQUIRE(capture);
  CHECK(capture->request.method == "PUT");
  CHECK(capture->request.headers == Headers{{"A", "1"}, {"B", "2"}});
  CHECK(capture->answer.status == 201);
  CHECK(capture->answer.headers == Headers{{"C", "3"}});
  CHECK_FALSE(capture->time);
  CHECK(capture->step == -1);
  CHECK(read_capture(R"({"url":"https://a.example/"})")->request.method == "GET");
}

TEST_CASE("what is no capture says why") {
  struct Row {
    const char* json;
    const char* why;
  };
  for (const Row& row : {
           Row{"", "byte"},
           Row{R"({"url":"https://a.example/")", "byte"},
           Row{"[]", "a capture is an object"},
           Row{"{}", "`url` is missing"},
           Row{R"({"url":1})", "`url` is missing"},
           Row{R"({"url":"https://a.example/","time":"10:00"})", "`time` is no RFC 3339 time"},
           Row{R"({"url":"https://a.example/","body_base64":"?"})", "`body_base64` is not base64"},
       }) {
    INFO(row.json);
    const auto capture = read_capture(row.json);
    REQUIRE_FALSE(capture);
    INFO(capture.error().message);
    CHECK(capture.error().message.find(row.why) != std::string::npos);
  }
}
