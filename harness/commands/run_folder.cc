#include "harness/commands/run_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "harness/base/hash.h"
#include "harness/commands/shared_options.h"
#include "harness/history/history.h"
#include "reports/reporter.h"

namespace tagproof {
namespace {

constexpr int kTries = 100;

Result<bool> write_report(const Run& shown, std::string_view reporter_name,
                          const std::string& path) {
  const Reporter* reporter = find_reporter(reporter_name);
  if (reporter == nullptr) return true;
  std::ostringstream text;
  reporter->write(shown, {}, text);
  return write_file_atomically(path, text.view());
}

}  // namespace

std::string make_run_id(TimePoint now, unsigned salt) {
  std::string time = rfc3339(now).substr(0, 19);
  std::erase(time, '-');
  std::erase(time, ':');
  const std::string tail =
      fmt::format("{:016x}", fnv1a(fmt::format("{} {}", now.time_since_epoch().count(), salt)));
  return fmt::format("{}Z-{}", time, tail.substr(0, 4));
}

Result<RunFolder> RunFolder::make(const std::string& out, TimePoint now) {
  namespace fs = std::filesystem;
  RunFolder folder;
  folder.out_ = out;
  std::error_code problem;
  fs::create_directories(out + "/runs", problem);
  if (problem) return error(fmt::format("can't make {}/runs: {}", out, problem.message()));
  for (int attempt = 0; attempt < kTries; ++attempt) {
    folder.run_id_ = make_run_id(
        now, static_cast<unsigned>(::getpid()) * kTries + static_cast<unsigned>(attempt));
    folder.path_ = fmt::format("{}/runs/{}", out, folder.run_id_);
    if (fs::create_directory(folder.path_, problem)) return folder;
    if (problem) return error(fmt::format("can't make {}: {}", folder.path_, problem.message()));
  }
  return error(fmt::format("can't find a free name for a run in {}/runs", out));
}

Result<bool> RunFolder::finish(const Run& shown) const {
  if (auto written = write_report(shown, "json", path_ + "/run.json"); !written) return written;
  if (auto written = write_report(shown, "html", report_path()); !written) return written;
  auto history = History::open(out_);
  if (!history) return history.error();
  if (auto recorded = (*history)->record(shown); !recorded) return recorded;
  auto old = (*history)->beyond(kKeptRuns);
  if (!old) return old.error();
  for (const auto& run : *old) {
    std::error_code ignored;  // gone already is as good as removed
    std::filesystem::remove_all(fmt::format("{}/runs/{}", out_, run), ignored);
  }
  if (old->empty()) return true;
  return (*history)->forget_folders(*old);
}

}  // namespace tagproof
