#include "harness/serve/store.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tagproof {
namespace {

constexpr std::size_t kAllocation = 32;  // what a block on the heap takes beside its bytes

std::size_t heap(const std::string& text) {
  return text.capacity() > std::string().capacity() ? text.capacity() + kAllocation : 0;
}
std::size_t heap(const Observed<std::string>& text) {
  return (text.has_value() ? heap(*text) : 0) + heap(text.raw());
}
std::size_t heap(const Headers& headers) {
  std::size_t bytes = headers.capacity() * sizeof(Headers::value_type) + kAllocation;
  for (const auto& [name, value] : headers) bytes += heap(name) + heap(value);
  return bytes;
}

std::size_t memory_of(const TrackedEvent& event) {
  std::size_t bytes = sizeof(TrackedEvent) + heap(event.capture.value) + heap(event.platform_name) +
                      heap(event.event_id) + heap(event.order_id) + heap(event.coupon) +
                      heap(event.account) + heap(event.action) + heap(event.page_url) +
                      heap(event.page_referrer) + heap(event.user_id) + heap(event.nonce);
  for (const auto& id : event.ids) bytes += sizeof(id) + heap(id.text);
  for (const auto& datum : event.user_data)
    bytes += sizeof(UserDatum) + heap(datum.value) + heap(datum.wire) + heap(datum.why);
  if (event.items.has_value()) {
    for (const auto& item : *event.items) bytes += sizeof(TrackedItem) + heap(item.id);
  }
  return bytes;
}

EventOutline outline_of(const TrackedEvent& event) {
  return {.name = event.name,
          .outcome = event.outcome,
          .confidence = event.confidence,
          .attributable = event.attributable,
          .rule = event.rule,
          .warnings = event.warnings,
          .merged_with = event.merged_with};
}

}  // namespace

std::size_t memory_of(const Capture& capture, const std::vector<TrackedEvent>& events) {
  std::size_t bytes = sizeof(Capture) + sizeof(Store::Place) + heap(capture.id.value) +
                      heap(capture.scenario) + heap(capture.request.url) +
                      heap(capture.request.headers) + heap(capture.request.body) +
                      heap(capture.answer.headers) + heap(capture.answer.body) +
                      heap(capture.guess) + heap(capture.decode_error);
  for (const auto& place : capture.redacted) bytes += sizeof(place) + heap(place);
  for (const auto& event : events) bytes += memory_of(event);
  return bytes;
}

bool matches(const Outline& outline, const EventOutline& event, const Filter& filter) {
  return (filter.platform.empty() || outline.platform == filter.platform) &&
         (!filter.channel || outline.channel == *filter.channel) &&
         (!filter.event || event.name == *filter.event);
}

void Store::add(Capture&& capture, std::vector<TrackedEvent>&& events, std::uint64_t line) {
  places_.push_back({.first_event = all_events(), .events = events.size(), .line = line});
  captures_.push_back(std::move(capture));
  for (auto& event : events) events_.push_back(std::move(event));
}

void Store::evict_oldest(bool outline) {
  if (captures_.empty()) return;
  const Capture& oldest = captures().front();
  const Place place = places().front();
  Outline kept{.line = place.line, .platform = oldest.platform, .channel = oldest.channel};
  for (std::size_t i = 0; i < place.events; ++i) {
    kept.events.push_back(outline_of(events().front()));
    events_.pop_front();
  }
  first_event_ += place.events;
  ++first_capture_;
  captures_.pop_front();
  places_.pop_front();
  outlines_.push_back(std::move(kept));
  if (!outline) {
    while (!outlines_.empty()) forget_oldest_outline();
  }
}

void Store::forget_oldest_outline() {
  if (outlines_.empty()) return;
  const Outline& outline = outlines_.front();
  ++captures_gone_[{outline.platform.value, outline.channel, std::nullopt}];
  for (const auto& event : outline.events)
    ++events_gone_[{outline.platform.value, outline.channel, event.name}];
  outlines_.pop_front();
}

void Store::clear() { *this = Store(); }

bool Store::fits(const Key& key, const Filter& filter, bool by_event) {
  const auto& [platform, channel, name] = key;
  return (filter.platform.empty() || platform == filter.platform) &&
         (!filter.channel || channel == filter.channel) &&
         (!by_event || !filter.event || name == filter.event);
}

std::uint64_t Store::captures_gone(const Filter& filter) const {
  std::uint64_t sum = 0;
  for (const auto& [key, number] : captures_gone_) sum += fits(key, filter, false) ? number : 0;
  return sum;
}

std::uint64_t Store::events_gone(const Filter& filter) const {
  std::uint64_t sum = 0;
  for (const auto& [key, number] : events_gone_) sum += fits(key, filter, true) ? number : 0;
  return sum;
}

std::uint64_t Store::count_events(const Filter& filter) const {
  auto count = static_cast<std::uint64_t>(std::ranges::count_if(
      events(), [&](const TrackedEvent& one) { return filter.matches(one); }));
  if (!filter.order.empty()) return count;
  for (const auto& outline : outlines_) {
    count += static_cast<std::uint64_t>(std::ranges::count_if(
        outline.events,
        [&](const EventOutline& one) { return tagproof::matches(outline, one, filter); }));
  }
  return count + events_gone(filter);
}

bool Store::matches(std::size_t index, const Filter& filter) const {
  if (!filter.matches_hit(captures()[index])) return false;
  if (!filter.asks_about_events()) return true;
  const Place& place = places()[index];
  const auto first =
      events().begin() + static_cast<std::ptrdiff_t>(place.first_event - first_event_);
  return std::any_of(first, first + static_cast<std::ptrdiff_t>(place.events),
                     [&](const TrackedEvent& one) { return filter.matches(one); });
}

void Store::take_back(Lent lent) {
  captures_.put(std::move(lent.captures));
  events_.put(std::move(lent.events));
}

}  // namespace tagproof
