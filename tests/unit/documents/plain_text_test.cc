#include "harness/documents/plain_text.h"

#include <doctest/doctest.h>

using tagproof::PlainText;

TEST_CASE("a text is read behind its escapes") {
  struct Row {
    const char* source;
    const char* text;
  };
  for (const Row& row : {
           Row{"jane@example.com", "jane@example.com"},
           Row{"jane%40example.com", "jane@example.com"},
           Row{"jane%2540example.com", "jane@example.com"},
           Row{"jane%252540example.com", "jane@example.com"},
           Row{"Jane+Doe", "Jane Doe"},
           Row{"jane%2Bnews", "jane+news"},
           Row{"M%C3%BCller", "Müller"},
           Row{"M%c3%bcller", "Müller"},
           Row{R"(M\u00fcller)", "Müller"},
           Row{R"(M\\u00FCller)", "Müller"},
           Row{R"(jane\u0040example.com)", "jane@example.com"},
           Row{R"(https:\/\/acme.example\/)", "https://acme.example/"},
           Row{R"({\"email\":\"jane\"})", R"({"email":"jane"})"},
           Row{R"(\ud83d\ude00)", "😀"},
           Row{R"(\ud83d)", "\uFFFD"},
           Row{"100%", "100%"},
           Row{"100%25", "100%"},
           Row{"%4", "%4"},
           Row{"%zz", "%zz"},
           Row{"\\", "\\"},
           Row{"\\q", "\\q"},
           Row{"\\u12", "\\u12"},
           Row{"\\\\\\q", "\\q"},
           Row{"", ""},
       }) {
    INFO(row.source);
    const PlainText plain(row.source);
    CHECK(plain.text == row.text);
    CHECK(plain.from.size() == plain.text.size() + 1);
    CHECK(plain.source_of(0, plain.text.size()) == row.source);
  }
}

TEST_CASE("what is found is found in the source") {
  const PlainText plain(R"(a%2540b\u00fcc)");
  CHECK(plain.text == "a@büc");
  CHECK(plain.source_of(1, 2) == "%2540");
  CHECK(plain.source_of(3, 5) == R"(\u00fc)");
  CHECK(plain.lower == "a@büc");
  CHECK(PlainText("JANE MÜLLER").lower == "jane müller");
}
