#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/time.h"
#include "harness/model/capture.h"
#include "harness/model/event.h"
#include "harness/model/ledger.h"
#include "harness/model/target.h"
#include "mock_platforms/host_index.h"
#include "mock_platforms/platform.h"

namespace tagproof {

/// Where a request belongs (formats.md B.4): its `/{platform}/` prefix, else its Host (`hosts`
/// first, then the platforms' own), else its path, the most specific pattern first.
struct Route {
  const Platform* platform{};  // null: nobody's
  const Endpoint* endpoint{};  // null: the platform has no such endpoint
  Request request{};           // with the platform's real address, prefix taken off
  std::string problem{};  // for nobody's: "two platforms claim /v3/…: …" or "" (then see guess)
  std::string guess{};    // "looks like GA4: `v=2`, `tid=G-TEST1`; map its host"
};
Route route(Request&& request, std::span<const Platform* const> platforms,
            std::span<const HostRoute> hosts, const HostIndex& index);
Route route(Request&& request, std::span<const Platform* const> platforms,
            std::span<const HostRoute> hosts);

/// The contract's names for platforms that have none on the wire (Google Ads labels): "AW-1/label"
/// -> purchase.
struct NamedAction {
  PlatformId platform{};
  std::string name{};
  EventName event{};
};

/// What the engine is told of the world beside the requests.
struct EngineOptions {
  Settings settings{};
  std::map<std::string, std::vector<Account>, std::less<>> accounts{};
  std::vector<NamedAction> actions{};
  std::vector<HostRoute> hosts{};
  /// What a relay makes of a hit that it took; empty: it passes nothing on.
  std::function<std::vector<Relayed>(const Request&, const CaptureId& from, TimePoint now)> relay{};
  /// Of the engine's platforms, made before for many engines; null: it makes its own.
  std::shared_ptr<const HostIndex> index{};
  std::size_t max_keys =
      2'000'000;  // of all platforms; beyond it hits are refused with 503 (design.md section 11)
};

/// A processed hit: the capture's own parts and its events with their outcomes.
struct Received {
  Capture capture{};  // scenario, step, shopper are the caller's to fill
  std::vector<TrackedEvent> events{};
  std::vector<Relayed> relayed{};  // to be sent once the answer has left
};
/// Where the parts of one are put: into a new capture and behind what else is in the lists, so that
/// whoever keeps many hits has them in their place at once.
struct ReceivedInto {
  Capture& capture;
  std::vector<TrackedEvent>& events;
  std::vector<Relayed>& relayed;
};

/// What all platforms do, for one session: route, decode, accept, consent, deduplicate, count,
/// adjust, answer. Not thread-safe: a session has one lock. Decoding (`prepare`) may run outside
/// it.
class Engine {
 public:
  Engine(std::span<const Platform* const> platforms, EngineOptions options);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// The part that needs no state: routing and decoding.
  struct Prepared {
    Route route{};
    Decoded decoded{};
  };
  [[nodiscard]] Prepared prepare(Request request) const;
  /// Of a request that a limit cut: routed, never decoded.
  [[nodiscard]] Prepared prepare_refused(Request request) const;
  /// The part under the lock. `nonce` becomes the answer's trace ids.
  void receive(Prepared&& prepared, TimePoint now, const CaptureId& id, const Nonce& nonce,
               const ReceivedInto& into);
  Received receive(Prepared&& prepared, TimePoint now, const CaptureId& id, const Nonce& nonce) {
    Received received;
    receive(std::move(prepared), now, id, nonce,
            {received.capture, received.events, received.relayed});
    return received;
  }
  /// Keeps a cut request as evidence under whose it is, answered with `refusal`; decides nothing.
  static void receive_refused(Prepared&& prepared, const Response& refusal, Capture& capture);
  /// Both.
  Received receive(Request request, TimePoint now, const CaptureId& id, const Nonce& nonce) {
    return receive(prepare(std::move(request)), now, id, nonce);
  }

  /// One ledger for each platform that got something, in the list's order.
  [[nodiscard]] std::vector<Ledger> ledgers() const;
  [[nodiscard]] std::span<const Platform* const> platforms() const;
  /// How well the server purchases of that platform could be matched; empty where it has no notes.
  [[nodiscard]] Coverage key_coverage(std::string_view platform) const;
  /// Deduplication keys and conversions held now.
  [[nodiscard]] std::size_t keys() const;
  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "tagproof:0123456789abcdef": 16 hex of the secret's SHA-256; accounts compare by it.
std::string fingerprint(std::string_view secret);

}  // namespace tagproof
