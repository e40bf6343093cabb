#include "tests/hit_file.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "harness/base/text.h"

namespace tagproof::test {
namespace {

constexpr std::string_view kSet = "@@ set ";
constexpr std::string_view kAction = "@@ action ";

Error unreadable(std::string_view what, std::string_view line) {
  return error(std::string(what) + ": `" + std::string(line) + "`");
}

std::string_view take_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const auto line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

bool read_action(std::string_view line, EngineOptions& options) {
  const auto words = split(line, ' ');
  if (words.size() != 6) return false;
  Account account;
  account.id = words[1];
  account.conversion_id = words[2];
  account.actions.push_back({.id = std::string(words[3]),
                             .label = std::string(words[4]),
                             .counting = std::string(words[5])});
  options.accounts[std::string(words[0])].push_back(std::move(account));
  return true;
}

/// The lines before the first request.
Result<EngineOptions> read_options(std::string_view& rest) {
  EngineOptions options;
  std::map<std::string, std::string, std::less<>> settings;
  while (rest.starts_with(kSet) || rest.starts_with(kAction)) {
    const auto line = take_line(rest);
    if (line.starts_with(kAction)) {
      if (!read_action(line.substr(kAction.size()), options)) return unreadable("no action", line);
      continue;
    }
    const auto words = split(line.substr(kSet.size()), ' ');
    if (words.size() != 2) return unreadable("no setting", line);
    settings.emplace(words[0], words[1]);
  }
  options.settings = Settings(std::move(settings));
  return options;
}

/// "POST /path HTTP/1.1", headers, an empty line, the body up to "@@" or the file's end.
Result<Request> read_request(std::string_view text) {
  Request request;
  const auto first = take_line(text);
  const auto words = split(first, ' ');
  if (words.size() != 3) return unreadable("no request line", first);
  request.method = words[0];
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.empty()) break;
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return unreadable("no header", line);
    request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  if (text.ends_with('\n')) text.remove_suffix(1);
  request.body = text;
  const auto* host = find_header(request.headers, "Host");
  if (host == nullptr) return unreadable("no Host header", first);
  request.url = "https://" + *host + std::string(words[1]);
  return request;
}

}  // namespace

Result<HitFile> parse_hits(std::string_view text) {
  auto options = read_options(text);
  if (!options) return options.error();
  HitFile file{.options = *std::move(options)};
  Duration after{};
  while (true) {
    const auto end = text.find("\n@@ ");
    auto request = read_request(text.substr(0, end == std::string_view::npos ? end : end + 1));
    if (!request) return request.error();
    file.hits.push_back({*std::move(request), after});
    if (end == std::string_view::npos) return file;
    text.remove_prefix(end + 4);
    const auto line = take_line(text);
    const auto passed = parse_duration(trim(line));
    if (!passed) return unreadable("no duration", line);
    after = *passed;
  }
}

}  // namespace tagproof::test
