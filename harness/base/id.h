#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace tagproof {

/// A name of one kind of thing; ids of different kinds don't mix.
template <class Tag>
struct Id {
  std::string value{};

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  explicit Id(std::string_view text) : value(text) {}
  explicit Id(const char* text) : value(text) {}

  [[nodiscard]] bool empty() const { return value.empty(); }
  [[nodiscard]] std::string_view view() const { return value; }
  auto operator<=>(const Id&) const = default;
  bool operator==(const Id&) const = default;
  friend bool operator==(const Id& id, std::string_view text) { return id.value == text; }
};

using PlatformId = Id<struct PlatformTag>;  // "ga4", "meta", "google_ads" …
using OrderId = Id<struct OrderTag>;        // the backend's id of an order
using CaptureId = Id<struct CaptureTag>;    // "refresh-thank-you/c-12"

}  // namespace tagproof

template <class Tag>
struct std::hash<tagproof::Id<Tag>> {
  std::size_t operator()(const tagproof::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
