#include "harness/serve/receiver.h"

#include <algorithm>
#include <utility>

#include "harness/documents/documents.h"
#include "harness/serve/address.h"
#include "harness/serve/answers.h"
#include "harness/serve/awaits.h"

namespace tagproof {
namespace {

void count(std::vector<Await>& awaits, const std::vector<TrackedEvent>& events) {
  for (Await& await : awaits) {
    await.came += static_cast<std::uint64_t>(std::ranges::count_if(
        events, [&](const TrackedEvent& event) { return await.filter.matches(event); }));
  }
}

}  // namespace

std::vector<Satisfied> satisfied(SharedSession& session, const ServeLimits& limits) {
  std::vector<Satisfied> done;
  for (Await& await : session.awaits) {
    if (await.came < await.wanted) continue;
    done.push_back({.responder = std::move(await.responder),
                    .result = await_result(true, await.filter, await.came, session.store, limits),
                    .mask = session.current_mask()});
  }
  std::erase_if(session.awaits, [](const Await& await) { return await.came >= await.wanted; });
  return done;
}

void answer(const SharedSession& session, std::vector<Satisfied> done) {
  for (auto& [responder, result, mask] : done)
    responder.respond(await_answer(session.id, result, *mask));
}

Receiver::Receiver(Sessions& sessions, Memory& memory, EvidenceFile* evidence,
                   const Session& decoder, const Clock& clock, const ServeLimits& limits)
    : sessions_(sessions),
      memory_(memory),
      evidence_(evidence),
      decoder_(decoder),
      clock_(clock),
      limits_(limits) {}

void Receiver::receive(const std::shared_ptr<SharedSession>& session, IncomingRequest&& incoming,
                       Responder&& responder) {
  Hit hit(std::move(responder));
  hit.refused = incoming.refused.value_or("");
  hit.truncated = incoming.truncated;
  if (incoming.refused) hit.refusal = refusal_answer(incoming);
  hit.prepared = decoder_.prepare(std::move(incoming.request), {.refused = hit.refused});
  if (hit.prepared.route.platform == nullptr) drop_loopback_port(hit.prepared.route.request);
  if (disturbances_ != nullptr && hit.refused.empty()) {
    hit.disturbed = disturbances_->next(hit.prepared);
    if (hit.disturbed.drop) {
      hit.responder.respond({.status = 0});  // lost on its way: nobody saw it
      return;
    }
    if (hit.disturbed.answer_status != 0) {
      hit.refused = kDisturbed;
      hit.refusal = Disturbances::answer(hit.disturbed);
    }
  }

  std::unique_lock lock(session->mutex);
  if (session->lent) {
    session->waiting.push_back(std::move(hit));
    return;
  }
  take(session, std::move(hit), std::move(lock));
}

void Receiver::receive_relayed(const std::shared_ptr<SharedSession>& session, Request request,
                               const CaptureId& relayed_from) {
  Hit hit(Responder(nullptr, 0));
  hit.sender = Sender::collector;
  hit.relayed_from = relayed_from;
  hit.prepared = decoder_.prepare(std::move(request), {});
  std::unique_lock lock(session->mutex);
  if (session->lent) {
    session->waiting.push_back(std::move(hit));
    return;
  }
  take(session, std::move(hit), std::move(lock));
}

void Receiver::take(const std::shared_ptr<SharedSession>& session, Hit&& hit,
                    std::unique_lock<std::mutex> lock) {
  SharedSession& to = *session;
  if (to.ended) {
    lock.unlock();
    hit.responder.respond(error_answer(to.id, 404, "unknown_session", "this session has ended"));
    return;
  }
  if (hit.refused.empty() && sessions_.keys >= limits_.keys) {
    hit.refused = "keys";
    hit.refusal = error_answer(to.id, 503, "keys",
                               "the server holds as many conversions as it may; reset a session");
  }
  to.latest = to.used = std::max(to.latest, clock_.now());
  to.mocks->receive(std::move(hit.prepared), {.now = to.latest,
                                              .sender = hit.sender,
                                              .refused = hit.refused,
                                              .truncated = hit.truncated,
                                              .refusal = std::move(hit.refusal),
                                              .relayed_from = std::move(hit.relayed_from)});
  auto relayed = to.mocks->take_relayed();
  auto captures = to.mocks->take_captures();
  auto events = to.mocks->take_events();
  Capture& capture = captures.back();
  const std::size_t keys = to.mocks->engine().keys();
  sessions_.keys += keys - std::exchange(to.keys, keys);  // unsigned: wraps back
  ++to.received;
  // Counted, and its sender never hears of it.
  if (hit.disturbed.lose_answer) capture.answer = {.status = 0};

  Answer answer{.responder = std::move(hit.responder), .response = capture.answer};
  Capture copy;  // the line is written outside the lock
  std::uint64_t line = 0;
  if (evidence_ != nullptr) {
    copy = capture;
    line = evidence_->reserve();
  }
  memory_.hold({.session = session, .serial = to.serial, .bytes = memory_of(capture, events)});
  count(to.awaits, events);
  to.store.add(std::move(capture), std::move(events), line);
  auto done = satisfied(to, limits_);
  lock.unlock();
  if (hit.disturbed.slow.count() > 0) {
    // Its line doesn't wait for it.
    disturbances_->park(std::exchange(answer.responder, Responder(nullptr, 0)),
                        std::move(answer.response), hit.disturbed.slow, *alarm_);
  }
  if (forwarder_ != nullptr && !relayed.empty()) {
    answer.then = [this, session, relayed = std::move(relayed)] {
      forwarder_->give(session, relayed);
    };
  }

  if (evidence_ != nullptr) {
    evidence_->submit(line, capture_line(copy, "session"), std::move(answer));
  } else {
    answer.responder.respond(std::move(answer.response));
    if (answer.then) answer.then();
  }
  tagproof::answer(to, std::move(done));
  while (const auto entry = memory_.next_to_go(sessions_.keys)) evict(*entry);
}

void Receiver::evict(const Memory::Entry& entry) {
  const auto session = entry.session.lock();
  if (!session) return;
  const std::scoped_lock lock(session->mutex);
  if (session->serial != entry.serial) return;
  if (session->lent) {
    ++session->owed_evictions;
  } else {
    give_up_oldest(*session);
  }
}

void Receiver::give_up_oldest(SharedSession& session) const {
  const std::size_t before = session.store.outlines().size();
  session.store.evict_oldest(evidence_ != nullptr);
  if (sessions_.outlines >= limits_.indexed_lines) session.store.forget_oldest_outline();
  sessions_.outlines += session.store.outlines().size() - before;  // unsigned: wraps back
}

Store::Lent Receiver::lend(SharedSession& session) {
  session.lent = true;
  return session.store.lend();
}

void Receiver::take_back(const std::shared_ptr<SharedSession>& session, Store::Lent lent) {
  std::unique_lock lock(session->mutex);
  session->store.take_back(std::move(lent));
  for (; session->owed_evictions > 0; --session->owed_evictions) give_up_oldest(*session);
  while (!session->waiting.empty()) {
    // Those that come meanwhile line up behind.
    auto waiting = std::exchange(session->waiting, {});
    lock.unlock();
    for (Hit& hit : waiting) take(session, std::move(hit), std::unique_lock(session->mutex));
    lock.lock();
  }
  session->lent = false;
}

}  // namespace tagproof
