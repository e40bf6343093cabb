#include "harness/wire/url.h"

#include <doctest/doctest.h>

namespace tagproof {
namespace {

TEST_CASE("the parts of an absolute URL") {
  struct Row {
    std::string_view url, scheme, host, port, path, query, fragment;
  };
  const Row rows[] = {
      {"https://graph.facebook.com/v21.0/123/events?access_token=a", "https", "graph.facebook.com",
       "", "/v21.0/123/events", "access_token=a", ""},
      {"http://127.0.0.1:8123/g/collect", "http", "127.0.0.1", "8123", "/g/collect", "", ""},
      {"https://shop.example", "https", "shop.example", "", "/", "", ""},
      {"https://shop.example?a=1#top", "https", "shop.example", "", "/", "a=1", "top"},
      {"https://shop.example/#/cart?x=1", "https", "shop.example", "", "/", "", "/cart?x=1"},
      {"https://shop.example/a?b=/c?d", "https", "shop.example", "", "/a", "b=/c?d", ""},
      {"http://[::1]:80/", "http", "[::1]", "80", "/", "", ""},
      {"https://user:secret@shop.example:443/", "https", "shop.example", "443", "/", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto view = parse_url(row.url);
    REQUIRE(view);
    CHECK(view->scheme == row.scheme);
    CHECK(view->host == row.host);
    CHECK(view->port == row.port);
    CHECK(view->path == row.path);
    CHECK(view->query == row.query);
    CHECK(view->fragment == row.fragment);
  }
}

TEST_CASE("what has no scheme and host is no absolute URL") {
  for (const auto* url :
       {"", "/tr/?id=1", "shop.example/a", "://x", "1a://x", "http://", "http:///a", "http://:80/",
        "http://x:8a/", "http://[::1/", "http://[::1]x/", "javascript:alert(1)"}) {
    CAPTURE(url);
    CHECK_FALSE(parse_url(url));
  }
}

TEST_CASE("a query is pairs in order; what is broken stays as it stands") {
  struct Row {
    std::string_view query;
    Params params;
  };
  const Row rows[] = {
      {"", {}},
      {"a=1&b=%20x", {{"a", "1"}, {"b", " x"}}},
      {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
      {"a+b=c+d%2B", {{"a b", "c d+"}}},
      {"a&b=&=c", {{"a", ""}, {"b", ""}, {"", "c"}}},
      {"a=1&&b=2&", {{"a", "1"}, {"b", "2"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a=100%&b=%zz&c=%4", {{"a", "100%"}, {"b", "%zz"}, {"c", "%4"}}},
      {"cd%5Bvalue%5D=59.80", {{"cd[value]", "59.80"}}},
      {"%61b%=%&c=%4&d=%41%zz%%42+", {{"ab%", "%"}, {"c", "%4"}, {"d", "A%zz%B "}}},
      {"a%3Db=c=%3Dd&%26", {{"a=b", "c==d"}, {"&", ""}}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.query);
    CHECK(parse_query(row.query) == row.params);
  }
}

TEST_CASE("a query's signs are found wherever they stand in a block") {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string run(size, 'x');
    const auto query = run + "%41+b=" + run + "%3D" + run + "=%&" + run + "c&" + run + "%4=%20";
    const Params params{{run + "A b", run + "=" + run + "=%"}, {run + "c", ""}, {run + "%4", " "}};
    CAPTURE(query);
    CHECK(parse_query(query) == params);
    CHECK(percent_decode(query, false) ==
          run + "A+b=" + run + "=" + run + "=%&" + run + "c&" + run + "%4= ");
  }
}

TEST_CASE("encoding is encodeURIComponent's, and comes back") {
  CHECK(percent_encode("a b+c&d=é/-_.!~*'()") == "a%20b%2Bc%26d%3D%C3%A9%2F-_.!~*'()");
  CHECK(percent_decode("a%20b+c", false) == "a b+c");
  CHECK(percent_decode("a%20b+c", true) == "a b c");
  CHECK(build_query({{"a b", "1"}, {"c", "x&y"}}) == "a%20b=1&c=x%26y");
  const Params params{{"ümlaut", "+ %"}, {"", "x"}, {"a", ""}};
  CHECK(parse_query(build_query(params)) == params);
}

TEST_CASE("the first param of a name") {
  const Params params{{"a", "1"}, {"a", "2"}};
  REQUIRE(find_param(params, "a"));
  CHECK(*find_param(params, "a") == "1");
  CHECK(find_param(params, "b") == nullptr);
}

TEST_CASE("one value of a query, without reading the others") {
  for (const std::string_view query : {"", "a=1&b=%20x", "a=1&a=2", "x=a&a+b=c+d%2B", "a&b=&=c",
                                       "&&b=2&a", "%61=3&a=4", "b%5Bvalue%5D=59.80&b=1"}) {
    const auto params = parse_query(query);
    for (const std::string_view name : {"", "a", "b", "a b", "b[value]", "c"}) {
      CAPTURE(query);
      CAPTURE(name);
      const auto found = find_in_query(query, name);
      const auto* expected = find_param(params, name);
      REQUIRE(found.has_value() == (expected != nullptr));
      if (found) CHECK(*found == *expected);
    }
  }
}

TEST_CASE("the pairs of a query as they stand") {
  std::string_view query = "&a=1&&b&=c&d=e=f&%61=%20&";
  std::string said;
  while (const auto pair = next_pair(query))
    said.append(pair->name).append("|").append(pair->rest).append("|").append(pair->value()) += ';';
  CHECK(said == "a|=1|1;b||;|=c|c;d|=e=f|e=f;%61|=%20|%20;");
}

}  // namespace
}  // namespace tagproof
