#include "harness/shop/outbox.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace tagproof;

namespace {

constexpr TimePoint kStart{};

/// Records what leaves, and answers as told: one status after the other, then 200. -1: never
/// answers.
class RecordingWire final : public Wire {
 public:
  explicit RecordingWire(DueWork& work) : work_(work) {}
  void send(Outgoing&& outgoing, std::function<void(Answered)> answered) override {
    sent.push_back(show(Duration(work_.now() - kStart)) + " #" + std::to_string(outgoing.number) +
                   "." + std::to_string(outgoing.attempt) + " " + outgoing.emission.nonce);
    const int status = answers.empty() ? 200 : answers.front();
    if (!answers.empty()) answers.erase(answers.begin());
    if (status >= 0) answered({status, retry_after});
  }
  std::vector<std::string> sent{};
  std::vector<int> answers{};
  Duration retry_after{};

 private:
  DueWork& work_;
};

struct Desk {
  DueWork work{kStart};
  RecordingWire wire{work};
  Outbox::Readiness readiness = Outbox::Readiness::send;
  Outbox outbox{work, wire, [this](const Outbox::Row& row, Emission& emission) {
                  emission.nonce = row.nonce;
                  return readiness;
                }};
  bool add(const std::string& key, std::size_t number, Duration delay = {}) {
    return outbox.add(key,
                      {.occasion = std::make_shared<const Occasion>(Occasion{.shopper = "anna"}),
                       .nonce = "n" + std::to_string(number),
                       .number = number},
                      delay);
  }
};

using Sent = std::vector<std::string>;

}  // namespace

TEST_CASE("one row for each key, after its delay") {
  Desk desk;
  CHECK(desk.add("a", 1, std::chrono::seconds(30)));
  CHECK_FALSE(desk.add("a", 2));
  CHECK(desk.add("b", 3));
  CHECK(desk.work.run_out());
  CHECK(desk.wire.sent == Sent{"0s #3.1 n3", "30s #1.1 n1"});
}

TEST_CASE("a failed try is made again later, as it was; then it is given up") {
  Desk desk;
  desk.wire.answers = {500, 0, 429};
  desk.add("a", 1);
  CHECK(desk.work.run_out());
  CHECK(desk.wire.sent == Sent{"0s #1.1 n1", "10s #1.2 n1", "70s #1.3 n1", "370s #1.4 n1"});

  Desk hopeless;
  hopeless.wire.answers = std::vector<int>(20, 503);
  hopeless.add("a", 1);
  CHECK(hopeless.work.run_out());
  CHECK(hopeless.wire.sent.size() == Outbox::kRetryAfter.size() + 1);
}

TEST_CASE("a refusal is final, and what is on its way is waited for") {
  Desk desk;
  desk.wire.answers = {400, -1};
  desk.add("refused", 1);
  desk.add("held", 2);
  CHECK(desk.work.run_out());
  CHECK(desk.wire.sent.size() == 2);
}

TEST_CASE("consent when it leaves decides: a later grant lets it go, a refusal stops it") {
  Desk desk;
  desk.readiness = Outbox::Readiness::wait;
  desk.add("a", 1);
  CHECK(desk.work.run_out());
  CHECK(desk.wire.sent.empty());
  desk.outbox.consent_changed("ben");
  CHECK(desk.work.empty());
  desk.readiness = Outbox::Readiness::send;
  desk.outbox.consent_changed("anna");
  CHECK(desk.work.run_out());
  CHECK(desk.wire.sent == Sent{"0s #1.1 n1"});

  Desk refused;
  refused.readiness = Outbox::Readiness::drop;
  refused.add("a", 1);
  CHECK(refused.work.run_out());
  refused.readiness = Outbox::Readiness::send;
  refused.outbox.consent_changed("anna");
  CHECK(refused.work.run_out());
  CHECK(refused.wire.sent.empty());
}

TEST_CASE("due work goes by time, then by the order in which it was asked for") {
  DueWork work(kStart);
  std::string done;
  work.after(std::chrono::seconds(2), [&] { done += "c"; });
  work.after(std::chrono::seconds(1), [&] {
    done += "a";
    work.at(kStart, [&] { done += "b"; });  // its time has passed: now
  });
  work.run_until(kStart + std::chrono::seconds(1));
  CHECK(done == "ab");
  CHECK(work.now() == kStart + std::chrono::seconds(1));
  CHECK(work.run_out());
  CHECK(done == "abc");
}

TEST_CASE("a retry waits as long as the answer asks for, and no shorter than it would by itself") {
  Desk desk;
  desk.wire.answers = {429, 429};
  desk.wire.retry_after = std::chrono::seconds(30);
  desk.add("a", 1);
  CHECK(desk.work.run_out());
  CHECK(desk.wire.sent == Sent{"0s #1.1 n1", "30s #1.2 n1", "90s #1.3 n1"});
}

TEST_CASE("a faulty shop takes every answer for a success") {
  DueWork work{kStart};
  RecordingWire wire{work};
  Outbox outbox(
      work, wire, [](const Outbox::Row&, Emission&) { return Outbox::Readiness::send; }, false);
  wire.answers = {500};
  outbox.add("a", {.number = 1}, {});
  CHECK(work.run_out());
  CHECK(wire.sent.size() == 1);
}
