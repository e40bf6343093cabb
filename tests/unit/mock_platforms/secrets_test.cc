// Tokens leave no trace: fingerprints stand where they stood.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/base/text.h"
#include "mock_platforms/redact.h"
#include "mock_platforms/secrets.h"
#include "tests/unit/mock_platforms/mock.h"

using namespace tagproof;
using namespace tagproof::test;

TEST_CASE("nobody's requests are answered 404 and kept without their secrets") {
  Mock mock;
  const auto received =
      mock.send("POST", "https://shop.example/x?api_secret=abcdefgh&a=1",
                R"({"access_token":"tok\/en-12345","n":[{"token":"short"}]})",
                {{"Authorization", "Bearer very-secret-1"}, {"Content-Type", "application/json"}});
  CHECK(received.events.empty());
  CHECK(received.capture.platform.empty());
  CHECK(received.capture.answer.status == 404);
  CHECK(received.capture.answer.body.starts_with(
      R"({"format":"tagproof.serve/1","error":{"code":"no_platform","message":")"));
  const auto& request = received.capture.request;
  for (const std::string secret : {"abcdefgh", "tok\\/en", "short", "very-secret-1"}) {
    CAPTURE(secret);
    CHECK(request.url.find(secret) == std::string::npos);
    CHECK(request.body.find(secret) == std::string::npos);
    CHECK(find_header(request.headers, "Authorization")->find(secret) == std::string::npos);
  }
  CHECK(request.url.find("api_secret=" + fingerprint("abcdefgh")) != std::string::npos);
  CHECK(*find_header(request.headers, "Authorization") == "Bearer " + fingerprint("very-secret-1"));
  CHECK(request.body.find("\"" + fingerprint("tok/en-12345") + "\"") != std::string::npos);
  CHECK(received.capture.redacted.size() == 4);
}

TEST_CASE("the token of an Authorization header") {
  struct Row {
    std::string_view header, token;
  };
  const Row rows[]{{"Bearer EAAB-1", "EAAB-1"},
                   {"bearer EAAB-1", "EAAB-1"},
                   {" BEARER \t EAAB-1 ", "EAAB-1"},
                   {"EAAB-1", "EAAB-1"},
                   {"BearerEAAB-1", "BearerEAAB-1"},
                   {"Basic EAAB-1", "Basic EAAB-1"},
                   {" Bearer ", ""},
                   {"Bearer two words", "two words"},
                   {"", ""}};
  for (const auto& row : rows) {
    CAPTURE(row.header);
    CHECK(bearer_token(row.header) == row.token);
  }
}

// Platforms read one value of a name; here two are planted.
TEST_CASE("all that stands under a secret's name is a secret") {
  struct Row {
    const char* name;
    const char* method;
    const char* url;
    const char* body;
    Headers headers{};
    const char* place;
  };
  const Row rows[]{
      {"once more in the query",
       "POST",
       "https://graph.facebook.com/v24.0/1/events?access_token=planted-one&"
       "access_token=planted%2Dtoken-2",
       "",
       {},
       "query.access_token"},
      {"behind an empty one",
       "POST",
       "https://graph.facebook.com/v24.0/1/events?access_token=&access_token=planted-token-2",
       "",
       {},
       "query.access_token"},
      {"in a browser's hit",
       "GET",
       "https://www.facebook.com/tr/?id=1&ev=PageView&access_token=&access_token=planted-token-2",
       "",
       {},
       "query.access_token"},
      {"Measurement Protocol",
       "POST",
       "https://www.google-analytics.com/mp/collect?measurement_id=G-1&api_secret=&"
       "api_secret=planted-token-2",
       "",
       {},
       "query.api_secret"},
      {"a conversion API's query",
       "POST",
       "https://tr.snapchat.com/v3/pixel-1/events?access_token=&access_token=planted-token-2",
       "",
       {},
       "query.access_token"},
      {"a member named twice",
       "POST",
       "https://graph.facebook.com/v24.0/1/events",
       R"({"access_token":"planted-token-2","data":[],"access_token":"planted-one"})",
       {{"Content-Type", "application/json"}},
       "body.access_token"},
      {"a form",
       "POST",
       "https://graph.facebook.com/v24.0/1/events",
       "access_token=planted-one&data=[]&access_token=planted-token-2",
       {{"Content-Type", "application/x-www-form-urlencoded"}},
       "body.access_token"},
      {"a header",
       "POST",
       "https://graph.facebook.com/v24.0/1/events",
       R"({"data":[]})",
       {{"Authorization", "Bearer planted-one"}, {"authorization", "Bearer planted-token-2"}},
       "headers.Authorization"},
      {"behind an empty header",
       "POST",
       "https://graph.facebook.com/v24.0/1/events",
       R"({"data":[]})",
       {{"Authorization", ""}, {"Authorization", "Bearer planted-token-2"}},
       "headers.Authorization"},
      {"a header of its platform's own",
       "POST",
       "https://capi.uet.microsoft.com/v1/123/events",
       R"({"data":[]})",
       {{"DeveloperToken", "planted-one"}, {"DeveloperToken", "planted-token-2"}},
       "headers.DeveloperToken"},
      {"a longer one that begins like another",
       "POST",
       "https://graph.facebook.com/v24.0/1/events?access_token=planted-token&"
       "access_token=planted-token-2",
       "",
       {},
       "query.access_token"},
      {"of several words",
       "POST",
       "https://graph.facebook.com/v24.0/1/events",
       R"({"data":[]})",
       {{"Authorization", "Bearer planted-token-2 planted-token-2"}},
       "headers.Authorization"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Mock mock;
    const auto received = mock.send(row.method, row.url, row.body, row.headers);
    CHECK_FALSE(received.capture.platform.empty());
    const auto& request = received.capture.request;
    CHECK_FALSE(contains(request.url, "planted"));
    CHECK_FALSE(contains(request.body, "planted"));
    for (const auto& [name, value] : request.headers) CHECK_FALSE(contains(value, "planted"));
    CHECK(received.capture.redacted == std::vector<std::string>{row.place});
  }
}

TEST_CASE("a fingerprint of a fingerprint is itself, so that recordings compare with accounts") {
  const auto once = fingerprint("secret");
  CHECK(once.size() == 25);
  CHECK(fingerprint(once) == once);
  CHECK(fingerprint("tagproof:short") != "tagproof:short");
}
