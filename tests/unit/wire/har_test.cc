#include "harness/wire/har.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tagproof {
namespace {

ByteSource all_of(std::string_view text) {
  return [text, at = std::size_t{0}](char* to, std::size_t size) mutable {
    const std::string_view part = text.substr(at, size);
    std::ranges::copy(part, to);
    at += part.size();
    return part.size();
  };
}

std::string har(std::string_view entries, std::string_view rest = "") {
  return R"({"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[{"id":"page_1"}],"entries":[)" +
         std::string(entries) + "]" + std::string(rest) + "}}";
}

HarEntry one(std::string_view request) {
  const std::string text = har(R"({"startedDateTime":"2026-01-15T10:00:00.000Z","request":)" +
                               std::string(request) + R"(,"response":{"status":200}})");
  JsonStream json(all_of(text));
  HarReader reader(json);
  auto entry = reader.next();
  REQUIRE(entry);
  CHECK(!reader.next());
  CHECK(json.ok());
  return *entry;
}

TEST_CASE("the bodies that browsers and proxies write") {
  struct Row {
    std::string_view what{};
    std::string_view request{};
    std::string_view body{};
    std::string_view unseen{};
  };
  const Row rows[] = {
      {"Chrome: text",
       R"({"method":"POST","url":"https://a.example/tr/","headers":[],"bodySize":5,"postData":{"mimeType":"text/plain","text":"en=x\n"}})",
       "en=x\n"},
      {"Chrome: a beacon without its body",
       R"({"method":"POST","url":"https://a.example/","headers":[{"name":"content-length","value":"812"}],"bodySize":812})",
       "", "the body of 812 bytes was left out"},
      {"Safari: a body of unknown size that its length gives away",
       R"({"method":"POST","url":"https://a.example/","headers":[{"name":"Content-Length","value":"7"}],"bodySize":-1})",
       "", "the body of 7 bytes was left out"},
      {"an empty POST, as GA4 sends it",
       R"({"method":"POST","url":"https://a.example/g/collect?v=2","headers":[{"name":"content-length","value":"0"}],"bodySize":0})",
       ""},
      {"Firefox: params beside text",
       R"({"method":"POST","url":"https://a.example/","headers":[],"bodySize":7,"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a","value":"1"}],"text":"a=1&b=2"}})",
       "a=1&b=2"},
      {"Charles: params only",
       R"({"method":"POST","url":"https://a.example/","headers":[],"bodySize":9,"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"cd[value]","value":"59.80"},{"name":"ev","value":"Add To"}]}})",
       "cd%5Bvalue%5D=59.80&ev=Add%20To"},
      {"Chrome: params as they were sent",
       R"({"method":"POST","url":"https://a.example/","headers":[],"bodySize":9,"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"cd%5Bvalue%5D","value":"59.80"}]}})",
       "cd%5Bvalue%5D=59.80"},
      {"Proxyman: base64",
       R"({"method":"POST","url":"https://a.example/","headers":[],"bodySize":3,"postData":{"mimeType":"x","text":"AP9h","encoding":"base64"}})",
       std::string_view("\x00\xff\x61", 3)},
      {"base64 that isn't",
       R"({"method":"POST","url":"https://a.example/","headers":[],"bodySize":3,"postData":{"mimeType":"x","text":"***","encoding":"base64"}})",
       "***", "the body says that it is base64 and isn't"},
      {"a compressed body kept decoded",
       R"({"method":"POST","url":"https://a.example/","headers":[{"name":"Content-Encoding","value":"gzip"}],"bodySize":30,"postData":{"mimeType":"application/json","text":"{\"data\":[]}"}})",
       R"({"data":[]})"},
      {"a compressed body kept as broken text",
       "{\"method\":\"POST\",\"url\":\"https://a.example/"
       "\",\"headers\":[{\"name\":\"Content-Encoding\",\"value\":"
       "\"gzip\"}],\"bodySize\":30,\"postData\":{\"mimeType\":\"x\",\"text\":\"\\u001f\\ufffd\\b\"}"
       "}",
       "\x1f\xEF\xBF\xBD\b", "the gzip body was kept as text, which it isn't"},
      {"a compressed body as Latin-1",
       "{\"method\":\"POST\",\"url\":\"https://a.example/"
       "\",\"headers\":[{\"name\":\"Content-Encoding\",\"value\":"
       "\"gzip\"}],\"bodySize\":4,\"postData\":{\"mimeType\":\"x\",\"text\":"
       "\"\\u001f\\u008b\\b\\u00ff\"}}",
       "\x1f\x8b\b\xff"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const HarEntry entry = one(row.request);
    CHECK(entry.request.body == row.body);
    CHECK(entry.body_unseen == row.unseen);
  }
}

TEST_CASE("a multipart form of which only the fields were kept is a multipart form again") {
  const HarEntry entry = one(
      R"({"method":"POST","url":"https://a.example/tr/","headers":[{"name":"content-type","value":"multipart/form-data; boundary=xyz"}],"bodySize":90,
          "postData":{"mimeType":"multipart/form-data; boundary=xyz","params":[{"name":"id","value":"123"},{"name":"ev","value":"Purchase"}]}})");
  CHECK(entry.request.body ==
        "--xyz\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n123\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"ev\"\r\n\r\nPurchase\r\n--xyz--\r\n");
}

TEST_CASE("addresses and headers: pseudo headers go, a fragment is never sent") {
  const HarEntry entry = one(
      R"({"method":"get","url":"https://a.example/tr/?id=1#x","httpVersion":"h3","cookies":[],"headers":[
          {"name":":authority","value":"a.example"},{"name":":method","value":"GET"},{"name":"user-agent","value":"UA"}]})");
  CHECK(entry.request.method == "GET");
  CHECK(entry.request.url == "https://a.example/tr/?id=1");
  CHECK(entry.request.headers == Headers{{"Host", "a.example"}, {"user-agent", "UA"}});
  CHECK(!entry.has_cookies);
  CHECK(one(R"({"url":"https://a.example/","headers":[{"name":"Cookie","value":"a=b"}]})")
            .has_cookies);
}

