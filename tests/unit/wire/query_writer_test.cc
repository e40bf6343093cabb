#include "harness/wire/query_writer.h"

#include <doctest/doctest.h>

#include <string>

#include "harness/wire/url.h"

namespace tagproof {
namespace {

using Names = QueryWriter::Names;

TEST_CASE("pairs follow what stands before them") {
  std::string url = "https://a.example/tr?";
  QueryWriter query(url);
  query.pair("v", "2").pair("dl", "https://b.example/?x=1&y").pair("", "").pair("cd[value]", "é");
  CHECK(url ==
        "https://a.example/tr?v=2&dl=https%3A%2F%2Fb.example%2F%3Fx%3D1%26y&=&cd[value]=%C3%A9");
}

TEST_CASE("names are encoded where that is wanted") {
  std::string body;
  QueryWriter query(body, Names::encoded);
  query.pair("cd[value]", "1").pair("a b", "2");
  CHECK(body == "cd%5Bvalue%5D=1&a%20b=2");
}

TEST_CASE("a value in parts") {
  std::string text;
  QueryWriter query(text);
  query.key("pr1").word("id").text("A~1").word("~nm").text("Pen & ink").pair("_s", "1");
  CHECK(text == "pr1=idA~1~nmPen%20%26%20ink&_s=1");
}

TEST_CASE("a value in place of another") {
  struct Row {
    std::string_view name{}, value{}, as_they_stand{}, encoded{};
  };
  constexpr Row kRows[] = {
      {"a", "x&y", "a=x%26y&ab=2&c[d]=3&a=4", "a=x%26y&ab=2&c%5Bd%5D=3&a=4"},
      {"ab", "", "a=1&ab=&c[d]=3&a=4", "a=1&ab=&c%5Bd%5D=3&a=4"},
      {"c[d]", "long value", "a=1&ab=2&c[d]=long%20value&a=4",
       "a=1&ab=2&c%5Bd%5D=long%20value&a=4"},
      {"b", "5", "a=1&ab=2&c[d]=3&a=4&b=5", "a=1&ab=2&c%5Bd%5D=3&a=4&b=5"},
      {"c", "5", "a=1&ab=2&c[d]=3&a=4&c=5", "a=1&ab=2&c%5Bd%5D=3&a=4&c=5"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.name);
    for (const auto names : {Names::as_they_stand, Names::encoded}) {
      std::string text = "a=0&";  // is none of its pairs
      QueryWriter query(text, names);
      query.pair("a", "1").pair("ab", "2").pair("c[d]", "3").pair("a", "4");
      query.put(row.name, row.value);
      const auto& expected = names == Names::encoded ? row.encoded : row.as_they_stand;
      CHECK(text == "a=0&" + std::string(expected));
    }
  }
}

TEST_CASE("what is written comes back, and is what build_query says") {
  const Params params{{"ümlaut", "+ %"}, {"", "x"}, {"a", ""}, {"a", std::string(700, '/')}};
  std::string text;
  QueryWriter query(text, Names::encoded);
  for (const auto& [name, value] : params) query.pair(name, value);
  CHECK(text == build_query(params));
  CHECK(parse_query(text) == params);
}

}  // namespace
}  // namespace tagproof
