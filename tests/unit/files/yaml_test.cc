// YAML as a file of bytes: what is read, and what is refused before anything is stored.
#include <doctest/doctest.h>

#include <string>

#include "harness/files/yaml.h"

namespace tagproof {
namespace {

struct Read {
  std::unique_ptr<Source> source{};
  std::optional<Node> node{};
  std::string problems{};
};

Read read_text(std::string text) {
  Read out;
  out.source = make_source("f.yaml", std::move(text));
  Complaints complaints;
  out.node = parse_yaml(*out.source, complaints);
  Problems problems;
  complaints.into(problems);
  out.problems = show(problems);
  CHECK(out.node.has_value() == problems.empty());
  return out;
}

std::string refused(std::string text) { return read_text(std::move(text)).problems; }

}  // namespace

TEST_CASE("a node is the text as it stands, and where") {
  const auto read = read_text("a: { b: [ 0123, no, \"1\", '' ], ä: ö }\nc:\n");
  REQUIRE(read.node);
  CHECK(read.node->entries.size() == 2);
  const auto& list = read.node->find("a")->find("b")->items;
  CHECK(list[0].text == "0123");
  CHECK(list[1].text == "no");
  CHECK_FALSE(list[1].quoted);
  CHECK(list[2].quoted);
  CHECK(list[3].text.empty());
  CHECK(list[3].is_scalar());
  CHECK(list[2].at.line == 1);
  CHECK(list[2].at.column == 21);
  CHECK(list[2].at.length == 3);
  CHECK(read.node->find("a")->find("ä")->at.column == 35);
  CHECK(read.node->find("c")->is_null());
}

TEST_CASE("a question mark within a word is part of it, in lists too") {
  const auto read = read_text("meta: [fbp, fbc?, \"a?\"]\ntitle: Really? Yes.\n? key\n: value\n");
  REQUIRE(read.node);
  CHECK(read.node->find("meta")->items[1].text == "fbc?");
  CHECK(read.node->find("meta")->items[1].at.length == 4);
  CHECK(read.node->find("meta")->items[2].text == "a?");
  CHECK(read.node->find("meta")->items[2].at.column == 19);
  CHECK(read.node->find("title")->text == "Really? Yes.");
  CHECK(read.node->find("key")->text == "value");
}

TEST_CASE("repeated keys are shown, aliases written out, a byte order mark left out") {
  const auto twice = read_text(
      "\xEF\xBB\xBF"
      "a: 1\na: 2\n");
  REQUIRE(twice.node);
  CHECK(twice.node->entries.size() == 2);
  CHECK(twice.node->entries.front().at.column == 1);
  const auto alias = read_text("a: &x [1, 2]\nb: *x\n");
  REQUIRE(alias.node);
  CHECK(alias.node->find("b")->items.size() == 2);
}

TEST_CASE("files that are refused") {
  CHECK(refused("") == "f.yaml: is empty\n");
  CHECK(refused("# only a comment\n") == "f.yaml: is empty\n");
  CHECK(refused("a: 1\n---\nb: 2\n") ==
        "f.yaml:2:1: a second document begins here; a file holds one\n    2 | ---\n      | ^\n");
  CHECK(refused("a: [1, 2\nb: 3\n").starts_with("f.yaml:2:"));
  CHECK(refused("a: \xFF\n") == "f.yaml:1:4: not UTF-8; save the file in UTF-8\n");
  CHECK(refused("a: \x04\n")
            .starts_with("f.yaml:1:4: the control character 0x04 has no place in YAML\n"));
  CHECK(refused(std::string("a\0b", 3)).starts_with("f.yaml:1:2: the control character 0x00"));
  CHECK(refused("a: !!int 5\n") ==
        "f.yaml:1:4: the tag `tag:yaml.org,2002:int` is not used here; write the value alone\n"
        "    1 | a: !!int 5\n      |    ^\n");
  CHECK(refused("[a, b]: 1\n").find("a key must be text, found a list") != std::string::npos);
  CHECK(refused("a: *nobody\n").starts_with("f.yaml:1:"));
  CHECK(refused("a: &x [*x]\n").find("an alias within the node that it names") !=
        std::string::npos);
}

TEST_CASE("limits, from both sides") {
  const auto nested = [](int depth) {
    return "a: " + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  CHECK(refused(nested(kMaxYamlDepth - 1)) == "");
  CHECK(refused(nested(kMaxYamlDepth)).find("nested deeper than 64 levels") != std::string::npos);
  CHECK(refused(nested(100'000)).find("nested deeper than 64 levels") != std::string::npos);

  CHECK(refused("a: " + std::string(kMaxYamlBytes - 3, 'x')) == "");
  CHECK(refused("a: " + std::string(kMaxYamlBytes - 2, 'x')) ==
        "f.yaml: has 4194305 bytes; at most 4194304\n");
}

TEST_CASE("a billion laughs are cut short") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const auto name = "a" + std::to_string(i);
    const auto before = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " [";
    for (int k = 0; k < 10; ++k) bomb += (k > 0 ? ", " : "") + before;
    bomb += "]\n";
  }
  CHECK(refused(bomb).find("more than 400000 values with all aliases written out") !=
        std::string::npos);
}

}  // namespace tagproof
