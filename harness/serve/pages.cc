// The parts of the control API that show what a session holds, page by page: captures, events and
// findings. What left memory comes from the evidence file.
#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/documents/documents.h"
#include "harness/serve/answers.h"
#include "harness/serve/control.h"

namespace tagproof {
namespace {

// A judge leaves as much memory behind, which may be given back to the machine.
constexpr std::size_t kManyEvents = 10'000;

// Outlines with the numbers of their captures and first events, as copied under the lock.
struct NumberedOutline {
  std::uint64_t capture = 0, first_event = 0;
  Outline outline{};
};

std::vector<NumberedOutline> outlines_of(const Store& store, const Filter& filter) {
  std::vector<NumberedOutline> found;
  std::uint64_t capture = store.first_capture() - store.outlines().size();
  std::uint64_t event = store.first_event();
  for (const Outline& outline : store.outlines()) event -= outline.events.size();
  for (const Outline& outline : store.outlines()) {
    const Filter hit{.platform = filter.platform, .channel = filter.channel};
    const bool may = filter.asks_about_events()
                         ? std::ranges::any_of(outline.events,
                                               [&](const EventOutline& one) {
                                                 return matches(outline, one, filter);
                                               })
                         : matches(outline, EventOutline{}, hit);
    if (may) found.push_back({.capture = capture, .first_event = event, .outline = outline});
    ++capture;
    event += outline.events.size();
  }
  return found;
}

// One page of a numbered list: what matches is counted, and taken from `since` on while there is
// room.
template <class T>
struct Page {
  std::uint64_t since = 0;
  std::size_t limit = 0, bytes_left = 0;
  std::uint64_t total = 0, next = 0;
  bool full = false;
  std::vector<T> taken{};

