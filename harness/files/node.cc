#include "harness/files/node.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/base/decimal.h"

namespace tagproof {
namespace {

constexpr std::size_t kShownCharacters = 60;

std::string shown(std::string_view text) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts && ++characters > kShownCharacters) return out + "…";
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

// The first value of a list's element is its name: `- { tag: meta-capi-purchase, … }`. A step goes
// by its name, and what lies below it is its value: `- pay: { … }`. Null: no element is called so.
Node* called_in(Node& list, std::string_view name) {
  for (auto& item : list.items) {
    if (item.is_scalar() && item.text == name) return &item;
    if (!item.is_mapping() || item.entries.empty()) continue;
    const auto& first = item.entries.front().value;
    if (first.is_scalar() && first.text == name) return &item;
  }
  for (auto& item : list.items) {
    if (item.is_mapping() && !item.entries.empty() && item.entries.front().key == name)
      return &item.entries.front().value;
  }
  return nullptr;
}

std::optional<std::string> set_within(Node& node, std::string_view path, const Node& value,
                                      const Position& at);

std::optional<std::string> set_or_descend(Node& child, std::string_view rest, const Node& value,
                                          const Position& at) {
  if (!rest.empty()) return set_within(child, rest, value, at);
  child = value;
  return std::nullopt;
}

// Tries the longest name first, so that keys with dots are found. `take` is told the name and the
// rest.
template <class Take>
bool by_longest_name(std::string_view path, Take take) {
  for (auto end = path.size(); end != 0 && end != std::string_view::npos;
       end = path.rfind('.', end - 1)) {
    const auto rest = end == path.size() ? std::string_view{} : path.substr(end + 1);
    if (take(path.substr(0, end), rest)) return true;
    if (end == 0) break;
  }
  return false;
}

std::optional<std::string> set_within(Node& node, std::string_view path, const Node& value,
                                      const Position& at) {
  std::optional<std::string> wrong;
  if (node.is_list()) {
    const bool found = by_longest_name(path, [&](std::string_view name, std::string_view rest) {
      auto* const item = called_in(node, name);
      if (item == nullptr) return false;
      wrong = set_or_descend(*item, rest, value, at);
      return true;
    });
    return found ? wrong : std::string(path);
  }
  if (!node.is_mapping()) {  // a scalar or nothing gives way to a mapping
    node = Node{};
    node.kind = Node::Kind::mapping;
    node.at = at;
  }
  const bool found = by_longest_name(path, [&](std::string_view name, std::string_view rest) {
    Node* const child = node.find(name);
    if (child == nullptr) return false;
    wrong = set_or_descend(*child, rest, value, at);
    return true;
  });
  if (found) return wrong;
  const auto dot = path.find('.');
  node.entries.push_back({std::string(path.substr(0, dot)), at, Node{}});
  auto& made = node.entries.back().value;
  made.at = at;
  return set_or_descend(
      made, dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1), value, at);
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto it = std::ranges::find(entries, key, &Entry::key);
  return it == entries.end() ? nullptr : &it->value;
}

Node* Node::find(std::string_view key) {
  const auto it = std::ranges::find(entries, key, &Entry::key);
  return it == entries.end() ? nullptr : &it->value;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::mapping:
      return "a mapping";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::scalar:
      break;
  }
  if (!node.quoted && Decimal::parse(node.text)) return fmt::format("number {}", node.text);
  if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text;
  return fmt::format("text \"{}\"", shown(node.text));
}

Node laid_over(const Node& base, const Node& over) {
  if (!base.is_mapping() || !over.is_mapping()) return over;
  Node merged = base;
  merged.at = over.at;
  for (const auto& entry : over.entries) {
    const auto it = std::ranges::find(merged.entries, entry.key, &Entry::key);
    // A key that `over` itself repeats stays repeated, so that the loader refuses it.
    const bool repeated = std::ranges::count(over.entries, entry.key, &Entry::key) > 1;
    if (it == merged.entries.end() || repeated) {
      merged.entries.push_back(entry);
    } else {
      *it = {entry.key, entry.at, laid_over(it->value, entry.value)};
    }
  }
  return merged;
}

std::optional<std::string> set_at(Node& root, std::string_view path, const Node& value,
                                  const Position& at) {
  return set_within(root, path, value, at);
}

}  // namespace tagproof
