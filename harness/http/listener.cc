#include "harness/http/listener.h"

#include <fmt/format.h>
#include <httplib.h>
#include <pthread.h>
#include <sys/socket.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "harness/http/connections.h"

// cpp-httplib binds, accepts and reads heads; Debian's build of it is a shared library with its
// limits compiled in, and left to itself it loses what a capture must show. So:
// - It hands accepted sockets to `process_and_close_socket`, which is virtual: ours gives them to
// Connections, where
//   a connection that waits holds no thread, and returns.
// - It reads a request in `process_request` from a Stream: ours is the head that Connections has
// received. Its fields
//   come back sorted and its bodies unzipped, with no way to the bytes between, so order and body
//   are taken from the same bytes by parse_head, and what the library says is a second opinion: a
//   head that it can't read is malformed.
// - Three of its refusals are limits of its own and no opinion (kLineBytes, kMethods, Range); there
// ours alone holds.
// - Its answer to the stream goes nowhere: it sorts header fields, and an answer may come long
// after.
namespace tagproof {
namespace {

// CPPHTTPLIB_REQUEST_URI_MAX_LENGTH and CPPHTTPLIB_HEADER_MAX_LENGTH, as Debian compiled them.
constexpr std::size_t kLineBytes = 8192;
// Any other method is a 400 to it.
constexpr std::string_view kMethods[] = {"GET",    "HEAD",    "POST",  "PUT",
                                         "DELETE", "OPTIONS", "TRACE", "PATCH"};
constexpr int kBacklog = 1024;
constexpr int kPortTries = 16;

bool is_within_limits_of_library(std::string_view head) {
  const auto method = head.substr(0, head.find(' '));
  if (std::ranges::find(kMethods, method) == std::end(kMethods)) return false;
  for (std::size_t begin = 0, end = 0; (end = head.find('\n', begin)) != std::string_view::npos;
       begin = end + 1) {
    if (end + 1 - begin > kLineBytes) return false;
  }
  return true;
}

/// A received head for the library to read, and a place for what it would answer.
class HeadStream : public httplib::Stream {
 public:
  explicit HeadStream(std::string_view head) : head_(head) {}

  bool is_readable() const override { return !head_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    const auto count = head_.copy(to, size);
    head_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* bytes, size_t size) override {
    if (status_line_.empty()) status_line_.assign(bytes, std::min<size_t>(size, 16));
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  bool says_bad_request() const { return status_line_.starts_with("HTTP/1.1 400"); }

 private:
  std::string_view head_;
  std::string status_line_{};
};

class InlineQueue : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override { task(); }
  void shutdown() override {}
};

class Acceptor : public httplib::Server {
 public:
  Acceptor() {
    // The library's default is SO_REUSEPORT: a second server on a taken port would silently get
    // half of its requests.
    set_socket_options([](socket_t socket) {
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
      response.status = 200;
      return HandlerResponse::Handled;
    });
    new_task_queue = [this] {
      accepting_.set_value();
      return new InlineQueue;  // the library deletes it
    };
  }

  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  ~Acceptor() override {
    end();
    if (svr_sock_ != INVALID_SOCKET) ::close(svr_sock_);  // bound, never used
  }

  /// Port 0 chooses. The port, or nothing.
  std::optional<int> bind(const std::string& host, int port) {
    if (port == 0) {
      port = bind_to_any_port(host);
      if (port <= 0) return std::nullopt;
    } else if (!bind_to_port(host, port)) {
      return std::nullopt;
    }
    if (::listen(svr_sock_, kBacklog) != 0) return std::nullopt;  // in place of the library's 5
    return port;
  }

  void accept_into(Connections& connections) {
    connections_ = &connections;
    thread_ = std::thread([this] { listen_after_bind(); });
    accepting_.get_future().wait();  // before it accepts, stop() does nothing
  }

  void end() {
    if (!thread_.joinable()) return;
    stop();
    thread_.join();
  }

  int judge(std::string_view head) {
    if (!is_within_limits_of_library(head)) return 0;
    HeadStream stream(head);
    bool closed = false;
    process_request(stream, false, closed, nullptr);
    return stream.says_bad_request() ? 400 : 0;
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    connections_->adopt(socket);
    return true;
  }

  Connections* connections_ = nullptr;
  std::thread thread_;
  std::promise<void> accepting_;
};

/// Signals are for the main thread: an accept that one interrupts would end the library's
/// listening.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

struct Listener::Inside {
  int port = 0;
  // Acceptors are made anew for each try, and both_loopbacks needs two.
  std::unique_ptr<Acceptor> ipv4{}, ipv6{};
  std::shared_ptr<Connections> connections{};
  std::vector<std::thread> workers{};

  bool bind(const ListenerOptions& options, bool with_ipv6) {
    // A free port on one loopback may be taken on the other.
    for (int tries = options.port == 0 ? kPortTries : 1; tries > 0; --tries) {
      ipv4 = std::make_unique<Acceptor>();
      const auto bound = ipv4->bind("127.0.0.1", options.port);
      if (!bound) return false;
      port = *bound;
      if (!with_ipv6) return true;
      ipv6 = std::make_unique<Acceptor>();
      if (ipv6->bind("::1", port)) return true;
    }
    return false;
  }
};

Result<std::unique_ptr<Listener>> Listener::start(const ListenerOptions& options, Handler handler) {
  auto inside = std::make_unique<Inside>();
  const bool with_ipv6 = options.both_loopbacks && Acceptor().bind("::1", 0).has_value();
  if (!inside->bind(options, with_ipv6)) {
    return error(
        fmt::format("can't listen on port {} of {}: another program has it, or it needs "
                    "rights that this one doesn't have; choose another, or 0 for any",
                    options.port, with_ipv6 ? "127.0.0.1 and ::1" : "127.0.0.1"));
  }
  auto connections = Connections::make(
      options.limits, std::move(handler), options.turn_ended,
      [server = inside->ipv4.get()](std::string_view head) { return server->judge(head); });
  if (!connections) return connections.error();
  inside->connections = std::move(*connections);

  const SignalsBlocked blocked;
  for (int worker = 0; worker < std::max(options.workers, 1); ++worker) {
    inside->workers.emplace_back([table = inside->connections.get()] { table->work(); });
  }
  inside->ipv4->accept_into(*inside->connections);
  if (inside->ipv6) inside->ipv6->accept_into(*inside->connections);
  return std::unique_ptr<Listener>(new Listener(std::move(inside)));  // a private constructor
}

Listener::Listener(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Listener::~Listener() { stop(); }

int Listener::port() const { return inside_->port; }

bool Listener::has_ipv6() const { return inside_->ipv6 != nullptr; }

void Listener::stop() {
  inside_->ipv4->end();
  if (inside_->ipv6) inside_->ipv6->end();
  if (inside_->workers.empty()) return;
  inside_->connections->end();
  for (auto& worker : inside_->workers) worker.join();
  inside_->workers.clear();
  inside_->connections->close_all();
}

}  // namespace tagproof
