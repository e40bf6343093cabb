#include "mock_platforms/google_ads/tag_params.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/wire/url.h"

namespace tagproof::google_ads {
namespace {

static_assert(std::ranges::is_sorted(kTagParams));

/// Where the names of each letter begin in kTagParams, and where those of the last one end.
constexpr auto kFirstOfLetter = [] {
  std::array<std::uint8_t, 27> first{};
  for (const auto name : kTagParams) {
    for (auto i = static_cast<std::size_t>(name.front() - 'a') + 1; i < first.size(); ++i)
      ++first[i];
  }
  return first;
}();

bool has_escapes(std::string_view name) {
  return std::ranges::any_of(name, [](char c) { return c == '%' || c == '+'; });
}

}  // namespace

std::optional<std::string>* TagParams::unsaid(std::string_view name) {
  if (name.empty() || !is_lower(name.front())) return nullptr;
  const auto letter = static_cast<std::size_t>(name.front() - 'a');
  for (std::size_t i = kFirstOfLetter[letter]; i < kFirstOfLetter[letter + 1]; ++i) {
    if (kTagParams[i] == name) return values_[i] ? nullptr : &values_[i];
  }
  return nullptr;
}

void TagParams::add(std::string_view name, std::string value) {
  if (auto* place = unsaid(name)) *place = std::move(value);
}

void TagParams::read(std::string_view query) {
  while (!query.empty()) {
    const auto [name, value] = next_pair(query);
    auto* place = has_escapes(name) ? unsaid(percent_decode(name, true)) : unsaid(name);
    if (place != nullptr) *place = percent_decode(value, true);
  }
}

}  // namespace tagproof::google_ads
