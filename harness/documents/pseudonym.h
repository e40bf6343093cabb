#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tagproof {

/// Made-up values that stand for real ones: the same for the same value and key, of the same form
/// and length where a rule looks at it, and not to be undone without the key. Equal but for case
/// in, equal but for case out, so that a hash of the lower-cased value stays the hash of the
/// lower-cased value. Only letters, digits and what stood there already come out: what stands in
/// JSON or an address needs no new escapes.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}

  /// "jane-1a2b3c@example.invalid".
  [[nodiscard]] std::string email(std::string_view email) const;
  /// Digits for digits; the country code stays.
  [[nodiscard]] std::string phone(std::string_view digits) const;
  /// An address of a documentation range (RFC 5737, RFC 3849); private ones stay.
  [[nodiscard]] std::string ip(std::string_view address) const;
  /// Letters for letters, digits for digits.
  [[nodiscard]] std::string word(std::string_view word) const;
  /// A browser's or click's id: what is its form ("fb.1.", times) stays.
  [[nodiscard]] std::string id(std::string_view id) const;
  /// Hex of the same length.
  [[nodiscard]] std::string hash(std::string_view hex) const;

 private:
  [[nodiscard]] std::string bytes(std::string_view kind, std::string_view value,
                                  std::size_t count) const;
  std::string key_;
};

/// How many digits of an international number are its country's code (ITU-T E.164).
std::size_t country_code_digits(std::string_view digits);
/// `lower` in the way that `like` is written: lower case, upper case, or with a capital.
std::string in_case_of(std::string_view like, std::string lower);

}  // namespace tagproof
