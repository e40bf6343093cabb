#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/order.h"

/// Personal data out of everything that is written or shown: "j***@e***.com", a phone's last four
/// digits, hashes to their first 8 hex digits, a known person's names and addresses. In URLs and
/// bodies the mask stands in place, also behind percent-encoding, JSON's escapes and base64. Tokens
/// are fingerprints already and stay.
namespace tagproof {

/// Masks what is known of people, and what looks like an e-mail, a phone, an IP address or a hash.
/// Its cost grows with the text, not with how many people are known.
class Mask {
 public:
  Mask() = default;
  explicit Mask(std::span<const Customer> known);

  /// Free text: messages, bodies, URLs, header values.
  [[nodiscard]] std::string text(std::string_view text) const;
  /// A compressed body becomes its masked text; one that is no text becomes its size.
  [[nodiscard]] Capture capture(Capture capture) const;
  [[nodiscard]] TrackedEvent event(TrackedEvent event) const;
  [[nodiscard]] Finding finding(Finding finding) const;

  /// How sure a word's mere presence must be before it is a person's.
  enum class Reach : std::uint8_t {
    anywhere,     // between other words
    as_written,   // the same, in the case in which it was given: "Max", not "max"
    whole_value,  // between quotes, behind '=': a word of two letters is in half of all texts
  };
  struct Known {
    std::string lower{};
    std::string written{};
    std::size_t shown = 0;  // bytes of it that stay, before "***"
    Reach reach{};
  };

 private:
  std::vector<Known> known_{};                      // sorted by `lower`
  std::unordered_set<std::uint32_t> beginnings_{};  // of two bytes
  std::unordered_set<std::string> phone_ends_{};    // last digits
};

std::string mask_email(std::string_view email);  // "j***@e***.com"
std::string mask_phone(std::string_view phone);  // "***4567"

}  // namespace tagproof
