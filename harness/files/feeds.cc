// The product feeds that a contract names: CSV (or tab-separated) files with an `id` column.
#include <fmt/core.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/files/csv.h"
#include "harness/files/documents.h"

namespace tagproof {
namespace {

Result<std::vector<std::string>> ids_of(std::string_view text) {
  const auto first_line = text.substr(0, text.find('\n'));
  const bool tabs = first_line.find('\t') != std::string_view::npos;
  CsvReader rows(text, tabs ? '\t' : ',');
  std::vector<std::string> fields;
  if (!rows.next(fields)) return error("is empty");
  const auto column =
      std::ranges::find(fields, "id", [](const std::string& f) { return lower_ascii(trim(f)); });
  if (column == fields.end()) return error("has no column `id` in its first line");
  const auto index = static_cast<std::size_t>(column - fields.begin());
  std::vector<std::string> ids;
  while (rows.next(fields)) {
    if (index < fields.size() && !fields[index].empty()) ids.emplace_back(trim(fields[index]));
  }
  if (rows.broken())
    return error(fmt::format("has a quote in line {} that never closes", rows.line()));
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return ids;
}

}  // namespace

bool read_feeds(const Node& root, Contract& contract, Reader& reader,
                const std::function<Result<std::string>(const std::string& path)>& open) {
  const auto before = reader.complained();
  const auto* feeds = root.find("feeds");
  for (const auto& [platform, path] : contract.feeds) {
    const auto* at = feeds == nullptr ? nullptr : feeds->find(platform);
    const Reader::Part part(reader, "feeds");
    const Reader::Part inner(reader, platform);
    const auto complain = [&](const std::string& why) {
      reader.complain(at == nullptr ? root : *at, fmt::format("the feed `{}` {}", path, why));
    };
    const auto text = open(path);
    if (!text) {
      complain(text.error().message);
      continue;
    }
    if (auto ids = ids_of(*text)) {
      contract.feed_ids[platform] = *std::move(ids);
    } else {
      complain(ids.error().message);
    }
  }
  return reader.complained() == before;
}

}  // namespace tagproof
