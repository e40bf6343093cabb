#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/commands/command.h"

namespace tagproof {
namespace {

constexpr OptionSpec kHelp{.name = "--help", .text = "this page"};

void print_help(std::ostream& out) {
  out << tool_name() << ": proves that a shop's conversion tracking is right\n\n";
  out << "usage: tagproof COMMAND [ARGUMENTS] [OPTIONS]\n\n";
  for (const Command* command : commands()) {
    out << fmt::format("  {:<10} {:<14} {}\n", command->name, command->arguments, command->text);
  }
  out << "\n`tagproof COMMAND --help` lists a command's options; `tagproof --version` says the "
         "version.\n"
         "Exit codes: 0 all is right, 1 something is wrong with the tracking, 2 usage or an "
         "invalid file,\n"
         "3 the environment failed.\n";
}

void print_help(std::ostream& out, const Command& command) {
  out << fmt::format("usage: tagproof {} {}{}\n\n{}\n", command.name, command.arguments,
                     command.options.empty() ? "" : " [OPTIONS]", command.text);
  if (!command.options.empty()) out << "\n";
  for (const auto& option : command.options) {
    std::string left(option.name);
    if (!option.value.empty()) {
      left += option.optional_value ? fmt::format("[={}]", option.value)
                                    : fmt::format(" {}", option.value);
    }
    out << fmt::format("  {:<28} {}\n", left, option.text);
  }
}

const OptionSpec* find_option(const Command& command, std::string_view name) {
  const auto it = std::ranges::find(command.options, name, &OptionSpec::name);
  return it == command.options.end() ? nullptr : &*it;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const auto near = nearest(word, known);
  return near ? fmt::format("; did you mean `{}`?", *near) : std::string{};
}

// Fills `options`; the message when something is off.
std::optional<std::string> parse(const Command& command, std::span<const std::string> words,
                                 Options& options) {
  bool only_arguments = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (only_arguments || word.size() < 2 || word[0] != '-') {
      options.arguments_.push_back(word);
      continue;
    }
    if (word == "--") {
      only_arguments = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const OptionSpec* option = find_option(command, name);
    if (option == nullptr) {
      std::vector<std::string_view> known;
      for (const auto& one : command.options) known.push_back(one.name);
      known.push_back(kHelp.name);
      return fmt::format("unknown option `{}`{}", name, did_you_mean(name, known));
    }
    auto& values = options.values_[name];
    if (!values.empty() && !option->repeatable) return fmt::format("`{}` is given twice", name);
    if (equals != std::string::npos) {
      if (option->value.empty()) return fmt::format("`{}` takes no value", name);
      values.push_back(word.substr(equals + 1));
    } else if (option->value.empty() || option->optional_value) {
      values.emplace_back();
    } else if (i + 1 < words.size()) {
      values.push_back(words[++i]);
    } else {
      return fmt::format("`{}` needs a value: {}", name, option->value);
    }
  }
  if (options.arguments_.size() < command.min_arguments)
    return fmt::format("expected {}", command.arguments);
  if (options.arguments_.size() > command.max_arguments) {
    return command.max_arguments == 0
               ? fmt::format("`{}` takes no arguments", command.name)
               : fmt::format("too many arguments: expected {}", command.arguments);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Options::value(std::string_view name) const {
  const auto it = values_.find(name);
  if (it == values_.end() || it->second.empty()) return std::nullopt;
  return it->second.back();
}

std::vector<std::string> Options::values(std::string_view name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>{} : it->second;
}

int usage_error(World& world, std::string_view command, const std::string& message) {
  world.err << "tagproof: " << message << "\n";
  if (command.empty()) {
    world.err << "`tagproof --help` lists the commands.\n";
  } else {
    world.err << "`tagproof " << command << " --help` lists the options.\n";
  }
  return kExitUsage;
}

int run_command_line(std::span<const std::string> arguments, World& world) {
  if (arguments.empty()) {
    print_help(world.err);
    return kExitUsage;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(world.out);
    return kExitOk;
  }
  if (name == "--version") {
    world.out << tool_name() << "\n";
    return kExitOk;
  }
  const auto all = commands();
  const auto it =
      std::ranges::find(all, std::string_view(name), [](const Command* c) { return c->name; });
  if (it == all.end()) {
    std::vector<std::string_view> known;
    for (const Command* command : all) known.push_back(command->name);
    return usage_error(world, {},
                       fmt::format("unknown command `{}`{}", name, did_you_mean(name, known)));
  }
  const Command& command = **it;
  const auto rest = arguments.subspan(1);
  if (std::ranges::find(rest, "--help") != rest.end() ||
      std::ranges::find(rest, "-h") != rest.end()) {
    print_help(world.out, command);
    return kExitOk;
  }
  Options options;
  if (const auto problem = parse(command, rest, options))
    return usage_error(world, command.name, *problem);
  return command.run(options, world);
}

}  // namespace tagproof
