#include "harness/wire/values.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/hash.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

using Found = std::vector<std::pair<std::string, std::string>>;  // where, value

Found values_of(const Request& request) {
  Found found;
  each_value(request, [&](const ValuePlace& place, std::string_view value) {
    found.emplace_back(text(place), value);
  });
  return found;
}

std::string where(const Request& request, std::string_view wanted) {
  for (const auto& [place, value] : values_of(request)) {
    if (value == wanted) return place;
  }
  return "nowhere";
}

Request get(std::string url) { return {.method = "GET", .url = std::move(url)}; }

Request post(std::string type, std::string body) {
  return {.method = "POST",
          .url = "https://p.example/t",
          .headers = {{"Content-Type", std::move(type)}},
          .body = std::move(body)};
}

}  // namespace

TEST_CASE("a value is found wherever it stands, and its place is named") {
  const std::string once = percent_encode("jane@x.example");
  const std::string twice = percent_encode(once);
  const std::string in_base64 = base64("{\"who\":\"jane@x.example\"}");
  struct Row {
    const char* place{};
    Request request{};
  };
  const Row rows[] = {
      {"query parameter q", get("https://p.example/t?a=1&q=" + once)},
      {"query parameter q", get("https://p.example/t?q=" + twice)},
      {"query parameter q", get("https://p.example/t?q=" + percent_encode(twice))},
      {"the address's fragment", get("https://p.example/t#" + once)},
      {"who in the address's fragment", get("https://p.example/t#who=" + once)},
      {"query parameter login in an address in query parameter dl",
       get("https://p.example/t?dl=" + percent_encode("https://s.example/a?login=" + once))},
      {"a[1].who in query parameter cd",
       get("https://p.example/t?cd=" + percent_encode(R"({"a":[0,{"who":"jane@x.example"}]})"))},
      {"who in base64 in query parameter d", get("https://p.example/t?d=" + in_base64)},
      {"form field em", post("application/x-www-form-urlencoded", "em=" + once)},
      {"form field em in the body", post("text/plain", "en=purchase\nem=" + once)},
      {"who in form field cd", post("application/x-www-form-urlencoded",
                                    "cd=" + percent_encode(R"({"who":"jane@x.example"})"))},
      {"data[0].note in the body",
       post("application/json", R"({"data":[{"note":"jane\u0040x.example"}]})")},
      {"note.a in the body", post("application/json", R"({"note":"{\"a\":\"jane@x.example\"}"})")},
      {"the body", post("text/plain", "jane@x.example")},
      {"a name in query parameter jane@x.example", get("https://p.example/t?" + once + "=1")},
  };
  for (const auto& row : rows) {
    CAPTURE(row.request.url);
    CAPTURE(row.request.body);
    CHECK(where(row.request, "jane@x.example") == row.place);
  }
  CHECK(where(get("https://p.example/u/jane%40x.example"), "/u/jane@x.example") ==
        "the address's path");
  Request headers = get("https://p.example/t");
  headers.headers = {{"X-User", base64("jane@x.example")}, {"Cookie", "a=1; who=" + once}};
  CHECK(where(headers, "jane@x.example") == "base64 in the header X-User");
  headers.headers.erase(headers.headers.begin());
  CHECK(where(headers, "jane@x.example") == "the cookie who");
}

TEST_CASE("a value in a page's address is told from one in the hit's own") {
  const auto in_page = [](const Request& request) {
    bool found = false;
    each_value(request, [&](const ValuePlace& place, std::string_view value) {
      found = found || (value == "secret" && in_page_address(place));
    });
    return found;
  };
  CHECK(in_page(get("https://p.example/t?dl=https%3A%2F%2Fs.example%2F%3Fa%3Dsecret")));
  CHECK_FALSE(in_page(get("https://p.example/t?a=secret")));
  Request referred = get("https://p.example/t");
  referred.headers = {{"Referer", "https://s.example/?a=secret"}};
  CHECK(in_page(referred));
}

TEST_CASE("members of a JSON body in which no others stand are parts, which may be passed over") {
  const auto request = post(
      "application/json", R"({"data":[{"em":["a@x.example","b"],"contents":[{"id":"X"}],"n":1}]})");
  std::vector<std::string> parts, values;
  each_value(
      request, [&](const ValuePlace&, std::string_view value) { values.emplace_back(value); },
      [&](std::string_view name, std::string_view raw) {
        if (name.empty()) parts.emplace_back(raw);
        return !raw.starts_with("\"em\"");
      });
  CHECK(parts ==
        std::vector<std::string>{R"("em":["a@x.example","b"])", R"("id":"X")", R"("n":1)"});
  CHECK(std::ranges::find(values, "a@x.example") == values.end());
  CHECK(std::ranges::find(values, "X") != values.end());
}

TEST_CASE("hostile wrappings end: depth is limited, cost grows with the size alone") {
  std::string nested = "x";
  for (int i = 0; i < 40; ++i) nested = percent_encode(nested + "%41");
  CHECK(values_of(get("https://p.example/t?q=" + nested)).size() < 10);
  std::string boxes(2000, '[');
  CHECK_FALSE(values_of(post("application/json", boxes)).empty());
  std::string wrapped = "jane@x.example";
  for (int i = 0; i < 12; ++i) wrapped = base64(wrapped);
  CHECK_FALSE(values_of(get("https://p.example/t?q=" + percent_encode(wrapped))).empty());
}

}  // namespace tagproof
