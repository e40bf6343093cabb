#pragma once

#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/time.h"

namespace tagproof {

/// Exit codes (formats.md B).
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed =
    1;  // a scenario failed, a fault added a finding, a check found an error
inline constexpr int kExitUsage = 2;  // usage, or a file that can't be read or is invalid
inline constexpr int kExitEnvironment =
    3;  // the environment failed, or a scenario ended in `error`

/// Everything of the process that a command may touch, so that it can be tested in-process.
struct World {
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  std::string directory{};                                              // the current folder
  std::function<std::optional<std::string>(const std::string&)> env{};  // environment variables
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int columns = 100;
  std::size_t cores = 1;
};

/// One option of a command, for parsing and for --help.
struct OptionSpec {
  std::string_view name{};   // "--seed"
  std::string_view value{};  // "N"; empty: a flag
  std::string_view text{};
  bool repeatable = false;
  bool optional_value = false;  // "--x" and "--x=VALUE"
};

/// What stood on the command line, checked against the command's options.
class Options {
 public:
  [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }
  /// The last value given for it.
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& arguments() const { return arguments_; }

  std::map<std::string, std::vector<std::string>, std::less<>> values_{};
  std::vector<std::string> arguments_{};
};

/// One subcommand: a file in this folder and a line in commands.cc.
struct Command {
  std::string_view name{};
  std::string_view arguments{};  // "[PATHS]"
  std::string_view text{};       // one line
  std::span<const OptionSpec> options{};
  std::size_t min_arguments = 0;
  std::size_t max_arguments = 0;
  int (*run)(const Options&, World&){};
};

std::span<const Command* const> commands();

/// argv without the program's name in, exit code out.
int run_command_line(std::span<const std::string> arguments, World& world);

/// Prints "tagproof: …" and the hint to --help; gives kExitUsage.
int usage_error(World& world, std::string_view command, const std::string& message);

/// "tagproof 0.1.0"
std::string_view tool_name();

}  // namespace tagproof
