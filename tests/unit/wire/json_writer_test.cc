#include "harness/wire/json_writer.h"

#include <doctest/doctest.h>

#include "harness/wire/json.h"

namespace tagproof {
namespace {

TEST_CASE("the writer appends exact bytes") {
  std::string out = "body=";
  JsonWriter(out)
      .begin_object()
      .key("data")
      .begin_array()
      .begin_object()
      .key("value")
      .number(*Decimal::parse("59.80"))
      .key("time")
      .number(std::int64_t{-1})
      .key("opt_out")
      .boolean(false)
      .end_object()
      .begin_object()
      .end_object()
      .null()
      .end_array()
      .key("empty")
      .begin_array()
      .end_array()
      .key("raw")
      .raw("[1, 2]")
      .end_object();
  CHECK(
      out ==
      R"(body={"data":[{"value":59.80,"time":-1,"opt_out":false},{},null],"empty":[],"raw":[1, 2]})");
}

TEST_CASE("texts are escaped, and invalid UTF-8 becomes U+FFFD") {
  std::string out;
  JsonWriter(out)
      .begin_array()
      .string("\"\\/\b\f\n\r\t\x01\x7f é😀")
      .string(
          "a\xff"
          "b")
      .end_array();
  CHECK(out == "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f é😀\",\"a\uFFFDb\"]");
  const auto document = JsonDocument::parse(out);
  REQUIRE(document.has_value());
  CHECK(document->root().at(0).text() == "\"\\/\b\f\n\r\t\x01\x7f é😀");
}

TEST_CASE("a text of any length reads back") {
  for (const std::size_t size : {0U, 1U, 255U, 256U, 257U, 600U, 40000U}) {
    for (const std::string_view unit : {"x", "\"", "\x01", "\\n", "é"}) {
      CAPTURE(size);
      CAPTURE(unit);
      std::string text;
      while (text.size() < size) text += unit;
      std::string out;
      JsonWriter(out).string(text);
      const auto document = JsonDocument::parse(out);
      REQUIRE(document.has_value());
      CHECK(document->root().text() == text);
    }
  }
}

}  // namespace
}  // namespace tagproof
