#include "harness/wire/json.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace tagproof {
namespace {

JsonDocument parse(std::string_view text) {
  auto document = JsonDocument::parse(text);
  REQUIRE_MESSAGE(document.has_value(), std::string(text));
  return std::move(*document);
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_CASE("a document keeps numbers, offsets, order and repeated keys as they stand") {
  const auto document = parse(
      R"( {"data":[{"value":59.80,"em":["a","b"],"ok":true,"none":null}], "value":1e400,"value":"x"} )");
  const auto root = document.root();
  REQUIRE(root.is(JsonKind::object));
  CHECK(root.size() == 3);
  CHECK(root.offset() == 1);
  CHECK(root.source().front() == '{');
  CHECK(root.source().back() == '}');

  const auto event = root["data"].at(0);
  CHECK(event["value"].is(JsonKind::number));
  CHECK(event["value"].source() == "59.80");
  CHECK(event["value"].text() == "59.80");
  CHECK(event["value"].offset() == 19);
  CHECK(event["em"].size() == 2);
  CHECK(event["em"].at(1).text() == "b");
  CHECK(event["em"].source() == R"(["a","b"])");
  CHECK(event["em"].text() == "");
  CHECK(event["ok"].boolean());
  CHECK(event["none"].is(JsonKind::null));
  CHECK(event["none"].text() == "null");

  CHECK(root["value"].source() == "1e400");
  std::vector<std::string> keys;
  for (const auto& member : root) keys.push_back(member.key());
  CHECK(keys == std::vector<std::string>{"data", "value", "value"});
}

TEST_CASE("looking up in nothing gives nothing") {
  const auto document = parse(R"({"a":[1,{"b":2}],"s":"text"})");
  const auto root = document.root();
  CHECK_FALSE(root["x"]["y"].at(3)["z"].exists());
  CHECK_FALSE(root["a"].at(2).exists());
  CHECK_FALSE(root["a"]["b"].exists());
  CHECK_FALSE(root.at(0).exists());
  CHECK_FALSE(root["s"]["t"].exists());
  CHECK_FALSE(JsonView().exists());
  CHECK(JsonView().text() == "");
  CHECK(JsonView().source() == "");
  CHECK(JsonView().key() == "");
  CHECK(JsonView().size() == 0);
  CHECK(JsonView().begin() == JsonView().end());
  CHECK(root["s"].begin() == root["s"].end());
  CHECK(root["a"].at(1)["b"].text() == "2");
}

TEST_CASE("elements of an array have no name, whatever stood before them") {
  const auto document = parse(R"([{"a":{"b":1}},2,[3],{"c":[4]},"x"])");
  for (const auto& element : document.root()) CHECK(element.key() == "");
  CHECK(document.root().at(3)["c"].key() == "c");
  CHECK(document.root().at(3)["c"].at(0).key() == "");
}

TEST_CASE("empty containers, nesting and iteration") {
  const auto document = parse(R"([[],{},[[],[1]],{"a":{}}, ""])");
  const auto root = document.root();
  std::vector<std::string> sources;
  for (const auto& element : root) sources.emplace_back(element.source());
  CHECK(sources == std::vector<std::string>{"[]", "{}", "[[],[1]]", R"({"a":{}})", "\"\""});
  CHECK(root.at(0).begin() == root.at(0).end());
  CHECK(root.at(1).begin() == root.at(1).end());
  CHECK(root.at(2).size() == 2);
}

TEST_CASE("escapes are undone in texts and names") {
  const auto document = parse(
      R"({"a\u0062":"\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00é","plain":"x","nul":"a\u0000b"})");
  const auto root = document.root();
  CHECK(root["ab"].text() == "\"\\/\b\f\n\r\té€😀é");
  CHECK(root["ab"].key() == "ab");
  CHECK(root["nul"].text() == std::string("a\0b", 3));
  std::string storage;
  CHECK(root["plain"].text(storage) == "x");
  CHECK(storage.empty());
  CHECK(root["ab"].text(storage) == root["ab"].text());
}

TEST_CASE("views stay valid when the document moves") {
  auto document = parse(R"({"a":"short"})");
  const auto view = document.root()["a"];
  const auto moved = std::move(document);
  CHECK(view.text() == "short");
  CHECK(moved.root()["a"].text() == "short");
}

TEST_CASE("what is not JSON is an error that says where") {
  struct Row {
    std::string text, message;
  };
  const Row rows[] = {
      {"", "at byte 0: the document is cut short"},
      {"  ", "at byte 2: the document is cut short"},
      {"tru", "at byte 0: a value expected"},
      {"truex", "at byte 4: something behind the end of the document"},
      {"nul", "at byte 0: a value expected"},
      {"01", "at byte 0: a number has no leading zeros"},
      {"-01", "at byte 1: a number has no leading zeros"},
      {"1.e", "at byte 2: a digit expected"},
      {"1.", "at byte 2: a digit expected"},
      {"1e", "at byte 2: a digit expected"},
      {"-", "at byte 1: a digit expected"},
      {"+1", "at byte 0: a value expected"},
      {".5", "at byte 0: a value expected"},
      {"NaN", "at byte 0: a value expected"},
      {"59,80", "at byte 2: something behind the end of the document"},
      {"[1,]", "at byte 3: a value expected"},
      {"[1 2]", "at byte 3: ',' or ']' expected"},
      {"[1", "at byte 2: ',' or ']' expected"},
      {"[1}", "at byte 2: ',' or ']' expected"},
      {"[", "at byte 1: the document is cut short"},
      {"{", "at byte 1: a key in quotes expected"},
      {"{\"a\"", "at byte 4: ':' expected"},
      {"{\"a\":", "at byte 5: the document is cut short"},
      {"{\"a\":1", "at byte 6: ',' or '}' expected"},
      {"{\"a\":1,}", "at byte 7: a key in quotes expected"},
      {"{a:1}", "at byte 1: a key in quotes expected"},
      {"{'a':1}", "at byte 1: a key in quotes expected"},
      {"{} {}", "at byte 3: something behind the end of the document"},
      {"\"abc", "at byte 4: the string has no end"},
      {"\"a long string without an end", "at byte 29: the string has no end"},
      {"\"a\nb\"", "at byte 2: a control character in a string"},
      {std::string("\"a\0b\"", 5), "at byte 2: a control character in a string"},
      {std::string("1\0", 2), "at byte 1: something behind the end of the document"},
      {"\"\\x\"", "at byte 1: unknown escape in a string"},
      {"\"\\", "at byte 1: unknown escape in a string"},
      {"\"\\u12g4\"", "at byte 1: \\u needs four hex digits"},
      {"\"\\u12", "at byte 1: \\u needs four hex digits"},
      {"\"\\ud83d\"", "at byte 1: half of a surrogate pair"},
      {"\"\\ud83d\\u0041\"", "at byte 1: half of a surrogate pair"},
      {"\"\\ude00\"", "at byte 1: half of a surrogate pair"},
      {"\"ab\xff\"", "at byte 3: not UTF-8"},
      {"\"\xed\xa0\x80\"", "at byte 1: not UTF-8"},
      {"\xef\xbb\xbf{}", "at byte 0: a value expected"},
      {"/* */1", "at byte 0: a value expected"},
      {nested(kMaxJsonDepth + 1), "at byte 64: nested too deep"},
      {std::string(100'000, '['), "at byte 64: nested too deep"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text.substr(0, 80));
    const auto document = JsonDocument::parse(row.text);
    REQUIRE_FALSE(document.has_value());
    CHECK(document.error().message == row.message);
  }
  CHECK(JsonDocument::parse(nested(kMaxJsonDepth)).has_value());
}

TEST_CASE("an observed text: absent, null, empty, malformed and present are five things") {
  const auto document = parse(R"({"t":"x","e":"","n":null,"i":12,"b":false,"a":["x"],"o":{}})");
  const auto root = document.root();
  using Text = Observed<std::string>;
  CHECK(observed_text(root["t"]) == Text::of("x"));
  CHECK(observed_text(root["e"]) == Text::empty());
  CHECK(observed_text(root["n"]) == Text::null());
  CHECK(observed_text(root["?"]) == Text());
  CHECK(observed_text(root["i"]) == Text::of("12", WireKind::number));
  CHECK(observed_text(root["b"]) == Text::of("false", WireKind::boolean));
  CHECK(observed_text(root["a"]) == Text::malformed(R"(["x"])", WireKind::array));
  CHECK(observed_text(root["o"]) == Text::malformed("{}", WireKind::object));
}

TEST_CASE("an observed decimal says how it was written") {
  const auto document =
      parse(R"({"n":59.80,"t":"59.80","e":"","c":"59,80","z":null,"b":true,"big":1e400,"a":[1]})");
  const auto root = document.root();
  using Number = Observed<Decimal>;
  const auto price = *Decimal::parse("59.80");
  CHECK(observed_decimal(root["n"]) == Number::of(price, WireKind::number));
  CHECK(observed_decimal(root["n"])->text() == "59.80");
  CHECK(observed_decimal(root["t"]) == Number::of(price, WireKind::text));
  CHECK(observed_decimal(root["e"]) == Number::empty());
  CHECK(observed_decimal(root["c"]) == Number::malformed("59,80"));
  CHECK(observed_decimal(root["z"]) == Number::null());
  CHECK(observed_decimal(root["?"]) == Number());
  CHECK(observed_decimal(root["b"]) == Number::malformed("true", WireKind::boolean));
  CHECK(observed_decimal(root["big"]) == Number::malformed("1e400", WireKind::number));
  CHECK(observed_decimal(root["a"]) == Number::malformed("[1]", WireKind::array));
}

TEST_CASE("in a form all is text, and nothing is null") {
  const std::string price = "59.80", comma = "59,80", empty;
  CHECK(observed_text(&price) == Observed<std::string>::of("59.80"));
  CHECK(observed_text(&empty) == Observed<std::string>::empty());
  CHECK(observed_text(static_cast<const std::string*>(nullptr)).is_absent());
  CHECK(observed_decimal(&price) ==
        Observed<Decimal>::of(*Decimal::parse("59.80"), WireKind::text));
  CHECK(observed_decimal(&comma) == Observed<Decimal>::malformed("59,80"));
  CHECK(observed_decimal(&empty) == Observed<Decimal>::empty());
  CHECK(observed_decimal(static_cast<const std::string*>(nullptr)).is_absent());
}

}  // namespace
}  // namespace tagproof
