#include "harness/base/decimal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/bug.h"

namespace tagproof {
namespace {

__extension__ typedef unsigned __int128 UInt128;

constexpr auto kPowers = [] {
  std::array<UInt128, Decimal::kMaxComputedDigits + 1> powers{};
  UInt128 power = 1;
  for (auto& entry : powers) {
    entry = power;
    power *= 10;  // the product behind the last entry (10^39) is never used
  }
  return powers;
}();

UInt128 power_of_ten(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

constexpr UInt128 kLimit =
    kPowers[Decimal::kMaxComputedDigits];  // every coefficient's magnitude is below it

UInt128 magnitude(Int128 value) {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

Int128 with_sign(UInt128 value, bool negative) {
  const auto positive = static_cast<Int128>(value);
  return negative ? -positive : positive;
}

/// 256 bits: what two coefficients multiply to.
struct Wide {
  UInt128 high = 0, low = 0;
};

Wide multiply(UInt128 a, UInt128 b) {
  constexpr UInt128 kMask = ~std::uint64_t{0};
  if (a <= kMask && b <= kMask) return {0, a * b};  // any shop's amounts
  const UInt128 a0 = a & kMask, a1 = a >> 64, b0 = b & kMask, b1 = b >> 64;
  const UInt128 p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
  const UInt128 middle = (p00 >> 64) + (p01 & kMask) + (p10 & kMask);
  return {p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64), (p00 & kMask) | (middle << 64)};
}

struct WideQuotient {
  Wide quotient{};
  UInt128 remainder = 0;
};

/// `divisor` is below 2^127, so that twice a remainder still fits.
WideQuotient divide(const Wide& value, UInt128 divisor) {
  if (value.high == 0) return {{0, value.low / divisor}, value.low % divisor};
  WideQuotient result;
  for (int bit = 255; bit >= 0; --bit) {
    const UInt128 word = bit >= 128 ? value.high : value.low;
    result.remainder = (result.remainder << 1) | ((word >> (bit % 128)) & 1);
    if (result.remainder < divisor) continue;
    result.remainder -= divisor;
    (bit >= 128 ? result.quotient.high : result.quotient.low) |= UInt128{1} << (bit % 128);
  }
  return result;
}

/// How what was cut off compares with one half; `any` is false when nothing was lost.
struct Lost {
  bool any = false;
  std::strong_ordering to_half = std::strong_ordering::less;
};

Lost lost(UInt128 remainder, UInt128 divisor, bool more = false) {
  const UInt128 rest =
      divisor - remainder;  // remainder < rest: below one half; no doubling that could overflow
  auto to_half = remainder <=> rest;
  if (to_half == std::strong_ordering::equal && more) to_half = std::strong_ordering::greater;
  return {remainder != 0 || more, to_half};
}

UInt128 round(UInt128 quotient, const Lost& cut, RoundingMode mode) {
  bool up = false;
  switch (mode) {
    case RoundingMode::half_up:
      up = cut.to_half >= 0;
      break;
    case RoundingMode::half_even:
      up = cut.to_half > 0 || (cut.to_half == 0 && quotient % 2 == 1);
      break;
    case RoundingMode::up:
      up = true;
      break;
    case RoundingMode::down:
      break;
  }
  return cut.any && up ? quotient + 1 : quotient;
}

void check_scale(int scale) {
  if (scale < 0 || scale > Decimal::kMaxDigits)
    TAGPROOF_BUG("a Decimal has 0 to 18 digits after the point");
}

constexpr int kFarExponent = 100'000'000;

/// The parts of a JSON number, as views into its text.
struct NumberText {
  bool negative = false;
  std::string_view whole{}, fraction{};
  bool has_exponent = false;
  int exponent = 0;  // no longer exact beyond kFarExponent: far outside of what a Decimal can hold
};

std::optional<NumberText> split_number(std::string_view text) {
  NumberText number;
  std::size_t at = 0;
  const auto digits = [&] {
    const auto from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return text.substr(from, at - from);
  };
  if (at < text.size() && text[at] == '-') {
    number.negative = true;
    ++at;
  }
  number.whole = digits();
  if (number.whole.empty() || (number.whole.size() > 1 && number.whole[0] == '0'))
    return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    ++at;
    number.fraction = digits();
    if (number.fraction.empty()) return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    number.has_exponent = true;
    const bool minus = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const auto exponent = digits();
    if (exponent.empty()) return std::nullopt;
    for (const char c : exponent) {
      if (number.exponent < kFarExponent) number.exponent = number.exponent * 10 + (c - '0');
    }
    if (minus) number.exponent = -number.exponent;
  }
  if (at != text.size()) return std::nullopt;
  return number;
}

struct Fitted {
  UInt128 magnitude = 0;
  int scale = 0;
};

/// The value with at most kMaxDigits digits after the point, and with fewer where 128 bits can't
/// hold it otherwise.
Fitted fit(const Wide& value, int scale, RoundingMode mode = RoundingMode::half_up,
           bool more = false) {
  if (value.high == 0 && value.low < kLimit && scale <= Decimal::kMaxDigits && !more)
    return {value.low, scale};  // nothing to drop
  for (int drop = std::max(0, scale - Decimal::kMaxDigits); drop <= scale; ++drop) {
    const UInt128 divisor = power_of_ten(drop);
    const auto [quotient, remainder] = divide(value, divisor);
    if (quotient.high != 0 || quotient.low >= kLimit) continue;
    const auto rounded = round(quotient.low, lost(remainder, divisor, more), mode);
    if (rounded < kLimit) return {rounded, scale - drop};
  }
  TAGPROOF_BUG("a computed Decimal has more than 38 digits before the point");
}

/// Any shop's amounts: whatever is done with two of them fits 38 digits, also with 18 digits more
/// behind the point.
bool is_small(Int128 coefficient) { return coefficient == static_cast<std::int64_t>(coefficient); }
Int128 aligned(Int128 coefficient, int digits) {
  return digits == 0 ? coefficient : coefficient * static_cast<Int128>(power_of_ten(digits));
}

struct PlainNumber {
  std::int64_t coefficient = 0;
  int scale = 0;
};

/// Any shop's amounts: digits and perhaps a point, without an exponent and without zeros in front.
/// Nullopt for what isn't, or isn't so.
std::optional<PlainNumber> plain_number(std::string_view text) {
  PlainNumber number;
  const bool negative = text.starts_with('-');
  const auto unsigned_text = text.substr(negative ? 1 : 0);
  if (unsigned_text.empty() || unsigned_text.size() > Decimal::kMaxDigits) return std::nullopt;
  const auto* const end = unsigned_text.data() + unsigned_text.size();
  const auto* p = unsigned_text.data();
  const auto take_digits = [&] {
    const auto* const begin = p;
    for (; p != end && is_digit(*p); ++p) number.coefficient = number.coefficient * 10 + (*p - '0');
    return p - begin;
  };
  const auto whole = take_digits();
  if (whole == 0 || (whole > 1 && unsigned_text.front() == '0')) return std::nullopt;
  if (p != end && *p == '.') {
    ++p;
    number.scale = static_cast<int>(take_digits());
    if (number.scale == 0) return std::nullopt;
  }
  if (p != end) return std::nullopt;
  if (negative) number.coefficient = -number.coefficient;
  return number;
}

bool less(const Wide& a, const Wide& b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}

Wide minus(const Wide& a, const Wide& b) {
  return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
}

Wide plus(const Wide& a, const Wide& b) {
  const UInt128 low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

}  // namespace

Decimal::Decimal(std::int64_t whole) : Decimal(Int128{whole}, 0) {}

Decimal Decimal::of_minor(std::int64_t minor, int scale) {
  check_scale(scale);
  return {Int128{minor}, scale};
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (const auto plain = plain_number(text)) {
    Decimal result(Int128{plain->coefficient}, plain->scale);
    if (plain->coefficient == 0 && text.front() == '-') result.own_text_ = RareText(text);
    return result;
  }
  const auto number = split_number(text);
  if (!number) return std::nullopt;

  std::string digits;
  digits.reserve(number->whole.size() + number->fraction.size());
  digits.append(number->whole).append(number->fraction);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  auto exponent =
      std::int64_t{number->exponent} - static_cast<std::int64_t>(number->fraction.size());
  if (number->has_exponent) {  // 1.0e-18 fits, though 10e-19 has a digit too many
    while (!digits.empty() && digits.back() == '0' && exponent < 0) {
      digits.pop_back();
      ++exponent;
    }
    if (digits.empty()) exponent = 0;
  }
  const auto count = static_cast<std::int64_t>(digits.size());
  if (exponent < -kMaxDigits || count + exponent > kMaxDigits) return std::nullopt;

  UInt128 coefficient = 0;  // at most 36 digits
  for (const char digit : digits)
    coefficient = coefficient * 10 + static_cast<UInt128>(digit - '0');
  if (exponent > 0 && count > 0) coefficient *= power_of_ten(static_cast<int>(exponent));
  Decimal result(with_sign(coefficient, number->negative),
                 static_cast<int>(std::max<std::int64_t>(0, -exponent)));
  if (result.plain() != text) result.own_text_ = RareText(text);
  return result;
}

std::string Decimal::text() const {
  const auto* own = own_text_.get();
  return own == nullptr ? plain() : *own;
}

std::string Decimal::plain() const {
  std::array<char, kMaxComputedDigits + kMaxDigits + 3> text{};  // with a sign, a zero and a point
  auto* const end = text.data() + text.size();
  auto* first = end;
  const auto write = [&](auto rest) {
    for (int count = 0; rest != 0 || count <= scale_; rest /= 10, ++count) {
      if (count == scale_ && scale_ > 0) *--first = '.';
      *--first = static_cast<char>('0' + static_cast<int>(rest % 10));
    }
  };
  const auto all = magnitude(coefficient());
  const auto low = static_cast<std::uint64_t>(all);  // any shop's amounts
  if (low == all) {
    write(low);
  } else {
    write(all);
  }
  if (is_negative()) *--first = '-';
  return {first, end};
}

Decimal Decimal::rounded(int scale, RoundingMode mode) const {
  check_scale(scale);
  if (scale >= scale_ && is_small(coefficient())) {
    return {aligned(coefficient(), scale - scale_), scale};
  }
  const auto c = magnitude(coefficient());
  Fitted fitted;
  if (scale >= scale_) {
    fitted = fit(multiply(c, power_of_ten(scale - scale_)), scale, mode);
  } else {
    const auto divisor = power_of_ten(scale_ - scale);
    fitted = {round(c / divisor, lost(c % divisor, divisor), mode), scale};
  }
  return {with_sign(fitted.magnitude, coefficient() < 0), fitted.scale};
}

Decimal Decimal::divided_by(const Decimal& divisor, int scale, RoundingMode mode) const {
  check_scale(scale);
  if (divisor.is_zero()) TAGPROOF_BUG("a Decimal is divided by zero");
  // a·10^-s / b·10^-t with `scale` digits is a·10^(scale+t-s) / b; a negative shift takes digits
  // off the quotient.
  const int shift = scale + divisor.scale_ - scale_;
  const auto numerator = multiply(magnitude(coefficient()), power_of_ten(std::max(0, shift)));
  const auto denominator = magnitude(divisor.coefficient());
  const auto [quotient, remainder] = divide(numerator, denominator);
  const bool negative = is_negative() != divisor.is_negative();
  Fitted fitted;
  if (shift >= 0) {
    if (quotient.high == 0 && quotient.low < kLimit - 1) {
      fitted = {round(quotient.low, lost(remainder, denominator), mode), scale};
    } else {
      fitted = fit(quotient, scale, mode, remainder != 0);
    }
  } else {
    const auto cut = power_of_ten(-shift);
    const auto [kept, rest] = divide(quotient, cut);
    fitted = {round(kept.low, lost(rest, cut, remainder != 0), mode), scale};
  }
  return {with_sign(fitted.magnitude, negative), fitted.scale};
}

Decimal Decimal::abs() const { return is_negative() ? -*this : *this; }

std::int64_t Decimal::minor(int scale) const {
  using Limits = std::numeric_limits<std::int64_t>;
  const auto units = rounded(scale).coefficient();
  return static_cast<std::int64_t>(std::clamp<Int128>(units, Limits::min(), Limits::max()));
}

Decimal Decimal::operator-() const { return {-coefficient(), scale_}; }

Decimal operator+(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale_, b.scale_);
  if (is_small(a.coefficient()) && is_small(b.coefficient())) {
    return {aligned(a.coefficient(), scale - a.scale_) + aligned(b.coefficient(), scale - b.scale_),
            scale};
  }
  const auto x = multiply(magnitude(a.coefficient()), power_of_ten(scale - a.scale_));
  const auto y = multiply(magnitude(b.coefficient()), power_of_ten(scale - b.scale_));
  const bool same_sign = a.is_negative() == b.is_negative();
  const bool x_is_larger = !less(x, y);
  const auto fitted = fit(same_sign ? plus(x, y) : x_is_larger ? minus(x, y) : minus(y, x), scale);
  return {with_sign(fitted.magnitude, x_is_larger ? a.is_negative() : b.is_negative()),
          fitted.scale};
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }

Decimal operator*(const Decimal& a, const Decimal& b) {
  if (is_small(a.coefficient()) && is_small(b.coefficient()) &&
      a.scale_ + b.scale_ <= Decimal::kMaxDigits) {
    return {a.coefficient() * b.coefficient(), a.scale_ + b.scale_};
  }
  const auto fitted =
      fit(multiply(magnitude(a.coefficient()), magnitude(b.coefficient())), a.scale_ + b.scale_);
  return {with_sign(fitted.magnitude, a.is_negative() != b.is_negative()), fitted.scale};
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) return a.coefficient() <=> b.coefficient();
  if (is_small(a.coefficient()) && is_small(b.coefficient())) {
    const int scale = std::max(a.scale_, b.scale_);
    return aligned(a.coefficient(), scale - a.scale_) <=>
           aligned(b.coefficient(), scale - b.scale_);
  }
  // Whole and fraction apart: aligning all of both could overflow.
  const auto split = [](const Decimal& value) {
    const auto unit = static_cast<Int128>(power_of_ten(value.scale_));
    const auto align = static_cast<Int128>(power_of_ten(Decimal::kMaxDigits - value.scale_));
    return std::pair(value.coefficient() / unit, value.coefficient() % unit * align);
  };
  return split(a) <=> split(b);
}

}  // namespace tagproof
