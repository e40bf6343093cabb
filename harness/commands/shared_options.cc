#include "harness/commands/shared_options.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "harness/base/text.h"

namespace tagproof {

Result<std::vector<ReporterChoice>> reporter_choices(const Options& options) {
  std::vector<ReporterChoice> choices;
  const Reporter* on_stdout = nullptr;
  for (const std::string& word : options.values("--reporter")) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Reporter* reporter = find_reporter(name);
    if (reporter == nullptr) {
      std::vector<std::string_view> known;
      for (const auto& one : reporters()) known.push_back(one.name);
      const auto near = nearest(name, known);
      return error(near ? fmt::format("unknown reporter `{}`; did you mean `{}`?", name, *near)
                        : fmt::format("unknown reporter `{}`", name));
    }
    ReporterChoice choice{.reporter = reporter};
    if (equals != std::string::npos) {
      choice.path = word.substr(equals + 1);
      if (choice.path.empty()) return error(fmt::format("`--reporter {}=` names no file", name));
    } else if (on_stdout != nullptr) {
      return error(
          fmt::format("reporters `{}` and `{}` both want standard output; give one a file: {}=PATH",
                      on_stdout->name, name, name));
    } else {
      on_stdout = reporter;
    }
    choices.push_back(std::move(choice));
  }
  return choices;
}

Result<std::optional<std::uint64_t>> number_option(const Options& options, std::string_view name,
                                                   std::uint64_t max) {
  const auto given = options.value(name);
  if (!given) return std::optional<std::uint64_t>{};
  std::uint64_t number = 0;
  const char* end = given->data() + given->size();
  const auto [at, problem] = std::from_chars(given->data(), end, number);
  if (problem != std::errc{} || at != end || number > max) {
    return error(fmt::format("`{}` takes a whole number up to {}, not `{}`", name, max, *given));
  }
  return std::optional<std::uint64_t>(number);
}

Result<bool> colour(const Options& options, const World& world) {
  const std::string wanted = options.value("--color").value_or("auto");
  if (wanted == "always") return true;
  if (wanted == "never") return false;
  if (wanted != "auto")
    return error(fmt::format("`--color` takes auto, always or never, not `{}`", wanted));
  // https://no-color.org: set and not empty.
  const auto no_colour = world.env("NO_COLOR");
  return world.out_is_terminal && (!no_colour || no_colour->empty());
}

LoadOptions load_options(const Options& options, const World& world, const Vocabulary& words) {
  return {.paths = options.arguments(),
          .contract = options.value("--contract"),
          .storefront = options.value("--storefront"),
          .tagging = options.value("--tagging"),
          .target = options.value("--target"),
          .vocabulary = &words,
          .working_directory = world.directory,
          .env = world.env};
}

std::string path_in(const World& world, const std::string& path) {
  return (std::filesystem::path(world.directory) / path).lexically_normal().string();
}

Result<std::vector<const Fault*>> fault_option(const Options& options, std::string_view option) {
  std::vector<const Fault*> faults;
  for (const std::string& name : options.values(option)) {
    const Fault* fault = find_fault(name);
    if (fault == nullptr) {
      std::vector<std::string_view> known;
      for (const Fault* one : all_faults()) known.push_back(one->name);
      const auto near = nearest(name, known);
      return error(near
                       ? fmt::format("unknown fault `{}`; did you mean `{}`?", name, *near)
                       : fmt::format("unknown fault `{}`; `tagproof list faults` shows all", name));
    }
    faults.push_back(fault);
  }
  return faults;
}

bool write_reports(
    const std::vector<ReporterChoice>& choices, const ReportOptions& console, World& world,
    const std::function<void(const Reporter&, const ReportOptions&, std::ostream&)>& write) {
  bool all_written = true;
  bool stdout_taken = false;
  for (const auto& [reporter, path] : choices) {
    if (path.empty()) {
      write(*reporter, console, world.out);
      stdout_taken = true;
      continue;
    }
    std::ostringstream text;
    ReportOptions plain = console;
    plain.colour = false;
    write(*reporter, plain, text);
    if (const auto written = write_file_atomically(path_in(world, path), text.view()); !written) {
      world.err << "tagproof: " << written.error().message << "\n";
      all_written = false;
    }
  }
  if (!stdout_taken) {
    if (const Reporter* reporter = find_reporter("console")) write(*reporter, console, world.out);
  }
  return all_written;
}

int file_problems(World& world, const Problems& problems) {
  world.err << show(problems);
  world.err << fmt::format("tagproof: {} problem{}; nothing was run.\n", problems.size(),
                           problems.size() == 1 ? "" : "s");
  return kExitUsage;
}

Result<std::string> read_whole_file(const std::string& path, std::size_t limit) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (failed) return error(fmt::format("can't be read: {}", failed.message()));
  if (size > limit) return error(fmt::format("is longer than {} MB", limit >> 20U));
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return error("can't be read");
  return text;
}

Result<bool> write_file_atomically(const std::string& path, std::string_view content,
                                   unsigned mode) {
  const auto failure = [&] {
    return error(fmt::format("can't write {}: {}", path, std::strerror(errno)));
  };
  const std::string part = fmt::format("{}.{}.part", path, ::getpid());
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return failure();
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      const Error why = failure();
      ::close(file);
      ::unlink(part.c_str());
      return why;
    }
    if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
  }
  ::close(file);
  if (::rename(part.c_str(), path.c_str()) != 0) {
    const Error why = failure();
    ::unlink(part.c_str());
    return why;
  }
  return true;
}

}  // namespace tagproof
