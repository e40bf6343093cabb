#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "harness/documents/mask.h"
#include "harness/documents/plain_text.h"

namespace tagproof {

inline constexpr std::size_t kShownOfHash = 8;
/// A phone is known with and without its country code, and with a trunk zero. Shorter ends are in
/// too many ids.
inline constexpr std::size_t kPhoneEnd = 7;
inline constexpr std::size_t kMaxCountryCode = 3;

/// A word this long is told from other words wherever it stands.
inline constexpr std::size_t kDistinctWord = 4;

/// "null", "guest": in place of a person's data; a form that was left empty sends them.
bool stands_for_nobody(std::string_view lower);
/// Of a known word or of a place in a text, to look for the one at the other; `lower` has at least
/// two bytes.
inline std::uint32_t first_two_bytes(std::string_view lower) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(lower[0])) << 8U |
         static_cast<unsigned char>(lower[1]);
}

/// The places of one text that must not be shown, and what stands there instead; inside of Mask.
class Marks {
 public:
  explicit Marks(const PlainText& plain) : plain_(plain) {}

  void addresses();
  /// A number that is the end of a known one (`known_ends`: all of them), or is written as an
  /// international one ("+49 151 …").
  void phones(const std::unordered_set<std::string>& known_ends);
  void ip_addresses();  // as a whole value: in a text they are version numbers
  void hashes();
  /// The longest of `known` (sorted by `lower`) that stands at `at`; how many bytes further it
  /// reaches, 0 when none.
  std::size_t known_word(std::size_t at, std::span<const Mask::Known> known);
  /// Base64 that holds personal data.
  void encoded(const std::function<std::string(std::string_view)>& mask);
  /// The source with all of it replaced by its mask.
  [[nodiscard]] std::string apply();

  /// What a marked place holds.
  enum class Kind : std::uint8_t { address, phone, ip, hash, known, encoded };
  /// What stands in place of [begin, end) of the plain text.
  using Replace = std::function<std::string(Kind kind, std::size_t begin, std::size_t end)>;
  /// The source with all of it replaced by what `replace` says.
  [[nodiscard]] std::string apply(const Replace& replace);

 private:
  struct Mark {
    std::size_t begin = 0, end = 0;  // in the plain text
    Kind kind{};
    std::string by{};
  };
  bool international(std::size_t begin, std::size_t end);
  [[nodiscard]] bool starts_word(std::size_t at) const;
  [[nodiscard]] bool ends_word(std::size_t end) const;
  [[nodiscard]] bool is_whole_value(std::size_t begin, std::size_t end) const;
  [[nodiscard]] bool fits(const Mask::Known& known, std::size_t at) const;
  [[nodiscard]] std::string_view one_character(std::size_t at) const;

  const PlainText& plain_;
  std::vector<Mark> marks_{};
};

}  // namespace tagproof
