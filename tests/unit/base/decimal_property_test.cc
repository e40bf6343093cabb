#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "harness/base/decimal.h"

namespace tagproof {
namespace {

/// A decimal text of any size that is allowed.
rc::Gen<std::string> decimal_text() {
  return rc::gen::exec([] {
    const auto digits = [](int low, int high) {
      const auto count = static_cast<std::size_t>(*rc::gen::inRange(low, high + 1));
      return *rc::gen::container<std::string>(count,
                                              rc::gen::inRange('0', static_cast<char>('9' + 1)));
    };
    auto whole = digits(1, Decimal::kMaxDigits);
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
    const auto fraction = digits(0, Decimal::kMaxDigits);
    return (*rc::gen::arbitrary<bool>() ? "-" : "") + whole +
           (fraction.empty() ? "" : "." + fraction);
  });
}

Decimal any() { return Decimal::parse(*decimal_text()).value(); }

TEST_CASE("properties of decimals") {
  CHECK(rc::check("the plain form reads back as the same number", [] {
    const auto text = *decimal_text();
    const auto value = Decimal::parse(text);
    RC_ASSERT(value.has_value());
    RC_ASSERT(value->text() == text);
    RC_ASSERT(Decimal::parse(value->plain()) == value);
  }));
  CHECK(rc::check("a + b - b is a", [] {
    const auto a = any(), b = any();
    RC_ASSERT(a + b - b == a);
    RC_ASSERT(a + b == b + a);
    RC_ASSERT(a - b == -(b - a));
  }));
  CHECK(rc::check("the order is that of the difference", [] {
    const auto a = any(), b = any();
    const auto difference = a - b;
    RC_ASSERT((a < b) == difference.is_negative());
    RC_ASSERT((a == b) == difference.is_zero());
    RC_ASSERT((a > b) == (b < a));
  }));
  CHECK(
      rc::check("rounding moves by half a unit at most, and the modes agree on what they mean", [] {
        const auto a = any();
        const auto scale = *rc::gen::inRange(0, Decimal::kMaxDigits + 1);
        const auto unit = Decimal::of_minor(1, scale);
        RC_ASSERT((a.rounded(scale) - a).abs() * 2 <= unit);
        RC_ASSERT((a.rounded(scale, RoundingMode::half_even) - a).abs() * 2 <= unit);
        RC_ASSERT(a.rounded(scale, RoundingMode::down).abs() <= a.abs());
        RC_ASSERT(a.rounded(scale, RoundingMode::up).abs() >= a.abs());
        RC_ASSERT(a.rounded(scale).scale() == scale);
      }));
  CHECK(rc::check("a quotient times its divisor is the dividend, but for the rest", [] {
    const auto price =
        Decimal::of_minor(*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000), 2);
    const auto count = Decimal(*rc::gen::inRange<std::int64_t>(1, 1000));
    RC_ASSERT((price * count).divided_by(count, 2) == price);
    const auto share = price.divided_by(count, 6, RoundingMode::down);
    RC_ASSERT((price - share * count).abs() < count * Decimal::of_minor(1, 6));
  }));
}

}  // namespace
}  // namespace tagproof
