#include "harness/http/connections.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <system_error>
#include <utility>

#include "harness/http/exchange.h"

namespace tagproof {
namespace {

constexpr std::uint64_t kEnded = ~std::uint64_t{0};
constexpr std::uint64_t kTick = kEnded - 1;
constexpr std::size_t kReceiveBytes = 64 * kKilobyte;
// What one connection may do before others have their turn.
constexpr std::size_t kBytesPerTurn = kMegabyte;
constexpr int kRequestsPerTurn = 32;
// What one worker takes before it ends its turn: enough that what a turn costs is shared by many,
// few enough that the first doesn't wait long for the last.
constexpr int kEventsPerTurn = 32;

std::size_t slot_of(std::uint64_t ticket) { return ticket & 0xffffffff; }

std::uint64_t ticket_of(std::size_t slot, std::uint32_t generation) {
  return (std::uint64_t{generation} << 32) | slot;
}

// "127.0.0.1" and "127.0.0.1:8080", "::1" and "[::1]:8080".
struct Address {
  std::string ip{}, host{};
};
Address address_of(int fd, int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_in6 address{};  // the larger of the two
  socklen_t size = sizeof address;
  std::array<char, INET6_ADDRSTRLEN> text{};
  // What the sockets API asks for: one storage, seen as each of its families.
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (ask(fd, any, &size) != 0) return {};
  if (any->sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    return {text.data(), fmt::format("[{}]:{}", text.data(), ntohs(address.sin6_port))};
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address);
  inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
  return {text.data(), fmt::format("{}:{}", text.data(), ntohs(v4->sin_port))};
}

std::string_view bytes_of(const std::array<char, kReceiveBytes>& buffer, ssize_t size) {
  return {buffer.data(), static_cast<std::size_t>(size)};
}

Error no_resource(const char* what) {
  return error(
      fmt::format("the system gives no {}: {}", what, std::system_category().message(errno)));
}

}  // namespace

/// What there is of one connection, from accept to close.
struct Connections::Connection {
  int fd = -1;
  State state = State::free;
  std::string peer{}, host{};
  bool over_limit = false;             // beyond `connections`: its first request is refused
  bool ended = false;                  // the client has closed its side
  bool continued = false;              // "100 Continue" was sent for this request
  bool close_after = false;            // the answer under way is the last
  bool drain_after = false;            // and the client may still be sending what was refused
  std::string method{}, connection{};  // of the request being answered
  Response answer{};
  std::string out{};
  std::size_t out_sent = 0;
  std::size_t shared_bytes = 0;
  Time deadline = Time::max();
};

struct Connections::Slot : Connection {
  Slot(std::uint32_t number, const ListenerLimits& limits) : index(number), reader(limits) {}

