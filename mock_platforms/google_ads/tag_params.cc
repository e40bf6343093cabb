#include "mock_platforms/google_ads/tag_params.h"

#include <algorithm>
#include <utility>

#include "harness/wire/url.h"

namespace tagproof::google_ads {
namespace {

bool has_escapes(std::string_view name) {
  return std::ranges::any_of(name, [](char c) { return c == '%' || c == '+'; });
}

}  // namespace

std::optional<std::string>* TagParams::unsaid(std::string_view name) {
  const auto place = kTagParams.find(name);
  return place == values_.size() || values_[place] ? nullptr : &values_[place];
}

void TagParams::add(std::string_view name, std::string value) {
  if (auto* place = unsaid(name)) *place = std::move(value);
}

void TagParams::read(std::string_view query) {
  while (const auto pair = next_pair(query)) {
    auto* place =
        has_escapes(pair->name) ? unsaid(percent_decode(pair->name, true)) : unsaid(pair->name);
    if (place != nullptr) *place = percent_decode(pair->value(), true);
  }
}

}  // namespace tagproof::google_ads
