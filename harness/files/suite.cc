// Scenarios, whole: each with the shop that it runs in.
#include <fmt/core.h>

#include <algorithm>

#include "harness/base/bug.h"
#include "harness/files/documents.h"
#include "harness/files/init.h"
#include "harness/files/loader.h"

namespace tagproof {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSimulated = "simulated";  // --target simulated

}  // namespace

Loader::Documents Loader::documents_for(const fs::path& folder, bool absolute,
                                        const std::string& scenario) {
  Documents out;
  const bool named_simulated = options_.target == kSimulated;
  const auto nearest = [&](FileKind kind, const std::optional<std::string>& given) {
    return given ? std::optional<File>(file(*given)) : nearest_file(kind, folder, absolute);
  };
  if (const auto at = nearest(FileKind::target, named_simulated ? std::nullopt : options_.target)) {
    out.target = target(*at);
    // `--target simulated` beside another kind's file: nothing of that file holds for it.
    if (named_simulated && out.target != nullptr && out.target->kind != TargetKind::simulated)
      out.target = nullptr;
  }
  const bool needs_shop = out.target == nullptr || out.target->kind == TargetKind::simulated;
  const auto needed = [&](FileKind kind, const std::optional<std::string>& given) {
    const auto before = complaints_.size();
    auto found = nearest(kind, given);
    if (!found && needs_shop && complaints_.size() == before)
      complaints_.of_file(
          scenario,
          fmt::format("no {0} in reach: a file whose first key is `{0}:` in its folder or above, "
                      "or --{0}",
                      text(kind)));
    return found;
  };
  // Without a contract, what platforms and law decide is judged all the same.
  if (const auto at = nearest(FileKind::contract, options_.contract)) {
    out.contract = contract(*at);
    out.contract_node = parsed(*at);
    out.contract_folder = at->path.parent_path();
  } else {
    out.contract_missing = true;
  }
  if (const auto at = needed(FileKind::storefront, options_.storefront)) {
    out.storefront = storefront(*at);
    out.storefront_node = parsed(*at);
  }
  if (const auto at = needed(FileKind::tagging, options_.tagging)) {
    out.tagging = tagging(*at);
    out.tagging_node = parsed(*at);
  }
  return out;
}

Loader::Documents Loader::documents_of(const ShopFiles& shop, const Node& scenario) {
  Documents out{.contract = &shop.contract,
                .storefront = &shop.storefront,
                .tagging = &shop.tagging,
                .target = &shop.target,
                .contract_folder = folder_};
  // Nodes are there to be changed; most scenarios change nothing.
  if (scenario.find("override") == nullptr && scenario.find("matrix") == nullptr) return out;
  for (const auto& file : shop.texts) {
    const auto* node = parsed_text(file.path, file.text);
    if (file.kind == FileKind::contract) out.contract_node = node;
    if (file.kind == FileKind::storefront) out.storefront_node = node;
    if (file.kind == FileKind::tagging) out.tagging_node = node;
  }
  return out;
}

const Node* Loader::with_like(const Node& root, const File& file_) {
  const auto* like = root.find("like");
  if (like == nullptr || !like->is_scalar()) return &root;
  const fs::path named(like->text);
  const auto path =
      (named.is_absolute() ? named : file_.path.parent_path() / named).lexically_normal();
  const auto complain = [&](const std::string& message) {
    complaints_.at(like->at, "like", message);
    return nullptr;
  };
  if (path == file_.path)
    return complain(fmt::format("`like: {}` is this file itself", like->text));
  std::error_code wrong;
  if (!fs::is_regular_file(path, wrong))
    return complain(fmt::format("`like: {}` is not there", like->text));
  const auto* base =
      parsed_as({path, shown(path, fs::path(file_.shown).is_absolute())}, FileKind::scenario);
  if (base == nullptr) return nullptr;
  if (const auto* further = base->find("like"); further != nullptr)
    return complain(fmt::format("`like: {}` is itself like `{}`; only one level is followed",
                                like->text, further->text));
  auto merged = laid_over(*base, root);
  return nodes_.emplace_back(std::make_unique<Node>(std::move(merged))).get();
}

