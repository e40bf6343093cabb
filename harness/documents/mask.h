#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/order.h"

/// Personal data out of everything that is written or shown: "j***@e***.com", a phone's last four
/// digits, hashes to their first 8 hex digits, a known person's names and addresses. In URLs and
/// bodies the mask stands in place, also behind percent-encoding. Tokens are fingerprints already
/// and stay.
namespace tagproof {

/// Masks by the known truth first, then by what looks like an e-mail, a phone or a hash.
class Mask {
 public:
  Mask() = default;
  explicit Mask(std::span<const Customer> known);

  /// Free text: messages, bodies, URLs, header values.
  [[nodiscard]] std::string text(std::string_view text) const;
  [[nodiscard]] Capture capture(Capture capture) const;
  [[nodiscard]] TrackedEvent event(TrackedEvent event) const;
  [[nodiscard]] Finding finding(Finding finding) const;

 private:
  struct Known {
    std::string from{};
    std::string to{};
  };
  std::vector<Known> known_{};  // longest first
};

std::string mask_email(std::string_view email);  // "j***@e***.com"
std::string mask_phone(std::string_view phone);  // "***4567"

}  // namespace tagproof
