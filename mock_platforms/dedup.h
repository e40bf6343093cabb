#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mock_platforms/platform.h"
#include "mock_platforms/texts.h"

namespace tagproof {

/// How much an event says: its fields, its ids and the person's data, each one point.
int richness(const TrackedEvent& event);

/// What one platform remembers of earlier events, to tell a twin when it comes (DedupRule,
/// platform.h).
class DedupMemory {
 public:
  static constexpr std::uint32_t kNoConversion = UINT32_MAX;

  DedupMemory(const Platform& platform, Texts& texts) : platform_(&platform), texts_(&texts) {}

  struct Twin {
    const DedupRule* rule{};
    Earlier earlier{};
    bool takes_over = false;  // the later copy's data stand in the conversion's place now
  };

  /// By what each of the platform's rules knows the event, in the table's order; absent: the rule
  /// has no key for it. Valid until the next call.
  using Keys = std::vector<std::optional<Key128>>;
  const Keys& keys_of(const TrackedEvent& event, const Settings& settings);

  /// The earlier request of the same conversion (Google Ads sends one conversion to several
  /// addresses). Asked before consent: mirrors of a hit that isn't counted for want of consent
  /// aren't counted either. The main request that comes after its mirrors is their twin; a second
  /// main request is not: that is a second conversion, for twin_of.
  std::optional<Twin> mirror_of(const TrackedEvent& event, const Keys& keys, TimePoint now);
  /// Keeps the first request of a conversion, counted or unconsented.
  void remember_mirrors(const TrackedEvent& event, const Keys& keys, TimePoint now,
                        std::uint32_t conversion);

  /// The earlier event that the platform takes this one for, by the first rule that finds one.
  std::optional<Twin> twin_of(const TrackedEvent& event, const Keys& keys, const Settings& settings,
                              TimePoint now);
  /// Keeps a counted event under each of its keys, unless an earlier one within the window holds
  /// it.
  void remember(const TrackedEvent& event, const Keys& keys, TimePoint now,
                std::uint32_t conversion);
  /// Forgets what is past its rule's window.
  void expire(TimePoint now);

  [[nodiscard]] std::size_t size() const { return entries_.size() + mirrors_.size(); }
  void clear();

 private:
  /// Earlier, small: there may be millions.
  struct Entry {
    TimePoint received{};
    CaptureRef capture{};
    std::uint32_t conversion = kNoConversion;
    std::uint8_t rule = 0;  // index into the platform's
    std::uint8_t said = 0;  // richness, where the rule asks for it
    bool server : 1 = false;
    bool has_event_id : 1 = false;
    bool merged : 1 = false;
    bool main_seen : 1 = false;  // of mirrors: the main request came
  };

  /// Of the event's account and name, and what the rule knows it by.
  std::optional<Key128> text_key(const DedupRule& rule, const TrackedEvent& event,
                                 const Settings& settings);
  [[nodiscard]] Entry entry(const TrackedEvent& event, CaptureRef capture, TimePoint now,
                            std::uint32_t conversion, const DedupRule& rule) const;
  [[nodiscard]] Earlier earlier(const Entry& entry) const;

  const Platform* platform_;
  Texts* texts_;
  KeyTable<Entry> entries_{};
  KeyTable<std::uint32_t> mirrors_{};  // -> groups_
  std::vector<Entry> groups_{};
  // Reused: a key is built for every rule of every event.
  std::string account_and_name_{}, buffer_{};
  Keys keys_{};
};

}  // namespace tagproof
