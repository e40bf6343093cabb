#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/evidence.h"
#include "harness/model/step.h"
#include "harness/shop/due_work.h"
#include "harness/shop/outbox.h"
#include "harness/targets/target.h"

namespace tagproof {

/// Between the simulated shop and the platforms: faults edit what leaves, blockers and networks
/// stop it, platforms write its wire form, the transport carries it. Keeps a record of every
/// attempt.
class Network final : public Wire {
 public:
  Network(const Drive& drive, DueWork& work, std::vector<StepRecord>& steps)
      : drive_(drive), work_(work), steps_(steps) {
    attempts_.reserve(kUsualAttempts);
  }

  void send(Outgoing&& outgoing, std::function<void(Answered)> answered) override;

  /// The step `network:`.
  void disturb(const step::Network& wanted);
  /// Which step was begun last.
  void begin_step(int step) { step_ = step; }

  /// Why the environment failed; what was sent after that is of no worth.
  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }
  /// What was tried; not what a platform has no wire form for.
  std::vector<Attempt> take_attempts();

 private:
  static constexpr std::size_t kUsualAttempts = 32;  // of a journey: no second piece of memory
  static constexpr std::size_t kNoRecord = SIZE_MAX;
  using Tell = std::function<void(Answered)>;
  /// What belongs to an emission on its way.
  struct Label {
    std::size_t attempt = 0;  // index of its record
    Tell answered{};
    CaptureId relayed_from{};  // the collector's
  };
  /// What waits to be delivered.
  struct Parcel {
    Emission emission{};
    Label label{};
  };
  /// Whose event a hit to the collector is; so is what the collector makes of it.
  struct Origin {
    std::shared_ptr<const Order> order{};
    Customer customer{};
    int delivery = 1;
  };
  /// A browser, as the collector's cookies tell it: shopper and client id.
  using Browser = std::pair<std::string, std::string>;
  struct Rule {
    step::Network wanted{};
    std::int64_t left = 0;
  };

  std::size_t record_of(const Outgoing& outgoing);
  std::size_t record_of_copy(std::size_t original);
  void send_one(Emission&& emission, Label&& label, const Outgoing& outgoing, bool has_blocker);
  void transmit(Emission&& emission, Label&& label, int attempt);
  void deliver(const Emission& emission, const Label& label, bool lose_answer);
  void answer(const Label& label, const Answered& answered, Attempt::Result result);
  [[nodiscard]] Disturbance disturbance_of(const Emission& emission, int attempt);
  Rule* rule_for(const Emission& emission);
  void edit(Emission& emission, const EmissionFacts& facts, bool of_collector) const;
  [[nodiscard]] std::vector<Emission> copies_of(const Emission& emission,
                                                const EmissionFacts& facts,
                                                bool of_collector) const;
  void address_collector(Request& request, const Emission& emission,
                         const std::string& shopper) const;
  void keep_cookies(const Response& response, const Emission& emission, const std::string& shopper);
  void pass_on(const Label& label);
  void relay(const Relayed& relayed, std::size_t incoming);

  const Drive& drive_;
  DueWork& work_;
  std::vector<StepRecord>& steps_;
  int step_ = -1;
  std::vector<Attempt> attempts_{};
  std::vector<std::size_t> records_{};  // by the event's number: its attempt
  std::map<std::pair<PlatformId, Channel>, int> requests_{};
  std::map<std::size_t, Origin> origins_{};  // by attempt, of hits to the collector
  std::map<Browser, std::map<std::string, std::string>> cookies_{};  // that the collector set
  std::vector<Rule> rules_{};
  std::vector<Parcel> held_{};
  std::optional<Error> problem_{};
};

}  // namespace tagproof
