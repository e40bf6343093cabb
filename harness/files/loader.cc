#include "harness/files/loader.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

#include "harness/base/bug.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/files/documents.h"
#include "harness/files/yaml.h"

namespace tagproof {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPeekBytes = std::size_t{64} << 10U;  // a kind is told by the first lines
constexpr std::size_t kMaxFeedBytes = std::size_t{64} << 20U;
constexpr std::array<std::pair<std::string_view, FileKind>, 5> kKinds{
    {{"contract", FileKind::contract},
     {"storefront", FileKind::storefront},
     {"tagging", FileKind::tagging},
     {"target", FileKind::target},
     {"scenario", FileKind::scenario}}};

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}
bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

std::string article(FileKind kind) {
  return fmt::format("a {} file (first key `{}:`)", text(kind), text(kind));
}

}  // namespace

std::string_view text(FileKind kind) { return kKinds[static_cast<std::size_t>(kind)].first; }

std::string_view first_key(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty() || line.front() == '#' || line.front() == '%' || line == "---") continue;
    line = line.substr(0, line.find(':'));
    constexpr std::string_view kAround = "{\"' ";
    while (!line.empty() && kAround.find(line.front()) != std::string_view::npos)
      line.remove_prefix(1);
    while (!line.empty() && kAround.find(line.back()) != std::string_view::npos)
      line.remove_suffix(1);
    return line;
  }
  return {};
}

std::optional<FileKind> kind_of(std::string_view text) {
  const auto key = first_key(text);
  for (const auto& [name, kind] : kKinds) {
    if (name == key) return kind;
  }
  return std::nullopt;
}

Loader::Loader(const LoadOptions& options)
    : options_(options),
      folder_(fs::absolute(options.working_directory.empty() ? fs::current_path()
                                                             : fs::path(options.working_directory))
                  .lexically_normal()),
      reader_(complaints_, options.vocabulary) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();
  reader_.env = options.env;
}

Loader::File Loader::file(const std::string& named) const {
  const fs::path path(named);
  return {(path.is_absolute() ? path : folder_ / path).lexically_normal(),
          path.lexically_normal().generic_string()};
}

std::string Loader::shown(const fs::path& path, bool absolute) const {
  return absolute ? path.generic_string() : path.lexically_relative(folder_).generic_string();
}

