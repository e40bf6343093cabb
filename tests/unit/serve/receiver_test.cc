// Hits that meet a session in use.
#include "harness/serve/receiver.h"

#include <future>
#include <string>
#include <vector>

#include "harness/serve/address.h"
#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

/// What a server has, without its threads.
struct Parts {
  explicit Parts(EvidenceFile* evidence = nullptr, ServeLimits chosen = {})
      : limits(chosen),
        memory(limits),
        sessions({.platforms = platforms()}, limits, clock.now()),
        receiver(sessions, memory, evidence, decoder, clock, limits) {}

  /// From another thread, as a listener's.
  void receive(const std::shared_ptr<SharedSession>& session, const std::string& order) {
    std::async(std::launch::async, [&] {
      receiver.receive(session,
                       {.request = {"POST",
                                    "http://localhost/mp/collect?measurement_id=G-1&api_secret=s",
                                    {{"Host", "localhost"}},
                                    R"({"client_id":"1.2","events":[{"name":"purchase","params":)"
                                    R"({"transaction_id":")" +
                                        order + R"(","value":1,"currency":"EUR"}}]})"}},
                       Responder(nullptr, 0));
    }).get();
  }

  HandClock clock{};
  ServeLimits limits;
  Memory memory;
  Sessions sessions;
  Session decoder{"decoder", platforms(), {}, Seed(0)};
  Receiver receiver;
};

std::vector<std::string> orders_of(const SharedSession& session) {
  std::vector<std::string> orders;
  for (const TrackedEvent& event : session.store.events())
    orders.push_back(event.order_id.value_or("none"));
  return orders;
}

TEST_CASE("a hit whose session is in use doesn't wait for it, and is taken when the turn ends") {
  const Folder folder;
  auto file = EvidenceFile::open({.path = folder.file("captures.jsonl"), .indexed_lines = 10});
  REQUIRE(file.has_value());
  Parts parts(file->get());
  const auto busy = parts.sessions.find(kDefaultSession);
  const auto idle = parts.sessions.make(parts.clock.now());
  {
    const std::scoped_lock in_use(busy->mutex);
    parts.receive(busy, "1");
    parts.receive(idle, "2");
    parts.receive(busy, "3");
    CHECK(orders_of(*busy).empty());
    CHECK(orders_of(*idle) == std::vector<std::string>{"2"});
  }
  CHECK_FALSE(parts.receiver.end_turn());
  CHECK(orders_of(*busy) == std::vector<std::string>{"1", "3"});
  CHECK((*file)->read(0)->id == "s-1/c-1");
  CHECK((*file)->read(1)->id == "default/c-1");
  CHECK((*file)->read(2)->id == "default/c-2");
  CHECK_FALSE(parts.receiver.end_turn());  // once
  CHECK(busy->received == 2);
}

TEST_CASE("a judge has the session when the turn ends: the hit waits for it") {
  Parts parts;
  const auto session = parts.sessions.find(kDefaultSession);
  Store::Lent lent;
  {
    const std::scoped_lock in_use(session->mutex);
    parts.receive(session, "1");
    lent = Receiver::lend(*session);
  }
  CHECK_FALSE(parts.receiver.end_turn());
  CHECK(session->received == 0);
  parts.receiver.take_back(session, std::move(lent));
  CHECK(orders_of(*session) == std::vector<std::string>{"1"});
}

TEST_CASE("what there is no room for leaves, whosever it is") {
  Parts parts(nullptr, {.captures = 2});
  const auto one = parts.sessions.find(kDefaultSession);
  const auto other = parts.sessions.make(parts.clock.now());
  parts.receive(one, "1");
  parts.receive(one, "2");
  parts.receive(other, "3");
  CHECK(orders_of(*one) == std::vector<std::string>{"2"});
  {
    const std::scoped_lock in_use(other->mutex);
    for (const char* order : {"4", "5", "6"}) parts.receive(other, order);
  }
  CHECK_FALSE(parts.receiver.end_turn());
  CHECK(orders_of(*one).empty());
  CHECK(orders_of(*other) == std::vector<std::string>{"5", "6"});
}

}  // namespace
}  // namespace tagproof::test
