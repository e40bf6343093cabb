#include "mock_platforms/meta/notes.h"

#include <algorithm>

#include "harness/base/hash.h"
#include "mock_platforms/meta/rules.h"

namespace tagproof::meta {
namespace {

constexpr std::size_t kFbp = kMatchKeyCount - 2;
constexpr std::size_t kFbc = kMatchKeyCount - 1;
constexpr std::size_t kMaxName = 100;  // bytes of an event name that are kept

/// Where a field stands in kMatchKeys; kMatchKeyCount: nobody matches by it.
constexpr auto kMatchKeyOf = [] {
  std::array<std::size_t, Words<UserField>::all.size()> places{};
  for (const auto& word : Words<UserField>::all) {
    const auto* const it = std::ranges::find(kMatchKeys, word.text, &MatchKey::word);
    places[static_cast<std::size_t>(word.value)] =
        static_cast<std::size_t>(it - std::begin(kMatchKeys));
  }
  return places;
}();

constexpr std::size_t at(DedupKey key) { return static_cast<std::size_t>(key); }

bool has_key(const TrackedEvent& event, DedupKey key) {
  switch (key) {
    case DedupKey::event_id:
      return event.event_id.has_value();
    case DedupKey::external_id:
      return std::ranges::any_of(event.user_data, [](const UserDatum& datum) {
        return datum.field == UserField::external_id && !datum.value.empty();
      });
    case DedupKey::fbp:
      return event.id(IdField::fbp).has_value();
  }
  return false;
}

DedupKey key_of_rule(std::string_view rule) {
  if (rule == "meta.dedup.external-id") return DedupKey::external_id;
  return rule == "meta.dedup.fbp" ? DedupKey::fbp : DedupKey::event_id;
}

/// Whether a rule that says of a value that it isn't in the right form touches the event.
bool is_malformed(const Decoded& hit, int index, const UserDatum& datum) {
  const auto* key = find_user_key(datum.field);
  return std::ranges::any_of(hit.observations, [&](const Observation& seen) {
    if (seen.event != index || seen.rule->severity != RuleSeverity::warn) return false;
    return (key != nullptr && seen.rule == &rule(*key)) ||
           (seen.rule == &rule("meta.user-data.placeholder") && seen.field == datum.wire);
  });
}

}  // namespace

EventTally* Notes::row(const TrackedEvent& event) {
  if (!event.account.has_value() || !event.platform_name.has_value()) return nullptr;
  const Name name(*event.account, std::string_view(*event.platform_name).substr(0, kMaxName));
  const auto place = rows_.lower_bound(name);
  if (place != rows_.end() && Name(place->first) == name) return &place->second;
  if (rows_.size() >= kMaxRows) return nullptr;
  return &rows_.try_emplace(place, std::pair<std::string, std::string>(name))->second;
}

void Notes::note_server(const TrackedEvent& event, int index, const Decoded& hit,
                        EventTally& tally) {
  ++tally.server;
  if (!event.event_id.has_value()) ++tally.server_without_event_id;
  if (event.time && event.received)
    tally.slowest = std::max(tally.slowest, *event.received - *event.time);
  // What is said of no event has all its values in the right form.
  const bool is_touched = std::ranges::any_of(
      hit.observations, [&](const Observation& seen) { return seen.event == index; });
  std::array<bool, kMatchKeyCount> sent{};
  std::array<bool, kMatchKeyCount> malformed{};
  for (const auto& datum : event.user_data) {
    const auto key = kMatchKeyOf[static_cast<std::size_t>(datum.field)];
    if (key >= kMatchKeyCount || datum.value.empty()) continue;
    sent[key] = true;
    malformed[key] = malformed[key] || (is_touched && is_malformed(hit, index, datum));
  }
  const auto see_id = [&](std::size_t key, IdField field, bool (*is_right)(std::string_view)) {
    const auto& id = event.id(field);
    sent[key] = id.has_value();
    malformed[key] = sent[key] && is_touched && !is_right(*id);
  };
  see_id(kFbp, IdField::fbp, is_fbp);
  see_id(kFbc, IdField::fbc, is_fbc);
  for (std::size_t key = 0; key < kMatchKeyCount; ++key) {
    if (!sent[key]) continue;
    ++tally.sent[key];
    if (!malformed[key]) ++tally.valid[key];
  }
}

void Notes::note(const Decoded& settled, TimePoint) {
  for (std::size_t i = 0; i < settled.events.size(); ++i) {
    const auto& event = settled.events[i];
    const auto index = static_cast<int>(i);
    const auto touches = [&](const Rule& one) {
      return std::ranges::any_of(settled.observations, [&](const Observation& seen) {
        return seen.event == index && seen.rule == &one;
      });
    };
    // The API tells of web events only.
    if (touches(rule("meta.action-source.elsewhere"))) continue;
    auto* tally = row(event);
    if (tally == nullptr) continue;
    tally->purchase = event.is(EventName::purchase);
    std::vector<std::string_view> touched;
    for (const auto& seen : settled.observations) {
      if (seen.event == index && std::ranges::find(touched, seen.rule->id) == touched.end()) {
        touched.push_back(seen.rule->id);
        ++tally->diagnosed[seen.rule->id];
      }
    }
    if (event.outcome == Outcome::refused || event.outcome == Outcome::dropped) continue;
    auto& with = event.channel == Channel::browser ? tally->browser_with : tally->server_with;
    for (const auto key : {DedupKey::event_id, DedupKey::external_id, DedupKey::fbp}) {
      if (has_key(event, key)) ++with[at(key)];
    }
    if (event.channel == Channel::browser) {
      ++tally->browser;
    } else {
      note_server(event, index, settled, *tally);
    }
    if (event.outcome != Outcome::deduplicated || event.rule == "meta.dedup.same-source" ||
        !event.merged_with) {
      continue;
    }
    if (paired_.size() < kMaxPairs && !paired_.insert(fnv1a(event.merged_with->view())).second)
      continue;  // a third copy
    ++tally->covered;
    ++tally->covered_by[at(key_of_rule(event.rule))];
  }
}

Coverage Notes::key_coverage() const {
  Coverage coverage;
  std::array<KeyCoverage, kMatchKeyCount> keys{};
  for (const auto& [name, tally] : rows_) {
    if (!tally.purchase) continue;
    coverage.server_purchases += tally.server;
    for (std::size_t key = 0; key < kMatchKeyCount; ++key) {
      keys[key].sent += tally.sent[key];
      keys[key].valid += tally.valid[key];
    }
  }
  if (coverage.server_purchases == 0) return coverage;
  for (std::size_t key = 0; key < kMatchKeyCount; ++key) {
    keys[key].key = kMatchKeys[key].word;
    coverage.keys.push_back(keys[key]);
  }
  return coverage;
}

std::vector<std::pair<std::string_view, const EventTally*>> Notes::of(
    std::string_view pixel) const {
  std::vector<std::pair<std::string_view, const EventTally*>> found;
  for (const auto& [key, tally] : rows_) {
    if (key.first == pixel) found.emplace_back(key.second, &tally);
  }
  return found;
}

}  // namespace tagproof::meta
