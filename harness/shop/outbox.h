#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/model/emission.h"
#include "harness/shop/due_work.h"
#include "harness/shop/occasion.h"

namespace tagproof {

/// One canonical event on its way out, with what its sender knows about it. Borrows both: who
/// takes it may move the emission away.
struct Outgoing {
  Emission& emission;
  const Occasion& occasion;
  std::size_t number = 0;  // of the event; its retries have the same
  int attempt = 1;
};

/// What a sender learns of its request.
struct Answered {
  int status = 0;          // 0: no answer
  Duration retry_after{};  // which the answer asks for; zero: nothing
};

/// Where the shop's and its browsers' requests go. The simulated target stands behind it: faults,
/// network, platforms.
class Wire {
 public:
  Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  virtual ~Wire() = default;
  /// `answered` is called now, later, or (held for ever) never.
  virtual void send(Outgoing&& outgoing, std::function<void(Answered)> answered) = 0;
};

/// The tracking backend's outgoing events: one row per order and event, so that repeated webhooks
/// send nothing; a delay, and retries after a 5xx, a 429 or no answer, with everything as it was
/// the first time and no sooner than the answer asks for.
class Outbox {
 public:
  struct Row {
    std::size_t tag = 0;  // in the tag book
    SharedOccasion occasion{};
    std::string nonce{};
    std::size_t number = 0;
  };
  enum class Readiness : std::uint8_t { send, wait, drop };
  /// Fills the emission in by the consent of now: wait while the shopper hasn't chosen, drop after
  /// a refusal.
  using Prepare = std::function<Readiness(const Row&, Emission&)>;

  /// `retries` false: every answer is taken for a success (a faulty shop).
  Outbox(DueWork& work, Wire& wire, Prepare prepare, bool retries = true)
      : work_(work), wire_(wire), prepare_(std::move(prepare)), retries_(retries) {}

  /// False: the key was there already, and nothing is sent.
  bool add(const std::string& key, Row row, Duration delay);
  /// The shopper chose: what waited for that is looked at again, unless it is older than kMaxWait.
  void consent_changed(std::string_view shopper);

  /// How long an event waits for a choice: Meta merges it with the browser's for so long, and GA4
  /// takes none that is older than 72 hours. Source:
  /// https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
  /// ,
  /// https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
  static constexpr std::chrono::hours kMaxWait{48};
  /// When a failed try is made again; after the last the row is given up.
  static constexpr std::array<std::chrono::seconds, 5> kRetryAfter{
      std::chrono::seconds(10), std::chrono::minutes(1), std::chrono::minutes(5),
      std::chrono::minutes(30), std::chrono::hours(2)};

 private:
  struct Stored {
    Row row{};
    int attempts = 0;
    bool waiting = false;
  };
  void leave(std::size_t index);

  DueWork& work_;
  Wire& wire_;
  Prepare prepare_;
  bool retries_;
  std::vector<Stored> rows_{};
  std::map<std::string, std::size_t, std::less<>> keys_{};
};

}  // namespace tagproof
