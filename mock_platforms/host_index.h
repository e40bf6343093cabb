#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mock_platforms/platform.h"

namespace tagproof {

/// A pattern as matches_glob() takes it; most are plain words or have one `*`, and that is known
/// beforehand.
struct Glob {
  explicit Glob(std::string_view text);
  [[nodiscard]] bool matches(std::string_view text) const;

  std::string_view pattern{};
  bool is_plain = false;
  std::optional<std::size_t> star{};  // where it is, of one that has no other sign
};

/// At most so many segments of a path are told apart; no endpoint has more.
inline constexpr std::size_t kMaxSegments = 16;

/// An endpoint's hosts, and its path at its slashes. Segment by segment: `*` never reaches over a
/// slash, a slash at the end says nothing.
struct EndpointPattern {
  explicit EndpointPattern(const Endpoint& of);
  [[nodiscard]] bool has_host(std::string_view host) const;
  [[nodiscard]] bool has_path(std::span<const std::string_view> segments) const;

  const Endpoint* endpoint{};
  std::vector<Glob> hosts{};
  std::vector<Glob> path{};
  /// How many segments it names. A version names none, or "/v3/{id}/events" would be Snapchat's
  /// rather than Meta's though both own it (formats.md B.4: such a path is answered with both
  /// names).
  int named = 0;
};

/// A path without the slashes around it, at its slashes.
class Segments {
 public:
  explicit Segments(std::string_view path);
  [[nodiscard]] std::span<const std::string_view> parts() const { return {parts_.data(), count_}; }
  /// False: it has more than kMaxSegments, and the rest is missing.
  [[nodiscard]] bool is_whole() const { return is_whole_; }

 private:
  std::array<std::string_view, kMaxSegments> parts_{};
  std::size_t count_ = 0;
  bool is_whole_ = false;
};

/// A platform of which some endpoint bears a host's name, and these endpoints.
struct HostOwner {
  const Platform* platform{};
  std::vector<const EndpointPattern*> endpoints{};
};

/// Whose endpoints bear a host's name, and their paths: made once, since every request asks.
/// Borrows the platforms.
class HostIndex {
 public:
  using Owners = std::vector<HostOwner>;

  explicit HostIndex(std::span<const Platform* const> platforms);
  HostIndex(const HostIndex&) = delete;  // its parts know each other
  HostIndex& operator=(const HostIndex&) = delete;
  /// In the list's order. Of a host that only a pattern names they are put into `storage`.
  [[nodiscard]] std::span<const HostOwner> owners(std::string_view host, Owners& storage) const;
  /// Of one of the platforms.
  [[nodiscard]] std::span<const EndpointPattern> patterns(const Platform& platform) const;

 private:
  [[nodiscard]] Owners find_owners(std::string_view host) const;

  std::span<const Platform* const> platforms_;
  std::vector<std::vector<EndpointPattern>> patterns_{};  // as the platforms
  std::unordered_map<std::string_view, Owners> named_{};
};

}  // namespace tagproof
