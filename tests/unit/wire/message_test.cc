#include "harness/wire/message.h"

#include <doctest/doctest.h>

namespace tagproof {
namespace {

TEST_CASE("header names compare without case; order and case stay") {
  Headers headers{{"Host", "a"}, {"X-Forwarded-For", "1"}, {"host", "b"}};
  REQUIRE(find_header(headers, "HOST"));
  CHECK(*find_header(headers, "HOST") == "a");
  CHECK(find_header(headers, "Cookie") == nullptr);

  set_header(headers, "HOST", "c");
  CHECK(headers == Headers{{"Host", "c"}, {"X-Forwarded-For", "1"}});
  set_header(headers, "Cookie", "x=1");
  CHECK(headers == Headers{{"Host", "c"}, {"X-Forwarded-For", "1"}, {"Cookie", "x=1"}});
}

}  // namespace
}  // namespace tagproof
