#include "harness/base/money.h"

#include <algorithm>

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

bool lists(std::string_view codes, std::string_view code) {
  if (code.size() != 3) return false;
  for (std::size_t at = 0; at + 3 <= codes.size(); at += 4) {
    if (codes[at] == code[0] && codes[at + 1] == code[1] && codes[at + 2] == code[2]) return true;
  }
  return false;
}

}  // namespace

int currency_exponent(std::string_view code) {
  if (!lists(kCurrencies, code)) return -1;
  if (lists(kWithoutMinorUnits, code)) return 0;
  if (lists(kWithThreeDigits, code)) return 3;
  return lists(kWithFourDigits, code) ? 4 : 2;
}

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
