#include "mock_platforms/texts.h"

#include <algorithm>
#include <charconv>

#include "harness/base/hash.h"

namespace tagproof {
namespace {

constexpr std::uint32_t kNoNumber = UINT32_MAX;

}  // namespace

std::string bounded(std::string_view text) {
  if (text.size() <= Texts::kMaxKept) return std::string(text);
  return std::string(text.substr(0, Texts::kMaxKept / 2)) + "~" + std::to_string(fnv1a(text));
}

std::uint32_t Texts::keep(std::string_view text) {
  std::string long_text;
  if (text.size() > kMaxKept) {
    long_text = bounded(text);
    text = long_text;
  }
  auto& recent = recent_[place_of(text)];
  if (recent < texts_.size() && texts_[recent] == text) return recent;
  const auto next = static_cast<std::uint32_t>(texts_.size());
  const auto [index, is_new] = index_.try_emplace(key_of(text), next);
  if (is_new) texts_.emplace_back(text);
  return recent = *index;
}

CaptureRef keep(Texts& texts, const CaptureId& id) {
  const auto view = id.view();
  const auto digits = view.rfind('-') + 1;  // 0 when there is none: then there is no front
  std::uint32_t number = 0;
  const auto* end = view.data() + view.size();
  const auto [at, problem] = std::from_chars(view.data() + digits, end, number);
  const bool plain = problem == std::errc{} && at == end && number != kNoNumber && number > 0 &&
                     view[digits] != '0';
  if (!plain) return {texts.keep(view), kNoNumber};
  return {texts.keep(view.substr(0, digits)), number};
}

CaptureId read(const Texts& texts, CaptureRef ref) {
  const auto& front = texts.text(ref.front);
  return CaptureId(ref.number == kNoNumber ? front : front + std::to_string(ref.number));
}

}  // namespace tagproof
