#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/commands/command.h"
#include "harness/judge/check.h"

namespace tagproof {
namespace {

void explain_check(const Check& check, std::ostream& out) {
  out << fmt::format("{}  ({}, looks at each {}; cause: {}; layer: {})\n\n", check.id,
                     text(check.severity), text(check.on), text(check.cause), text(check.layer));
  out << "Why it matters\n  " << check.why << "\n\nHow to fix it\n  " << check.fix
      << "\n\nSource\n  " << check.source << "\n\n";
  out << "Shown by\n";
  out << fmt::format("  tagproof run --fault {}    makes it fire\n", check.proven_by);
  out << fmt::format("  scenario {}    keeps it quiet\n", check.quiet_on);
}

int explain(const Options& options, World& world) {
  const std::string& id = options.arguments().front();
  if (const Check* check = find_check(id)) {
    explain_check(*check, world.out);
    return kExitOk;
  }
  std::vector<std::string_view> known;
  for (const Check* check : all_checks()) known.push_back(check->id);
  const auto near = nearest(id, known);
  return usage_error(world, "explain",
                     fmt::format("unknown check `{}`{}; `tagproof list checks` shows all", id,
                                 near ? fmt::format("; did you mean `{}`?", *near) : ""));
}

}  // namespace

extern const Command kExplainCommand;
const Command kExplainCommand{
    .name = "explain",
    .arguments = "CHECK",
    .text = "what a check means, why it matters, how to fix it, its source",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = explain};

}  // namespace tagproof
