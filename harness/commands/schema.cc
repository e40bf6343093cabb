#include "harness/files/schema.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/commands/command.h"
#include "harness/commands/vocabulary.h"

namespace tagproof {
namespace {

int schema(const Options& options, World& world) {
  const std::string& name = options.arguments().front();
  const Vocabulary words = vocabulary();
  const std::string text = json_schema(name, &words);
  if (text.empty()) {
    const auto known = schema_names();
    const auto near = nearest(name, known);
    return usage_error(world, "schema",
                       fmt::format("there is no schema `{}`{}; there are {}", name,
                                   near ? fmt::format("; did you mean `{}`?", *near) : "",
                                   fmt::join(known, ", ")));
  }
  world.out << text;
  if (!text.ends_with('\n')) world.out << "\n";
  return kExitOk;
}

}  // namespace

extern const Command kSchemaCommand;
const Command kSchemaCommand{.name = "schema",
                             .arguments = "NAME",
                             .text = "JSON Schema of a file that users write",
                             .min_arguments = 1,
                             .max_arguments = 1,
                             .run = schema};

}  // namespace tagproof
