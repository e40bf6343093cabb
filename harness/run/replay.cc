#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "harness/run/recording.h"
#include "harness/run/session.h"
#include "mock_platforms/redact.h"
#include "mock_platforms/secrets.h"

namespace tagproof {
namespace {

/// A hit on its way through the mock platforms.
struct Coming {
  RecordedHit hit{};
  TimePoint now{};
  bool timed = false;
};

/// Where no time is given a hit is taken to come right behind the one before it, or, first of all,
/// when its own event says that it happened: no rule about time then decides anything by itself.
void set_times(std::vector<Coming>& coming, const Session& session) {
  std::optional<TimePoint> before;
  for (auto& one : coming) {
    one.timed = one.hit.capture.time.has_value();
    if (one.timed) {
      one.now = *one.hit.capture.time;
    } else {
      const auto prepared = session.prepare(one.hit.capture.request, {});
      std::optional<TimePoint> said;
      for (const auto& event : prepared.decoded.events) {
        if (event.time) said = std::max(said.value_or(*event.time), *event.time);
      }
      one.now = said.value_or(before.value_or(TimePoint{}));
    }
    before = one.now;
  }
}

/// Browsers' events of an order that an ad blocker stopped: a cause, nobody's mistake.
void note_blocked(const Engine::Prepared& prepared, const Coming& coming,
                  const std::vector<Order>& orders, std::vector<Attempt>& attempts) {
  if (prepared.route.platform == nullptr) return;
  for (const auto& event : prepared.decoded.events) {
    if (!event.name) continue;
    Attempt attempt{.due = coming.now,
                    .time = coming.now,
                    .platform = PlatformId(prepared.route.platform->id),
                    .channel = prepared.decoded.channel,
                    .sender = Sender::browser,
                    .event = *event.name,
                    .result = Attempt::Result::blocked};
    const auto& id = event.order_id ? event.order_id : event.event_id;
    for (const auto& order : orders) {
      if (id && order.is_called(*id)) attempt.order = order.id;
    }
    attempts.push_back(std::move(attempt));
  }
}

/// As the engine does with those that it decides on.
void hide_secrets(Capture& capture, const Platform* platform) {
  capture.redacted = redact(capture.request, capture.answer,
                            secrets_of(capture.request, platform, platform == nullptr));
}

struct Lost {
  std::int64_t hits = 0;
  std::string why{};
};

std::vector<Gap> gaps_of(const RecordedSession& session,
                         const std::map<std::pair<std::string, Channel>, Lost>& unseen) {
  std::vector<Gap> gaps;
  if (session.has_browser_log) {
    const bool alone = !session.has_lines;
    if (alone)
      gaps.push_back({.channel = Channel::server,
                      .why = "a browser's recording doesn't hold what servers send"});
    gaps.push_back({.channel = Channel::browser,
                    .why = "nothing in the browser's recording names the order: it may be another "
                           "shopper's",
                    .other_shoppers_only = true});
    if (session.one_page)
      gaps.push_back({.channel = Channel::browser,
                      .why = "the log holds one page: it wasn't kept across pages"});
  }
  if (session.was_cut) gaps.push_back({.why = "some of the recording couldn't be read"});
  for (const auto& [where, lost] : unseen) {
    gaps.push_back(
        {.platform = PlatformId(where.first),
         .channel = where.second,
         .why = fmt::format("{} hit{} of {} from the {}: {}", lost.hits, lost.hits == 1 ? "" : "s",
                            where.first, text(where.second), lost.why)});
  }
  return gaps;
}

}  // namespace

Replay replay(RecordedSession recorded, const ReplayOptions& options) {
  const Contract* contract = options.contract ? &*options.contract : nullptr;
  Session session(recorded.name, options.platforms, engine_options(contract, options.config),
                  options.seed.derive(recorded.name));
  std::vector<Coming> coming(recorded.hits.size());
  std::set<std::string> ids;
  std::size_t number = 0;
  for (std::size_t i = 0; i < coming.size(); ++i) {
    coming[i].hit = std::move(recorded.hits[i]);
    // Ids are in order of the input, so that a finding's can be looked up there.
    CaptureId& id = coming[i].hit.capture.id;
    ++number;
    if (id.empty() || !ids.insert(id.value).second) {
      while (!ids.insert(fmt::format("{}/c-{}", recorded.name, number)).second) ++number;
      id = CaptureId(fmt::format("{}/c-{}", recorded.name, number));
    }
  }
  set_times(coming, session);
  std::ranges::stable_sort(coming, {}, &Coming::now);

  Replay result;
  Evidence& evidence = result.evidence;
  evidence.scenario = recorded.name;
  evidence.target = TargetKind::recording;
  if (contract != nullptr) evidence.contract = std::make_shared<const Contract>(*contract);
  evidence.config = std::make_shared<const TargetConfig>(options.config);
  evidence.orders = options.orders;
  evidence.orders_known = options.orders_known;
  if (!coming.empty()) {
    evidence.start = coming.front().now;
    evidence.end = coming.back().now;
  }
  std::map<std::pair<std::string, Channel>, Lost> unseen;
  std::set<std::string> timeless;
  std::size_t held = 0;
  std::int64_t not_held = 0;
  for (auto& one : coming) {
    Capture& capture = one.hit.capture;
    Session::Hint hint{.now = one.now,
                       .step = capture.step,
                       .sender = capture.sender,
                       .refused = capture.refused,
                       .truncated = capture.truncated,
                       .id = capture.id};
    if (!one.hit.unseen.empty() || !one.hit.not_sent.empty()) {
      auto prepared = session.prepare(capture.request, {});
      if (prepared.route.platform != nullptr)
        capture.platform = PlatformId(prepared.route.platform->id);
      if (prepared.route.endpoint != nullptr) capture.channel = prepared.route.endpoint->channel;
      const bool not_sent = !one.hit.not_sent.empty();
      if (not_sent) {
        note_blocked(prepared, one, evidence.orders, evidence.attempts);
      } else if (capture.channel) {
        Lost& lost = unseen[{capture.platform.value, *capture.channel}];
        ++lost.hits;
        if (lost.why.empty()) lost.why = one.hit.unseen;
      }
      capture.answer = {.status = 0};
      hide_secrets(capture, prepared.route.platform);
      result.undecided.push_back({.index = one.hit.index,
                                  .capture = std::move(capture),
                                  .why = not_sent ? one.hit.not_sent : one.hit.unseen,
                                  .not_sent = not_sent});
      continue;
    }
    if (!capture.refused.empty()) hint.refusal = capture.answer;
    session.receive(std::move(capture.request), hint);
    result.indexes.push_back(one.hit.index);
    if (!one.timed) timeless.insert(hint.id.value);
  }
  const auto agreed = contract == nullptr ? std::vector<PlatformId>{} : contract->platforms();
  evidence.ledgers = all_ledgers(session, agreed, options.platforms);
  evidence.captures = session.take_captures();
  evidence.events = session.take_events();
  for (auto& one : evidence.captures) {
    if (timeless.contains(one.id.value)) one.time.reset();
    held += one.request.url.size() + one.request.body.size();
    if (held <= kMaxHeldPayload) continue;
    one.request.body.clear();
    ++not_held;
  }
  for (auto& one : evidence.events) {
    if (timeless.contains(one.capture.value)) one.received.reset();
  }
  if (not_held > 0)
    result.unknown.push_back(
        {"privacy.clear-text", fmt::format("the bodies of {} hits aren't held, beyond {} MB",
                                           not_held, kMaxHeldPayload >> 20U)});
  result.gaps = gaps_of(recorded, unseen);
  return result;
}

}  // namespace tagproof
