#include <array>

#include "harness/base/digits.h"
#include "harness/base/hash.h"
#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/base/time.h"
#include "harness/model/template.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

/// Lower case without ASCII white space, punctuation and digits; letters beyond ASCII stay.
/// Source:
/// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : lower_utf8(text)) {
    if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) letters += c;
  }
  return letters;
}

std::string zip_of(std::string_view text, std::string_view country) {
  std::string zip;
  for (const char c : lower_utf8(text)) {
    if (c == '-' && equals_ignoring_case(country, "US")) break;
    if (c != ' ' && c != '-' && c != '\t') zip += c;
  }
  return zip;
}

struct CallingCode {
  std::string_view country{};
  std::string_view code{};
  bool keeps_zero = false;  // the trunk 0 is part of the number (Italy)
};
// Source: ITU-T E.164 assigned country codes https://www.itu.int/pub/T-SP-E.164D
constexpr std::array<CallingCode, 30> kCallingCodes{{
    {"DE", "49"},  {"AT", "43"},  {"CH", "41"},  {"FR", "33"},  {"IT", "39", true}, {"ES", "34"},
    {"NL", "31"},  {"BE", "32"},  {"PL", "48"},  {"SE", "46"},  {"DK", "45"},       {"NO", "47"},
    {"FI", "358"}, {"PT", "351"}, {"IE", "353"}, {"GB", "44"},  {"US", "1"},        {"CA", "1"},
    {"AU", "61"},  {"NZ", "64"},  {"JP", "81"},  {"KR", "82"},  {"BR", "55"},       {"MX", "52"},
    {"IN", "91"},  {"CZ", "420"}, {"GR", "30"},  {"KW", "965"}, {"LU", "352"},      {"IS", "354"},
}};

/// "+4915123456789" from "+49 151 23456789", "0049 151…" or "0151 23456789" of a German shopper; ""
/// when it can't be told.
std::string e164_of(std::string_view phone, std::string_view country) {
  phone = trim(phone);
  auto digits = digits_of(phone);
  if (phone.starts_with('+')) return digits.empty() ? std::string{} : "+" + digits;
  if (digits.starts_with("00")) return "+" + digits.substr(2);
  for (const auto& row : kCallingCodes) {
    if (!equals_ignoring_case(row.country, country)) continue;
    if (digits.empty()) return {};
    if (row.code == "1" && digits.size() == 11 && digits.starts_with('1')) return "+" + digits;
    if (!row.keeps_zero && digits.starts_with('0')) digits.erase(0, 1);
    return "+" + std::string(row.code) + digits;
  }
  return {};
}

std::string truncated(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool starts_character = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts_character && characters-- == 0) break;
  }
  return std::string(text.substr(0, at));
}

std::string country_of(const Lookup& lookup) {
  static const auto& kCountry = placeholder("shopper.country");
  static const auto& kRegion = placeholder("consent.region");
  auto country = plain_text(lookup(kCountry));
  if (country.empty()) country = plain_text(lookup(kRegion)).substr(0, 2);
  return country;
}

/// The currency's digits after the point.
int digits_of_currency(const Lookup& lookup) {
  static const auto& kOfOrder = placeholder("order.currency");
  static const auto& kOfCart = placeholder("cart.currency");
  auto currency = plain_text(lookup(kOfOrder));
  if (currency.empty()) currency = plain_text(lookup(kOfCart));
  const int exponent = currency_exponent(currency);
  return exponent < 0 ? 2 : exponent;
}

/// Nothing stays nothing, and an empty text hashes to nothing: the digest of "" would join all who
/// left a field empty.
TemplateValue hashed(const TemplateValue& value, std::string (*hash)(std::string_view)) {
  const auto text = plain_text(value);
  if (text.empty()) return std::monostate{};
  return hash(text);
}

/// A text that the filter makes nothing of is nothing.
TemplateValue unless_empty(std::string text) {
  if (text.empty()) return std::monostate{};
  return text;
}

}  // namespace

TemplateValue apply_filter(const FilterCall& call, TemplateValue value, const Lookup& lookup) {
  if (call.filter == TemplateFilter::otherwise) {
    if (std::holds_alternative<std::monostate>(value) || plain_text(value).empty())
      return call.argument;
    return value;
  }
  if (std::holds_alternative<std::monostate>(value) ||
      std::holds_alternative<std::vector<EmittedItem>>(value)) {
    return value;
  }
  const auto number = [&] {
    const auto* already = std::get_if<Decimal>(&value);
    return already != nullptr ? std::optional(*already) : Decimal::parse(plain_text(value));
  };
  const auto of_number = [&](auto make) -> TemplateValue {
    const auto known = number();
    if (!known) return std::monostate{};
    return make(*known);
  };
  const auto text = [&] { return plain_text(value); };
  switch (call.filter) {
    case TemplateFilter::number:
      return of_number([](const Decimal& n) { return n; });
    case TemplateFilter::negate:
      return of_number([](const Decimal& n) { return -n; });
    case TemplateFilter::round:
      return of_number([&](const Decimal& n) { return n.rounded(call.number); });
    case TemplateFilter::rfc3339:
      return of_number([](const Decimal& n) { return rfc3339(from_unix_millis(n.minor(3))); });
    case TemplateFilter::minor_units:
      return of_number(
          [&](const Decimal& n) { return Decimal{n.minor(digits_of_currency(lookup))}; });
    case TemplateFilter::trim:
      return std::string(trim(text()));
    case TemplateFilter::lower:
      return lower_utf8(text());
    case TemplateFilter::upper:
      return upper_ascii(text());
    case TemplateFilter::digits:
      return digits_of(text());
    case TemplateFilter::e164:
      return unless_empty(e164_of(text(), country_of(lookup)));
    case TemplateFilter::name:
    case TemplateFilter::city:
      return letters_of(text());
    case TemplateFilter::zip:
      return zip_of(text(), country_of(lookup));
    case TemplateFilter::sha256:
      return hashed(value, sha256_hex);
    case TemplateFilter::sha1:
      return hashed(value, sha1_hex);
    case TemplateFilter::md5:
      return hashed(value, md5_hex);
    case TemplateFilter::url_encode:
      return percent_encode(text());
    case TemplateFilter::truncate:
      return truncated(text(), static_cast<std::size_t>(call.number));
    case TemplateFilter::prefix:
      return call.argument + text();
    case TemplateFilter::suffix:
      return text() + call.argument;
    case TemplateFilter::text:
    case TemplateFilter::otherwise:
      break;
  }
  return text();
}

}  // namespace tagproof
