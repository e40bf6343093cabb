#include "mock_platforms/dedup.h"

#include <algorithm>

namespace tagproof {
namespace {

constexpr char kBetween = '\x1f';

bool within(const DedupRule& rule, TimePoint received, TimePoint now) {
  return !rule.window || now - received <= *rule.window;
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

/// Whether the later of two copies is the one that the platform keeps.
bool takes_over(const DedupRule& rule, const TrackedEvent& later, const Earlier& earlier) {
  switch (rule.wins) {
    case Wins::first:
    case Wins::enriched:
      return false;
    case Wins::browser:
      return earlier.channel == Channel::server && later.channel == Channel::browser;
    case Wins::richer:
      return richness(later) > earlier.said;
  }
  return false;
}

}  // namespace

int richness(const TrackedEvent& event) {
  const auto said = [](const auto& field) { return field.has_value() ? 1 : 0; };
  int points = said(event.event_id) + said(event.order_id) + said(event.value) +
               said(event.currency) + said(event.tax) + said(event.shipping) + said(event.coupon) +
               said(event.items) + said(event.page_url) + said(event.page_referrer);
  for (const auto& id : event.ids) points += said(id.text);
  for (const auto& datum : event.user_data) points += datum.value.empty() ? 0 : 1;
  return points;
}

std::optional<Key128> DedupMemory::text_key(const DedupRule& rule, const TrackedEvent& event,
                                            const Settings& settings) {
  if (rule.with_account) {
    buffer_ = account_and_name_;
  } else {
    buffer_.clear();
  }
  if (!rule.key(event, settings, buffer_)) return std::nullopt;
  return key_of(buffer_);
}

DedupMemory::Entry DedupMemory::entry(const TrackedEvent& event, CaptureRef capture, TimePoint now,
                                      std::uint32_t conversion, const DedupRule& rule) const {
  Entry made;
  made.received = now;
  made.capture = capture;
  made.conversion = conversion;
  made.rule = static_cast<std::uint8_t>(&rule - platform_->dedup.data());
  made.server = event.channel == Channel::server;
  made.has_event_id = event.event_id.has_value();
  if (rule.wins == Wins::richer)
    made.said = static_cast<std::uint8_t>(std::min(richness(event), 255));
  made.main_seen = !event.mirror;
  return made;
}

Earlier DedupMemory::earlier(const Entry& entry) const {
  return {.received = entry.received,
          .channel = entry.server ? Channel::server : Channel::browser,
          .has_event_id = entry.has_event_id,
          .said = entry.said,
          .merged = entry.merged,
          .conversion = entry.conversion,
          .capture = read(*texts_, entry.capture)};
}

const DedupMemory::Keys& DedupMemory::keys_of(const TrackedEvent& event, const Settings& settings) {
  account_and_name_.clear();
  if (event.account.has_value()) account_and_name_ += *event.account;
  account_and_name_ += kBetween;
  if (event.platform_name.has_value()) account_and_name_ += *event.platform_name;
  account_and_name_ += kBetween;
  keys_.assign(platform_->dedup.size(), std::nullopt);
  const DedupRule* before = nullptr;
  std::optional<Key128> key;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const auto& rule = platform_->dedup[i];
    if (rule.covers != nullptr && !rule.covers(event)) continue;
    // Rules that stand together often know an event by the same, and differ in what they ask then.
    const bool same =
        before != nullptr && before->key == rule.key && before->with_account == rule.with_account;
    if (!same) key = text_key(rule, event, settings);
    before = &rule;
    if (key) keys_[i] = key->of(i);
  }
  return keys_;
}

std::optional<DedupMemory::Twin> DedupMemory::mirror_of(const TrackedEvent& event, const Keys& keys,
                                                        TimePoint now) {
  const auto& rules = platform_->dedup;
  const DedupRule* by = nullptr;
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].fan_out || !keys[i]) continue;
    const auto* known = mirrors_.find(*keys[i]);
    if (known == nullptr || !within(rules[i], groups_[*known].received, now)) continue;
    group = *known;
    by = &rules[i];
    break;
  }
  if (by == nullptr) return std::nullopt;
  // Requests that know each other by one key may be known to the next by another.
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].fan_out && keys[i]) mirrors_.try_emplace(*keys[i], group);
  }
  auto& first = groups_[group];
  if (!event.mirror) {
    if (first.main_seen) return std::nullopt;
    first.main_seen = true;
  }
  first.merged = true;
  return Twin{by, earlier(first)};
}

void DedupMemory::remember_mirrors(const TrackedEvent& event, const Keys& keys, TimePoint now,
                                   std::uint32_t conversion) {
  const auto& rules = platform_->dedup;
  std::optional<std::uint32_t> group;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].fan_out || !keys[i]) continue;
    if (const auto* known = mirrors_.find(*keys[i]);
        known != nullptr && within(rules[i], groups_[*known].received, now)) {
      continue;  // a second main request: its mirrors belong to the first's
    }
    if (!group) {
      group = static_cast<std::uint32_t>(groups_.size());
      groups_.push_back(entry(event, keep(*texts_, event.capture), now, conversion, rules[i]));
    }
    *mirrors_.try_emplace(*keys[i]).first = *group;
  }
}

std::optional<DedupMemory::Twin> DedupMemory::twin_of(const TrackedEvent& event, const Keys& keys,
                                                      const Settings& settings, TimePoint now) {
  const auto& rules = platform_->dedup;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& rule = rules[i];
    if (rule.fan_out || !keys[i]) continue;
    auto* entry = entries_.find(*keys[i]);
    if (entry == nullptr || !within(rule, entry->received, now)) continue;
    const auto first = earlier(*entry);
    if (!meet(rule, event, first)) continue;
    if (rule.applies != nullptr && !rule.applies(event, first, settings)) continue;
    entry->merged = true;
    const bool over = takes_over(rule, event, first);
    if (over) {
      entry->server = event.channel == Channel::server;
      entry->said = static_cast<std::uint8_t>(std::min(richness(event), 255));
    }
    return Twin{&rule, first, over};
  }
  return std::nullopt;
}

void DedupMemory::remember(const TrackedEvent& event, const Keys& keys, TimePoint now,
                           std::uint32_t conversion) {
  const auto& rules = platform_->dedup;
  const auto capture = keep(*texts_, event.capture);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& rule = rules[i];
    if (rule.fan_out || !keys[i]) continue;
    // Only a browser event waits for a server event here, and the newest one does.
    const bool newest = rule.meets == Meets::browser_then_server;
    if (newest && event.channel != Channel::browser) continue;
    const auto [kept, fresh] = entries_.try_emplace(*keys[i]);
    if (fresh || newest || !within(rule, kept->received, now))
      *kept = entry(event, capture, now, conversion, rule);
  }
}

void DedupMemory::expire(TimePoint now) {
  entries_.erase_if(
      [&](const Entry& kept) { return !within(platform_->dedup[kept.rule], kept.received, now); });
}

void DedupMemory::clear() {
  entries_.clear();
  mirrors_.clear();
  groups_.clear();
}

}  // namespace tagproof