void Loader::run_in(const Node& root, const Cell& cell, const Documents& documents,
                    Scenario& scenario) {
  if (documents.target != nullptr) scenario.target = *documents.target;
  const auto changed = [&](const Node* node, std::string_view called) {
    const bool wanted =
        std::ranges::any_of(cell.changes, [&](const Change& c) { return c.document == called; });
    if (!wanted) return std::optional<Node>{};
    if (node == nullptr) {
      const auto change = std::ranges::find(cell.changes, called, &Change::document);
      if (called == "contract" && documents.contract_missing)
        complaints_.at(change->at, {}, "there is no contract in reach to change");
      return std::optional<Node>{};
    }
    Node copy = *node;
    change_document(copy, called, cell, reader_);
    return std::optional<Node>(std::move(copy));
  };
  if (documents.contract != nullptr) scenario.contract = *documents.contract;
  if (const auto node = changed(documents.contract_node, "contract")) {
    if (auto contract = contract_of(*node, documents.contract_folder))
      scenario.contract = *std::move(contract);
  }
  if (documents.storefront != nullptr) scenario.storefront = *documents.storefront;
  if (const auto node = changed(documents.storefront_node, "storefront")) {
    scenario.storefront = {};
    read_storefront(*node, scenario.storefront, reader_);
  }
  if (documents.tagging != nullptr) scenario.tagging = *documents.tagging;
  if (const auto node = changed(documents.tagging_node, "tagging")) {
    scenario.tagging = {};
    read_tagging(*node, scenario.tagging, reader_);
  }
  if (documents.storefront != nullptr) check_against_shop(root, scenario.storefront, reader_);
}

std::vector<Scenario> Loader::scenarios_of(const Node& root, const std::string& shown_,
                                           const Documents& documents) {
  std::vector<Scenario> out;
  const auto cells = cells_of(root, reader_);
  check_expected_cells(root, cells, reader_);
  for (const auto& cell : cells) {
    const Node own = in_cell(root, cell, reader_);
    Scenario scenario;
    read_scenario(own, scenario, reader_);
    scenario.file = shown_;
    scenario.cell = cell.values;
    if (!cell.values.empty()) scenario.name += "[" + cell.name + "]";
    run_in(own, cell, documents, scenario);
    out.push_back(std::move(scenario));
    // The same mistake in a thousand cells is told once; there's no need to look for it a thousand
    // times.
    if (!complaints_.empty() && out.size() > 16) break;
  }
  return out;
}

std::vector<Scenario> Loader::scenarios(const File& file_) {
  const auto* own = parsed_as(file_, FileKind::scenario);
  if (own == nullptr) return {};
  const auto* root = with_like(*own, file_);
  const auto documents =
      documents_for(file_.path.parent_path(), fs::path(file_.shown).is_absolute(), file_.shown);
  // The scenario's own mistakes are told even when a neighbour's hide what it would run with.
  return scenarios_of(root == nullptr ? *own : *root, file_.shown, documents);
}

// ---- load.h

