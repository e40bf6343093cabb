#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/files/cells.h"
#include "harness/files/complaints.h"
#include "harness/files/load.h"
#include "harness/files/node.h"
#include "harness/files/table.h"

namespace tagproof {

/// A file's first key, without parsing it: a broken file still has a kind.
std::string_view first_key(std::string_view text);
std::optional<FileKind> kind_of(std::string_view text);

/// One load: reads each file once, keeps its nodes as long as places point into them, and collects
/// what is wrong.
class Loader {
 public:
  explicit Loader(const LoadOptions& options);

  /// A file as the user named it (`shown`) and where it lies.
  struct File {
    std::filesystem::path path{};  // absolute
    std::string shown{};
  };
  [[nodiscard]] File file(const std::string& named) const;

  /// Its nodes, parsed once; null when it can't be read, which is told once.
  const Node* parsed(const File& file);
  /// As `parsed`, and of that kind.
  const Node* parsed_as(const File& file, FileKind kind);
  /// Text that isn't in a file of its own.
  const Node* parsed_text(const std::string& shown, std::string text);

  /// The nearest of the kind in `folder` or above it.
  std::optional<File> nearest_file(FileKind kind, const std::filesystem::path& folder,
                                   bool absolute);
  /// All scenario files under the options' paths, in order of what is shown.
  std::vector<File> scenario_files();

  /// Each document of a kind is read once; null when something is wrong with it.
  const Contract* contract(const File& file);
  const Storefront* storefront(const File& file);
  const Tagging* tagging(const File& file);
  const TargetConfig* target(const File& file);
  std::optional<Contract> contract_of(const Node& root, const std::filesystem::path& folder);
  /// The first path's folder, from where the shop's files are looked for.
  [[nodiscard]] std::filesystem::path start_folder() const;
  Result<std::string> read_text(const std::filesystem::path& path, std::size_t limit) const;
  void note_digest(const std::string& shown, std::string_view text);

  /// The files of a shop, as nodes to change and as what they say.
  struct Documents {
    const Node* contract_node{};
    const Node* storefront_node{};
    const Node* tagging_node{};
    const Contract* contract{};
    const Storefront* storefront{};
    const Tagging* tagging{};
    const TargetConfig* target{};
    std::filesystem::path contract_folder{};
    bool contract_missing = false;  // there is none; a wrong one was told already
  };
  /// What a scenario in that folder runs with. `scenario` is named when one is missing.
  Documents documents_for(const std::filesystem::path& folder, bool absolute,
                          const std::string& scenario);
  Documents documents_of(const ShopFiles& shop, const Node& scenario);

  /// The scenarios of a file, one for each cell.
  std::vector<Scenario> scenarios(const File& file);
  std::vector<Scenario> scenarios_of(const Node& root, const std::string& shown,
                                     const Documents& documents);

  Reader& reader() { return reader_; }
  Complaints& complaints() { return complaints_; }
  [[nodiscard]] std::vector<FileDigest> digests() const;
  [[nodiscard]] std::filesystem::path folder() const { return folder_; }

 private:
  /// The scenario laid over the one that it is `like`.
  const Node* with_like(const Node& root, const File& file);
  void run_in(const Node& root, const Cell& cell, const Documents& documents, Scenario& scenario);
  std::optional<FileKind> kind_at(const std::filesystem::path& path);
  [[nodiscard]] std::string shown(const std::filesystem::path& path, bool absolute) const;

  const LoadOptions& options_;
  std::filesystem::path folder_{};
  Complaints complaints_{};
  Reader reader_;
  std::vector<std::unique_ptr<Source>> sources_{};
  std::vector<std::unique_ptr<Node>> nodes_{};
  std::map<std::filesystem::path, const Node*> parsed_{};
  std::map<std::filesystem::path, std::optional<FileKind>> kinds_{};
  std::map<std::filesystem::path, std::vector<std::filesystem::path>> listings_{};
  std::map<std::filesystem::path, std::optional<Contract>> contracts_{};
  std::map<std::filesystem::path, std::optional<Storefront>> storefronts_{};
  std::map<std::filesystem::path, std::optional<Tagging>> taggings_{};
  std::map<std::filesystem::path, std::optional<TargetConfig>> targets_{};
  std::map<std::string, std::string> digests_{};  // shown -> sha256
};

}  // namespace tagproof
