#include "harness/wire/json_stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/wire/json.h"

namespace tagproof {
namespace {

/// Gives a text in pieces of `piece` bytes.
ByteSource pieces(std::string_view text, std::size_t piece) {
  return [text, piece, at = std::size_t{0}](char* to, std::size_t size) mutable {
    const std::string_view part = text.substr(at, std::min(size, piece));
    std::ranges::copy(part, to);
    at += part.size();
    return part.size();
  };
}

/// The walk over one document as one text: keys and values as they were taken.
std::string walk(JsonStream& json, std::size_t limit) {
  std::string said;
  if (!json.enter('{')) return json.problem();
  while (json.next('}')) {
    said += std::string(json.key()) + "=";
    const auto value = json.take(limit);
    said += value ? std::string(*value) : json.ok() ? "(too long)" : "";
    said += ";";
  }
  return json.ok() ? said : said + json.problem();
}

TEST_CASE("JSON is walked the same however its bytes come in") {
  struct Row {
    std::string_view text{};
    std::string_view expected{};
    std::size_t limit = 1000;
  };
  const Row rows[] = {
      {"{}", ""},
      {R"( { "a" : 1 , "b" : "x" } )", R"(a=1;b="x";)"},
      {R"({"a":{"b":[1,{"c":"]}"}]},"d":null})", R"(a={"b":[1,{"c":"]}"}]};d=null;)"},
      {R"({"a":"\"","b":"\\","c":"\\\"}","d":"\\\\"})", R"(a="\"";b="\\";c="\\\"}";d="\\\\";)"},
      {R"({"long":"0123456789","b":2})", R"(long=(too long);b=2;)", 8},
      {"\xEF\xBB\xBF{\"a\":true}", "a=true;"},
      {R"({"a":[1,2})", R"(a=at byte 10: the document is cut short)"},
      {R"({"a":"x)", R"(a=at byte 7: a string has no end)"},
      {R"({"a":1)", R"(a=1;at byte 6: the document is cut short)"},
      {R"({"a" 1})", R"(=at byte 5: ':' expected;)"},
      {R"({a:1})", R"(=;at byte 1: a key in quotes expected)"},
      {R"({"a":})", R"(a=;at byte 5: a value expected)"},
      {"[]", "at byte 0: '{' expected"},
      {"", "at byte 0: '{' expected"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string first;
    for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL, 1000UL}) {
      JsonStream json(pieces(row.text, piece), 16);
      const std::string said = walk(json, row.limit);
      if (first.empty()) first = said;
      CHECK(said == first);
    }
    // A problem's place is where the walk stood; its words are what matters.
    if (row.expected.find("at byte") == std::string_view::npos) {
      CHECK(first == row.expected);
    } else {
      const auto words = row.expected.substr(row.expected.rfind(": ") + 2);
      CHECK(first.find(words.substr(0, words.find(';'))) != std::string::npos);
    }
  }
}

TEST_CASE(
    "only what is taken is held: a long value between two short ones costs its length nowhere") {
  const std::string text =
      R"({"before":1,"body":")" + std::string(1 << 20, 'x') + R"(","after":2})";
  JsonStream json(pieces(text, 4096), 4096);
  CHECK(walk(json, 100) == "before=1;body=(too long);after=2;");
  CHECK(json.ok());
}

TEST_CASE("lines of any length, and the half line that a kill left") {
  const std::string text = "one\r\n\n" + std::string(200, 'x') + "\nlast";
  for (const std::size_t piece : {1UL, 5UL, 1000UL}) {
    JsonStream json(pieces(text, piece), 16);
    std::vector<std::string> lines;
    while (const auto line = json.line(100))
      lines.push_back(std::string(line->text) + (line->too_long ? "(too long)" : "") +
                      (line->ended ? "" : "(no end)"));
    CHECK(lines == std::vector<std::string>{"one", "", "(too long)", "last(no end)"});
  }
}

}  // namespace
}  // namespace tagproof
