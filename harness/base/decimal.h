#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tagproof {

__extension__ typedef __int128 Int128;

enum class RoundingMode { half_up, half_even, down, up };

/// An exact decimal number as it stands on the wire: a coefficient, a scale and its own text, which
/// is kept only where the number doesn't say it ("1.5e3", "-0").
/// Up to 18 digits on each side of the point; anything else is no Decimal. Never passes through a
/// double. Comparing aligns the scales and is exact: 59.8 == 59.80, though their texts differ.
///
/// What is computed may have more digits before the point than what is read (kMaxComputedDigits in
/// all), so that a stranger's huge values never stop the program: sums and products of them are
/// exact as long as they fit, then give up digits after the point (rounded half up). Only what
/// doesn't fit without any of these is a bug.
class Decimal {
 public:
  static constexpr int kMaxDigits = 18;
  static constexpr int kMaxComputedDigits = 38;

  Decimal() = default;          // 0
  Decimal(std::int64_t whole);  // NOLINT(google-explicit-constructor): 1 is a Decimal
  /// `minor` units with `scale` digits after the point: of_minor(5980, 2) is 59.80.
  static Decimal of_minor(std::int64_t minor, int scale);

  /// "-12", "59.80", "1.5e3": an optional '-', digits without leading zeros, optionally '.' and
  /// digits, optionally an exponent (JSON's grammar). No '+', spaces, separators, "NaN" or more
  /// than kMaxDigits digits on a side: nullopt.
  static std::optional<Decimal> parse(std::string_view text);

  /// As written when it was parsed; the plain form otherwise.
  [[nodiscard]] std::string text() const;
  /// The plain form with exactly the scale it has: "59.80", "-3", "0.00".
  [[nodiscard]] std::string plain() const;

  [[nodiscard]] int scale() const { return scale_; }
  [[nodiscard]] bool is_zero() const { return low_ == 0 && high_ == 0; }
  [[nodiscard]] bool is_negative() const { return high_ < 0; }

  /// With exactly `scale` (0 … kMaxDigits) digits after the point; rounds when digits are lost.
  /// `up` is away from zero, `down` towards it; a half goes away from zero (half_up) or to the even
  /// neighbour (half_even).
  [[nodiscard]] Decimal rounded(int scale, RoundingMode mode = RoundingMode::half_up) const;
  /// The quotient with `scale` digits after the point. `divisor` must not be zero.
  [[nodiscard]] Decimal divided_by(const Decimal& divisor, int scale,
                                   RoundingMode mode = RoundingMode::half_up) const;
  [[nodiscard]] Decimal abs() const;
  /// The whole number of minor units at `scale`; digits beyond are rounded half up. What no int64
  /// can hold is the largest or smallest int64.
  [[nodiscard]] std::int64_t minor(int scale) const;

  Decimal operator-() const;
  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  /// The scales add up; digits beyond kMaxDigits after the point are rounded half up.
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  Decimal& operator+=(const Decimal& b) { return *this = *this + b; }
  Decimal& operator-=(const Decimal& b) { return *this = *this - b; }

  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  /// A text that is hardly ever there: a pointer, copied with what it points to.
  class RareText {
   public:
    RareText() = default;
    explicit RareText(std::string_view text) : text_(std::make_unique<const std::string>(text)) {}
    RareText(const RareText& other) { *this = other; }
    RareText(RareText&&) noexcept = default;
    RareText& operator=(const RareText& other) {
      text_ = other.text_ ? std::make_unique<const std::string>(*other.text_) : nullptr;
      return *this;
    }
    RareText& operator=(RareText&&) noexcept = default;
    ~RareText() = default;
    [[nodiscard]] const std::string* get() const { return text_.get(); }

   private:
    std::unique_ptr<const std::string> text_{};
  };

  Decimal(Int128 coefficient, int scale)
      : low_(static_cast<std::uint64_t>(coefficient)),
        high_(static_cast<std::int64_t>(coefficient >> 64)),
        scale_(scale) {}
  [[nodiscard]] Int128 coefficient() const { return static_cast<Int128>(high_) << 64 | low_; }

  // The coefficient's halves: amounts stand in orders, items and fields by the hundred, and an
  // Int128 would align all of these to its 16 bytes.
  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  int scale_ = 0;
  RareText own_text_{};  // as parsed, where plain() says it otherwise
};

}  // namespace tagproof
