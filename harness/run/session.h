#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/seed.h"
#include "harness/base/time.h"
#include "harness/model/capture.h"
#include "harness/model/contract.h"
#include "harness/model/event.h"
#include "harness/model/ledger.h"
#include "harness/model/target.h"
#include "mock_platforms/engine.h"

namespace tagproof {

/// One session of the mock platforms: everything that arrived, numbered, decided and kept. `run`
/// has one for each scenario, `serve` one for each test. Not thread-safe; whoever shares it locks.
class Session {
 public:
  /// `name` is the scenario's or session's; ids are "<name>/c-1" … from `first_number`.
  Session(std::string name, std::span<const Platform* const> platforms, EngineOptions options,
          Seed seed, std::size_t first_number = 1);

  /// What the caller knows of a hit beside its bytes.
  struct Hint {
    TimePoint now{};
    int step = -1;
    std::string_view shopper{};
    std::optional<Sender> sender{};
    std::string_view refused{};  // a limit cut it; then it isn't decoded
    bool truncated = false;
    Response refusal{};        // the answer then
    CaptureId id{};            // of recorded traffic; empty: numbered
    CaptureId relayed_from{};  // the collector's: the hit that it was made of
  };
  using Keep = std::function<void(const Capture&)>;
  /// Numbers, redacts, routes, decides and keeps it; the reference is valid until the next call.
  /// `keep` is called with the finished capture before this returns (the evidence writer).
  const Capture& receive(Request&& request, const Hint& hint, const Keep& keep = {}) {
    return receive(prepare(std::move(request), hint), hint, keep);
  }
  /// The part that touches no state and may run outside the lock: routing and decoding.
  [[nodiscard]] Engine::Prepared prepare(Request request, const Hint& hint) const;
  const Capture& receive(Engine::Prepared&& prepared, const Hint& hint, const Keep& keep = {});

  [[nodiscard]] const std::vector<Capture>& captures() const { return captures_; }
  [[nodiscard]] const std::vector<TrackedEvent>& events() const { return events_; }
  [[nodiscard]] std::vector<Ledger> ledgers() const { return engine_.ledgers(); }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Engine& engine() const { return engine_; }
  /// The id of the capture that came last; empty before the first.
  [[nodiscard]] CaptureId last_id() const {
    return captures_.empty() ? CaptureId{} : captures_.back().id;
  }
  /// Forgets everything, to begin again as another session of the same platforms.
  void begin(std::string name, Seed seed);
  /// Moves captures and events out, for evidence at the end of a run.
  std::vector<Capture> take_captures() { return std::move(captures_); }
  std::vector<TrackedEvent> take_events() { return std::move(events_); }
  /// Takes lists that nobody needs any more, for their memory.
  void take_back(std::vector<Capture> captures, std::vector<TrackedEvent> events);
  /// What the collector has to pass on since it was asked last; send it once the answers have left.
  std::vector<Relayed> take_relayed() { return std::exchange(relayed_, {}); }

 private:
  std::string name_;
  Engine engine_;
  RandomStream nonces_;
  std::size_t first_number_;
  std::size_t next_number_;
  std::vector<Capture> captures_{};
  std::vector<TrackedEvent> events_{};
  std::vector<Relayed> relayed_{};
};

/// The session's ledgers in the list's order; every platform that the contract `agreed` on has one,
/// also when nothing came.
std::vector<Ledger> all_ledgers(const Session& session, std::span<const PlatformId> agreed,
                                std::span<const Platform* const> platforms);

/// What the engine is told by a contract and a target: settings, accounts, hosts, named actions.
EngineOptions engine_options(const Contract* contract, const TargetConfig& target);

}  // namespace tagproof
