// A listener's turns: several requests, then one call for all that wait.
#include <doctest/doctest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/http/listener.h"
#include "tests/unit/http/raw_client.h"

namespace tagproof {
namespace {

using test::RawClient;
using namespace std::chrono_literals;

std::string post(std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

// Keeps every right to answer and uses them when the turn ends, as an evidence file does.
class Turns {
 public:
  std::unique_ptr<Listener> listen() {
    return test::listen(
        [this](IncomingRequest&& incoming, Responder responder) {
          std::unique_lock lock(mutex_);
          in_handler_ = true;
          changed_.notify_all();
          changed_.wait_for(lock, 10s, [&] { return !blocked_; });
          in_handler_ = false;
          handled_.push_back(std::move(incoming.request.body));
          waiting_.push_back(std::move(responder));
        },
        {.workers = 1, .turn_ended = [this] { return end(); }});
  }
  void block(bool blocked) {
    const std::lock_guard lock(mutex_);
    blocked_ = blocked;
    changed_.notify_all();
  }
  void wait_for_handler() {
    std::unique_lock lock(mutex_);
    CHECK(changed_.wait_for(lock, 10s, [&] { return in_handler_; }));
  }
  /// How many requests each turn had, so far.
  std::vector<std::size_t> sizes() {
    const std::lock_guard lock(mutex_);
    return sizes_;
  }

  /// Answers; called on the listener's thread.
  std::function<bool(std::vector<Responder>&, const std::vector<std::string>&)> answer =
      [](std::vector<Responder>& responders, const std::vector<std::string>& bodies) {
        for (std::size_t i = 0; i < responders.size(); ++i)
          responders[i].respond({.status = 200, .body = bodies[i]});
        return false;
      };

 private:
  bool end() {
    std::unique_lock lock(mutex_);
    auto responders = std::exchange(waiting_, {});
    const auto bodies = std::exchange(handled_, {});
    if (!bodies.empty()) sizes_.push_back(bodies.size());
    lock.unlock();
    return answer(responders, bodies);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool blocked_ = false, in_handler_ = false;
  std::vector<Responder> waiting_;
  std::vector<std::string> handled_;
  std::vector<std::size_t> sizes_;
};

TEST_CASE("what the end of a turn answers leaves at once") {
  Turns turns;
  SUBCASE("one by one, and what was sent in one go") {
    const auto listener = turns.listen();
    REQUIRE(listener);
    RawClient client(listener->port());
    for (const char* body : {"a", "b"}) {
      client.send(post(body));
      CHECK(client.answer().ends_with(body));
    }
    client.send(post("c") + post("d") + post("e"));
    for (const char* body : {"c", "d", "e"}) CHECK(client.answer().ends_with(body));
    CHECK(turns.sizes() == std::vector<std::size_t>(5, 1));
    listener->stop();
  }
  SUBCASE("many are taken in one turn, but not all") {
    const auto listener = turns.listen();
    REQUIRE(listener);
    std::vector<RawClient> clients;
    for (int i = 0; i < 71; ++i) {
      clients.emplace_back(listener->port());
      clients.back().send(post("here"));
      CHECK(clients.back().answer().ends_with("here"));
    }
    turns.block(true);
    clients[0].send(post("first"));
    turns.wait_for_handler();
    for (std::size_t i = 1; i < clients.size(); ++i)
      clients[i].send(post("no " + std::to_string(i)));
    turns.block(false);
    CHECK(clients[0].answer().ends_with("first"));
    for (std::size_t i = 1; i < clients.size(); ++i)
      CHECK(clients[i].answer().ends_with("no " + std::to_string(i)));
    auto sizes = turns.sizes();
    sizes.erase(sizes.begin(), sizes.begin() + 71);
    CHECK(sizes == std::vector<std::size_t>{1, 32, 32, 6});
    listener->stop();
  }
  SUBCASE("before it is called again") {
    std::optional<RawClient> client;
    int calls = 0;
    std::string seen;
    turns.answer = [&](std::vector<Responder>& responders, const std::vector<std::string>&) {
      if (++calls == 1) return responders[0].respond({.status = 200, .body = "left"});
      seen = client->answer();
      return false;
    };
    const auto listener = turns.listen();
    REQUIRE(listener);
    client.emplace(listener->port());
    client->send(post("x"));
    turns.block(false);
    while (turns.sizes().empty()) std::this_thread::yield();
    listener->stop();
    CHECK(calls == 2);
    CHECK(seen.ends_with("left"));
  }
  SUBCASE("also when another thread has answered meanwhile") {
    turns.answer = [](std::vector<Responder>& responders, const std::vector<std::string>&) {
      std::thread([&] { CHECK(responders[0].respond({.status = 200, .body = "other"})); }).join();
      return false;
    };
    const auto listener = turns.listen();
    REQUIRE(listener);
    RawClient client(listener->port());
    client.send(post("x") + post("y"));
    CHECK(client.answer().ends_with("other"));
    CHECK(client.answer().ends_with("other"));
    listener->stop();
  }
  SUBCASE("and what it leaves unanswered is parked") {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Responder> kept;
    turns.answer = [&](std::vector<Responder>& responders, const std::vector<std::string>&) {
      const std::lock_guard lock(mutex);
      for (auto& one : responders) kept.push_back(std::move(one));
      changed.notify_all();
      return false;
    };
    const auto listener = turns.listen();
    REQUIRE(listener);
    RawClient client(listener->port());
    for (const char* body : {"later", "again"}) {
      client.send(post("x"));
      std::unique_lock lock(mutex);
      REQUIRE(changed.wait_for(lock, 10s, [&] { return !kept.empty(); }));
      CHECK(kept.back().respond({.status = 200, .body = body}));
      kept.clear();
      CHECK(client.answer().ends_with(body));
    }
    listener->stop();
  }
}

}  // namespace
}  // namespace tagproof