Result<std::string> Loader::read_text(const fs::path& path, std::size_t limit) const {
  std::error_code wrong;
  const auto status = fs::status(path, wrong);
  if (status.type() == fs::file_type::not_found) return error("is not there");
  if (status.type() == fs::file_type::directory) return error("is a folder");
  std::ifstream in(path, std::ios::binary);
  if (!in) return error("can't be opened");
  std::string text;
  std::array<char, 65536> block{};
  while (text.size() < limit && (in.read(block.data(), block.size()) || in.gcount() > 0)) {
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return error("can't be read");
  return text;
}

void Loader::note_digest(const std::string& shown_, std::string_view text) {
  digests_[shown_] = sha256_hex(text);
}

std::vector<FileDigest> Loader::digests() const {
  std::vector<FileDigest> out;
  for (const auto& [path, sha256] : digests_) out.push_back({path, sha256});
  return out;
}

const Node* Loader::parsed_text(const std::string& shown_, std::string text) {
  auto source = make_source(shown_, std::move(text));
  auto root = parse_yaml(*source, complaints_);
  sources_.push_back(std::move(source));
  if (!root) return nullptr;
  return nodes_.emplace_back(std::make_unique<Node>(*std::move(root))).get();
}

const Node* Loader::parsed(const File& file) {
  const auto [it, is_new] = parsed_.emplace(file.path, nullptr);
  if (!is_new) return it->second;
  auto text = read_text(file.path, kMaxYamlBytes + 1);
  if (!text) {
    complaints_.of_file(file.shown, text.error().message);
    return nullptr;
  }
  note_digest(file.shown, *text);
  const auto* node = parsed_text(file.shown, *std::move(text));
  if (node != nullptr && !node->is_mapping()) {
    complaints_.at(node->at, {},
                   fmt::format("expected keys and values, found {}", describe(*node)));
    node = nullptr;
  }
  parsed_[file.path] = node;
  return node;
}

const Node* Loader::parsed_as(const File& file, FileKind kind) {
  const auto* node = parsed(file);
  if (node == nullptr) return nullptr;
  const std::string key = node->entries.empty() ? "" : node->entries.front().key;
  if (key == text(kind)) return node;
  const auto is = std::ranges::find(kKinds, key, &std::pair<std::string_view, FileKind>::first);
  if (is != kKinds.end()) {
    complaints_.at(node->entries.front().at, {},
                   fmt::format("is {}; expected {}", article(is->second), article(kind)));
  } else {
    const std::string_view expected = text(kind);
    complaints_.at(node->entries.empty() ? node->at : node->entries.front().at, {},
                   fmt::format("the first key says what a file is: expected `{}`, found `{}`{}",
                               expected, key, did_you_mean(key, std::span(&expected, 1))));
  }
  return nullptr;
}

std::optional<FileKind> Loader::kind_at(const fs::path& path) {
  const auto [it, is_new] = kinds_.emplace(path, std::nullopt);
  if (is_new) {
    if (const auto text = read_text(path, kPeekBytes)) it->second = kind_of(*text);
  }
  return it->second;
}

std::optional<Loader::File> Loader::nearest_file(FileKind kind, const fs::path& folder,
                                                 bool absolute) {
  for (auto at = folder;; at = at.parent_path()) {
    auto [listing, is_new] = listings_.emplace(at, std::vector<fs::path>{});
    if (is_new) {
      std::error_code wrong;
      for (auto entry =
               fs::directory_iterator(at, fs::directory_options::skip_permission_denied, wrong);
           !wrong && entry != fs::directory_iterator(); entry.increment(wrong)) {
        std::error_code no_file;
        if (is_yaml(entry->path()) && !is_hidden(entry->path()) && entry->is_regular_file(no_file))
          listing->second.push_back(entry->path());
      }
      std::ranges::sort(listing->second);
    }
    std::vector<fs::path> found;
    for (const auto& path : listing->second) {
      if (kind_at(path) == kind) found.push_back(path);
    }
    if (found.size() > 1) {
      complaints_.of_file(
          shown(found[0], absolute),
          fmt::format("and {} are both {} in one folder; keep one, or say which with --{}",
                      shown(found[1], absolute), article(kind), text(kind)));
      return std::nullopt;
    }
    if (!found.empty()) return File{found.front(), shown(found.front(), absolute)};
    if (at == at.root_path() || at.empty()) return std::nullopt;
  }
}

fs::path Loader::start_folder() const {
  if (options_.paths.empty()) {
    std::error_code wrong;
    return fs::is_directory(folder_ / "scenarios", wrong) ? folder_ / "scenarios" : folder_;
  }
  const auto first = file(options_.paths.front()).path;
  std::error_code wrong;
  if (!fs::is_directory(first, wrong)) return first.parent_path();
  return first.has_filename() ? first : first.parent_path();
}

std::vector<Loader::File> Loader::scenario_files() {
  auto named = options_.paths;
  if (named.empty()) {
    std::error_code wrong;
    named.emplace_back(fs::is_directory(folder_ / "scenarios", wrong) ? "scenarios" : ".");
  }
  std::map<fs::path, File> found;
  for (const auto& path : named) {
    const auto start = file(path);
    std::error_code wrong;
    const auto type = fs::status(start.path, wrong).type();
    if (type != fs::file_type::directory) {
      if (type == fs::file_type::not_found || type == fs::file_type::none) {
        complaints_.of_file(start.shown, "is neither a file nor a folder");
      } else if (parsed_as(start, FileKind::scenario) != nullptr) {
        found.emplace(start.path, start);
      }
      continue;
    }
    bool any = false;
    for (auto entry = fs::recursive_directory_iterator(
             start.path, fs::directory_options::skip_permission_denied, wrong);
         !wrong && entry != fs::recursive_directory_iterator(); entry.increment(wrong)) {
      if (is_hidden(entry->path())) {
        entry.disable_recursion_pending();
        continue;
      }
      std::error_code no_file;
      if (!is_yaml(entry->path()) || !entry->is_regular_file(no_file)) continue;
      const File one{entry->path().lexically_normal(),
                     (fs::path(start.shown) / entry->path().lexically_relative(start.path))
                         .lexically_normal()
                         .generic_string()};
      if (kind_at(one.path) == FileKind::scenario) {
        any = true;
        found.emplace(one.path, one);
      } else if (!kind_at(one.path)) {
        // Another program's file is none of our business; a slip of the pen is.
        const auto text = read_text(one.path, kPeekBytes);
        const std::string_view scenario = tagproof::text(FileKind::scenario);
        if (text && nearest(first_key(*text), std::span(&scenario, 1)))
          parsed_as(one, FileKind::scenario);
      }
    }
    if (!any)
      complaints_.of_file(start.shown,
                          "holds no scenario (a YAML file whose first key is `scenario:`)");
  }
  std::vector<File> out;
  for (auto& [path, one] : found) out.push_back(std::move(one));
  std::ranges::stable_sort(out, {}, &File::shown);
  return out;
}

// ---- The documents of a kind, each read once

std::optional<Contract> Loader::contract_of(const Node& root, const fs::path& folder) {
  Contract contract;
  bool right = read_contract(root, contract, reader_);
  right = read_feeds(root, contract, reader_,
                     [&](const std::string& path) {
                       const fs::path feed(path);
                       const auto at =
                           (feed.is_absolute() ? feed : folder / feed).lexically_normal();
                       auto text = read_text(at, kMaxFeedBytes + 1);
                       if (text && text->size() > kMaxFeedBytes)
                         return Result<std::string>(
                             error(fmt::format("has more than {} bytes", kMaxFeedBytes)));
                       if (text) note_digest(shown(at, feed.is_absolute()), *text);
                       return text;
                     }) &&
          right;
  if (!right) return std::nullopt;
  return contract;
}

namespace {

template <class T, class Read>
const T* once(std::map<fs::path, std::optional<T>>& all, const fs::path& path, Read read) {
  auto it = all.find(path);
  if (it == all.end()) it = all.emplace(path, read()).first;
  return it->second ? &*it->second : nullptr;
}

}  // namespace

const Contract* Loader::contract(const File& file) {
  return once(contracts_, file.path, [&]() -> std::optional<Contract> {
    const auto* node = parsed_as(file, FileKind::contract);
    if (node == nullptr) return std::nullopt;
    return contract_of(*node, file.path.parent_path());
  });
}

const Storefront* Loader::storefront(const File& file) {
  return once(storefronts_, file.path, [&]() -> std::optional<Storefront> {
    const auto* node = parsed_as(file, FileKind::storefront);
    Storefront out;
    if (node == nullptr || !read_storefront(*node, out, reader_)) return std::nullopt;
    return out;
  });
}

const Tagging* Loader::tagging(const File& file) {
  return once(taggings_, file.path, [&]() -> std::optional<Tagging> {
    const auto* node = parsed_as(file, FileKind::tagging);
    Tagging out;
    if (node == nullptr || !read_tagging(*node, out, reader_)) return std::nullopt;
    return out;
  });
}

const TargetConfig* Loader::target(const File& file) {
  return once(targets_, file.path, [&]() -> std::optional<TargetConfig> {
    const auto* node = parsed_as(file, FileKind::target);
    TargetConfig out;
    if (node == nullptr || !read_target(*node, out, reader_)) return std::nullopt;
    return out;
  });
}

}  // namespace tagproof
