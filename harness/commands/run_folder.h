#pragma once

#include <memory>
#include <string>

#include "harness/base/result.h"
#include "harness/base/time.h"
#include "harness/model/run.h"

namespace tagproof {

/// What a run leaves behind (formats.md B.1): `.tagproof/runs/<run id>/{run.json, report.html,
/// captures.jsonl}` and a row in the history.
class RunFolder {
 public:
  /// Makes the run's own folder below `out`; its id is the time and what tells two runs of one
  /// second apart.
  static Result<RunFolder> make(const std::string& out, TimePoint now);

  [[nodiscard]] const std::string& run_id() const { return run_id_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string report_path() const { return path_ + "/report.html"; }

  /// run.json and report.html of the masked run, a row in the history; of more than kKeptRuns runs
  /// the oldest folders go.
  Result<bool> finish(const Run& shown) const;

 private:
  std::string out_{};
  std::string run_id_{};
  std::string path_{};
};

/// "20260115T100000Z-1f3a"
std::string make_run_id(TimePoint now, unsigned salt);

}  // namespace tagproof