  std::mutex mutex{};
  const std::uint32_t index;
  std::uint32_t generation = 0;
  RequestReader reader;
};

Connections::Connections(const ListenerLimits& limits, Handler handler, TurnEnded turn_ended,
                         RequestReader::Judge judge)
    : limits_(limits),
      handler_(std::move(handler)),
      turn_ended_(std::move(turn_ended)),
      judge_(std::move(judge)) {}

Result<std::shared_ptr<Connections>> Connections::make(const ListenerLimits& limits,
                                                       Handler handler, TurnEnded turn_ended,
                                                       RequestReader::Judge judge) {
  std::shared_ptr<Connections> made(  // a private constructor
      new Connections(limits, std::move(handler), std::move(turn_ended), std::move(judge)));
  made->epoll_ = epoll_create1(EPOLL_CLOEXEC);
  made->ended_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  made->timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (made->epoll_ < 0) return no_resource("epoll set");
  if (made->ended_ < 0) return no_resource("event descriptor");
  if (made->timer_ < 0) return no_resource("timer");
  epoll_event ended{};
  ended.events = EPOLLIN;
  ended.data.u64 = kEnded;
  epoll_event tick{};
  tick.events = EPOLLIN | EPOLLET;
  tick.data.u64 = kTick;
  if (epoll_ctl(made->epoll_, EPOLL_CTL_ADD, made->ended_, &ended) != 0 ||
      epoll_ctl(made->epoll_, EPOLL_CTL_ADD, made->timer_, &tick) != 0) {
    return no_resource("room in an epoll set");
  }
  const auto shortest = std::min(
      {limits.header_timeout, limits.body_timeout, limits.drain_timeout, limits.half_closed});
  const std::size_t count = limits.connections + limits.refused_connections;
  for (std::uint32_t index = 0; index < count; ++index) {
    made->slots_.push_back(std::make_unique<Slot>(index, made->limits_));
    made->free_.push_back(index);
  }
  made->tick_ =
      std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
  return made;
}

Connections::~Connections() {
  for (const int fd : {epoll_, ended_, timer_}) {
    if (fd >= 0) ::close(fd);
  }
}

void Connections::adopt(int fd) {
  std::size_t index = 0;
  bool over_limit = false;
  {
    const std::lock_guard lock(free_mutex_);
    if (closed_ || free_.empty()) {
      const auto bytes = response_bytes(response_to_send({.status = 503}, "GET"), "close");
      if (!closed_) ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      ::close(fd);
      return;
    }
    over_limit = within_limit_ == limits_.connections;
    if (!over_limit) ++within_limit_;
    index = free_.back();
    free_.pop_back();
    if (!ticking_) {
      itimerspec every{};
      every.it_interval.tv_nsec = std::chrono::nanoseconds(tick_).count();
      every.it_value = every.it_interval;
      timerfd_settime(timer_, 0, &every, nullptr);
      ticking_ = true;
    }
  }
  Slot& slot = *slots_[index];
  const std::lock_guard lock(slot.mutex);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(fd, F_SETFD, FD_CLOEXEC);  // a program that we start (a browser) must not keep it open
  slot.fd = fd;
  slot.over_limit = over_limit;
  slot.state = State::reading;
  slot.peer = address_of(fd, getpeername).ip;
  slot.host = address_of(fd, getsockname).host;
  slot.deadline = std::chrono::steady_clock::now() + limits_.header_timeout;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLONESHOT;
  event.data.u64 = ticket_of(index, slot.generation);
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) close(slot);
}

void Connections::work() {
  std::array<epoll_event, kEventsPerTurn> ready{};
  // Without an end of turn nothing is gained by taking more than one, and another worker may be
  // free.
  const int most = turn_ended_ ? kEventsPerTurn : 1;
  Turn turn;
  for (bool ended = false; !ended;) {
    const int count = epoll_wait(epoll_, ready.data(), most, -1);
    for (int i = 0; i < count && !ended; ++i) {
      const epoll_event& event = ready[static_cast<std::size_t>(i)];
      if (event.data.u64 == kEnded) {
        ended = true;
      } else if (event.data.u64 == kTick) {
        sweep();
      } else {
        on_event(event.data.u64, event.events, turn);
      }
    }
    end(turn);
  }
}

void Connections::end(Turn& turn) {
  bool more = turn.handled;
  while (more) {
    more = turn_ended_ && turn_ended_();
    for (const std::uint64_t ticket : turn.held) {
      Slot& slot = *slots_[slot_of(ticket)];
      const std::lock_guard lock(slot.mutex);
      if (slot.state == State::answered) {
        send_answer(ticket, slot);
      } else {
        slot.state = State::parked;
        arm(ticket, slot, EPOLLRDHUP);
      }
    }
    turn.held.clear();
  }
  turn.handled = false;
}

void Connections::end() { eventfd_write(ended_, 1); }

void Connections::close_all() {
  {
    const std::lock_guard lock(free_mutex_);
    closed_ = true;
  }
  for (const auto& slot : slots_) {
    const std::lock_guard lock(slot->mutex);
    if (slot->state != State::free) close(*slot);
  }
  handler_ = nullptr;
  turn_ended_ = nullptr;
  judge_ = nullptr;
}

void Connections::on_event(std::uint64_t ticket, std::uint32_t events, Turn& turn) {
  Slot& slot = *slots_[slot_of(ticket)];
  std::unique_lock lock(slot.mutex);
  if (ticket != ticket_of(slot_of(ticket), slot.generation)) return;  // closed meanwhile
  switch (slot.state) {
    case State::free:
    case State::handling:  // whoever has it arms it again
    case State::held:
    case State::answered:
      return;
    case State::reading:
      return serve(ticket, slot, lock, turn);
    case State::parked:
      if ((events & (EPOLLHUP | EPOLLERR)) != 0) return close(slot);
      // Closed on its side only, as `nc -N` does, or gone for good: that can't be told yet.
      slot.deadline = std::chrono::steady_clock::now() + limits_.half_closed;
      return arm(ticket, slot, 0);
    case State::writing:
      send_rest(ticket, slot);
      if (slot.state == State::reading) serve(ticket, slot, lock, turn);
      return;
    case State::draining:
      return drain(ticket, slot);
  }
}

