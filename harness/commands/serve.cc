#include "harness/serve/server.h"

#include <fmt/format.h>
#include <pthread.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <charconv>
#include <csignal>
#include <mutex>
#include <utility>

#include "harness/commands/command.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/target_parts.h"
#include "harness/commands/vocabulary.h"
#include "harness/files/load.h"
#include "harness/files/orders.h"
#include "harness/judge/check.h"
#include "harness/judge/identity.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr std::uint64_t kMaxPort = 65535;
constexpr std::uint64_t kMaxTimes = 1'000'000;

constexpr OptionSpec kServeOptions[] = {
    {.name = "--port",
     .value = "N",
     .text = "0 chooses a free one (0); {\"port\":N} is the first line of stdout"},
    {.name = "--contract",
     .value = "FILE",
     .text = "what hits are judged by; left out: the nearest contract, else platform rules alone"},
    {.name = "--accounts",
     .value = "FILE",
     .text = "the accounts that exist; left out: every id and token does"},
    {.name = "--hosts", .value = "FILE", .text = "the shop's own names for platforms"},
    {.name = "--tagging",
     .value = "FILE",
     .text =
         "let the collector's tags in it pass on what /collector/g/collect (or its host) takes"},
    {.name = "--evidence", .value = "FILE", .text = "append each capture before it is answered"},
    {.name = "--durable", .text = "and sync it to disk"},
    {.name = "--keep",
     .value = "N|SIZE",
     .text = "captures in memory, all sessions together (100000 or 256MB)"},
    {.name = "--fault",
     .value = "NAME",
     .text = "the platforms answer with a disturbance: a 500 that heals, a lost answer …; several",
     .repeatable = true},
    {.name = "--times", .value = "N", .text = "hits that each of them disturbs (1)"},
    {.name = "--show-personal-data", .text = "let `captures?raw=1` answer unmasked"},
};

// "5000" captures, or "64MB", "1GB".
bool read_keep(std::string_view text, ServeLimits& limits) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{} || number == 0) return false;
  const std::string_view unit(at, static_cast<std::size_t>(end - at));
  constexpr std::size_t kLargest = 1'000'000'000;
  if (number > kLargest) return false;
  if (unit.empty()) {
    limits.captures = number;
  } else if (unit == "MB" && number <= 64 * 1024) {
    limits.bytes = number * kMegabyte;
  } else if (unit == "GB" && number <= 64) {
    limits.bytes = number * 1024 * kMegabyte;
  } else {
    return false;
  }
  return true;
}

// A server that lives long gives large bodies back to the machine as soon as they are freed. By
// itself the C library learns from the first of them to keep the next.
void give_memory_back() {
#ifdef __GLIBC__
  constexpr int kLarge = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
#endif
}

// A foreign sender's own mistakes are its own; what can be done to it happens on the way or at the
// platform.
std::string why_not(const Fault& fault) {
  if (is_disturbance(fault)) return {};
  std::string known;
  for (const Fault* one : all_faults()) {
    if (is_disturbance(*one))
      known.append(known.empty() ? "" : ", ").append("`").append(one->name).append("`");
  }
  return fmt::format(
      "fault `{}` is a mistake of the shop's ({}), which serve doesn't run; those that can happen "
      "to any sender: {}",
      fault.name, text(fault.place), known);
}

Result<bool> read_faults(const Options& options, ServerOptions& server) {
  auto faults = fault_option(options, "--fault");
  if (!faults) return faults.error();
  for (const Fault* fault : *faults) {
    if (auto why = why_not(*fault); !why.empty()) return error(std::move(why));
  }
  const auto times = number_option(options, "--times", kMaxTimes);
  if (!times) return times.error();
  if (*times && faults->empty()) return error("`--times` goes with `--fault`");
  server.faults = std::move(*faults);
  server.times = times->value_or(1);
  return true;
}

int serve(const Options& options, World& world) {
  const auto port = number_option(options, "--port", kMaxPort);
  if (!port) return usage_error(world, "serve", port.error().message);
  if (options.has("--durable") && !options.has("--evidence")) {
    return usage_error(world, "serve", "`--durable` goes with `--evidence`");
  }
  ServerOptions server;
  server.port = static_cast<int>(port->value_or(0));
  if (const auto keep = options.value("--keep"); keep && !read_keep(*keep, server.limits)) {
    return usage_error(
        world, "serve",
        fmt::format("`--keep` takes a number of captures or a size such as 64MB, not `{}`", *keep));
  }
  if (const auto read = read_faults(options, server); !read)
    return usage_error(world, "serve", read.error().message);
  Problems problems;
  TargetParts parts = load_target_parts(options, world, problems);
  server.contract = std::move(parts.contract);
  server.target = std::move(parts.target);
  if (const auto tagging = options.value("--tagging")) {
    const Vocabulary words = vocabulary();
    server.tagging = load_tagging(*tagging, load_options(options, world, words), problems);
  }
  if (!problems.empty()) return file_problems(world, problems);
  const bool has_contract = server.contract.has_value();

  std::mutex lock;
  server.platforms = platforms();
  if (const auto file = options.value("--evidence")) server.evidence = path_in(world, *file);
  server.durable = options.has("--durable");
  server.show_personal_data = options.has("--show-personal-data");
  server.version = tool_name().substr(tool_name().find(' ') + 1);
  server.judge = [](Evidence& evidence) {
    explain_people(evidence);
    return judge(evidence, all_checks(), nullptr, false).findings;
  };
  server.read_orders = [](std::string_view text, Problems& wrong) {
    return parse_orders(text, "orders", wrong);
  };
  server.say = [&](const std::string& line) {
    const std::scoped_lock hold(lock);
    world.err << "tagproof: " << line << std::endl;
  };

  give_memory_back();
  // Taken before any thread starts, so that every thread leaves them to the one that waits.
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);

  auto started = Server::start(std::move(server), world.clock);
  if (!started) {
    world.err << "tagproof: " << started.error().message << "\n";
    return kExitEnvironment;
  }
  const int chosen = (*started)->port();
  world.out << fmt::format("{{\"port\":{}}}", chosen) << std::endl;
  {
    const std::scoped_lock hold(lock);
    if (!has_contract)
      world.err << "tagproof: contract: null; only what platforms and law decide is judged\n";
    world.err << fmt::format(
                     "tagproof: listening on http://127.0.0.1:{}/ and below /s/{{session}}; Ctrl-C "
                     "ends it\n",
                     chosen)
              << std::flush;
  }
  int signal = 0;
  sigwait(&stops, &signal);
  (*started)->stop();
  pthread_sigmask(SIG_UNBLOCK, &stops, nullptr);
  return kExitOk;
}

}  // namespace

extern const Command kServeCommand;
const Command kServeCommand{.name = "serve",
                            .text = "mock platforms for real clients, with a control API",
                            .options = kServeOptions,
                            .run = serve};

}  // namespace tagproof
