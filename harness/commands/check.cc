#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <utility>

#include "harness/base/hash.h"
#include "harness/commands/command.h"
#include "harness/commands/progress.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/target_parts.h"
#include "harness/commands/vocabulary.h"
#include "harness/files/orders.h"
#include "harness/judge/check.h"
#include "harness/judge/identity.h"
#include "harness/judge/recorded.h"
#include "harness/run/recording.h"
#include "mock_platforms/platforms.h"
#include "reports/check.h"

namespace tagproof {
namespace {

constexpr OptionSpec kCheckOptions[] = {
    {.name = "--orders",
     .value = "FILE",
     .text = "backend orders (JSON, JSON Lines or CSV): reconciles, too"},
    {.name = "--contract", .value = "FILE", .text = "in place of the nearest contract"},
    {.name = "--hosts", .value = "FILE", .text = "the shop's own names for platforms"},
    {.name = "--accounts", .value = "FILE", .text = "which ids and tokens exist; settings"},
    {.name = "--all", .text = "list the requests that are no platform's, too"},
    {.name = "--reporter",
     .value = "NAME[=PATH]",
     .text = "console, json (tagproof.check/1), junit, html, markdown or github; several",
     .repeatable = true},
    {.name = "--strict", .text = "warnings fail, too"},
    {.name = "--color", .value = "auto|always|never", .text = "colour on the console"},
    {.name = "--show-personal-data", .text = "don't mask; the report says so"},
};

/// What the user's files say, read before anything is judged.
struct Given {
  std::optional<Contract> contract{};
  TargetConfig config{};
  std::vector<Order> orders{};
  bool orders_known = false;
  std::vector<FileDigest> files{};
};

void load_orders(const Options& options, const World& world, Given& given, Problems& problems) {
  const auto path = options.value("--orders");
  if (!path) return;
  const auto text = read_whole_file(path_in(world, *path), kMaxOrderFileBytes);
  if (!text) {
    problems.add({.file = *path, .message = text.error().message});
    return;
  }
  given.orders = parse_orders(*text, *path, problems);
  given.orders_known = true;
  given.files.push_back({.path = *path, .sha256 = sha256_hex(*text)});
}

/// Each session gets the orders that its hits name; those that none names are judged with the
/// first, so that what is missing everywhere is missing once.
std::vector<std::vector<Order>> orders_of(const std::vector<RecordedSession>& sessions,
                                          const std::vector<Order>& orders,
                                          const ReplayOptions& options) {
  std::vector<std::vector<Order>> shares(sessions.size());
  if (sessions.size() <= 1) {
    for (auto& share : shares) share = orders;
    return shares;
  }
  std::vector<bool> taken(orders.size());
  for (std::size_t s = 0; s < sessions.size(); ++s) {
    const Replay without = replay(sessions[s], options);
    std::set<std::string_view> named;
    for (const auto& event : without.evidence.events) {
      if (event.order_id) named.insert(*event.order_id);
      if (event.event_id) named.insert(*event.event_id);
    }
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const Order& order = orders[i];
      const bool is_named =
          named.contains(order.id.view()) || named.contains(order.name) ||
          std::ranges::any_of(order.ids, [&](const std::string& id) { return named.contains(id); });
      if (!is_named) continue;
      shares[s].push_back(order);
      taken[i] = true;
    }
  }
  for (std::size_t i = 0; i < orders.size(); ++i) {
    if (!taken[i]) shares.front().push_back(orders[i]);
  }
  return shares;
}

void add_unknown(std::vector<Unknown>& to, std::vector<Unknown> more) {
  for (auto& one : more) {
    if (std::ranges::find(to, one) == to.end()) to.push_back(std::move(one));
  }
}

void add_reconciliation(std::vector<Reconciliation>& to, std::vector<Reconciliation> more) {
  for (auto& one : more) {
    const auto it = std::ranges::find(to, one.platform, &Reconciliation::platform);
    if (it == to.end()) {
      to.push_back(std::move(one));
      continue;
    }
    it->orders += one.orders;
    it->matched += one.matched;
    it->missing += one.missing;
    it->extra += one.extra;
    it->duplicate += one.duplicate;
    it->value_mismatch += one.value_mismatch;
    it->unknown += one.unknown;
    for (const auto& [cause, count] : one.explained) it->explained[cause] += count;
    std::ranges::move(one.rows, std::back_inserter(it->rows));
  }
}

CheckResult judge_recording(Recording recording, const Given& given, bool strict) {
  CheckResult result;
  result.requests = recording.requests;
  result.unrelated = recording.unrelated;
  result.unrelated_requests = std::move(recording.unrelated_requests);
  result.unreadable = recording.unreadable;
  result.unknown = std::move(recording.unknown);
  result.orders_known = given.orders_known;
  ReplayOptions options{.platforms = platforms(),
                        .contract = given.contract,
                        .config = given.config,
                        .orders_known = given.orders_known};
  auto shares = orders_of(recording.sessions, given.orders, options);
  for (std::size_t s = 0; s < recording.sessions.size(); ++s) {
    const Stopwatch watch;
    ScenarioResult one;
    one.scenario = recording.sessions[s].name;
    one.file = recording.sessions[s].file;
    options.orders = std::move(shares[s]);
    Replay replayed = replay(std::move(recording.sessions[s]), options);
    one.evidence = std::move(replayed.evidence);
    explain_people(one.evidence);
    one.judgement = judge(one.evidence, all_checks(), nullptr, strict);
    add_unknown(result.unknown, std::move(replayed.unknown));
    add_unknown(result.unknown,
                set_unknown_aside(one.judgement, one.evidence, replayed.gaps, strict));
    add_reconciliation(result.reconciliation,
                       reconcile_orders(one.evidence, one.judgement, replayed.gaps));
    one.verdict = one.judgement.verdict;
    one.duration_ms = watch.milliseconds();
    std::ranges::move(replayed.undecided, std::back_inserter(result.undecided));
    result.indexes.push_back(std::move(replayed.indexes));
    result.run.scenarios.push_back(std::move(one));
  }
  return result;
}

// Everything but the JSON form is a run's report.
bool write_all(const CheckResult& shown, const std::vector<ReporterChoice>& choices,
               const ReportOptions& console, World& world) {
  bool all_written = true;
  bool on_stdout = false;
  const auto write = [&](const Reporter& reporter, const ReportOptions& how, std::ostream& out) {
    if (reporter.name == "json") {
      write_check_json(shown, out);
      return;
    }
    reporter.write(shown.run, how, out);
    if (reporter.name == "console") write_check_lines(shown, out);
  };
  for (const auto& [reporter, path] : choices) {
    if (path.empty()) {
      write(*reporter, console, world.out);
      on_stdout = true;
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
  if (!on_stdout) write(*find_reporter("console"), console, world.out);
  return all_written;
}

int check(const Options& options, World& world) {
  const auto reporters = reporter_choices(options);
  if (!reporters) return usage_error(world, "check", reporters.error().message);
  const auto coloured = colour(options, world);
  if (!coloured) return usage_error(world, "check", coloured.error().message);

  Problems problems;
  Given given;
  {
    TargetParts parts = load_target_parts(options, world, problems);
    given.contract = std::move(parts.contract);
    given.config = std::move(parts.target);
    given.files = std::move(parts.files);
  }
  given.config.kind = TargetKind::recording;
  load_orders(options, world, given, problems);
  Recording recording;
  ByteProgress progress(world.err, world.err_is_terminal);
  const RecordingOptions how{.platforms = platforms(),
                             .hosts = given.config.hosts,
                             .list_unrelated = options.has("--all"),
                             .progress = [&](std::uint64_t bytes) { progress.at(bytes); }};
  for (const std::string& file : options.arguments()) {
    const std::string path = path_in(world, file);
    std::error_code unknown;
    const auto size = std::filesystem::file_size(path, unknown);
    progress.begin(file, unknown ? 0 : size);
    if (auto read = read_recording(path, file, how, recording); !read)
      problems.add({.file = file, .message = read.error().message});
    progress.end();
  }
  if (!problems.empty()) return file_problems(world, problems);
  for (const auto& remark : recording.remarks) world.err << "tagproof: " << remark << "\n";
  if (!given.contract)
    world.err << "tagproof: contract: null; only what platforms and law decide is judged\n";

  const Stopwatch watch;
  const TimePoint started = world.clock.now();
  CheckResult result = judge_recording(std::move(recording), given, options.has("--strict"));
  Run& run = result.run;
  run.tool = tool_name();
  run.started = rfc3339(started);
  run.contract = given.contract ? given.contract->name : "";
  run.target = text(TargetKind::recording);
  run.files = std::move(given.files);
  run.strict = options.has("--strict");
  run.shows_personal_data = options.has("--show-personal-data");
  run.command = fmt::format("tagproof check {}", fmt::join(options.arguments(), " "));
  run.duration_ms = watch.milliseconds();

  const bool failed = run.summary().failed > 0;
  const CheckResult shown = masked(std::move(result));
  const ReportOptions console{.colour = *coloured, .width = world.columns};
  if (!write_all(shown, *reporters, console, world)) return kExitEnvironment;
  return failed ? kExitFailed : kExitOk;
}

}  // namespace

extern const Command kCheckCommand;
const Command kCheckCommand{.name = "check",
                            .arguments = "FILES",
                            .text = "judge recorded traffic: HAR, or JSON Lines of requests",
                            .options = kCheckOptions,
                            .min_arguments = 1,
                            .max_arguments = SIZE_MAX,
                            .run = check};

}  // namespace tagproof