void Connections::sweep() {
  std::uint64_t ticks = 0;
  if (::read(timer_, &ticks, sizeof ticks) < 0) return;  // another worker had this tick
  {
    const std::lock_guard lock(free_mutex_);
    if (free_.size() == slots_.size()) {
      const itimerspec never{};
      timerfd_settime(timer_, 0, &never, nullptr);
      ticking_ = false;
      return;
    }
  }
  const auto now = std::chrono::steady_clock::now();
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    Slot& slot = *slots_[index];
    const std::unique_lock lock(slot.mutex, std::try_to_lock);
    if (!lock || slot.state == State::free || now < slot.deadline) continue;
    if (slot.state == State::reading) {
      // Bytes that came in time may still be unread: a worker looks, then judges.
      arm(ticket_of(index, slot.generation), slot, EPOLLIN | EPOLLOUT);
    } else {
      close(slot);
    }
  }
}

void Connections::serve(std::uint64_t ticket, Slot& slot, std::unique_lock<std::mutex>& lock,
                        Turn& turn) {
  std::size_t received = 0;
  int requests = 0;
  while (slot.state == State::reading) {
    if (received > kBytesPerTurn || requests > kRequestsPerTurn) {
      return arm(ticket, slot, EPOLLIN | EPOLLOUT);
    }
    if (slot.reader.read(judge_) != RequestReader::State::done) {
      const auto got = receive(slot);
      received += got;
      if (!may_go_on(ticket, slot, got)) return;
      if (slot.reader.state() != RequestReader::State::done) continue;
    }
    ++requests;
    turn.handled = true;
    handle(ticket, slot, lock);
    if (slot.state == State::held) turn.held.push_back(ticket);
    if (slot.state == State::answered) {
      begin_answer(slot);
      send_rest(ticket, slot);
    }
    if (slot.state == State::reading && !slot.reader.has_bytes()) {
      return arm(ticket, slot, EPOLLIN);
    }
  }
}

bool Connections::may_go_on(std::uint64_t ticket, Slot& slot, std::size_t received) {
  using Reading = RequestReader::State;
  const auto state = slot.reader.read(judge_);
  if (state == Reading::done) return true;
  const auto now = std::chrono::steady_clock::now();
  if (state == Reading::head && slot.deadline == Time::max()) {
    slot.deadline = now + limits_.header_timeout;
  }
  if (state == Reading::body && (received > 0 || slot.deadline == Time::max())) {
    slot.deadline = now + limits_.body_timeout;
  }
  if (state == Reading::idle && (slot.ended || now >= slot.deadline)) {
    close(slot);
    return false;
  }
  if (slot.ended) {
    slot.reader.cut("incomplete", 400);
  } else if (now >= slot.deadline) {
    slot.reader.cut(state == Reading::head ? "header-timeout" : "body-timeout", 408);
  } else if (!has_memory(slot)) {
    slot.reader.cut("memory", 503);
  } else if (received < kReceiveBytes) {
    if (state == Reading::body && slot.reader.waits_for_continue() && !slot.continued) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      ::send(slot.fd, kContinue.data(), kContinue.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      slot.continued = true;
    }
    arm(ticket, slot, EPOLLIN);
    return false;
  }
  return true;
}

std::size_t Connections::receive(Slot& slot) {
  thread_local std::array<char, kReceiveBytes> buffer;
  const auto size = ::recv(slot.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size > 0) {
    slot.reader.append(bytes_of(buffer, size));
    return static_cast<std::size_t>(size);
  }
  slot.ended = size == 0 || (errno != EAGAIN && errno != EINTR);
  return 0;
}

bool Connections::has_memory(Slot& slot) {
  const auto needed = slot.reader.bytes_needed();
  const auto shared = needed - std::min(needed, 2 * limits_.head_bytes);
  if (shared <= slot.shared_bytes) return true;
  const auto more = shared - slot.shared_bytes;
  if (shared_bytes_.fetch_add(more) + more > limits_.shared_bytes) {
    shared_bytes_.fetch_sub(more);
    return false;
  }
  slot.shared_bytes = shared;
  return true;
}

