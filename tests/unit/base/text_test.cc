#include "harness/base/text.h"

#include <doctest/doctest.h>

#include <array>
#include <initializer_list>

namespace tagproof {
namespace {

TEST_CASE("lower case, for ASCII only and for Latin, Greek and Cyrillic letters") {
  CHECK(lower_ascii("Jane.DOE@Example.COM É") == "jane.doe@example.com É");
  CHECK(upper_ascii("eur é") == "EUR é");
  struct Row {
    std::string_view text, lower;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"VALÉRY", "valéry"},
           {"MÜLLER × GROẞ", "müller × groß"},
           {"ŁÓDŹ ŽIŽKOV ŸVES ȘTEFAN ĲSSEL", "łódź žižkov ÿves ștefan ĳssel"},
           {"NGUYỄN ƯỚC ĐẠT", "nguyễn ước đạt"},
           {"ΑΘΗΝΑ ΌΣΟ ΟΔΟΣ, Σ", "αθηνα όσο οδος, σ"},
           {"МОСКВА ЁЛКА ЇЖАК ҐУДЗ", "москва ёлка їжак ґудз"},
           {"İZMİR I", "i\u0307zmi\u0307r i"},
           {"東京 ÷ ß", "東京 ÷ ß"},
           {"A\xff"
            "B",
            "a\xff"
            "b"},
       }) {
    CHECK(lower_utf8(row.text) == row.lower);
    CHECK(lower_utf8(row.lower) == row.lower);
  }
  CHECK(equals_ignoring_case("Content-Type", "content-type"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
}

TEST_CASE("trim, split, join, replace") {
  CHECK(trim(" \t\r\n a b \v\f") == "a b");
  CHECK(trim(" \n") == "");
  CHECK(trim("\u00a0x") == "\u00a0x");
  using Parts = std::vector<std::string_view>;
  CHECK(split("a,b,,c", ',') == Parts{"a", "b", "", "c"});
  CHECK(split("", ',') == Parts{""});
  CHECK(split(",", ',') == Parts{"", ""});
  CHECK(join(std::array<std::string, 3>{"a", "", "c"}, ", ") == "a, , c");
  CHECK(join({}, ", ") == "");
  CHECK(replace_all("aXbXX", "X", "--") == "a--b----");
  CHECK(replace_all("aaa", "aa", "a") == "aa");
  CHECK(replace_all("abc", "", "x") == "abc");
}

TEST_CASE("UTF-8 is told from what only looks alike") {
  struct Row {
    std::string_view bytes;
    std::size_t valid;
    std::string_view repaired;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", 0, ""},
           {"aé€😀", 10, "aé€😀"},
           {"a\xff"
            "b",
            1, "a\uFFFDb"},
           {"\xc3", 0, "\uFFFD"},
           {"\xc0\xaf", 0, "\uFFFD\uFFFD"},                      // overlong
           {"\xed\xa0\x80", 0, "\uFFFD\uFFFD\uFFFD"},            // a surrogate
           {"\xf4\x90\x80\x80", 0, "\uFFFD\uFFFD\uFFFD\uFFFD"},  // above U+10FFFF
           {"x\xe2\x82", 1, "x\uFFFD"},                          // cut short: one
           {"x\xe2\x82y", 1, "x\uFFFDy"},
           {"\x80", 0, "\uFFFD"},
       }) {
    CHECK(valid_utf8_prefix(row.bytes) == row.valid);
    CHECK(is_utf8(row.bytes) == (row.valid == row.bytes.size()));
    CHECK(to_utf8(row.bytes) == row.repaired);
  }
}

TEST_CASE("the nearest known word, when it is near") {
  constexpr std::array<std::string_view, 5> kKeys = {"outcome", "method", "order", "items_net",
                                                     "id"};
  CHECK(nearest("outcom", kKeys) == "outcome");
  CHECK(nearest("ouctome", kKeys) == "outcome");
  CHECK(nearest("mehtod", kKeys) == "method");
  CHECK(nearest("item_nett", kKeys) == "items_net");
  CHECK(nearest("di", kKeys) == "id");
  CHECK(nearest("order", kKeys) == "order");
  CHECK_FALSE(nearest("colour", kKeys));
  CHECK_FALSE(nearest("xy", kKeys));
  CHECK_FALSE(nearest("", std::array<std::string_view, 1>{""}));
  CHECK_FALSE(nearest("anything", {}));
}

TEST_CASE("globs") {
  struct Row {
    std::string_view text, pattern;
    bool matches;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"dedup.counted-twice", "dedup.*", true},
           {"value.mismatch", "dedup.*", false},
           {"abc", "abc", true},
           {"abc", "ab", false},
           {"ab", "abc", false},
           {"", "", true},
           {"", "**", true},
           {"abc", "*b*", true},
           {"aXbXc", "a*b*c", true},
           {"aXbX", "a*b*c", false},
           {"aé", "a?", true},
           {"a", "a?", false},
           {"aaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*a*c", false},
       }) {
    CAPTURE(row.text);
    CAPTURE(row.pattern);
    CHECK(matches_glob(row.text, row.pattern) == row.matches);
  }
}

}  // namespace
}  // namespace tagproof