  /// Whether the match of that number belongs on the page.
  bool wants(std::uint64_t number, std::size_t bytes) {
    ++total;
    if (number < since || full) return false;
    if (taken.size() >= limit || (!taken.empty() && bytes > bytes_left)) {
      full = true;
      next = number;
      return false;
    }
    bytes_left -= std::min(bytes_left, bytes);
    return true;
  }
};

template <class T>
Page<T> page_for(const Question& question, const ServeLimits& limits) {
  return {.since = question.since, .limit = question.limit, .bytes_left = limits.page_bytes};
}

template <class T>
void write_page_head(JsonWriter& json, const Page<T>& page, std::uint64_t evicted,
                     std::uint64_t all) {
  json.key("total").number(static_cast<std::int64_t>(page.total + evicted));
  json.key("evicted").number(static_cast<std::int64_t>(evicted));
  json.key("next").number(static_cast<std::int64_t>(page.full ? page.next : all));
}

template <class T>
void put_in_front(std::vector<T>& first, std::vector<T>& rest) {
  if (first.empty()) return;
  rest.insert(rest.begin(), std::make_move_iterator(first.begin()),
              std::make_move_iterator(first.end()));
  first = {};
}

std::size_t payload(const Capture& capture) {
  return capture.request.url.size() + capture.request.body.size() + capture.answer.body.size();
}

bool says_event(const Finding& finding, const Evidence& evidence, EventName name) {
  return std::ranges::any_of(evidence.events, [&](const TrackedEvent& event) {
    return event.name == name &&
           std::ranges::find(finding.captures, event.capture) != finding.captures.end();
  });
}

bool matches(const Finding& finding, const Filter& filter, const Evidence& evidence) {
  if (!filter.platform.empty() && finding.platform != filter.platform) return false;
  if (filter.channel && finding.channel != *filter.channel) return false;
  if (!filter.order.empty() && !filter.names_order(finding.order.view())) return false;
  return !filter.event || says_event(finding, evidence, *filter.event);
}

}  // namespace

std::optional<Control::ReadBack> Control::read_back(const Outline& outline) const {
  if (tools_.evidence == nullptr) return std::nullopt;
  auto capture = tools_.evidence->read(outline.line);
  if (!capture) return std::nullopt;
  ReadBack back{.capture = std::move(*capture)};
  if (outline.events.empty()) return back;
  // Decoding says again what was in it; what the platform made of it then is in the outline.
  auto events = tools_.decoder.prepare(back.capture.request, {}).decoded.events;
  if (events.size() != outline.events.size()) return std::nullopt;
  for (std::size_t i = 0; i < events.size(); ++i) {
    TrackedEvent& event = events[i];
    const EventOutline& then = outline.events[i];
    event.capture = back.capture.id;
    event.platform = back.capture.platform;
    event.channel = back.capture.channel.value_or(event.channel);
    event.sender = back.capture.sender.value_or(event.sender);
    event.received = back.capture.time;
    event.name = then.name;
    event.outcome = then.outcome;
    event.rule = then.rule;
    event.confidence = then.confidence;
    event.warnings = then.warnings;
    event.attributable = then.attributable;
    event.merged_with = then.merged_with;
  }
  back.events = std::move(events);
  return back;
}

Control::Answered Control::captures(Asked& asked) {
  const bool raw = asked.question.raw;
  if (raw && !options_.show_personal_data)
    return error_answer(asked.session->id, 403, "personal_data",
                        "raw captures are shown only by `tagproof serve --show-personal-data`");
  Filter& filter = asked.question.filter;
  auto held = page_for<Capture>(asked.question, tools_.limits);
  std::vector<std::uint64_t> numbers;
  std::vector<NumberedOutline> outlines;
  std::uint64_t evicted = 0, all = 0;
  std::shared_ptr<const Mask> mask;
  {
    const std::scoped_lock lock(asked.session->mutex);
    const Store& store = asked.session->store;
    filter.know(asked.session->orders);
    evicted = store.captures_gone(filter);
    all = store.all_captures();
    outlines = outlines_of(store, filter);
    const auto& captures = store.captures();
    for (std::size_t i = 0; i < captures.size(); ++i) {
      const std::uint64_t number = store.first_capture() + i;
      if (store.matches(i, filter) && held.wants(number, payload(captures[i]))) {
        held.taken.push_back(captures[i]);
        numbers.push_back(number);
      }
    }
    mask = asked.session->current_mask();
  }
  auto page = page_for<Capture>(asked.question, tools_.limits);
  for (const auto& [number, first_event, outline] : outlines) {
    const bool must_read = number >= page.since && !page.full;
    std::optional<ReadBack> back;
    if (must_read || !filter.order.empty()) {
      back = read_back(outline);
      if (!back) {
        ++evicted;
        continue;
      }
      if (!filter.order.empty() &&
          std::ranges::none_of(back->events,
                               [&](const TrackedEvent& event) { return filter.matches(event); }))
        continue;
    }
    if (page.wants(number, back ? payload(back->capture) : 0))
      page.taken.push_back(std::move(back->capture));
  }
  for (std::size_t i = 0; i < held.taken.size(); ++i) {
    if (page.wants(numbers[i], payload(held.taken[i])))
      page.taken.push_back(std::move(held.taken[i]));
  }
  page.total += held.total - held.taken.size();
  if (!page.full && held.full) {
    page.full = true;
    page.next = held.next;
  }

  ControlAnswer answer(asked.session->id);
  write_page_head(answer.json(), page, evicted, all);
  answer.json().key("captures").begin_array();
  for (auto& capture : page.taken) {
    answer.json().begin_object();
    write_capture_members(answer.json(), raw ? capture : mask->capture(std::move(capture)),
                          "session");
    answer.json().end_object();
  }
  answer.json().end_array();
  return answer.finish();
}

Control::Answered Control::events(Asked& asked) {
  Filter& filter = asked.question.filter;
  auto page = page_for<TrackedEvent>(asked.question, tools_.limits);
  auto held = page;
  std::vector<std::uint64_t> numbers;
  std::vector<NumberedOutline> outlines;
  std::uint64_t evicted = 0, all = 0;
  std::shared_ptr<const Mask> mask;
  {
    const std::scoped_lock lock(asked.session->mutex);
    const Store& store = asked.session->store;
    filter.know(asked.session->orders);
    evicted = store.events_gone(filter);
    all = store.all_events();
    outlines = outlines_of(store, filter);
    std::uint64_t number = store.first_event();
    for (const auto& event : store.events()) {
      if (filter.matches(event) && held.wants(number, 0)) {
        held.taken.push_back(event);
        numbers.push_back(number);
      }
      ++number;
    }
    mask = asked.session->current_mask();
  }
  for (const auto& [number_of_capture, first_event, outline] : outlines) {
    if (outline.events.empty()) continue;
    const std::uint64_t end = first_event + outline.events.size();
    if (filter.order.empty() && (page.full || end <= page.since)) {
      // Counted without being read.
      page.total += static_cast<std::uint64_t>(std::ranges::count_if(
          outline.events, [&](const EventOutline& one) { return matches(outline, one, filter); }));
      continue;
    }
    auto back = read_back(outline);
    if (!back) {
      evicted += outline.events.size();
      continue;
    }
    for (std::size_t i = 0; i < back->events.size(); ++i) {
      if (filter.matches(back->events[i]) && page.wants(first_event + i, 0))
        page.taken.push_back(std::move(back->events[i]));
    }
  }
  for (std::size_t i = 0; i < held.taken.size(); ++i) {
    if (page.wants(numbers[i], 0)) page.taken.push_back(std::move(held.taken[i]));
  }
  page.total += held.total - held.taken.size();
  if (!page.full && held.full) {
    page.full = true;
    page.next = held.next;
  }

  ControlAnswer answer(asked.session->id);
  write_page_head(answer.json(), page, evicted, all);
  answer.json().key("events").begin_array();
  for (const auto& event : page.taken) write_event(answer.json(), mask->event(event));
  answer.json().end_array();
  return answer.finish();
}

Control::Judged Control::gather(const std::shared_ptr<SharedSession>& session, bool at_end) {
  Judged judged;
  Evidence& evidence = judged.evidence;
  evidence.scenario = session->id;
  evidence.target = TargetKind::recording;
  if (options_.contract) evidence.contract = std::make_shared<const Contract>(*options_.contract);
  evidence.config = std::make_shared<const TargetConfig>(options_.target);
  evidence.feeds = options_.feeds;
  evidence.ended = at_end;
  std::vector<NumberedOutline> outlines;
  std::uint64_t first_held = 0;
  std::size_t bytes = 0;
  {
    const std::scoped_lock lock(session->mutex);
    outlines = outlines_of(session->store, {});
    judged.evicted = session->store.captures_gone({});
    first_held = session->store.first_capture();
    bytes = tools_.memory.bytes_of(session->serial);
  }
  // The latest first, as far as memory goes, and then in order.
  std::vector<ReadBack> back;
  while (!outlines.empty() && bytes < tools_.limits.bytes / 2) {
    auto one = read_back(outlines.back().outline);
    if (!one) break;
    bytes += memory_of(one->capture, one->events);
    back.push_back(std::move(*one));
    outlines.pop_back();
  }
  judged.evicted += outlines.size();
  for (auto it = back.rbegin(); it != back.rend(); ++it) {
    judged.read.captures.push_back(std::move(it->capture));
    std::ranges::move(it->events, std::back_inserter(judged.read.events));
  }

  const std::scoped_lock lock(session->mutex);
  evidence.start = session->started;
  evidence.end = std::max(session->latest, tools_.clock.now());
  evidence.orders = session->orders;
  judged.evicted += session->store.first_capture() - first_held;  // that left meanwhile
  // From half a memory nothing is said to be missing.
  evidence.orders_known = !session->orders.empty() && judged.evicted == 0;
  evidence.ledgers = ledgers(*session);
  Store::Lent lent = Receiver::lend(*session);
  judged.read_captures = judged.read.captures.size();
  judged.read_events = judged.read.events.size();
  put_in_front(judged.read.captures, lent.captures);
  put_in_front(judged.read.events, lent.events);
  evidence.captures = std::move(lent.captures);
  evidence.events = std::move(lent.events);
  return judged;
}

void Control::give_back(const std::shared_ptr<SharedSession>& session, Judged judged) {
  Store::Lent lent{.captures = std::move(judged.evidence.captures),
                   .events = std::move(judged.evidence.events)};
  const bool large = lent.events.size() > kManyEvents;
  lent.captures.erase(lent.captures.begin(),
                      lent.captures.begin() + static_cast<std::ptrdiff_t>(judged.read_captures));
  lent.events.erase(lent.events.begin(),
                    lent.events.begin() + static_cast<std::ptrdiff_t>(judged.read_events));
  tools_.receiver.take_back(session, std::move(lent));
  if (large) return_memory();
}

Control::Answered Control::findings(Asked& asked) {
  Filter& filter = asked.question.filter;
  std::shared_ptr<const Mask> mask;
  {
    const std::scoped_lock lock(asked.session->mutex);
    filter.know(asked.session->orders);
    mask = asked.session->current_mask();
  }
  auto judged = gather(asked.session, asked.question.at_end);
  const std::uint64_t evicted = judged.evicted;
  auto findings = options_.judge(judged.evidence);
  auto page = page_for<Finding>(asked.question, tools_.limits);
  std::uint64_t number = 0;
  for (Finding& finding : findings) {
    if (matches(finding, filter, judged.evidence) && page.wants(number, 0))
      page.taken.push_back(std::move(finding));
    ++number;
  }
  give_back(asked.session, std::move(judged));

  ControlAnswer answer(asked.session->id);
  auto& json = answer.json();
  json.key("total").number(static_cast<std::int64_t>(page.total));
  json.key("evicted").number(static_cast<std::int64_t>(evicted));
  json.key("next").number(static_cast<std::int64_t>(page.full ? page.next : findings.size()));
  json.key("findings").begin_array();
  for (auto& finding : page.taken) write_finding(json, mask->finding(std::move(finding)));
  json.end_array();
  return answer.finish();
}

}  // namespace tagproof
