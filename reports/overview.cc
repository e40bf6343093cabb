#include "reports/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "reports/escape.h"

namespace tagproof::reports {
namespace {

constexpr std::size_t kMaxFates = 3;  // events of one hit

struct PlatformName {
  std::string_view id{}, title{}, brief{};
};
// Reports know platforms by their id only; how people call them is presentation.
constexpr std::array kPlatformNames{
    PlatformName{"ga4", "Google Analytics 4", "GA4"},
    PlatformName{"meta", "Meta", "Meta"},
    PlatformName{"google_ads", "Google Ads", "Google Ads"},
    PlatformName{"collector", "Collector", "Collector"},
    PlatformName{"tiktok", "TikTok", "TikTok"},
    PlatformName{"pinterest", "Pinterest", "Pinterest"},
    PlatformName{"snapchat", "Snapchat", "Snapchat"},
    PlatformName{"microsoft", "Microsoft Ads", "Microsoft"},
    PlatformName{"linkedin", "LinkedIn", "LinkedIn"},
    PlatformName{"reddit", "Reddit", "Reddit"},
};

bool names(std::string_view text, std::string_view check) {
  const auto part_of_id = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  for (auto at = text.find(check); at != std::string_view::npos; at = text.find(check, at + 1)) {
    const auto end = at + check.size();
    if ((at == 0 || !part_of_id(text[at - 1])) && (end == text.size() || !part_of_id(text[end])))
      return true;
  }
  return false;
}

bool asked_for(const ScenarioResult& result, const Finding& finding) {
  if (finding.severity == Severity::error && result.verdict == Verdict::pass) return true;
  return std::ranges::any_of(result.judgement.expectations, [&](const ExpectationResult& one) {
    return one.expect == "findings" && names(one.expected, finding.check);
  });
}

// A warning fails where nothing else does: under --strict, and under --fault, where what the fault
// adds is the verdict.
bool nothing_else_fails(const ScenarioResult& result) {
  return std::ranges::all_of(result.judgement.expectations, &ExpectationResult::ok) &&
         std::ranges::none_of(result.judgement.findings, [&](const Finding& finding) {
           return finding.severity == Severity::error && !asked_for(result, finding);
         });
}

// Several findings may name one order's money on one platform; the largest of them is what is at
// stake there.
class Stakes {
 public:
  void add(const ScenarioResult& result, const Finding& finding) {
    if (!finding.at_stake) return;
    const auto& [money, direction] = *finding.at_stake;
    auto& largest =
        largest_[std::tuple(std::string_view(result.scenario), finding.platform.view(),
                            finding.order.view(), direction, std::string_view(money.currency))];
    largest = std::max(largest, money.amount);
  }
  [[nodiscard]] std::vector<AtStake> sums() const {
    std::map<std::pair<Direction, std::string_view>, Decimal> by_direction;
    for (const auto& [key, amount] : largest_)
      by_direction[{std::get<3>(key), std::get<4>(key)}] += amount;
    std::vector<AtStake> sums;
    for (const auto& [key, amount] : by_direction) {
      if (!amount.is_zero()) sums.push_back({{amount, std::string(key.second)}, key.first});
    }
    return sums;
  }

 private:
  using Key =
      std::tuple<std::string_view, std::string_view, std::string_view, Direction, std::string_view>;
  std::map<Key, Decimal> largest_{};
};

class Grouping {
 public:
  void add(const ScenarioResult& result, const Finding& finding, Weight heavy) {
    const Key key{heavy, finding.check, finding.platform.view(), finding.channel};
    const auto [it, is_new] = index_.emplace(key, groups_.size());
    if (is_new) groups_.push_back({.problem = {.weight = heavy}});
    Group& group = groups_[it->second];
    group.problem.places.push_back({&result, &finding});
    group.stakes.add(result, finding);
  }

  std::vector<Problem> take(Weight heavy) {
    std::vector<Problem> found;
    for (auto& group : groups_) {
      if (group.problem.weight != heavy) continue;
      group.problem.at_stake = group.stakes.sums();
      found.push_back(std::move(group.problem));
    }
    return found;
  }

