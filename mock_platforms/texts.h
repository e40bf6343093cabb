#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/id.h"
#include "harness/base/key_table.h"
#include "harness/base/text.h"

namespace tagproof {

/// Texts that come again and again (accounts, actions, the front of capture ids), each kept once: a
/// conversion then costs bytes, not strings. A text longer than kMaxKept stands for itself by its
/// front and its hash, so that no sender decides how much is remembered.
class Texts {
 public:
  static constexpr std::size_t kMaxKept = 256;

  std::uint32_t keep(std::string_view text);
  [[nodiscard]] const std::string& text(std::uint32_t index) const { return texts_[index]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  void clear() {
    texts_.clear();
    index_.clear();
  }

 private:
  static std::size_t place_of(std::string_view text) {
    const auto first = text.empty() ? 0U : static_cast<unsigned char>(text.front());
    return (text.size() * 5 + first) % kRecent;
  }

  static constexpr std::size_t kRecent = 16;
  std::vector<std::string> texts_{};
  // What was met last at each place: a sender's hits say the same account and currency, and a look
  // at these is less than a hash.
  std::array<std::uint32_t, kRecent> recent_{};
  KeyTable<std::uint32_t> index_{};
};

/// `text`, or what stands for one that is too long.
std::string bounded(std::string_view text);

/// A capture's id, "<scenario>/c-12", as its front and its number.
struct CaptureRef {
  std::uint32_t front = 0;
  std::uint32_t number = 0;
};
CaptureRef keep(Texts& texts, const CaptureId& id);
CaptureId read(const Texts& texts, CaptureRef ref);

}  // namespace tagproof
