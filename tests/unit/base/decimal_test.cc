#include "harness/base/decimal.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "harness/base/bug.h"

namespace tagproof {
namespace {

Decimal d(std::string_view text) {
  const auto value = Decimal::parse(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text));
  return *value;
}

const std::string kNines(18, '9');

TEST_CASE("a decimal is read as JSON writes a number, and keeps its text") {
  struct Row {
    std::string text, plain;
  };
  const Row rows[] = {
      {"0", "0"},
      {"-0", "0"},
      {"59.80", "59.80"},
      {"-3", "-3"},
      {"0.00", "0.00"},
      {"-0.5", "-0.5"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1.50e1", "15"},
      {"5980e-2", "59.8"},
      {"1.0e-18", "0.000000000000000001"},
      {"0e999999999999", "0"},
      {kNines, kNines},
      {"0." + kNines, "0." + kNines},
      {"-" + kNines + "." + kNines, "-" + kNines + "." + kNines},
      {"1000000000000000000000e-10", "100000000000"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto value = Decimal::parse(row.text);
    REQUIRE(value);
    CHECK(value->text() == row.text);
    CHECK(value->plain() == row.plain);
  }
}

TEST_CASE("anything else is no decimal") {
  for (const std::string& text : {std::string(),
                                  std::string("-"),
                                  std::string("+1"),
                                  std::string(".5"),
                                  std::string("5."),
                                  std::string("007"),
                                  std::string("05"),
                                  std::string("59,80"),
                                  std::string("1 000"),
                                  std::string(" 1"),
                                  std::string("1 "),
                                  std::string("NaN"),
                                  std::string("Infinity"),
                                  std::string("0x1"),
                                  std::string("1e"),
                                  std::string("1e+"),
                                  std::string("--1"),
                                  std::string("1.2.3"),
                                  std::string("1e19"),
                                  std::string("1e-19"),
                                  "1" + kNines,
                                  "0.0" + kNines,
                                  std::string("1e99999999999999999999"),
                                  std::string("1e-99999999999999999999"),
                                  std::string("1\0", 2)}) {
    CAPTURE(text);
    CHECK_FALSE(Decimal::parse(text));
  }
}

TEST_CASE("comparing aligns the scales and is exact") {
  CHECK(d("59.8") == d("59.80"));
  CHECK(d("-0") == d("0.000"));
  CHECK(d("59.80") < d("59.800000000000000001"));
  CHECK(d("-0.5") < d("0.50"));
  CHECK(d("-1.50") < d("-1.4"));
  CHECK(d(kNines + "." + kNines) > d(kNines));
  CHECK(d(kNines + "." + kNines) > d("-" + kNines + ".1"));
  CHECK(Decimal(3) == d("3.0"));
  CHECK(Decimal::of_minor(5980, 2).text() == "59.80");
}

TEST_CASE("sums, differences and products are exact") {
  CHECK((d("0.1") + d("0.2")).text() == "0.3");
  CHECK((d("59.80") - d("60")).text() == "-0.20");
  CHECK((d("-0.5") + d("0.50")).text() == "0.00");
  CHECK((d("19.90") * d("3")).text() == "59.70");
  CHECK((d("-1.5") * d("0.5")).text() == "-0.75");
  CHECK((-d("1.50")).text() == "-1.50");
  CHECK((-d("0")).text() == "0");
  CHECK(d("-2.5").abs().text() == "2.5");
  auto sum = d("1");
  sum += d("0.25");
  sum -= d("2");
  CHECK(sum.text() == "-0.75");
}

TEST_CASE("a product keeps at most 18 digits after the point") {
  CHECK((d("0.0000000005") * d("0.000000001")).plain() == "0.000000000000000001");
  CHECK((d("0.0000000004") * d("0.000000001")).plain() == "0.000000000000000000");
  CHECK((d("0." + kNines) * d("0." + kNines)).plain() == "0.999999999999999998");
}

TEST_CASE("huge values of a stranger lose digits after the point before anything overflows") {
  const auto huge = d(kNines + "." + kNines);
  CHECK((huge + huge).plain() == "1999999999999999999.999999999999999998");
  CHECK((huge * huge).plain() == "999999999999999999999999999999999998.00");
  auto sum = huge;
  for (int i = 0; i < 1000; ++i) sum += huge;
  CHECK(sum > d(kNines) * Decimal(1001));
  CHECK(sum < d(kNines) * Decimal(1001) + Decimal(1002));
  CHECK(sum > huge);
  CHECK_THROWS_AS(huge * huge * huge, Bug);
  CHECK(huge.minor(2) == std::numeric_limits<std::int64_t>::max());
  CHECK((-huge).minor(2) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("rounding") {
  struct Row {
    const char* value;
    int scale;
    RoundingMode mode;
    const char* expected;
  };
  using enum RoundingMode;
  for (const Row& row : std::initializer_list<Row>{
           {"2.345", 2, half_up, "2.35"},
           {"-2.345", 2, half_up, "-2.35"},
           {"2.344", 2, half_up, "2.34"},
           {"2.345", 2, half_even, "2.34"},
           {"2.355", 2, half_even, "2.36"},
           {"2.3451", 2, half_even, "2.35"},
           {"2.349", 2, down, "2.34"},
           {"-2.349", 2, down, "-2.34"},
           {"2.341", 2, up, "2.35"},
           {"-2.341", 2, up, "-2.35"},
           {"2.340", 2, up, "2.34"},
           {"9.99", 1, half_up, "10.0"},
           {"2.5", 0, half_even, "2"},
           {"3", 2, half_up, "3.00"},
           {"-0.4", 0, half_up, "0"},
       }) {
    CAPTURE(row.value);
    CHECK(d(row.value).rounded(row.scale, row.mode).plain() == row.expected);
  }
  CHECK(d("59.805").minor(2) == 5981);
  CHECK(d("1200").minor(0) == 1200);
  CHECK(d("-0.5").minor(2) == -50);
}

TEST_CASE("dividing") {
  CHECK(d("10").divided_by(d("3"), 4).plain() == "3.3333");
  CHECK(d("20").divided_by(d("3"), 2).plain() == "6.67");
  CHECK(d("-1").divided_by(d("8"), 2).plain() == "-0.13");
  CHECK(d("1").divided_by(d("8"), 2, RoundingMode::half_even).plain() == "0.12");
  CHECK(d("0.000001").divided_by(d("1000"), 0, RoundingMode::up).plain() == "1");
  CHECK(d("0.125").divided_by(d("1"), 1).plain() == "0.1");
  CHECK(d("0.15").divided_by(d("1"), 1).plain() == "0.2");
  CHECK(d(kNines).divided_by(d("0.000000000000000001"), 2).plain() ==
        kNines + std::string(18, '0') + ".00");
  CHECK(d("119").divided_by(d("1.19"), 2).plain() == "100.00");
  CHECK_THROWS_AS(static_cast<void>(d("1").divided_by(d("0.00"), 2)), Bug);
}

}  // namespace
}  // namespace tagproof
