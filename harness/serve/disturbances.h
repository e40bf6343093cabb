#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/http/listener.h"
#include "harness/serve/alarm.h"
#include "mock_platforms/engine.h"

namespace tagproof {

/// What a capture that a fault answered in the platform's place says as `refused`.
inline constexpr std::string_view kDisturbed = "disturbed";

/// `serve --fault NAME --times N`: what happens to the first N hits that a fault speaks of, by the
/// same rows as `run --fault` (faults/network.cc). Thread-safe.
class Disturbances {
 public:
  /// Each of `faults` is a disturbance (is_disturbance()).
  Disturbances(std::span<const Fault* const> faults, std::uint64_t times);

  /// What happens to this hit; the first fault that speaks decides, and has one time less.
  Disturbance next(const Engine::Prepared& hit);

  /// What a disturbed platform answers in place of its own.
  static Response answer(const Disturbance& disturbance);

  /// Keeps an answer that is ready for as long as the platform is slow.
  void park(Responder responder, Response response, Duration slow, Alarm& alarm);
  /// Sends it: its time has come.
  void send(std::uint64_t parked);
  /// Sends all of them, and whatever is parked from then on: the server ends.
  void send_all();

 private:
  struct Row {
    const Fault* fault{};
    std::uint64_t left = 0;
  };
  struct Parked {
    Responder responder;
    Response response{};
  };
  std::mutex mutex_;
  std::vector<Row> rows_{};
  std::map<std::uint64_t, Parked> parked_{};
  std::uint64_t next_parked_ = 1;
  bool ended_ = false;
};

}  // namespace tagproof
