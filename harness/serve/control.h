#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/problems.h"
#include "harness/model/contract.h"
#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/target.h"
#include "harness/serve/address.h"
#include "harness/serve/alarm.h"
#include "harness/serve/receiver.h"

namespace tagproof {

struct ControlRequest {
  ServedAddress address{};
  std::string method{};
  std::string base{};  // by which the client reached the server: "http://127.0.0.1:8080"
  std::string body{};
  Responder responder;
};

/// The control API (formats.md B.4). All but health() is called on one thread, the clerk's: it may
/// take long (a judge, a page of captures) and holds no listener's thread meanwhile.
class Control {
 public:
  struct Options {
    std::span<const Platform* const> platforms{};
    std::optional<Contract> contract{};
    TargetConfig target{};
    std::vector<Feed> feeds{};  // of the collector
    bool show_personal_data = false;
    std::string version{};
    /// May fill in what it can say of the evidence's events (whose hash an e-mail is).
    std::function<std::vector<Finding>(Evidence&)> judge{};
    std::function<std::vector<Order>(std::string_view, Problems&)> read_orders{};
  };
  /// What it works on; all outlive it.
  struct Tools {
    Sessions& sessions;
    Memory& memory;
    Receiver& receiver;
    EvidenceFile* evidence;
    const Session& decoder;
    const Clock& clock;
    const ServeLimits& limits;
    Alarm& alarm;
  };
  Control(Options options, Tools tools);

  /// From any thread.
  [[nodiscard]] Response health(const std::string& session) const;

  void perform(ControlRequest&& request);
  /// An await's time is up.
  void time_out(const Alarm::Ring& ring);
  /// Ends sessions that nobody uses.
  void sweep();
  /// Answers everybody who waits, and whoever asks to from then on: the server ends.
  void dismiss();

 private:
  struct Endpoint;
  struct Asked {
    std::shared_ptr<SharedSession> session{};
    Question question{};
    ControlRequest& request;
  };
  using Answered = std::optional<Response>;  // none: answered later

  static std::span<const Endpoint> endpoints();
  Answered route(ControlRequest& request);
  static Response no_endpoint(const ControlRequest& request);

  Answered captures(Asked& asked);
  Answered events(Asked& asked);
  Answered findings(Asked& asked);
  Answered ledger(Asked& asked);
  Answered await(Asked& asked);
  Answered post_orders(Asked& asked);
  Answered reset(Asked& asked);
  Answered make_session(Asked& asked);
  Response end_session(const ControlRequest& request);

  void end(const std::shared_ptr<SharedSession>& session);
  [[nodiscard]] std::vector<Ledger> ledgers(const SharedSession& session) const;
  /// A capture that left memory, and its events, from the evidence file.
  struct ReadBack {
    Capture capture{};
    std::vector<TrackedEvent> events{};
  };
  [[nodiscard]] std::optional<ReadBack> read_back(const Outline& outline) const;
  /// What a judge sees of a session; its store is lent until give_back().
  struct Judged {
    Evidence evidence{};
    Store::Lent read{};  // from the evidence file, until it stands in front
    std::size_t read_captures = 0, read_events = 0;  // at the front
    std::uint64_t evicted = 0;
  };
  Judged gather(const std::shared_ptr<SharedSession>& session, bool at_end);
  void give_back(const std::shared_ptr<SharedSession>& session, Judged judged);

  const Options options_;
  Tools tools_;
  std::uint64_t next_await_ = 1;
  std::atomic<bool> ending_{false};
};

}  // namespace tagproof
