#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/documents/mask.h"
#include "harness/faults/fault.h"
#include "harness/http/listener.h"
#include "harness/model/order.h"
#include "harness/run/session.h"
#include "harness/serve/filter.h"
#include "harness/serve/store.h"

namespace tagproof {

/// A hit on its way into a session: decoded, not yet numbered.
struct Hit {
  Engine::Prepared prepared{};
  std::string refused{};  // the limit that cut it
  bool truncated = false;
  Response refusal{};
  std::optional<Sender> sender{};
  CaptureId relayed_from{};
  Disturbance disturbed{};
  Responder responder;
  explicit Hit(Responder&& to) : responder(std::move(to)) {}
};

/// Somebody who waits for events.
struct Await {
  std::uint64_t id = 0;
  Filter filter{};
  std::uint64_t wanted = 1;
  std::uint64_t came = 0;
  Responder responder;
};

/// One session of the server, with the one lock that everything in it is under. Sessions are held
/// by shared pointers, against our habit: one may be ended while a hit is still on its way into it.
struct SharedSession {
  const std::string id;
  std::mutex mutex{};

  // Everything below under the lock.
  std::unique_ptr<Session> mocks{};
  Store store{};
  std::vector<Order> orders{};
  std::unordered_map<OrderId, std::size_t> order_places{};
  std::shared_ptr<const Mask>
      mask{};  // of the orders' customers; null: not made since they changed
  std::vector<Await> awaits{};
  TimePoint started{};
  TimePoint latest{};  // of hits: time never goes backwards in a session
  TimePoint used{};
  std::uint64_t serial = 0;  // changes with every reset
  std::size_t received = 0;  // captures, since the session began; resets don't count it back
  std::size_t keys = 0;      // of the mocks, as last counted
  bool ended = false;

  /// The store's content is with a judge: hits wait, evictions are owed.
  bool lent = false;
  std::vector<Hit> waiting{};
  std::size_t owed_evictions = 0;

  explicit SharedSession(std::string name) : id(std::move(name)) {}
  /// To be used outside the lock.
  std::shared_ptr<const Mask> current_mask();
};

}  // namespace tagproof
