#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/model/run.h"

/// What a person asks of a run first, answered once for all reporters that people read: is it
/// right, what is wrong, what does it cost, who must act, and how does each journey stand on each
/// platform. Pointers are into the run.
namespace tagproof::reports {

/// What a finding means for its scenario. Expected ones were asked for (`expect.findings`, a fault
/// that must be found).
enum class Weight : std::uint8_t { fails, warns, informs, expected };
class Weights {
 public:
  Weights(const Run& run, const ScenarioResult& result);
  [[nodiscard]] Weight of(const Finding& finding) const;
  /// Whether a line of `expect:` says something that the findings shown don't: `findings: none`
  /// beside them doesn't.
  [[nodiscard]] bool is_news(const ExpectationResult& expectation) const;

 private:
  const ScenarioResult& result_;
  bool warnings_fail_;
};

/// A scenario's captures by their ids.
class HitIndex {
 public:
  explicit HitIndex(const Evidence& evidence);
  /// Where it stands in Evidence::captures; nothing when it isn't there.
  [[nodiscard]] std::optional<std::size_t> find(const CaptureId& id) const;
  /// What the platform made of the hit's events, as `in_words` says it, joined by " · "; a
  /// platform's status alone says nothing of that. Empty: no event was in it.
  [[nodiscard]] std::string fates(const CaptureId& id) const;

 private:
  std::unordered_map<std::string_view, std::vector<const TrackedEvent*>> events_{};
  std::unordered_map<std::string_view, std::size_t> index_{};
};

/// The same thing wrong in the same place: findings of one check, platform, channel and weight,
/// over all scenarios.
struct Problem {
  struct Place {
    const ScenarioResult* scenario{};
    const Finding* finding{};
  };
  Weight weight{};
  std::vector<Place> places{};  // never empty
  std::vector<AtStake> at_stake{};

  [[nodiscard]] const Finding& first() const { return *places.front().finding; }
  [[nodiscard]] std::vector<std::string_view> scenarios() const;  // each once
};

/// How a journey stands on a platform: purchases recorded against purchases that should be.
struct Cell {
  enum class State : std::uint8_t { none, right, warning, wrong, untested } state = State::none;
  std::int64_t counted = 0;
  std::optional<std::int64_t> expected{};
  std::int64_t unconsented = 0;
};
std::string_view symbol(Cell::State state);  // "✓"
std::string_view word(Cell::State state);    // "right"

struct Row {
  const ScenarioResult* scenario{};
  std::vector<Cell> cells{};  // one for each of Overview::platforms
};

struct Overview {
  Run::Summary summary{};
  std::string headline{};  // "7 of 7 journeys are tracked right"
  std::string scope{};     // "312 checks on 46 events in 40 hits, against 9 orders"
  std::vector<PlatformId> platforms{};
  std::vector<Row> rows{};
  std::vector<Problem> problems{};  // what fails
  std::vector<Problem> warnings{};
  std::vector<Problem> infos{};
  std::vector<Problem> expected{};
  std::vector<AtStake>
      at_stake{};  // of problems; an order that several findings name counts once for a platform
  std::vector<std::string> owners{};  // of problems, each once
};
Overview overview(const Run& run);

/// "counted", "deduplicated", "unconsented", "dropped silently", "refused": received is not
/// counted.
std::string_view in_words(Outcome outcome);
/// "purchase dropped silently by ga4.name.reserved", "purchase counted by meta.counted,
/// attributable to nobody, with 1 warning".
std::string in_words(const TrackedEvent& event);

std::string_view platform_title(std::string_view platform);  // "Google Ads"; the id when unknown
std::string_view platform_short(std::string_view platform);  // "GA4"
std::string_view in_words(Direction direction);              // "recorded too much"
std::string in_words(const AtStake& at_stake);               // "50.25 EUR recorded too much"
std::string in_words(const Finding& finding);  // its money at stake; empty when there is none
std::string in_words(const std::vector<AtStake>& sums);  // joined by " · "
std::string plural(std::int64_t n, std::string_view one,
                   std::string_view many);  // "1 check", "2 checks"
std::string_view or_dash(std::string_view text);

/// The command that repeats this scenario alone.
std::string repeat_command(const Run& run, const ScenarioResult& result);

}  // namespace tagproof::reports
