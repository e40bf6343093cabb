#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/scenario.h"
#include "harness/model/words.h"

namespace tagproof {

/// One line of `expect:` held against what came.
struct ExpectationResult {
  std::string expect{};  // "conversions.meta"
  int line = 0;
  std::string expected{};
  std::string actual{};
  bool ok = true;
  bool operator==(const ExpectationResult&) const = default;
};

/// What the judge says of one scenario's evidence.
struct Judgement {
  std::vector<Finding> findings{};  // sorted: severity, check, platform, order, captures
  std::vector<ExpectationResult> expectations{};
  Verdict verdict = Verdict::pass;
  std::int64_t checks = 0;  // how many check x subject were looked at
  std::vector<std::pair<std::string, std::string>> not_judged{};  // rule or check -> why
  /// platform, order, cause: countable orders that a platform didn't count, and why.
  struct Explained {
    PlatformId platform{};
    OrderId order{};
    LossCause cause{};
    bool operator==(const Explained&) const = default;
  };
  std::vector<Explained> explained{};
};

/// One scenario of a run, whole, for reports.
struct ScenarioResult {
  std::string scenario{};
  std::string file{};
  std::vector<std::pair<std::string, std::string>> cell{};
  std::string title{};
  std::string risk{};
  std::vector<std::string> tags{};
  std::vector<std::string> faults{};
  Verdict verdict = Verdict::pass;
  std::string error{};  // why it ended in `error`
  double duration_ms = 0;
  Evidence evidence{};
  Judgement judgement{};
};

/// One execution over some scenarios (formats.md B.3). `run`, `started` and durations are the only
/// parts that differ for an equal seed.
struct Run {
  std::string tool{};  // "tagproof 0.1.0"
  std::string run{};   // id
  std::uint64_t seed = 1;
  std::string started{};
  std::string contract{};
  std::string target{"simulated"};
  std::vector<FileDigest> files{};
  std::vector<ScenarioResult> scenarios{};
  bool strict = false;
  bool shows_personal_data = false;
  double duration_ms = 0;
  std::string command{};  // to repeat it: "tagproof run scenarios/refund.yaml --seed 1"

  struct Summary {
    std::int64_t scenarios = 0, passed = 0, failed = 0, errors = 0, checks = 0, findings = 0,
                 warnings = 0, infos = 0, hits = 0, events = 0;
  };
  [[nodiscard]] Summary summary() const;
};

}  // namespace tagproof
