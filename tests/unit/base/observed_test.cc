#include "harness/base/observed.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/base/decimal.h"

namespace tagproof {
namespace {

const std::string kLong(40, 'x');  // more than a std::string holds in place

TEST_CASE_TEMPLATE("what was observed survives being copied, moved and assigned", T, std::string,
                   Decimal) {
  const auto value = [] {
    if constexpr (std::is_same_v<T, Decimal>)
      return *Decimal::parse("1.50e1");
    else
      return kLong;
  }();
  const std::vector<Observed<T>> all{
      {},
      Observed<T>::empty(),
      Observed<T>::empty(WireKind::array),
      Observed<T>::null(),
      Observed<T>::malformed(kLong, WireKind::object),
      Observed<T>::of(value),
      Observed<T>::of(value, WireKind::number),
  };
  for (const auto& from : all) {
    for (const auto& over : all) {
      CHECK((from == over) == (&from == &over));
      auto copy = over;
      copy = from;
      CHECK(copy == from);
      auto moved = over;
      moved = std::move(copy);
      CHECK(moved == from);
    }
    auto self = from;
    const auto& same = self;
    self = same;
    CHECK(self == from);
    CHECK(self.raw() == (from.is_malformed() ? kLong : ""));
  }
}

TEST_CASE("nothing was said of what is absent, empty or null") {
  CHECK(Observed<std::string>{}.is_absent());
  CHECK(Observed<std::string>::null().says_nothing());
  CHECK(Observed<std::string>::empty().says_nothing());
  CHECK_FALSE(Observed<std::string>::malformed("[1]", WireKind::array).says_nothing());
  CHECK(Observed<std::string>::malformed("[1]").value_or("none") == "none");
}

}  // namespace
}  // namespace tagproof