void Connections::handle(std::uint64_t ticket, Slot& slot, std::unique_lock<std::mutex>& lock) {
  if (slot.over_limit) slot.reader.cut("connections", 503);
  slot.close_after = slot.reader.must_close();
  slot.connection = slot.close_after                                      ? "close"
                    : slot.reader.head().version == HttpVersion::http_1_0 ? "keep-alive"
                                                                          : "";
  slot.method = slot.reader.head().method;
  auto incoming = slot.reader.take(slot.host, slot.peer);
  slot.drain_after = incoming.refused.has_value();
  slot.continued = false;
  slot.deadline = Time::max();
  slot.state = State::handling;
  lock.unlock();
  try {
    handler_(std::move(incoming), Responder(shared_from_this(), ticket));
  } catch (const std::exception& exception) {
    // Our own mistake, and loud; the responder has said 500. One bad request must not end a server
    // that others use.
    fmt::print(stderr, "tagproof: a request could not be handled: {}\n", exception.what());
  }
  lock.lock();
  if (slot.state == State::handling) slot.state = State::held;
}

bool Connections::answer(std::uint64_t ticket, Response&& response) {
  Slot& slot = *slots_[slot_of(ticket)];
  const std::lock_guard lock(slot.mutex);
  if (ticket != ticket_of(slot_of(ticket), slot.generation)) return false;
  const bool parked = slot.state == State::parked;
  if (slot.state != State::handling && slot.state != State::held && !parked) return false;
  slot.answer = std::move(response);
  slot.state = State::answered;
  if (!parked) return true;  // its worker sends it
  send_answer(ticket, slot);
  return slot.state != State::free;
}

void Connections::send_answer(std::uint64_t ticket, Slot& slot) {
  begin_answer(slot);
  send_rest(ticket, slot);
  // What was sent meanwhile is for another turn.
  if (slot.state == State::reading)
    arm(ticket, slot, slot.reader.has_bytes() ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Connections::begin_answer(Slot& slot) {
  if (slot.answer.status == 0) {
    slot.out.clear();  // hangs up
    slot.close_after = true;
  } else {
    slot.out =
        response_bytes(response_to_send(std::move(slot.answer), slot.method), slot.connection);
  }
  slot.out_sent = 0;
  slot.answer = {};
  slot.state = State::writing;
}

void Connections::send_rest(std::uint64_t ticket, Slot& slot) {
  while (slot.out_sent < slot.out.size()) {
    const auto size = ::send(slot.fd, slot.out.data() + slot.out_sent,
                             slot.out.size() - slot.out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size >= 0) {
      slot.out_sent += static_cast<std::size_t>(size);
    } else if (errno == EAGAIN) {
      slot.deadline = std::chrono::steady_clock::now() + limits_.body_timeout;
      return arm(ticket, slot, EPOLLOUT);
    } else if (errno != EINTR) {
      return close(slot);
    }
  }
  slot.out = {};
  shared_bytes_.fetch_sub(std::exchange(slot.shared_bytes, 0));
  slot.deadline = Time::max();
  if (!slot.close_after) {
    slot.state = State::reading;
  } else if (slot.drain_after || slot.reader.has_bytes()) {
    ::shutdown(slot.fd, SHUT_WR);
    slot.reader.clear();
    slot.state = State::draining;
    slot.deadline = std::chrono::steady_clock::now() + limits_.drain_timeout;
    arm(ticket, slot, EPOLLIN);
  } else {
    close(slot);
  }
}

void Connections::drain(std::uint64_t ticket, Slot& slot) {
  thread_local std::array<char, kReceiveBytes> buffer;
  for (std::size_t drained = 0; drained < kBytesPerTurn;) {
    const auto size = ::recv(slot.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return close(slot);
    if (size < 0) break;
    drained += static_cast<std::size_t>(size);
  }
  arm(ticket, slot, EPOLLIN);
}

void Connections::arm(std::uint64_t ticket, const Slot& slot, std::uint32_t events) {
  epoll_event event{};
  event.events = events | EPOLLONESHOT;
  event.data.u64 = ticket;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, slot.fd, &event);
}

void Connections::close(Slot& slot) {
  ::close(slot.fd);
  shared_bytes_.fetch_sub(slot.shared_bytes);
  const bool over_limit = slot.over_limit;
  static_cast<Connection&>(slot) = {};
  slot.reader.clear();
  ++slot.generation;
  const std::lock_guard lock(free_mutex_);
  if (!over_limit) --within_limit_;
  free_.push_back(slot.index);
}

}  // namespace tagproof
