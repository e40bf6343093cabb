#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/base/result.h"
#include "harness/http/limits.h"
#include "harness/wire/message.h"

namespace tagproof {

/// One request as a listener received it, whole or cut.
struct IncomingRequest {
  /// `url` is "http://<Host><target>" (the target alone when it is absolute), headers are in the
  /// order and case in which they were sent, the body is without chunks but still content-encoded.
  /// Of a refused request: what could be read of it; method and url are empty when there was no
  /// request line.
  Request request{};
  /// Every byte received for this request: head, chunk sizes, trailers.
  std::string raw{};
  /// The client's address: "127.0.0.1" or "::1".
  std::string peer{};
  /// Which limit or rule refused it; listeners never call a handler for the body of a refused
  /// request twice. header-timeout | body-timeout | header-size | header-count | body-size |
  /// connections | memory | malformed | method (CONNECT) | incomplete (the client left in the
  /// middle)
  std::optional<std::string> refused{};
  /// The status that fits the refusal; 0 when not refused.
  int refusal_status = 0;
  /// Less than the whole request is here.
  bool truncated = false;
};

/// What a listener would say by itself to a refused request: its status and a line of text.
Response refusal_answer(const IncomingRequest& incoming);

class Connections;  // the open connections of one listener (connections.h)

/// The right to answer one request, once, now or later, from any thread. A request whose responder
/// is kept is a parked connection: it holds no thread. The answer of a client that has gone is
/// dropped, so is one that comes after the listener has stopped. A responder destroyed unused
/// answers 500.
class Responder {
 public:
  Responder(std::shared_ptr<Connections> connections, std::uint64_t ticket);
  Responder(Responder&& other) noexcept;
  Responder& operator=(Responder&& other) noexcept;
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  /// False when there is nobody left to answer. Content-Length, Transfer-Encoding and Connection
  /// are the listener's to write; all other headers leave in the order and case given.
  bool respond(Response&& response);

 private:
  // Shared, against our habit: a parked responder may outlive its listener.
  std::shared_ptr<Connections> connections_;
  std::uint64_t ticket_ = 0;
};

/// Called on one of the listener's threads, for different requests at the same time. It should not
/// block for long.
using Handler = std::function<void(IncomingRequest&&, Responder)>;

/// Called on a listener's thread after the handlers of its turn, so that what their answers wait
/// for can be done for all of them at once: what it answers leaves on that thread without a
/// hand-over. True when it wants to be called again after those answers have left.
using TurnEnded = std::function<bool()>;

struct ListenerOptions {
  int port = 0;                 // 0 chooses a free one
  bool both_loopbacks = false;  // ::1 beside 127.0.0.1, on the same port, where the machine has it
  int workers = 2;
  /// With it a thread takes several requests in one turn, and a handler that is slow delays the
  /// others of its turn; without it each request is a turn of its own.
  TurnEnded turn_ended{};
  ListenerLimits limits{};
};

/// An HTTP/1.1 server on loopback addresses. Built over cpp-httplib (listener.cc says how). Waiting
/// for a head, a body, the next request, a parked answer or a slow reader holds no thread.
class Listener {
 public:
  /// Answers requests as soon as it returns. The error names the address that could not be had.
  static Result<std::unique_ptr<Listener>> start(const ListenerOptions& options, Handler handler);

  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();  // stops

  int port() const;
  /// Also listening on ::1.
  bool has_ipv6() const;
  /// Takes no further request, waits for handlers that are running, closes every connection. Not
  /// from a handler.
  void stop();

 private:
  struct Inside;
  explicit Listener(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace tagproof
