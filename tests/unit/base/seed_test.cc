#include "harness/base/seed.h"

#include <doctest/doctest.h>

#include <array>

#include "harness/base/bug.h"

namespace tagproof {
namespace {

TEST_CASE("the same seed gives the same numbers on any machine") {
  RandomStream stream(1234567);  // the values of the reference implementation
  CHECK(stream.next() == 6457827717110365317ULL);
  CHECK(stream.next() == 3203168211198807973ULL);
  CHECK(stream.next() == 9817491932198370423ULL);

  auto ids = Seed(42).derive("refresh-thank-you").stream("event_id");
  CHECK(ids.digits(10) == "3590985010");
  CHECK(ids.hex(16) == "946c60419708914b");
  CHECK(ids.token(22) == "b4PBybe9LFILiF5ajRLlpg");
}

TEST_CASE("skipped letters are those that a token would have had") {
  auto drawn = Seed(42).stream("answers");
  auto skipped = drawn;
  drawn.token(24);
  skipped.skip(24);
  CHECK(drawn.next() == skipped.next());
}

TEST_CASE("streams go by name, and a seed by its scenario's name") {
  const Seed seed(42);
  CHECK(seed.stream("a").next() == seed.stream("a").next());
  CHECK(seed.stream("a").next() != seed.stream("b").next());
  CHECK(seed.derive("a").value() == seed.derive("a").value());
  CHECK(seed.derive("a").value() != seed.derive("b").value());
  CHECK(seed.derive("a").value() != Seed(43).derive("a").value());
  CHECK(seed.derive("a").stream("x").next() != seed.stream("x").next());
}

TEST_CASE("uniform numbers stay in range and reach all of it") {
  RandomStream stream(1);
  std::array<int, 7> seen{};
  for (int i = 0; i < 7000; ++i) ++seen.at(stream.uniform(7));
  for (const int count : seen) CHECK(count > 850);
  CHECK(stream.uniform(1) == 0);
  CHECK_THROWS_AS(stream.uniform(0), Bug);
}

TEST_CASE("a number's first digit is never 0") {
  RandomStream stream(7);
  for (int i = 0; i < 200; ++i) CHECK(stream.digits(3)[0] != '0');
  CHECK(stream.digits(0) == "");
}

}  // namespace
}  // namespace tagproof
