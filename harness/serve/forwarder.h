#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "harness/serve/clerk.h"
#include "harness/serve/shared_session.h"
#include "mock_platforms/platform.h"

namespace tagproof {

/// Sends what the collector passes on: one thread, in order, into the session that the hit came to,
/// through the routing that every hit takes. Whoever gives it work has answered that hit already,
/// and holds no lock. At once: a tag's `delay:` is the simulated shop's.
class Forwarder {
 public:
  /// Takes a request of the collector's into a session. Called on the forwarder's thread.
  using Deliver = std::function<void(const std::shared_ptr<SharedSession>&, Request,
                                     const CaptureId& relayed_from)>;
  /// `most` hits may wait; what comes beyond is lost, and said. `say` may be null.
  Forwarder(std::span<const Platform* const> platforms, std::size_t most, Deliver deliver,
            std::function<void(const std::string&)> say);

  void give(std::shared_ptr<SharedSession> session, std::vector<Relayed> relayed);
  /// Ends after the hit at hand; the others, and all that it is given later, are dropped.
  void stop();

 private:
  struct Errand {
    std::shared_ptr<SharedSession> session{};
    std::vector<Relayed> relayed{};
  };
  void send(const Errand& errand);

  std::span<const Platform* const> platforms_;
  std::size_t most_;
  Deliver deliver_;
  std::function<void(const std::string&)> say_;
  std::atomic<std::size_t> waiting_{0};
  std::mutex mutex_{};
  std::unique_ptr<Clerk<Errand>> clerk_;  // last: its thread uses the others; null: stopped
};

}  // namespace tagproof
