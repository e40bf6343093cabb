#include "reports/escape.h"

#include <doctest/doctest.h>

using namespace tagproof::reports;

namespace {
struct Row {
  const char* text;
  const char* escaped;
};
}  // namespace

TEST_CASE("what a terminal, or a reader's eye, would be misled by becomes visible") {
  for (const Row& row : {
           Row{"plain äöü € 😀", "plain äöü € 😀"},
           Row{"\x1b[31mred", "\\x1b[31mred"},
           Row{"bell\x07 del\x7f", "bell\\x07 del\\x7f"},
           Row{"\xc2\x9b"
               "31m",
               "\\x9b31m"},
           Row{"\u202etxt.exe", "\\u202etxt.exe"},
           Row{"zero\u200bwidth \ufeffmark", "zero\\u200bwidth \\ufeffmark"},
           Row{"two\nlines\tand\r\nmore", "two lines and  more"},
           Row{"broken \xff\xc3", "broken \uFFFD\uFFFD"},
           Row{"\u00a0\u2026\u2192", "\u00a0\u2026\u2192"},
       }) {
    INFO(row.text);
    CHECK(printable(row.text) == row.escaped);
  }
  CHECK(printable("two\nlines\r\n\tmore", true) == "two\nlines\n\tmore");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("markup stays text") {
  for (const Row& row : {
           Row{"<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"},
           Row{"a & b \"c\"", "a &amp; b &quot;c&quot;"},
           Row{"]]> &amp;", "]]&gt; &amp;amp;"},
           Row{"line\nend\ttab\r", "line\nend\ttab"},
           Row{"\x01\x0b", "\\x01\\x0b"},
           Row{"\xff", "\uFFFD"},
           Row{"Ünï — 😀", "Ünï — 😀"},
       }) {
    INFO(row.text);
    CHECK(markup(row.text) == row.escaped);
  }
}

TEST_CASE("markdown begins nothing") {
  CHECK(markdown_text("a|b *c* [d](https://e) <f> `g` @team #1") ==
        "a\\|b \\*c\\* \\[d\\](https:\u200b//e) &lt;f&gt; \\`g\\` @\u200bteam #\u200b1");
  CHECK(markdown_text("two\nlines") == "two lines");
  CHECK(markdown_code("a") == "`a`");
  CHECK(markdown_code("a`b``c") == "```a`b``c```");
  CHECK(markdown_code("`a`") == "`` `a` ``");
  CHECK(markdown_code("a|b\nc") == "`a\\|b c`");
  CHECK(markdown_code("").empty());
}

TEST_CASE("no second job command begins in a message") {
  CHECK(github_message("100% of\n::error::two\r\n") == "100%25 of%0A::error::two%0A");
  CHECK(github_property("a:b,c\nd") == "a%3Ab%2Cc%0Ad");
}

TEST_CASE("a shell reads one word") {
  CHECK(shell_word("scenarios/refund.yaml") == "scenarios/refund.yaml");
  CHECK(shell_word("consent[DE,basic]") == "'consent[DE,basic]'");
  CHECK(shell_word("it's; rm") == "'it'\\''s; rm'");
  CHECK(shell_word("") == "''");
}