TEST_CASE("what never left the browser, and what may have") {
  const auto read = [](std::string_view entry) {
    const std::string text = har(entry);
    JsonStream json(all_of(text));
    HarReader reader(json);
    return reader.next()->not_sent;
  };
  CHECK(
      read(
          R"({"request":{"url":"https://a.example/"},"response":{"status":0,"_error":"net::ERR_BLOCKED_BY_CLIENT"}})") ==
      "net::ERR_BLOCKED_BY_CLIENT");
  CHECK(
      read(
          R"({"response":{"status":0,"_error":"net::ERR_ABORTED"},"request":{"url":"https://a.example/"}})") ==
      "");
  CHECK(
      read(
          R"({"_fromCache":"memory","request":{"url":"https://a.example/"},"response":{"status":200}})") ==
      "answered from the browser's memory cache");
}

struct Summary {
  std::vector<std::string> urls{};
  HarFacts facts{};
  std::string problem{};
};
Summary read_all(const std::string& text) {
  JsonStream json(all_of(text), 64);
  HarReader reader(json);
  Summary all;
  while (const auto entry = reader.next()) all.urls.push_back(entry->request.url);
  all.facts = reader.facts();
  all.problem = json.problem();
  return all;
}

TEST_CASE("members in any order, entries that are none, and what the log says of itself") {
  const auto all = read_all(
      R"({"x":[1,{"log":2}],"log":{"entries":[{"request":{"url":"https://a.example/1"}},7,{"response":{}},{"request":{"method":"GET"}},
          {"time":3,"request":{"url":"https://a.example/2","cookies":[{"name":"a"}]},"cache":{}}],"pages":[{},{}],"creator":{"name":"Firefox"}}})");
  CHECK(all.urls == std::vector<std::string>{"https://a.example/1", "https://a.example/2"});
  CHECK(all.facts.entries == 5);
  CHECK(all.facts.unreadable == 3);
  CHECK(all.facts.pages == 2);
  CHECK(all.facts.creator == "Firefox");
  CHECK(all.facts.with_cookies == 1);
  CHECK(all.problem.empty());
}

TEST_CASE("a HAR that ends in the middle gives what stands before, and says where it ends") {
  const std::string whole = har(
      R"({"request":{"url":"https://a.example/1"},"response":{}},{"request":{"url":"https://a.example/2"},"response":{"content":{"text":"abc"}}})");
  const auto cut = read_all(whole.substr(0, whole.find("abc")));
  // The second request is whole: only its answer is cut.
  CHECK(cut.urls.size() == 2);
  CHECK(cut.problem.find("a string has no end") != std::string::npos);
  const auto earlier = read_all(whole.substr(0, whole.find("/2")));
  CHECK(earlier.urls == std::vector<std::string>{"https://a.example/1"});
  CHECK(!earlier.problem.empty());
}

TEST_CASE("a HAR is told by its `log`, wherever that stands") {
  CHECK(looks_like_har(R"({"log":{"entries":[]}})"));
  CHECK(looks_like_har(R"({"_meta":{"a":[1]},"log":{"ver)"));
  CHECK(!looks_like_har(R"({"method":"POST","url":"https://a.example/","log":"x"})"));
  CHECK(!looks_like_har("{\"url\":\"https://a.example/\"}\n{\"log\":{}}"));
  CHECK(!looks_like_har("[]"));
  CHECK(!looks_like_har(""));
}

}  // namespace
}  // namespace tagproof
