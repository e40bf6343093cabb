#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/faults/fault.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/run/ready_shop.h"
#include "mock_platforms/platform.h"

namespace tagproof {

/// How hits reach the mock platforms: over sockets, or as the same bytes without them.
enum class TransportKind : std::uint8_t { http, direct };

struct WorkerOptions {
  TransportKind transport = TransportKind::http;
  std::span<const Platform* const> platforms{};
};

/// Runs whole scenarios, one after the other, over one listener and one client that it keeps.
/// One for each of `--jobs`; not thread-safe.
class Worker {
 public:
  static Result<std::unique_ptr<Worker>> start(const WorkerOptions& options);
  ~Worker();

  /// Drives the shop's own scenario and gives the evidence, or why the environment or a step
  /// failed. `seed` is the run's: the scenario's own comes from it and its name, so that adding one
  /// changes no other. `keep` sees each capture before it is answered.
  Result<Evidence> run(const ReadyShop& shop, Seed seed,
                       const std::function<void(const Capture&)>& keep = {});
  /// The same for a shop that is driven once.
  Result<Evidence> run(const Scenario& scenario, std::span<const Fault* const> faults, Seed seed,
                       const std::function<void(const Capture&)>& keep = {});

  /// Takes evidence that nobody needs any more: its memory is the next journey's.
  void take_back(Evidence evidence);

 private:
  struct Inside;
  explicit Worker(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace tagproof