namespace {

template <class T>
std::optional<T> finish(Loader& loader, std::optional<T> value, Problems& problems,
                        std::vector<FileDigest>* files) {
  loader.complaints().into(problems);
  if (files != nullptr) {
    const auto digests = loader.digests();
    files->insert(files->end(), digests.begin(), digests.end());
  }
  if (!loader.complaints().empty()) return std::nullopt;
  return value;
}

template <class T>
std::optional<T> copy_of(const T* value) {
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

void refuse_twins(Loader& loader, const std::vector<Scenario>& scenarios) {
  std::map<std::string_view, std::string_view> files;
  for (const auto& scenario : scenarios) {
    const auto [first, is_new] = files.emplace(scenario.base_name, scenario.file);
    if (!is_new && first->second != scenario.file && !scenario.base_name.empty())
      loader.complaints().of_file(
          scenario.file, fmt::format("the scenario `{}` is in {} too; each has a name of its own",
                                     scenario.base_name, first->second));
  }
}

}  // namespace

std::optional<Suite> load_suite(const LoadOptions& options, Problems& problems) {
  Loader loader(options);
  Suite suite;
  for (const auto& file : loader.scenario_files()) {
    auto scenarios = loader.scenarios(file);
    std::ranges::move(scenarios, std::back_inserter(suite.scenarios));
  }
  refuse_twins(loader, suite.scenarios);
  suite.files = loader.digests();
  return finish(loader, std::optional<Suite>(std::move(suite)), problems, nullptr);
}

std::optional<Contract> load_contract(const std::string& path, const LoadOptions& options,
                                      Problems& problems, std::vector<FileDigest>* files) {
  Loader loader(options);
  return finish(loader, copy_of(loader.contract(loader.file(path))), problems, files);
}

std::optional<Storefront> load_storefront(const std::string& path, const LoadOptions& options,
                                          Problems& problems, std::vector<FileDigest>* files) {
  Loader loader(options);
  return finish(loader, copy_of(loader.storefront(loader.file(path))), problems, files);
}

std::optional<Tagging> load_tagging(const std::string& path, const LoadOptions& options,
                                    Problems& problems, std::vector<FileDigest>* files) {
  Loader loader(options);
  return finish(loader, copy_of(loader.tagging(loader.file(path))), problems, files);
}

std::optional<TargetConfig> load_target(const std::string& path, const LoadOptions& options,
                                        Problems& problems, std::vector<FileDigest>* files) {
  Loader loader(options);
  return finish(loader, copy_of(loader.target(loader.file(path))), problems, files);
}

std::optional<TargetConfig> load_target_parts(const std::string& path, const LoadOptions& options,
                                              Problems& problems, std::vector<FileDigest>* files) {
  Loader loader(options);
  TargetConfig target;
  if (const auto* node = loader.parsed(loader.file(path)))
    read_target_parts(*node, target, loader.reader());
  return finish(loader, std::optional<TargetConfig>(std::move(target)), problems, files);
}

std::optional<std::string> find_upwards(FileKind kind, const LoadOptions& options,
                                        Problems& problems) {
  Loader loader(options);
  const auto found = loader.nearest_file(kind, loader.folder(), false);
  loader.complaints().into(problems);
  return found ? std::optional<std::string>(found->shown) : std::nullopt;
}

namespace {

FileKind kind_of_init(const InitFile& file) {
  const auto kind = kind_of(file.content);
  if (!kind) TAGPROOF_BUG("an embedded file without a kind");
  return *kind;
}

}  // namespace

ShopFiles reference_shop() {
  const LoadOptions options;
  Loader loader(options);
  ShopFiles shop;
  for (const auto& file : init_files()) {
    const auto kind = kind_of_init(file);
    if (kind == FileKind::scenario) continue;
    const auto* node = loader.parsed_text(std::string(file.path), std::string(file.content));
    if (node == nullptr) TAGPROOF_BUG("an embedded file that isn't YAML");
    bool right = false;
    if (kind == FileKind::contract) right = read_contract(*node, shop.contract, loader.reader());
    if (kind == FileKind::storefront)
      right = read_storefront(*node, shop.storefront, loader.reader());
    if (kind == FileKind::tagging) right = read_tagging(*node, shop.tagging, loader.reader());
    if (kind == FileKind::target) right = read_target(*node, shop.target, loader.reader());
    if (!right) TAGPROOF_BUG("an embedded file that doesn't load");
    shop.texts.push_back({kind, std::string(file.path), std::string(file.content)});
  }
  return shop;
}

std::optional<ShopFiles> load_shop(const LoadOptions& options, Problems& problems) {
  Loader loader(options);
  const auto folder = loader.start_folder();
  const auto given = [&](FileKind kind, const std::optional<std::string>& named) {
    return named ? std::optional<Loader::File>(loader.file(*named))
                 : loader.nearest_file(kind, folder, false);
  };
  const auto contract = given(FileKind::contract, options.contract);
  const auto storefront = given(FileKind::storefront, options.storefront);
  const auto tagging = given(FileKind::tagging, options.tagging);
  if (loader.complaints().empty() && !contract && !storefront && !tagging) return reference_shop();

  ShopFiles shop;
  const auto keep = [&](FileKind kind, const std::optional<Loader::File>& file) {
    if (!file) {
      loader.complaints().of_file(
          folder.generic_string(),
          fmt::format("no {0} in reach: a file whose first key is `{0}:`, or --{0}", text(kind)));
      return;
    }
    auto text = loader.read_text(file->path, std::string::npos);
    if (text) shop.texts.push_back({kind, file->shown, *std::move(text)});
  };
  if (contract) {
    if (const auto* read = loader.contract(*contract)) shop.contract = *read;
  }
  if (storefront) {
    if (const auto* read = loader.storefront(*storefront)) shop.storefront = *read;
  }
  if (tagging) {
    if (const auto* read = loader.tagging(*tagging)) shop.tagging = *read;
  }
  if (options.target != kSimulated) {
    if (const auto target = given(FileKind::target, options.target)) {
      if (const auto* read = loader.target(*target)) shop.target = *read;
      if (auto words = loader.read_text(target->path, std::string::npos))
        shop.texts.push_back({FileKind::target, target->shown, *std::move(words)});
    }
  }
  keep(FileKind::contract, contract);
  keep(FileKind::storefront, storefront);
  keep(FileKind::tagging, tagging);
  return finish(loader, std::optional<ShopFiles>(std::move(shop)), problems, nullptr);
}

std::optional<std::vector<Scenario>> load_scenario_text(std::string_view text,
                                                        const std::string& file,
                                                        const ShopFiles& shop,
                                                        const LoadOptions& options,
                                                        Problems& problems) {
  Loader loader(options);
  std::vector<Scenario> scenarios;
  const auto* root = loader.parsed_text(file, std::string(text));
  if (root != nullptr && !root->is_mapping()) {
    loader.complaints().at(root->at, {},
                           fmt::format("expected keys and values, found {}", describe(*root)));
  } else if (root != nullptr) {
    if (const auto* like = root->find("like"))
      loader.complaints().at(like->at, "like",
                             "`like` has no place here: this text is in no folder");
    scenarios = loader.scenarios_of(*root, file, loader.documents_of(shop, *root));
  }
  return finish(loader, std::optional<std::vector<Scenario>>(std::move(scenarios)), problems,
                nullptr);
}

}  // namespace tagproof
