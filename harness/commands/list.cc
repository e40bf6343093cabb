#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/commands/command.h"
#include "harness/commands/shared_options.h"
#include "harness/commands/table.h"
#include "harness/commands/vocabulary.h"
#include "harness/faults/fault.h"
#include "harness/files/schema.h"
#include "harness/judge/check.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr OptionSpec kListOptions[] = {
    {.name = "--platform", .value = "ID", .text = "rules and settings of one platform"},
    {.name = "--format", .value = "text|json|markdown", .text = "how (text)"},
};

std::string s(std::string_view view) { return std::string(view); }

Table list_platforms(std::string_view) {
  Table table{.list = "platforms",
              .columns = {"platform", "title", "kind", "channels", "endpoints"}};
  for (const Platform* platform : platforms()) {
    std::vector<std::string> channels;
    std::vector<std::string> endpoints;
    for (const auto& endpoint : platform->endpoints) {
      const std::string channel = s(text(endpoint.channel));
      if (std::ranges::find(channels, channel) == channels.end()) channels.push_back(channel);
      endpoints.push_back(fmt::format("{} {}", endpoint.method, endpoint.path));
    }
    table.rows.push_back({s(platform->id), s(platform->title),
                          platform->relay ? "relay" : "platform", join(channels, ", "),
                          join(endpoints, ", ")});
  }
  return table;
}

Table list_checks(std::string_view) {
  Table table{.list = "checks",
              .columns = {"check", "severity", "on", "cause", "layer", "why", "fix", "source",
                          "proven_by", "quiet_on"}};
  for (const Check* check : all_checks()) {
    table.rows.push_back({s(check->id), s(text(check->severity)), s(text(check->on)),
                          s(text(check->cause)), s(text(check->layer)), s(check->why),
                          s(check->fix), s(check->source), s(check->proven_by),
                          s(check->quiet_on)});
  }
  return table;
}

Table list_faults(std::string_view) {
  Table table{.list = "faults",
              .columns = {"fault", "mistake", "who", "cost", "place", "check", "source"}};
  for (const Fault* fault : all_faults()) {
    table.rows.push_back({s(fault->name), s(fault->mistake), s(fault->who), s(fault->cost),
                          s(text(fault->place)), s(fault->check), s(fault->source)});
  }
  return table;
}

Table list_rules(std::string_view only) {
  Table table{
      .list = "rules",
      .columns = {"rule", "platform", "text", "confidence", "severity", "source", "read", "tests"}};
  const auto add = [&](const Platform& platform, const Rule& rule) {
    table.rows.push_back({s(rule.id), s(platform.id), s(rule.text), s(text(rule.confidence)),
                          s(text(rule.severity)), s(rule.source), s(rule.read), s(rule.tests)});
  };
  for (const Platform* platform : platforms()) {
    if (!only.empty() && platform->id != only) continue;
    for (const auto& rule : platform->rules) add(*platform, rule);
    for (const auto& rule : platform->dedup) {
      const bool listed =
          std::ranges::find(platform->rules, rule.rule.id, &Rule::id) != platform->rules.end();
      if (!listed) add(*platform, rule.rule);
    }
  }
  return table;
}

Table list_settings(std::string_view only) {
  Table table{.list = "settings", .columns = {"setting", "text", "values", "default", "source"}};
  for (const Platform* platform : platforms()) {
    if (!only.empty() && platform->id != only) continue;
    for (const auto& setting : platform->settings) {
      table.rows.push_back({s(setting.id), s(setting.text), s(setting.values),
                            s(setting.by_default), s(setting.source)});
    }
  }
  return table;
}

Table list_steps(std::string_view) {
  Table table{.list = "steps", .columns = {"step", "text"}};
  for (const auto& row : step_reference()) table.rows.push_back({s(row.id), s(row.text)});
  return table;
}

struct Thing {
  std::string_view name{};
  Table (*make)(std::string_view platform){};
};
constexpr std::array<Thing, 6> kThings{{{"platforms", list_platforms},
                                        {"checks", list_checks},
                                        {"faults", list_faults},
                                        {"rules", list_rules},
                                        {"settings", list_settings},
                                        {"steps", list_steps}}};
constexpr std::string_view kScenarios = "scenarios";

// The only thing that stands in files: the scenarios in reach.
std::optional<Table> list_scenarios(const Options& options, World& world, Problems& problems) {
  const Vocabulary words = vocabulary();
  LoadOptions load = load_options(options, world, words);
  load.paths.clear();
  const auto suite = load_suite(load, problems);
  if (!suite) return std::nullopt;
  Table table{.list = "scenarios", .columns = {"scenario", "file", "title", "risk", "tags"}};
  for (const auto& scenario : suite->scenarios) {
    table.rows.push_back(
        {scenario.name, scenario.file, scenario.title, scenario.risk, join(scenario.tags, ", ")});
  }
  return table;
}

int list(const Options& options, World& world) {
  const std::string& wanted = options.arguments().front();
  const std::string format_text = options.value("--format").value_or("text");
  TableFormat format = TableFormat::text;
  if (format_text == "json") {
    format = TableFormat::json;
  } else if (format_text == "markdown") {
    format = TableFormat::markdown;
  } else if (format_text != "text") {
    return usage_error(
        world, "list",
        fmt::format("`--format` takes text, json or markdown, not `{}`", format_text));
  }
  const std::string platform = options.value("--platform").value_or("");
  if (!platform.empty() && find_platform(platforms(), platform) == nullptr) {
    std::vector<std::string_view> known;
    for (const Platform* one : platforms()) known.push_back(one->id);
    const auto near = nearest(platform, known);
    return usage_error(world, "list",
                       fmt::format("unknown platform `{}`{}", platform,
                                   near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }
  if (wanted == kScenarios) {
    Problems problems;
    const auto table = list_scenarios(options, world, problems);
    if (!table) return file_problems(world, problems);
    write_table(*table, format, world.out);
    return kExitOk;
  }
  const auto it = std::ranges::find(kThings, std::string_view(wanted), &Thing::name);
  if (it == kThings.end()) {
    std::vector<std::string_view> known{kScenarios};
    for (const auto& thing : kThings) known.push_back(thing.name);
    const auto near = nearest(wanted, known);
    return usage_error(
        world, "list",
        fmt::format("nothing to list under `{}`{}; there are platforms, checks, faults, rules, "
                    "settings, steps and scenarios",
                    wanted, near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }
  write_table(it->make(platform), format, world.out);
  return kExitOk;
}

}  // namespace

extern const Command kListCommand;
const Command kListCommand{.name = "list",
                           .arguments = "THING",
                           .text = "platforms, checks, faults, rules, settings, steps or scenarios",
                           .options = kListOptions,
                           .min_arguments = 1,
                           .max_arguments = 1,
                           .run = list};

}  // namespace tagproof