 private:
  using Key = std::tuple<Weight, std::string_view, std::string_view, std::optional<Channel>>;
  struct Group {
    Problem problem{};
    Stakes stakes{};
  };
  std::map<Key, std::size_t> index_{};
  std::vector<Group> groups_{};
};

std::optional<std::int64_t> number(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  if (!parsed) return std::nullopt;
  return parsed->minor(0);
}

// What the scenario says; else the orders that count, less those that the platform rightly didn't
// see.
std::optional<std::int64_t> expected_purchases(const ScenarioResult& result,
                                               std::string_view platform) {
  const std::string line = fmt::format("conversions.{}", platform);
  for (const auto& one : result.judgement.expectations) {
    if (one.expect == line) return number(one.expected);
  }
  const auto& evidence = result.evidence;
  if (!evidence.contract || !evidence.orders_known) return std::nullopt;
  const auto* wanted = evidence.contract->platform_event(EventName::purchase, platform);
  if (wanted == nullptr || !wanted->none.empty()) return std::nullopt;
  std::int64_t due = 0;
  for (const auto& order : evidence.orders) {
    if (countable(order, evidence.contract->count).counts) ++due;
  }
  for (const auto& lost : result.judgement.explained) {
    if (lost.platform == platform) --due;
  }
  if (const Ledger* ledger = evidence.ledger(platform)) due -= ledger->purchases().retracted;
  return due;
}

bool about(const ExpectationResult& one, std::string_view platform) {
  const auto at = one.expect.find("." + std::string(platform));
  if (at == std::string::npos) return false;
  const auto end = at + 1 + platform.size();
  return end == one.expect.size() || one.expect[end] == '.' || one.expect[end] == ' ' ||
         one.expect[end] == '[';
}

Cell cell_of(const Weights& weights, const ScenarioResult& result, std::string_view platform) {
  Cell cell;
  if (result.verdict == Verdict::error) {
    cell.state = Cell::State::untested;
    return cell;
  }
  const Ledger* ledger = result.evidence.ledger(platform);
  if (ledger == nullptr) return cell;
  cell.state = Cell::State::right;
  cell.counted = ledger->purchases().conversions();
  cell.unconsented = ledger->purchases().unconsented;
  cell.expected = expected_purchases(result, platform);
  const auto at_least = [&](Cell::State state) { cell.state = std::max(cell.state, state); };
  for (const auto& finding : result.judgement.findings) {
    if (!(finding.platform == platform)) continue;
    const Weight heavy = weights.of(finding);
    if (heavy == Weight::fails) at_least(Cell::State::wrong);
    if (heavy == Weight::warns) at_least(Cell::State::warning);
  }
  for (const auto& one : result.judgement.expectations) {
    if (!one.ok && about(one, platform)) at_least(Cell::State::wrong);
  }
  // Only the judge says what is wrong; a number that it didn't object to is not held against
  // another.
  if (cell.state != Cell::State::wrong && cell.expected != cell.counted) cell.expected.reset();
  return cell;
}

std::vector<PlatformId> platforms_of(const Run& run) {
  std::vector<PlatformId> platforms;
  for (const auto& result : run.scenarios) {
    for (const auto& ledger : result.evidence.ledgers) {
      if (std::ranges::find(platforms, ledger.platform) == platforms.end())
        platforms.push_back(ledger.platform);
    }
  }
  return platforms;
}

std::string headline_of(const Run::Summary& sum) {
  if (sum.scenarios == 0) return "No journey was run";
  const std::string_view journeys = sum.scenarios == 1 ? "journey" : "journeys";
  if (sum.passed == sum.scenarios) {
    return fmt::format("{} of {} {} {} tracked right", sum.passed, sum.scenarios, journeys,
                       sum.scenarios == 1 ? "is" : "are");
  }
  if (sum.failed == 0) {
    return fmt::format("{} of {} {} could not be tested", sum.errors, sum.scenarios, journeys);
  }
  std::string text = fmt::format("{} of {} {} {} tracked wrong", sum.failed, sum.scenarios,
                                 journeys, sum.failed == 1 ? "is" : "are");
  if (sum.errors > 0) text += fmt::format(", {} could not be tested", sum.errors);
  return text;
}

}  // namespace

Weights::Weights(const Run& run, const ScenarioResult& result)
    : result_(result),
      warnings_fail_(result.verdict == Verdict::fail &&
                     (run.strict || nothing_else_fails(result))) {}

Weight Weights::of(const Finding& finding) const {
  if (finding.severity == Severity::info) return Weight::informs;
  if (asked_for(result_, finding)) return Weight::expected;
  if (finding.severity == Severity::error || warnings_fail_) return Weight::fails;
  return Weight::warns;
}

bool Weights::is_news(const ExpectationResult& expectation) const {
  if (expectation.ok) return false;
  if (expectation.expect != "findings" ||
      !(expectation.expected.empty() || expectation.expected == "none"))
    return true;
  return std::ranges::none_of(result_.judgement.findings,
                              [&](const Finding& finding) { return of(finding) == Weight::fails; });
}

HitIndex::HitIndex(const Evidence& evidence) {
  index_.reserve(evidence.captures.size());
  for (std::size_t i = 0; i < evidence.captures.size(); ++i)
    index_.emplace(evidence.captures[i].id.view(), i);
  for (const auto& event : evidence.events) events_[event.capture.view()].push_back(&event);
}

std::string HitIndex::fates(const CaptureId& id) const {
  const auto it = events_.find(id.view());
  if (it == events_.end()) return {};
  std::string text;
  std::size_t shown = 0;
  for (const TrackedEvent* event : it->second) {
    if (shown++ == kMaxFates)
      return text + fmt::format(" · and {} more events", it->second.size() - kMaxFates);
    if (!text.empty()) text += " · ";
    text += in_words(*event);
  }
  return text;
}

std::optional<std::size_t> HitIndex::find(const CaptureId& id) const {
  const auto it = index_.find(id.view());
  return it == index_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<std::string_view> Problem::scenarios() const {
  std::vector<std::string_view> found;
  for (const auto& place : places) {
    if (found.empty() || found.back() != place.scenario->scenario)
      found.emplace_back(place.scenario->scenario);
  }
  return found;
}

std::string_view symbol(Cell::State state) {
  switch (state) {
    case Cell::State::right:
      return "✓";
    case Cell::State::warning:
      return "!";
    case Cell::State::wrong:
      return "✗";
    case Cell::State::untested:
      return "?";
    case Cell::State::none:
      break;
  }
  return "–";
}

std::string_view word(Cell::State state) {
  switch (state) {
    case Cell::State::right:
      return "right";
    case Cell::State::warning:
      return "right, with a warning";
    case Cell::State::wrong:
      return "wrong";
    case Cell::State::untested:
      return "not tested";
    case Cell::State::none:
      break;
  }
  return "not used";
}

Overview overview(const Run& run) {
  Overview all;
  all.summary = run.summary();
  all.headline = headline_of(all.summary);
  std::size_t orders = 0;
  Grouping groups;
  Stakes stakes;
  for (const auto& result : run.scenarios) {
    orders += result.evidence.orders.size();
    const Weights weights(run, result);
    for (const auto& finding : result.judgement.findings) {
      const Weight heavy = weights.of(finding);
      groups.add(result, finding, heavy);
      if (heavy == Weight::fails) stakes.add(result, finding);
    }
  }
  all.scope = fmt::format(
      "{} on {} in {}, against {}", plural(all.summary.checks, "check", "checks"),
      plural(all.summary.events, "event", "events"), plural(all.summary.hits, "hit", "hits"),
      plural(static_cast<std::int64_t>(orders), "order of the shop", "orders of the shop"));
  all.problems = groups.take(Weight::fails);
  all.warnings = groups.take(Weight::warns);
  all.infos = groups.take(Weight::informs);
  all.expected = groups.take(Weight::expected);
  all.at_stake = stakes.sums();
  for (const auto& problem : all.problems) {
    const auto& owner = problem.first().owner;
    if (!owner.empty() && std::ranges::find(all.owners, owner) == all.owners.end())
      all.owners.push_back(owner);
  }
  all.platforms = platforms_of(run);
  for (const auto& result : run.scenarios) {
    Row row{.scenario = &result};
    const Weights weights(run, result);
    for (const auto& platform : all.platforms)
      row.cells.push_back(cell_of(weights, result, platform.view()));
    all.rows.push_back(std::move(row));
  }
  return all;
}

std::string_view platform_title(std::string_view platform) {
  const auto* const row = std::ranges::find(kPlatformNames, platform, &PlatformName::id);
  return row == kPlatformNames.end() ? platform : row->title;
}

std::string_view platform_short(std::string_view platform) {
  const auto* const row = std::ranges::find(kPlatformNames, platform, &PlatformName::id);
  return row == kPlatformNames.end() ? platform : row->brief;
}

std::string_view in_words(Outcome outcome) {
  return outcome == Outcome::dropped ? "dropped silently" : text(outcome);
}

std::string in_words(const TrackedEvent& event) {
  std::string words(event.name ? text(*event.name) : "event");
  words.append(" ").append(in_words(event.outcome));
  if (!event.rule.empty()) words.append(" by ").append(event.rule);
  const bool credited = event.outcome == Outcome::counted &&
                        (event.is(EventName::purchase) || event.is(EventName::lead));
  if (credited) {
    words +=
        event.attributable == Attributable::none
            ? ", attributable to nobody"
            : fmt::format(", attributable by {}",
                          event.attributable == Attributable::click_id ? "click id" : "user data");
  }
  if (!event.warnings.empty()) {
    words +=
        ", with " + plural(static_cast<std::int64_t>(event.warnings.size()), "warning", "warnings");
  }
  return words;
}

std::string_view in_words(Direction direction) {
  switch (direction) {
    case Direction::over:
      return "recorded too much";
    case Direction::under:
      return "not recorded";
    case Direction::wrong:
      break;
  }
  return "recorded wrong";
}

std::string in_words(const AtStake& at_stake) {
  return fmt::format("{} {}", show(at_stake.money), in_words(at_stake.direction));
}

std::string in_words(const Finding& finding) {
  const auto& stake = finding.at_stake;
  return stake && !stake->money.amount.is_zero() ? in_words(*stake) : std::string{};
}

std::string in_words(const std::vector<AtStake>& sums) {
  std::string text;
  for (const auto& one : sums) {
    if (!text.empty()) text += " · ";
    text += in_words(one);
  }
  return text;
}

std::string plural(std::int64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string_view or_dash(std::string_view text) { return text.empty() ? "–" : text; }

std::string repeat_command(const Run& run, const ScenarioResult& result) {
  if (result.file.empty() || !(run.command.empty() || run.command.starts_with("tagproof run")))
    return run.command;
  std::string command = "tagproof run " + shell_word(result.file);
  if (!result.cell.empty()) command += " --filter " + shell_word(result.scenario);
  for (const auto& fault : result.faults) command += " --fault " + shell_word(fault);
  command += fmt::format(" --seed {}", run.seed);
  if (run.strict) command += " --strict";
  return command;
}

}  // namespace tagproof::reports
