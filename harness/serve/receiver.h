#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "harness/serve/awaits.h"
#include "harness/serve/disturbances.h"
#include "harness/serve/evidence_file.h"
#include "harness/serve/forwarder.h"
#include "harness/serve/memory.h"
#include "harness/serve/sessions.h"

namespace tagproof {

/// An await whose last event has come, with what its answer is written from.
struct Satisfied {
  Responder responder;
  AwaitResult result{};
  std::shared_ptr<const Mask> mask{};
};
/// Takes those out of the session; under its lock.
std::vector<Satisfied> satisfied(SharedSession& session, const ServeLimits& limits);
/// Not under its lock.
void answer(const SharedSession& session, std::vector<Satisfied> done);

/// Takes hits into sessions: decodes outside the session's lock, numbers and decides under it,
/// keeps the evidence, answers. Thread-safe.
class Receiver {
 public:
  /// `evidence` may be null. `say` is for people. All outlive it.
  Receiver(Sessions& sessions, Memory& memory, EvidenceFile* evidence, const Session& decoder,
           const Clock& clock, const ServeLimits& limits);

  /// `incoming`'s url is without `/s/{id}`. For a listener's thread, which calls end_turn() after
  /// the last of its turn.
  void receive(const std::shared_ptr<SharedSession>& session, IncomingRequest&& incoming,
               Responder&& responder);
  /// Takes the hits whose session was in use, and writes what the turn's answers wait for. True: to
  /// be called again when those have left (EvidenceFile::write_turn()).
  [[nodiscard]] bool end_turn();

  /// A hit that the collector makes of another; nobody waits for its answer.
  void receive_relayed(const std::shared_ptr<SharedSession>& session, Request request,
                       const CaptureId& relayed_from);
  /// Who sends what the collector passes on; outlives the last hit. Null: nobody.
  void set_forwarder(Forwarder* forwarder) { forwarder_ = forwarder; }

  /// Faults of the platforms (`serve --fault`), and who rings when a slow answer is due; both
  /// outlive the last hit. Null: none.
  void set_disturbances(Disturbances* disturbances, Alarm* alarm) {
    disturbances_ = disturbances;
    alarm_ = alarm;
  }

  /// What is held leaves the session for a judge; hits wait from then on. Under its lock.
  static Store::Lent lend(SharedSession& session);
  /// And back; then the hits that waited are taken. Not under its lock.
  void take_back(const std::shared_ptr<SharedSession>& session, Store::Lent lent);

 private:
  struct Postponed {
    std::shared_ptr<SharedSession> session;
    Hit hit;
  };
  struct Taken;

  /// Into the session, or into its waiting line while it is lent. `lock` is the session's.
  void take(const std::shared_ptr<SharedSession>& session, Hit&& hit,
            std::unique_lock<std::mutex> lock);
  /// Numbers it, decides and keeps it; under the session's lock.
  Taken number(const std::shared_ptr<SharedSession>& session, Hit&& hit);
  /// The rest of it, not under the lock.
  void finish(const std::shared_ptr<SharedSession>& session, Taken&& taken);
  void evict(const Memory::Entry& entry);
  void give_up_oldest(SharedSession& session) const;

  Sessions& sessions_;
  Memory& memory_;
  EvidenceFile* evidence_;
  const Session& decoder_;
  const Clock& clock_;
  const ServeLimits limits_;
  Forwarder* forwarder_ = nullptr;
  Disturbances* disturbances_ = nullptr;
  Alarm* alarm_ = nullptr;
  std::mutex postponed_mutex_;  // of the next
  std::vector<Postponed> postponed_{};
};

}  // namespace tagproof
