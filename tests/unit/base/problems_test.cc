#include "harness/base/problems.h"

#include <doctest/doctest.h>

namespace tagproof {
namespace {

TEST_CASE("a problem is shown with its line and a caret") {
  CHECK(show(Problem{.file = "scenarios/refund.yaml",
                     .line = 14,
                     .column = 26,
                     .length = 6,
                     .key = "journey[3].pay.outcom",
                     .message = "unknown key `outcom` in `pay`; did you mean `outcome`?",
                     .source_line = "  - pay: { method: card, outcom: approved }"}) ==
        "scenarios/refund.yaml:14:26: unknown key `outcom` in `pay`; did you mean `outcome`?\n"
        "   14 |   - pay: { method: card, outcom: approved }\n"
        "      |                          ^^^^^^\n");
}

TEST_CASE("a problem of a whole line, of a whole file, of nothing in particular") {
  CHECK(show(Problem{.file = "a.yaml", .line = 2, .message = "odd", .source_line = "x: 1"}) ==
        "a.yaml:2: odd\n    2 | x: 1\n");
  CHECK(show(Problem{.file = "a.yaml", .message = "can't be read"}) == "a.yaml: can't be read\n");
  CHECK(show(Problem{.message = "no target"}) == "no target\n");
  CHECK(show(Problem{
            .file = "a.yaml", .line = 3, .column = 1, .message = "no text", .source_line = ""}) ==
        "a.yaml:3:1: no text\n");
}

TEST_CASE("the caret counts characters, keeps tabs and stays on the line") {
  CHECK(show(Problem{.file = "a",
                     .line = 1,
                     .column = 7,
                     .length = 99,
                     .message = "m",
                     .source_line = "\té: ü x"}) ==
        "a:1:7: m\n    1 | \té: ü x\n      | \t     ^\n");
  CHECK(
      show(Problem{
          .file = "a", .line = 1, .column = 5, .length = 0, .message = "m", .source_line = "ab"}) ==
      "a:1:5: m\n    1 | ab\n      |     ^\n");
  CHECK(show(Problem{
            .file = "a", .line = 123456, .column = 1, .message = "m", .source_line = "ab"}) ==
        "a:123456:1: m\n123456 | ab\n       | ^\n");
}

TEST_CASE("all problems, in order of file and place") {
  Problems problems;
  CHECK(problems.empty());
  problems.add({.file = "b.yaml", .line = 9, .message = "third"});
  problems.add({.file = "b.yaml", .line = 2, .column = 4, .message = "second"});
  problems.add("a.yaml", "first");
  CHECK(problems.size() == 3);
  CHECK(show(problems) == "a.yaml: first\nb.yaml:2:4: second\nb.yaml:9: third\n");
}

}  // namespace
}  // namespace tagproof
