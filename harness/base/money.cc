#include "harness/base/money.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "harness/base/ascii.h"

namespace tagproof {
namespace {

// ISO 4217 list one as of 2026-01-01, in order; without funds, metals and test codes. Old tables
// still list CLF 0 and UGX 2. Withdrawn codes (HRK, ANG, BGN …) are unknown on purpose: no platform
// takes them. Source:
// https://www.six-group.com/en/products-services/financial-information/data-standards.html
constexpr std::string_view kCurrencies =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HTG HUF "
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD "
    "MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB "
    "RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD "
    "UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ";

constexpr std::string_view kWithoutMinorUnits =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
constexpr std::string_view kWithThreeDigits = "BHD IQD JOD KWD LYD OMR TND ";
constexpr std::string_view kWithFourDigits = "CLF UYW ";

constexpr std::size_t kLetters = 26;
constexpr std::size_t kNoCode = kLetters * kLetters * kLetters;

/// The number of a code of three capitals; kNoCode of anything else.
constexpr std::size_t number_of(std::string_view code) {
  if (code.size() != 3) return kNoCode;
  std::size_t number = 0;
  for (const char c : code) {
    if (!is_upper(c)) return kNoCode;
    number = number * kLetters + static_cast<std::size_t>(c - 'A');
  }
  return number;
}

/// By the code's number; asked of nearly every hit. -1: no currency.
constexpr auto kExponents = [] {
  std::array<std::int8_t, kNoCode + 1> exponents{};
  exponents.fill(-1);
  const auto set = [&](std::string_view codes, std::int8_t exponent) {
    for (std::size_t at = 0; at + 3 <= codes.size(); at += 4)
      exponents[number_of(codes.substr(at, 3))] = exponent;
  };
  set(kCurrencies, 2);
  set(kWithoutMinorUnits, 0);
  set(kWithThreeDigits, 3);
  set(kWithFourDigits, 4);
  return exponents;
}();

}  // namespace

int currency_exponent(std::string_view code) { return kExponents[number_of(code)]; }

std::string amount_text(const Decimal& amount, std::string_view currency) {
  const int digits = std::max(0, currency_exponent(currency));
  auto text = amount.scale() < digits ? amount.rounded(digits).plain() : amount.plain();
  // Zeros beyond the currency's digits say nothing ("59.8000", of a product); other digits do.
  if (const auto point = text.find('.');
      point != std::string::npos && currency_exponent(currency) >= 0) {
    const auto shortest = digits > 0 ? point + 1 + static_cast<std::size_t>(digits) : point;
    while (text.size() > shortest && (text.back() == '0' || text.back() == '.')) text.pop_back();
  }
  return text;
}

std::string show(const Money& money) {
  return amount_text(money.amount, money.currency) +
         (money.currency.empty() ? "" : " " + money.currency);
}

}  // namespace tagproof
