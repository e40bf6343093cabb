#include "harness/serve/disturbances.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tagproof {
namespace {

/// As much of a foreign sender's event as the rows ask about. Each hit is the first try of the
/// first request: how often a disturbance happens is `--times`'s to say.
Emission as_sent(const Engine::Prepared& hit, const TrackedEvent& event) {
  Emission emission;
  emission.platform = PlatformId(hit.route.platform->id);
  emission.channel = hit.decoded.channel;
  emission.sender = hit.decoded.channel == Channel::browser ? Sender::browser : Sender::shop;
  emission.name = event.name.value_or(EventName::page_view);
  return emission;
}

}  // namespace

Disturbances::Disturbances(std::span<const Fault* const> faults, std::uint64_t times) {
  for (const Fault* fault : faults) rows_.push_back({fault, times});
}

Disturbance Disturbances::next(const Engine::Prepared& hit) {
  if (hit.route.platform == nullptr) return {};
  const std::scoped_lock lock(mutex_);
  for (Row& row : rows_) {
    if (row.left == 0) continue;
    for (const TrackedEvent& event : hit.decoded.events) {
      const Disturbance found = row.fault->on_request(as_sent(hit, event), 1, 1);
      if (!found.any()) continue;
      --row.left;
      return found;
    }
  }
  return {};
}

Response Disturbances::answer(const Disturbance& disturbance) {
  Response response{.status = disturbance.answer_status,
                    .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                    .body = "a fault of tagproof serve answers in the platform's place\n"};
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(disturbance.retry_after).count();
  if (seconds > 0) response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

void Disturbances::park(Responder responder, Response response, Duration slow, Alarm& alarm) {
  std::unique_lock lock(mutex_);
  if (ended_) {
    lock.unlock();
    responder.respond(std::move(response));
    return;
  }
  const std::uint64_t number = next_parked_++;
  parked_.emplace(number, Parked{std::move(responder), std::move(response)});
  lock.unlock();
  alarm.set(slow, {.parked = number});
}

void Disturbances::send(std::uint64_t parked) {
  std::unique_lock lock(mutex_);
  auto found = parked_.extract(parked);
  lock.unlock();
  if (!found.empty()) found.mapped().responder.respond(std::move(found.mapped().response));
}

void Disturbances::send_all() {
  std::unique_lock lock(mutex_);
  ended_ = true;
  auto all = std::exchange(parked_, {});
  lock.unlock();
  for (auto& [number, one] : all) one.responder.respond(std::move(one.response));
}

}  // namespace tagproof
