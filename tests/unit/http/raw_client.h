#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/http/listener.h"

namespace tagproof::test {

/// A client that sends exactly the bytes it is told to, whole or half requests, and shows the
/// answer's bytes.
class RawClient {
 public:
  explicit RawClient(int port, bool ipv6 = false) {
    fd_ = ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (ipv6) {
      sockaddr_in6 address{};
      address.sin6_family = AF_INET6;
      address.sin6_port = htons(static_cast<std::uint16_t>(port));
      address.sin6_addr = in6addr_loopback;
      connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    } else {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(port));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
  }
  RawClient(RawClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        connected_(other.connected_),
        in_(std::move(other.in_)) {}
  RawClient& operator=(RawClient&&) = delete;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool connected() const { return connected_; }

  /// As far as the other side takes it.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void half_close() { ::shutdown(fd_, SHUT_WR); }

  /// The next answer, head and body by its Content-Length; what came, when it isn't whole.
  std::string answer(bool has_body = true) {
    while (true) {
      const auto head = in_.find("\r\n\r\n");
      if (head != std::string::npos) {
        std::size_t size = head + 4;
        const auto length = in_.find("Content-Length: ");
        if (has_body && length < head) {
          size += static_cast<std::size_t>(std::strtoul(in_.c_str() + length + 16, nullptr, 10));
        }
        if (in_.size() >= size) {
          std::string answer = in_.substr(0, size);
          in_.erase(0, size);
          return answer;
        }
      }
      if (!receive()) return std::exchange(in_, {});
    }
  }
  /// All that comes until the other side closes; "…open" at the end when it doesn't.
  std::string until_closed() {
    while (receive()) {
    }
    return std::exchange(in_, {}) + (closed_ ? "" : "…open");
  }

 private:
  bool receive() {
    pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, 10000) <= 0) return false;
    std::array<char, 65536> buffer{};
    const auto size = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      closed_ = true;
      return false;
    }
    in_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
  }

  int fd_ = -1;
  bool connected_ = false;
  bool closed_ = false;
  std::string in_{};
};

/// A handler that keeps what it got and answers 200 with the body it got, or the refusal.
class Recorder {
 public:
  Handler handler() {
    return [this](IncomingRequest&& incoming, Responder responder) {
      Response answer = incoming.refused ? refusal_answer(incoming)
                                         : Response{.status = 200, .body = incoming.request.body};
      {
        const std::lock_guard lock(mutex_);
        seen_.push_back(std::move(incoming));
      }
      changed_.notify_all();
      responder.respond(std::move(answer));
    };
  }
  /// Those seen once there are so many; fewer after ten seconds.
  std::vector<IncomingRequest> seen(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return seen_.size() >= count; });
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<IncomingRequest> seen_;
};

inline std::unique_ptr<Listener> listen(Handler handler, ListenerOptions options = {}) {
  auto listener = Listener::start(options, std::move(handler));
  return listener ? std::move(*listener) : nullptr;
}

}  // namespace tagproof::test
