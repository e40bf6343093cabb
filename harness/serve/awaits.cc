#include "harness/serve/awaits.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/documents/documents.h"
#include "harness/serve/answers.h"

namespace tagproof {
namespace {

using Near = AwaitResult::Near;

// A hit that brought no event is the usual reason for waiting in vain: a wrong path, an unmapped
// host, a body that can't be read.
bool came_to_nothing(const Capture& capture, const Store::Place& place) {
  return place.events == 0 && (capture.platform.empty() || !capture.refused.empty() ||
                               !capture.decode_error.empty() || capture.answer.status >= 400);
}

std::string reason(const Capture& capture) {
  if (!capture.refused.empty()) return fmt::format("the request was cut: {}", capture.refused);
  if (!capture.decode_error.empty())
    return fmt::format("its body can't be read: {}", capture.decode_error);
  if (capture.platform.empty())
    return capture.guess.empty() ? "its address belongs to no platform" : capture.guess;
  return fmt::format("{} answered {}", capture.platform.view(), capture.answer.status);
}

std::vector<Near> nearest_to(const Filter& filter, const Store& store, std::size_t most) {
  std::vector<Near> found;
  // The latest come first among equals.
  const auto& events = store.events();
  for (auto it = events.rbegin(); it != events.rend(); ++it) {
    auto differs = filter.differences(*it);
    if (differs.empty()) continue;
    const auto place = std::ranges::upper_bound(found, differs.size(), {},
                                                [](const Near& n) { return n.differs.size(); });
    if (place == found.end() && found.size() >= most) continue;
    found.insert(place, Near{.event = {*it}, .differs = std::move(differs)});
    if (found.size() > most) found.pop_back();
  }
  std::size_t hits = 0;
  const auto& captures = store.captures();
  for (std::size_t i = captures.size(); i > 0 && hits < most; --i) {
    const Capture& capture = captures[i - 1];
    if (!came_to_nothing(capture, store.places()[i - 1])) continue;
    found.push_back({.hit = {capture}, .differs = {reason(capture)}});
    ++hits;
  }
  return found;
}

void write_hit(JsonWriter& json, const Capture& capture) {
  json.key("capture").string(capture.id.view());
  if (capture.platform.empty()) {
    json.key("platform").null();
  } else {
    json.key("platform").string(capture.platform.view());
  }
  json.key("method").string(capture.request.method);
  json.key("url").string(capture.request.url);
  json.key("status").number(static_cast<std::int64_t>(capture.answer.status));
}

void write_near(JsonWriter& json, const Near& near, const Mask& mask) {
  json.begin_object();
  for (const auto& event : near.event) {
    json.key("event");
    write_event(json, mask.event(event));
  }
  for (const auto& hit : near.hit) write_hit(json, mask.capture(hit));
  json.key("differs").begin_array();
  for (const auto& one : near.differs) json.string(mask.text(one));
  json.end_array().end_object();
}

}  // namespace

AwaitResult await_result(bool ok, const Filter& filter, std::uint64_t count, const Store& store,
                         const ServeLimits& limits) {
  AwaitResult result{.ok = ok, .count = count};
  for (const auto& event : store.events()) {
    if (result.events.size() >= limits.page) break;
    if (filter.matches(event)) result.events.push_back(event);
  }
  if (!ok) result.nearest = nearest_to(filter, store, limits.nearest);
  return result;
}

Response await_answer(std::string_view session, const AwaitResult& result, const Mask& mask) {
  ControlAnswer answer(session);
  auto& json = answer.json();
  json.key("ok").boolean(result.ok);
  json.key("count").number(static_cast<std::int64_t>(result.count));
  json.key("events").begin_array();
  for (const auto& event : result.events) write_event(json, mask.event(event));
  json.end_array();
  if (!result.ok) {
    json.key("nearest").begin_array();
    for (const auto& near : result.nearest) write_near(json, near, mask);
    json.end_array();
  }
  return answer.finish(result.ok ? 200 : 504);
}

}  // namespace tagproof
