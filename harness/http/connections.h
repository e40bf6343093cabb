#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/http/listener.h"
#include "harness/http/request_reader.h"

namespace tagproof {

/// The open connections of one listener. Each has a slot of a fixed table and sits in one epoll
/// set, one-shot: whoever gets its event has it alone until it is armed again. Slots are used again
/// and again, so a ticket names a slot and the how-manieth connection in it: an event or answer
/// that comes too late finds another number there, and nothing is ever freed under somebody's feet.
class Connections : public std::enable_shared_from_this<Connections> {
 public:
  static Result<std::shared_ptr<Connections>> make(const ListenerLimits& limits, Handler handler,
                                                   TurnEnded turn_ended,
                                                   RequestReader::Judge judge);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections();

  /// Takes over an accepted socket.
  void adopt(int fd);
  /// A worker's life, until end().
  void work();
  /// Makes all workers return.
  void end();
  /// After the workers have returned: closes what is open and forgets the handler.
  void close_all();

  /// See Responder::respond; status 0 hangs up without an answer. The ticket is used up.
  bool answer(std::uint64_t ticket, Response&& response);

 private:
  using Time = std::chrono::steady_clock::time_point;  // of timeouts; no capture shows it
  enum class State {
    free,
    reading,   // armed for bytes
    handling,  // the handler runs; its worker goes on when it returns
    held,      // the handler has returned without an answer; its worker's turn isn't over
    answered,  // as one of the two before, and the answer is there
    parked,    // the turn is over, and there is no answer yet
    writing,   // armed until the client takes the rest of its answer
    draining,  // answered and refused: reads on so that the client sees its answer
  };
  struct Connection;
  struct Slot;
  /// What a worker does between two looks at the epoll set.
  struct Turn {
    bool handled = false;               // a handler was called
    std::vector<std::uint64_t> held{};  // tickets of those that it left without an answer
  };

  Connections(const ListenerLimits& limits, Handler handler, TurnEnded turn_ended,
              RequestReader::Judge judge);

  void on_event(std::uint64_t ticket, std::uint32_t events, Turn& turn);
  void end(Turn& turn);
  void sweep();

  // All with the slot locked; each leaves it closed, handed over, held or armed.
  void serve(std::uint64_t ticket, Slot& slot, std::unique_lock<std::mutex>& lock, Turn& turn);
  void send_answer(std::uint64_t ticket, Slot& slot);
  void send_rest(std::uint64_t ticket, Slot& slot);
  void drain(std::uint64_t ticket, Slot& slot);
  // All with the slot locked; the caller goes on.
  void handle(std::uint64_t ticket, Slot& slot, std::unique_lock<std::mutex>& lock);
  bool may_go_on(std::uint64_t ticket, Slot& slot, std::size_t received);
  std::size_t receive(Slot& slot);
  bool has_memory(Slot& slot);
  void begin_answer(Slot& slot);
  void arm(std::uint64_t ticket, const Slot& slot, std::uint32_t events);
  void close(Slot& slot);

  const ListenerLimits limits_;
  Handler handler_;
  TurnEnded turn_ended_;
  RequestReader::Judge judge_;
  int epoll_ = -1;
  int ended_ = -1;  // an eventfd, readable for good once end() was called
  int timer_ = -1;  // wakes one worker now and then while connections are open
  std::chrono::milliseconds tick_{};

  std::vector<std::unique_ptr<Slot>> slots_;  // as many as there may be connections
  std::mutex
      free_mutex_;  // of the four below; may be taken with a slot locked, never the other way
  std::vector<std::uint32_t> free_;
  std::size_t within_limit_ = 0;  // open connections that aren't refused
  bool ticking_ = false;
  bool closed_ = false;
  std::atomic<std::size_t> shared_bytes_{0};
};

}  // namespace tagproof
