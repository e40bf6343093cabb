#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/commands/command.h"
#include "harness/faults/fault.h"
#include "harness/files/load.h"
#include "harness/model/run.h"
#include "reports/reporter.h"

namespace tagproof {

/// `--reporter NAME[=PATH]`, several. Without a path a reporter takes stdout in place of the
/// console.
struct ReporterChoice {
  const Reporter* reporter{};
  std::string path{};  // empty: stdout
};
Result<std::vector<ReporterChoice>> reporter_choices(const Options& options);

/// A whole number ≥ 0 within `max`, or why not.
Result<std::optional<std::uint64_t>> number_option(const Options& options, std::string_view name,
                                                   std::uint64_t max);

/// The most of `--jobs`.
inline constexpr std::uint64_t kMaxJobs = 256;

/// `--color auto|always|never`, NO_COLOR and whether stdout is a terminal.
Result<bool> colour(const Options& options, const World& world);

/// `--contract`, `--storefront`, `--tagging`, `--target`, and where paths start.
LoadOptions load_options(const Options& options, const World& world, const Vocabulary& words);

/// `--fault NAME`, several; an unknown one is an error that says the nearest.
Result<std::vector<const Fault*>> fault_option(const Options& options, std::string_view name);

/// Writes every report by `write`, which says of what; console goes to stdout when no reporter
/// without a path was chosen. False when a file could not be written; said on stderr.
bool write_reports(
    const std::vector<ReporterChoice>& choices, const ReportOptions& console, World& world,
    const std::function<void(const Reporter&, const ReportOptions&, std::ostream&)>& write);

/// Prints the problems of files and a closing count to stderr; gives kExitUsage.
int file_problems(World& world, const Problems& problems);

/// A whole file, replaced in one step: a reader sees the old one or the new one.
Result<bool> write_file_atomically(const std::string& path, std::string_view content,
                                   unsigned mode = 0644);

/// A whole file; an error when it can't be read or is longer than `limit`.
Result<std::string> read_whole_file(const std::string& path, std::size_t limit);

/// A path as the user gave it, from the world's current folder.
std::string path_in(const World& world, const std::string& path);

}  // namespace tagproof
