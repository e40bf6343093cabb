#include <array>

#include "harness/commands/command.h"

namespace tagproof {

extern const Command kRunCommand;
extern const Command kServeCommand;
extern const Command kCheckCommand;
extern const Command kRedactCommand;
extern const Command kProveCommand;
extern const Command kExploreCommand;
extern const Command kExplainCommand;
extern const Command kListCommand;
extern const Command kSchemaCommand;
extern const Command kInitCommand;

namespace {
constexpr std::array kCommands{&kRunCommand,    &kServeCommand,   &kCheckCommand,   &kRedactCommand,
                               &kProveCommand,  &kExploreCommand, &kExplainCommand, &kListCommand,
                               &kSchemaCommand, &kInitCommand};
}

std::span<const Command* const> commands() { return kCommands; }

std::string_view tool_name() { return "tagproof " TAGPROOF_VERSION; }

}  // namespace tagproof
