#include "harness/run/session.h"

#include <algorithm>
#include <span>
#include <utility>

#include "harness/model/contract.h"
#include "harness/model/target.h"

namespace tagproof {
namespace {

/// Of a scenario or a journey: most need no second piece of memory.
constexpr std::size_t kUsualHits = 32;
/// Of an id behind the session's name: "/c-" and a number.
constexpr std::size_t kNumberBytes = 3 + 20;

}  // namespace

Session::Session(std::string name, std::span<const Platform* const> platforms,
                 EngineOptions options, Seed seed, std::size_t first_number)
    : name_(std::move(name)),
      engine_(platforms, std::move(options)),
      nonces_(seed.stream("answers")),
      first_number_(first_number),
      next_number_(first_number) {
  captures_.reserve(kUsualHits);
  events_.reserve(kUsualHits);
}

Engine::Prepared Session::prepare(Request request, const Hint& hint) const {
  return hint.refused.empty() ? engine_.prepare(std::move(request))
                              : engine_.prepare_refused(std::move(request));
}

const Capture& Session::receive(Engine::Prepared&& prepared, const Hint& hint, const Keep& keep) {
  Capture& capture = captures_.emplace_back();
  if (hint.id.empty()) {
    capture.id.value.reserve(name_.size() + kNumberBytes);
    capture.id.value.append(name_).append("/c-").append(std::to_string(next_number_++));
  } else {
    capture.id = hint.id;
  }
  const auto events_before = events_.size();
  if (hint.refused.empty()) {
    engine_.receive(std::move(prepared), hint.now, capture.id, Nonce(nonces_),
                    {capture, events_, relayed_});
  } else {
    Engine::receive_refused(std::move(prepared), hint.refusal, capture);
  }
  capture.scenario = name_;
  capture.step = hint.step;
  capture.time = hint.now;
  capture.shopper = hint.shopper;
  capture.relayed_from = hint.relayed_from;
  if (!hint.refused.empty()) capture.refused = hint.refused;
  capture.truncated = hint.truncated;
  if (capture.channel) {
    capture.sender =
        hint.sender.value_or(*capture.channel == Channel::browser ? Sender::browser : Sender::shop);
  }
  for (auto& event : std::span(events_).subspan(events_before))
    event.sender = capture.sender.value_or(Sender::browser);
  if (keep) keep(capture);
  return capture;
}

void Session::begin(std::string name, Seed seed) {
  name_ = std::move(name);
  engine_.reset();
  nonces_ = seed.stream("answers");
  next_number_ = first_number_;
  captures_.clear();
  captures_.reserve(kUsualHits);
  events_.clear();
  events_.reserve(kUsualHits);
  relayed_.clear();
}

void Session::take_back(std::vector<Capture> captures, std::vector<TrackedEvent> events) {
  captures_ = std::move(captures);
  captures_.clear();
  events_ = std::move(events);
  events_.clear();
}

std::vector<Ledger> all_ledgers(const Session& session, std::span<const PlatformId> agreed,
                                std::span<const Platform* const> platforms) {
  std::vector<Ledger> met = session.ledgers();
  std::vector<Ledger> all;
  all.reserve(met.size() + agreed.size());
  auto next = met.begin();
  for (const auto* platform : platforms) {
    if (next != met.end() && next->platform == platform->id) {
      all.push_back(std::move(*next++));
    } else if (std::ranges::find(agreed, platform->id, &PlatformId::view) != agreed.end()) {
      all.push_back({.platform = PlatformId(platform->id)});
    }
  }
  for (const auto& platform : agreed) {  // of which the list knows nothing
    if (std::ranges::find(all, platform, &Ledger::platform) == all.end())
      all.push_back({.platform = platform});
  }
  return all;
}

EngineOptions engine_options(const Contract* contract, const TargetConfig& target) {
  EngineOptions options;
  options.settings = Settings(target.settings);
  options.accounts = target.accounts;
  options.hosts = target.hosts;
  if (contract == nullptr) return options;
  for (const auto& event : contract->events) {
    for (const auto& platform : event.platforms) {
      if (platform.name.empty()) continue;
      options.actions.push_back({platform.platform, platform.name, event.name});
    }
  }
  return options;
}

}  // namespace tagproof
