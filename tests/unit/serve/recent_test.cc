#include "harness/serve/recent.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace tagproof {
namespace {

TEST_CASE("the oldest leaves, the rest stays in order, also when it closes up") {
  Recent<std::string> recent;
  for (int i = 0; i < 10'000; ++i) recent.push_back(std::to_string(i));
  for (int i = 0; i < 9'000; ++i) recent.pop_front();
  REQUIRE(recent.size() == 1'000);
  for (std::size_t i = 0; i < recent.size(); ++i)
    CHECK(recent.view()[i] == std::to_string(9'000 + i));
}

TEST_CASE("a long list that becomes short goes on as a list") {
  Recent<std::string> recent;
  const std::string tail(100, 'x');
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20'000; ++i) recent.push_back(std::to_string(i) + tail);
    while (recent.size() > 100) recent.pop_front();
    for (std::size_t i = 0; i < recent.size(); ++i)
      CHECK(recent.view()[i] == std::to_string(19'900 + i) + tail);
  }
}

// Counts the memory that is held through it.
struct Payload {
  static inline int held = 0;
  bool holds = false;
  Payload() = default;
  explicit Payload(bool hold) : holds(hold) { held += hold ? 1 : 0; }
  Payload(Payload&& other) noexcept : holds(std::exchange(other.holds, false)) {}
  Payload& operator=(Payload&& other) noexcept {
    // As a string does: what is assigned to keeps its memory where the other has none.
    if (other.holds) std::swap(holds, other.holds);
    return *this;
  }
  ~Payload() { held -= holds ? 1 : 0; }
};

TEST_CASE("what leaves gives its memory back at once") {
  Recent<Payload> recent;
  for (int i = 0; i < 5; ++i) recent.push_back(Payload(true));
  recent.pop_front();
  recent.pop_front();
  CHECK(Payload::held == 3);
}

TEST_CASE("what was taken is put back") {
  Recent<int> recent;
  for (int i = 0; i < 5; ++i) recent.push_back(int{i});
  recent.pop_front();
  auto taken = recent.take();
  CHECK(taken == std::vector<int>{1, 2, 3, 4});
  CHECK(recent.empty());
  recent.put(std::move(taken));
  recent.push_back(5);
  CHECK(recent.size() == 5);
  CHECK(recent.view().front() == 1);
}

TEST_CASE("a long list is put back whole, in order") {
  Recent<std::string> recent;
  const std::string tail(100, 'x');
  for (int i = 0; i < 5'000; ++i) recent.push_back(std::to_string(i) + tail);
  for (int i = 0; i < 700; ++i) recent.pop_front();
  recent.put(recent.take());
  REQUIRE(recent.size() == 4'300);
  for (std::size_t i = 0; i < recent.size(); ++i)
    CHECK(recent.view()[i] == std::to_string(700 + i) + tail);
}

}  // namespace
}  // namespace tagproof
