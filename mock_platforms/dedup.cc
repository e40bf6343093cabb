#include "mock_platforms/dedup.h"

#include <functional>

#include "harness/base/hash.h"

namespace tagproof {
namespace {

constexpr char kBetween = '\x1f';

bool within(const DedupRule& rule, const Earlier& earlier, TimePoint now) {
  return !rule.window || now - earlier.received <= *rule.window;
}

bool meet(const DedupRule& rule, const TrackedEvent& later, const Earlier& earlier) {
  switch (rule.meets) {
    case Meets::any:
      return true;
    // A third event meets a pair that has been merged: it is the twin of one of the two.
    case Meets::across_channels:
      return earlier.merged || earlier.channel != later.channel;
    case Meets::browser_then_server:
      return earlier.channel == Channel::browser && later.channel == Channel::server;
  }
  return false;
}

Earlier earlier_of(const TrackedEvent& event, TimePoint now, std::size_t conversion) {
  return {.received = now,
          .channel = event.channel,
          .has_event_id = event.event_id.has_value(),
          .merged = false,
          .conversion = conversion,
          .capture = event.capture};
}

}  // namespace

std::optional<DedupMemory::Key> DedupMemory::key_of(const DedupRule& rule,
                                                    const TrackedEvent& event,
                                                    const Settings& settings) {
  if (rule.covers != nullptr && !rule.covers(event)) return std::nullopt;
  buffer_.clear();
  buffer_.append(rule.rule.id).push_back(kBetween);
  if (rule.with_account) {
    if (event.account.has_value()) buffer_.append(*event.account);
    buffer_.push_back(kBetween);
    if (event.platform_name.has_value()) buffer_.append(*event.platform_name);
    buffer_.push_back(kBetween);
  }
  if (!rule.key(event, settings, buffer_)) return std::nullopt;
  return Key{std::hash<std::string_view>{}(buffer_), fnv1a(buffer_)};
}

std::optional<DedupMemory::Twin> DedupMemory::mirror_of(const TrackedEvent& event,
                                                        const Settings& settings, TimePoint now) {
  std::optional<std::uint32_t> found;
  const DedupRule* by = nullptr;
  for (const auto& rule : platform_->dedup) {
    if (!rule.fan_out) continue;
    const auto key = key_of(rule, event, settings);
    if (!key) continue;
    const auto it = mirrors_.find(*key);
    if (it == mirrors_.end() || !within(rule, groups_[it->second].first, now)) continue;
    found = it->second;
    by = &rule;
    break;
  }
  if (!found) return std::nullopt;
  // Requests that know each other by one key may be known to the next by another.
  for (const auto& rule : platform_->dedup) {
    if (!rule.fan_out) continue;
    if (const auto key = key_of(rule, event, settings)) mirrors_.try_emplace(*key, *found);
  }
  auto& group = groups_[*found];
  if (!event.mirror) {
    if (group.main_seen) return std::nullopt;
    group.main_seen = true;
  }
  group.first.merged = true;
  return Twin{by, group.first};
}

void DedupMemory::remember_mirrors(const TrackedEvent& event, const Settings& settings,
                                   TimePoint now, std::size_t conversion) {
  std::optional<std::uint32_t> index;
  for (const auto& rule : platform_->dedup) {
    if (!rule.fan_out) continue;
    const auto key = key_of(rule, event, settings);
    if (!key) continue;
    if (const auto it = mirrors_.find(*key);
        it != mirrors_.end() && within(rule, groups_[it->second].first, now)) {
      continue;  // a second main request: its mirrors belong to the first's
    }
    if (!index) {
      index = static_cast<std::uint32_t>(groups_.size());
      groups_.push_back({earlier_of(event, now, conversion), !event.mirror});
    }
    mirrors_.insert_or_assign(*key, *index);
  }
}

std::optional<DedupMemory::Twin> DedupMemory::twin_of(const TrackedEvent& event,
                                                      const Settings& settings, TimePoint now) {
  for (const auto& rule : platform_->dedup) {
    if (rule.fan_out) continue;
    const auto key = key_of(rule, event, settings);
    if (!key) continue;
    const auto it = entries_.find(*key);
    if (it == entries_.end()) continue;
    auto& earlier = it->second;
    if (!within(rule, earlier, now) || !meet(rule, event, earlier)) continue;
    if (rule.applies != nullptr && !rule.applies(event, earlier, settings)) continue;
    earlier.merged = true;
    return Twin{&rule, earlier};
  }
  return std::nullopt;
}

void DedupMemory::remember(const TrackedEvent& event, const Settings& settings, TimePoint now,
                           std::size_t conversion) {
  for (const auto& rule : platform_->dedup) {
    if (rule.fan_out) continue;
    // Only a browser event waits for a server event here, and the newest one does.
    const bool newest = rule.meets == Meets::browser_then_server;
    if (newest && event.channel != Channel::browser) continue;
    const auto key = key_of(rule, event, settings);
    if (!key) continue;
    const auto [it, fresh] = entries_.try_emplace(*key);
    if (fresh || newest || !within(rule, it->second, now))
      it->second = earlier_of(event, now, conversion);
  }
}

void DedupMemory::clear() {
  entries_.clear();
  mirrors_.clear();
  groups_.clear();
}

}  // namespace tagproof
