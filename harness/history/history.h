#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/run.h"

namespace tagproof {

/// How many runs keep their folder; of more, the oldest folders go, their rows stay.
inline constexpr std::size_t kKeptRuns = 50;

/// `.tagproof/history.db` (formats.md B.1): a row per run, scenario, platform and finding, in
/// SQLite. One transaction per run; several processes may write side by side.
class History {
 public:
  /// `folder` is `.tagproof`; the file is made when it isn't there.
  static Result<std::unique_ptr<History>> open(const std::string& folder);
  ~History();

  Result<bool> record(const Run& run);
  /// Ids of the runs whose folders should go now, oldest first.
  Result<std::vector<std::string>> beyond(std::size_t kept);
  /// Marks them as gone.
  Result<bool> forget_folders(const std::vector<std::string>& runs);

 private:
  struct Inside;
  explicit History(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace tagproof
