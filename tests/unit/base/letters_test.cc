#include "harness/base/letters.h"

#include <doctest/doctest.h>

namespace tagproof {

TEST_CASE("letters are taken apart, accents off, as Unicode says") {
  struct Row {
    const char* text{};
    const char* apart{};
    const char* bare{};
  };
  const Row rows[] = {
      {"mary", "mary", "mary"},
      {"valéry", "vale\u0301ry", "valery"},
      {"vale\u0301ry", "vale\u0301ry", "valery"},
      {"Zürich", "Zu\u0308rich", "Zurich"},
      {"Straße", "Straße", "Straße"},
      {"정", "정", "정"},
      {"\xFF\xFE", "\xFF\xFE", "\xFF\xFE"},  // no UTF-8 stays
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(decomposed(row.text) == row.apart);
    CHECK(without_accents(row.text) == row.bare);
  }
}

TEST_CASE("Latin-1 has a byte for each of its letters, and none for others") {
  CHECK(latin1("valéry") == "val\xE9ry");
  CHECK(latin1("정") == "");
  CHECK(latin1("\xFF") == "");
}

// Vectors: RFC 3492 section 7.1, and hosts as browsers show them.
TEST_CASE("a host's labels are written as DNS has them") {
  struct Row {
    const char* host{};
    const char* ascii{};
  };
  const Row rows[] = {
      {"example.com", "example.com"},
      {"müller.example", "xn--mller-kva.example"},
      {"bücher.de", "xn--bcher-kva.de"},
      {"mail.münchen.de", "mail.xn--mnchen-3ya.de"},
      {"\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587.example",
       "xn--ihqwcrb4cv8a8dqg056pqjye.example"},
      {"", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.host);
    CHECK(ascii_host(row.host) == row.ascii);
  }
}

}  // namespace tagproof
