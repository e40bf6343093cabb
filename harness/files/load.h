#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/problems.h"
#include "harness/model/scenario.h"
#include "harness/model/vocabulary.h"

/// Reads the YAML files that users write (formats.md A.1-A.5) into the model. Every function reads
/// all that it can, adds every problem with its file, line, column and key, and gives nothing when
/// there was one.
namespace tagproof {

/// A file's kind is told by its first key, never by its name.
enum class FileKind : std::uint8_t { contract, storefront, tagging, target, scenario };
std::string_view text(FileKind kind);

struct LoadOptions {
  /// Files, or folders with all below them except hidden ones. Empty: `scenarios/` if it is there,
  /// else the working directory.
  std::vector<std::string> paths{};
  /// Files that stand in for the nearest of their kind. `target` may be the word "simulated".
  std::optional<std::string> contract{}, storefront{}, tagging{}, target{};
  /// Names of platforms, checks, faults and settings; others are refused. Null: any name is taken.
  const Vocabulary* vocabulary{};
  /// What relative paths start from; empty: the process's current folder.
  std::string working_directory{};
  /// The value of an environment variable, for `env:NAME`. Only its fingerprint ("tagproof:" and 16
  /// hex of its SHA-256) is kept. Null: no variable is set.
  std::function<std::optional<std::string>(const std::string& name)> env{};
};

/// All scenarios under the paths, whole, one for each cell of their matrix, in order of path and
/// cell; and the digests of every file that was read, sorted by path. Nothing found is a problem.
std::optional<Suite> load_suite(const LoadOptions& options, Problems& problems);

/// One file of a kind, by its path. `files`, when given, takes the digests of what was read.
std::optional<Contract> load_contract(const std::string& path, const LoadOptions& options,
                                      Problems& problems, std::vector<FileDigest>* files = nullptr);
std::optional<Storefront> load_storefront(const std::string& path, const LoadOptions& options,
                                          Problems& problems,
                                          std::vector<FileDigest>* files = nullptr);
std::optional<Tagging> load_tagging(const std::string& path, const LoadOptions& options,
                                    Problems& problems, std::vector<FileDigest>* files = nullptr);
std::optional<TargetConfig> load_target(const std::string& path, const LoadOptions& options,
                                        Problems& problems,
                                        std::vector<FileDigest>* files = nullptr);

/// `--hosts FILE`, `--accounts FILE`: a file with `hosts:`, `accounts:` and `settings:`, or a whole
/// target file.
std::optional<TargetConfig> load_target_parts(const std::string& path, const LoadOptions& options,
                                              Problems& problems,
                                              std::vector<FileDigest>* files = nullptr);

/// The nearest file of a kind in the working directory or above it, for commands without a
/// scenario. Two of the kind in one folder are a problem that names both.
std::optional<std::string> find_upwards(FileKind kind, const LoadOptions& options,
                                        Problems& problems);
inline std::optional<std::string> find_contract_upwards(const LoadOptions& options,
                                                        Problems& problems) {
  return find_upwards(FileKind::contract, options, problems);
}

/// A shop without scenarios, for `explore`: its files as they stand, to be laid beside what is
/// found.
struct ShopFiles {
  Contract contract{};
  Storefront storefront{};
  Tagging tagging{};
  TargetConfig target{};
  struct Text {
    FileKind kind{};
    std::string path{};
    std::string text{};
  };
  std::vector<Text> texts{};
};
/// The shop found from `options.paths` (its folders and above; the working directory when empty).
/// Where neither contract nor storefront nor tagging is in reach: the shop that `init` writes.
std::optional<ShopFiles> load_shop(const LoadOptions& options, Problems& problems);
/// The shop that `init` writes, from the program itself.
ShopFiles reference_shop();

/// A scenario from text, with the shop it runs in: what `import` and `explore` check their own
/// output with.
std::optional<std::vector<Scenario>> load_scenario_text(std::string_view text,
                                                        const std::string& file,
                                                        const ShopFiles& shop,
                                                        const LoadOptions& options,
                                                        Problems& problems);

}  // namespace tagproof
