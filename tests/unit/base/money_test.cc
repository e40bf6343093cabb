#include "harness/base/money.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace tagproof {
namespace {

TEST_CASE("a currency's digits") {
  struct Row {
    std::string_view code;
    int digits;
  };
  for (const Row& row : std::initializer_list<Row>{{"EUR", 2},
                                                   {"USD", 2},
                                                   {"JPY", 0},
                                                   {"KWD", 3},
                                                   {"CLF", 4},
                                                   {"CLP", 0},
                                                   {"UGX", 0},
                                                   {"ISK", 0},
                                                   {"ZWG", 2},
                                                   {"XCG", 2},
                                                   {"eur", -1},
                                                   {"", -1},
                                                   {"EU", -1},
                                                   {"EURO", -1},
                                                   {"XXX", -1},
                                                   {"HRK", -1},
                                                   {"UR ", -1},
                                                   {"XAU", -1}}) {
    CAPTURE(row.code);
    CHECK(currency_exponent(row.code) == row.digits);
    CHECK(is_currency(row.code) == (row.digits >= 0));
  }
}

TEST_CASE("money is shown with its currency's digits, and more when it has more") {
  struct Row {
    std::string_view amount, currency, shown;
  };
  for (const Row& row : std::initializer_list<Row>{{"59.8", "EUR", "59.80 EUR"},
                                                   {"59.8000", "EUR", "59.80 EUR"},
                                                   {"59.805", "EUR", "59.805 EUR"},
                                                   {"60", "EUR", "60.00 EUR"},
                                                   {"1200", "JPY", "1200 JPY"},
                                                   {"1200.00", "JPY", "1200 JPY"},
                                                   {"1200.50", "JPY", "1200.5 JPY"},
                                                   {"12.3", "KWD", "12.300 KWD"},
                                                   {"-0.5", "EUR", "-0.50 EUR"},
                                                   {"59.80", "ABC", "59.80 ABC"},
                                                   {"59.80", "", "59.80"}}) {
    CAPTURE(row.amount);
    CHECK(show(Money{*Decimal::parse(row.amount), std::string(row.currency)}) == row.shown);
  }
  CHECK(Money{*Decimal::parse("59.8"), "EUR"} == Money{*Decimal::parse("59.80"), "EUR"});
  CHECK_FALSE(Money{1, "EUR"} == Money{1, "USD"});
}

}  // namespace
}  // namespace tagproof
