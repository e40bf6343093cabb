#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/bug.h"
#include "harness/commands/command.h"

namespace {

int terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

/// Standard output is a pipe and nobody reads it any more (`tagproof … | head`).
bool reader_has_left() {
  pollfd out{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away is an error of a write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  try {
    const tagproof::SystemClock clock;
    tagproof::World world{
        .out = std::cout,
        .err = std::cerr,
        .clock = clock,
        .directory = std::filesystem::current_path().string(),
        .env = [](const std::string& name) -> std::optional<std::string> {
          const char* value = std::getenv(name.c_str());
          return value == nullptr ? std::nullopt : std::optional<std::string>(value);
        },
        .out_is_terminal = isatty(STDOUT_FILENO) == 1,
        .err_is_terminal = isatty(STDERR_FILENO) == 1,
        .columns = terminal_columns(),
        .cores = std::max(1U, std::thread::hardware_concurrency()),
    };
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const int code = tagproof::run_command_line(arguments, world);
    std::cout.flush();
    // Whoever has seen enough misses nothing; all else is lost.
    if (!std::cout && !reader_has_left()) {
      std::cerr << "tagproof: the results could not be written to standard output\n";
      return tagproof::kExitEnvironment;
    }
    return code;
  } catch (const tagproof::Bug&) {
    // Said on stderr where it was found, with its place.
    return tagproof::kExitEnvironment;
  } catch (const std::exception& problem) {
    // Nothing of ours throws for bad input: what arrives here is our own mistake.
    std::cerr << "tagproof: internal error: " << problem.what()
              << "\nPlease report it with the command above.\n";
    return tagproof::kExitEnvironment;
  }
}
