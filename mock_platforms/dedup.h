#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mock_platforms/platform.h"

namespace tagproof {

/// What one platform remembers of earlier events, to tell a twin when it comes (DedupRule,
/// platform.h). Keys are kept as 128 bits of hash, so that a long order id costs no more than a
/// short one.
class DedupMemory {
 public:
  static constexpr std::size_t kNoConversion = SIZE_MAX;

  explicit DedupMemory(const Platform& platform) : platform_(&platform) {}

  struct Twin {
    const DedupRule* rule{};
    Earlier earlier{};
  };

  /// The earlier request of the same conversion (Google Ads sends one conversion to several
  /// addresses). Asked before consent: mirrors of a hit that isn't counted for want of consent
  /// aren't counted either. The main request that comes after its mirrors is their twin; a second
  /// main request is not: that is a second conversion, for twin_of.
  std::optional<Twin> mirror_of(const TrackedEvent& event, const Settings& settings, TimePoint now);
  /// Keeps the first request of a conversion, counted or unconsented.
  void remember_mirrors(const TrackedEvent& event, const Settings& settings, TimePoint now,
                        std::size_t conversion);

  /// The earlier event that the platform takes this one for, by the first rule that finds one.
  std::optional<Twin> twin_of(const TrackedEvent& event, const Settings& settings, TimePoint now);
  /// Keeps a counted event under each of its keys, unless an earlier one within the window holds
  /// it.
  void remember(const TrackedEvent& event, const Settings& settings, TimePoint now,
                std::size_t conversion);

  [[nodiscard]] std::size_t size() const { return entries_.size() + mirrors_.size(); }
  void clear();

 private:
  struct Key {
    std::uint64_t a = 0, b = 0;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return static_cast<std::size_t>(key.a);
    }
  };
  struct Group {
    Earlier first{};
    bool main_seen = false;
  };

  std::optional<Key> key_of(const DedupRule& rule, const TrackedEvent& event,
                            const Settings& settings);

  const Platform* platform_;
  std::unordered_map<Key, Earlier, KeyHash> entries_{};
  std::unordered_map<Key, std::uint32_t, KeyHash> mirrors_{};  // -> groups_
  std::vector<Group> groups_{};
  std::string buffer_{};  // reused: a key is built for every rule of every event
};

}  // namespace tagproof
