#include "harness/shop/behaviour.h"

#include <doctest/doctest.h>

using namespace tagproof;

TEST_CASE("each behaviour has one word, and the reference shop has none") {
  for (std::size_t i = 0; i < kBehaviours; ++i) {
    const auto behaviour = static_cast<Behaviour>(i);
    CHECK(read_behaviour(text(behaviour)) == behaviour);
    CHECK_FALSE(Behaviours{}.has(behaviour));
  }
  CHECK_FALSE(read_behaviour("thank-you-unguarded"));
  CHECK_FALSE(read_behaviour(""));
}
