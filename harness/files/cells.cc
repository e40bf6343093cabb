#include "harness/files/cells.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/files/yaml.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 3> kOverridable{"contract", "storefront", "tagging"};
constexpr std::array<std::string_view, 8> kRoots{"contract", "storefront", "tagging", "shopper",
                                                 "shoppers", "starts",     "faults",  "journey"};

/// A cell's value as its name says it: "DE", "analytics=granted marketing=denied".
std::string called(const Node& value) {
  if (value.is_list()) {
    std::vector<std::string> parts;
    for (const auto& item : value.items) parts.push_back(called(item));
    return join(parts, " ");
  }
  if (value.is_mapping()) {
    std::vector<std::string> parts;
    for (const auto& entry : value.entries) parts.push_back(entry.key + "=" + called(entry.value));
    return join(parts, " ");
  }
  return value.text;
}

/// The change that a path and value say, or nothing when the path begins nowhere.
std::optional<Change> change_of(const Entry& entry, const Node& value,
                                std::span<const std::string_view> roots, Reader& r) {
  const std::string_view whole = entry.key;
  const auto dot = whole.find('.');
  const auto root = whole.substr(0, dot);
  if (std::ranges::count(whole, '.') > kMaxYamlDepth) {
    r.complain(entry.at, fmt::format("a path of more than {} parts", kMaxYamlDepth));
    return std::nullopt;
  }
  if (std::ranges::find(roots, root) == roots.end()) {
    std::string known;
    for (const auto name : roots) known += (known.empty() ? "" : ", ") + std::string(name);
    r.complain(entry.at, fmt::format("`{}` begins with none of {}{}", whole, known,
                                     did_you_mean(root, roots)));
    return std::nullopt;
  }
  Change change{.value = value, .at = entry.at};
  if (std::ranges::find(kOverridable, root) == kOverridable.end()) {
    change.path = whole;
    return change;
  }
  if (dot == std::string_view::npos) {
    r.complain(
        entry.at,
        fmt::format("`{}` names a whole file; name a path in it such as `{}`", whole,
                    root == "contract" ? "contract.consent.mode" : std::string(root) + ".…"));
    return std::nullopt;
  }
  change.document = root;
  change.path = whole.substr(dot + 1);
  return change;
}

std::vector<Change> overrides_of(const Node& scenario, Reader& r) {
  std::vector<Change> out;
  const auto* override_ = scenario.find("override");
  if (override_ == nullptr || !override_->is_mapping()) return out;
  const Reader::Part part(r, "override");
  for (const auto& entry : override_->entries) {
    const Reader::Part inner(r, entry.key);
    if (auto change = change_of(entry, entry.value, kOverridable, r))
      out.push_back(*std::move(change));
  }
  return out;
}

void set(Node& root, const Change& change, Reader& r) {
  if (const auto nowhere = set_at(root, change.path, change.value, change.at))
    r.complain(change.at,
               fmt::format("`{}` leads nowhere: the list has no element whose first value is `{}`",
                           change.path, nowhere->substr(0, nowhere->find('.'))));
}

}  // namespace

std::vector<Cell> cells_of(const Node& scenario, Reader& reader) {
  std::vector<Cell> cells(1);
  cells.front().changes = overrides_of(scenario, reader);
  const auto* matrix = scenario.find("matrix");
  if (matrix == nullptr || !matrix->is_mapping()) return cells;
  const Reader::Part part(reader, "matrix");
  for (const auto& entry : matrix->entries) {
    const Reader::Part inner(reader, entry.key);
    if (!entry.value.is_list() || entry.value.items.empty()) {  // no list: the table complains
      if (entry.value.is_list())
        reader.complain(entry.value, fmt::format("`{}` has no values", entry.key));
      continue;
    }
    std::vector<Cell> next;
    std::set<std::string> seen;
    for (const auto& cell : cells) {
      for (const auto& value : entry.value.items) {
        auto change = change_of(entry, value, kRoots, reader);
        if (!change) break;
        if (next.size() >= kMaxCells) {
          reader.complain(entry.at, fmt::format("the matrix has more than {} cells", kMaxCells));
          return cells;
        }
        change->at = value.at;
        Cell one = cell;
        const auto text = called(value);
        one.values.emplace_back(entry.key, text);
        one.name += (one.values.size() > 1 ? "," : "") + text;
        one.changes.push_back(*std::move(change));
        if (!seen.insert(one.name).second)
          reader.complain(value, fmt::format("the cell `{}` is there twice", one.name));
        next.push_back(std::move(one));
      }
    }
    if (!next.empty()) cells = std::move(next);
  }
  return cells;
}

Node in_cell(const Node& scenario, const Cell& cell, Reader& reader) {
  Node out = scenario;
  for (const auto& change : cell.changes) {
    if (change.document.empty()) set(out, change, reader);
  }
  auto* expect = out.find("expect");
  if (expect == nullptr || !expect->is_mapping()) return out;
  const auto* cells = expect->find("cells");
  const Node* over = cells == nullptr ? nullptr : cells->find(cell.name);
  if (over == nullptr || !over->is_mapping()) return out;
  *expect = laid_over(*expect, Node(*over));
  return out;
}

bool change_document(Node& document, std::string_view called_, const Cell& cell, Reader& reader) {
  bool changed = false;
  for (const auto& change : cell.changes) {
    if (change.document != called_) continue;
    set(document, change, reader);
    changed = true;
  }
  return changed;
}

void check_expected_cells(const Node& scenario, const std::vector<Cell>& cells, Reader& reader) {
  const auto* expect = scenario.find("expect");
  const auto* expected = expect == nullptr ? nullptr : expect->find("cells");
  if (expected == nullptr || !expected->is_mapping()) return;
  std::vector<std::string_view> names;
  for (const auto& cell : cells) names.push_back(cell.name);
  const Reader::Part part(reader, "expect");
  const Reader::Part inner(reader, "cells");
  for (const auto& entry : expected->entries) {
    if (std::ranges::find(names, entry.key) == names.end())
      reader.complain(entry.at, fmt::format("`cells`: the matrix has no cell `{}`{}", entry.key,
                                            did_you_mean(entry.key, names)));
  }
}

}  // namespace tagproof
