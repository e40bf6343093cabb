#include "harness/serve/receiver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
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

/// What is left to do for a hit that has its number.
struct Receiver::Taken {
  Answer answer{};
  Disturbance disturbed{};
  std::vector<Relayed> relayed{};
  std::vector<Satisfied> awaits{};
  Capture capture{};                     // a copy: its line is written outside the lock
  std::optional<std::uint64_t> line{};   // of the evidence file
  std::vector<Memory::Entry> evicted{};  // of other sessions
};

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

  // Another thread may have the session for as long as a hit takes: longer than it takes to go to
  // sleep and be woken, and there are other hits to decode.
  std::unique_lock lock(session->mutex, std::try_to_lock);
  if (!lock) {
    const std::scoped_lock postponing(postponed_mutex_);
    postponed_.push_back({session, std::move(hit)});
    return;
  }
  take(session, std::move(hit), std::move(lock));
}

bool Receiver::end_turn() {
  std::vector<Postponed> postponed;
  {
    const std::scoped_lock lock(postponed_mutex_);
    postponed.swap(postponed_);
  }
  std::vector<Taken> taken;
  for (auto first = postponed.begin(); first != postponed.end();) {
    const auto& session = first->session;
    const auto end = std::find_if(first, postponed.end(),
                                  [&](const Postponed& one) { return one.session != session; });
    // All of them at once: whoever meets us postpones his.
    std::unique_lock lock(session->mutex);
    for (auto one = first; one != end; ++one) {
      if (session->lent) {
        session->waiting.push_back(std::move(one->hit));
        continue;
      }
      try {
        taken.push_back(number(session, std::move(one->hit)));
      } catch (const std::exception& exception) {
        // Our own mistake, and loud, as the listener has it for a handler: the others go on, and
        // this one's responder says 500.
        fmt::print(stderr, "tagproof: a request could not be handled: {}\n", exception.what());
      }
    }
    lock.unlock();
    for (Taken& one : taken) finish(session, std::move(one));
    taken.clear();
    first = end;
  }
  return evidence_ != nullptr && evidence_->write_turn();
}

void Receiver::receive_relayed(const std::shared_ptr<SharedSession>& session, Request request,
                               const CaptureId& relayed_from) {
  Hit hit(Responder(nullptr, 0));
  hit.sender = Sender::collector;
  hit.relayed_from = relayed_from;
  hit.prepared = decoder_.prepare(std::move(request), {});
  take(session, std::move(hit), std::unique_lock(session->mutex));
  if (evidence_ != nullptr) evidence_->write_now();
}

void Receiver::take(const std::shared_ptr<SharedSession>& session, Hit&& hit,
                    std::unique_lock<std::mutex> lock) {
  if (session->lent) {
    session->waiting.push_back(std::move(hit));
    return;
  }
  Taken taken = number(session, std::move(hit));
  lock.unlock();
  finish(session, std::move(taken));
}

Receiver::Taken Receiver::number(const std::shared_ptr<SharedSession>& session, Hit&& hit) {
  SharedSession& to = *session;
  Taken taken{.answer = {.responder = std::move(hit.responder)}, .disturbed = hit.disturbed};
  if (to.ended) {
    taken.answer.response = error_answer(to.id, 404, "unknown_session", "this session has ended");
    return taken;
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
  taken.relayed = to.mocks->take_relayed();
  auto captures = to.mocks->take_captures();
  auto events = to.mocks->take_events();
  Capture& capture = captures.back();
  const std::size_t keys = to.mocks->engine().keys();
  sessions_.keys += keys - std::exchange(to.keys, keys);  // unsigned: wraps back
  ++to.received;
  // Counted, and its sender never hears of it.
  if (hit.disturbed.lose_answer) capture.answer = {.status = 0};

  taken.answer.response = capture.answer;
  if (evidence_ != nullptr) {
    taken.capture = capture;
    taken.line = evidence_->reserve();
  }
  memory_.hold({.session = session, .serial = to.serial, .bytes = memory_of(capture, events)});
  count(to.awaits, events);
  to.store.add(std::move(capture), std::move(events), taken.line.value_or(0));
  taken.awaits = satisfied(to, limits_);
  while (auto entry = memory_.next_to_go(sessions_.keys)) {
    if (entry->serial == to.serial) {
      give_up_oldest(to);
    } else {
      taken.evicted.push_back(std::move(*entry));
    }
  }
  return taken;
}

void Receiver::finish(const std::shared_ptr<SharedSession>& session, Taken&& taken) {
  Answer& answer = taken.answer;
  if (taken.disturbed.slow.count() > 0) {
    // Its line doesn't wait for it.
    disturbances_->park(std::exchange(answer.responder, Responder(nullptr, 0)),
                        std::move(answer.response), taken.disturbed.slow, *alarm_);
  }
  const bool relays = forwarder_ != nullptr && !taken.relayed.empty();
  if (relays || !taken.awaits.empty()) {
    // Whoever waited for this hit may look for its line next. Shared, since a function is copyable.
    auto awaits = std::make_shared<std::vector<Satisfied>>(std::move(taken.awaits));
    answer.then = [this, session, relays, relayed = std::move(taken.relayed), awaits] {
      if (relays) forwarder_->give(session, relayed);
      tagproof::answer(*session, std::move(*awaits));
    };
  }

  if (taken.line) {
    evidence_->submit(*taken.line, capture_line(taken.capture, "session"), std::move(answer));
  } else {
    answer.responder.respond(std::move(answer.response));
    if (answer.then) answer.then();
  }
  for (const auto& entry : taken.evicted) evict(entry);
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
  std::vector<Taken> taken;
  while (!session->waiting.empty()) {
    for (Hit& hit : std::exchange(session->waiting, {}))
      taken.push_back(number(session, std::move(hit)));
    lock.unlock();  // those that come meanwhile line up behind
    for (Taken& one : taken) finish(session, std::move(one));
    taken.clear();
    if (evidence_ != nullptr) evidence_->write_now();
    lock.lock();
  }
  session->lent = false;
}

}  // namespace tagproof
