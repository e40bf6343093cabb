#include "harness/run/recording.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/documents/documents.h"
#include "harness/run/input_file.h"
#include "harness/wire/har.h"
#include "harness/wire/url.h"
#include "mock_platforms/engine.h"

namespace tagproof {
namespace {

/// What requests without a scenario or session are judged as.
constexpr std::string_view kUnnamed = "recording";

std::string_view without_query(std::string_view url) { return url.substr(0, url.find('?')); }

/// One file on its way into the recording.
class Reading {
 public:
  Reading(std::string shown, const RecordingOptions& options, Recording& recording)
      : shown_(std::move(shown)), options_(options), recording_(recording) {}

  void har(JsonStream& json);
  void lines(JsonStream& json);
  /// What was last said of the file; "" when nothing was.
  [[nodiscard]] const std::string& last_remark() const { return last_remark_; }

 private:
  bool relate(RecordedHit& hit) const;
  void take(RecordedHit hit, const std::string& session, bool from_browser);
  RecordedSession& session(const std::string& name);
  void remark(std::string what) {
    recording_.remarks.push_back(fmt::format("{}: {}", shown_, what));
    last_remark_ = std::move(what);
  }

  std::string shown_;
  std::string last_remark_{};
  const RecordingOptions& options_;
  Recording& recording_;
  std::size_t current_ = SIZE_MAX;  // of recording_.sessions
  std::size_t first_ = SIZE_MAX;    // of this file's own
};

/// Whether it is a platform's; then its address is the platform's real one. In a recording of real
/// names a path alone makes no platform: any API may have an `/events`.
bool Reading::relate(RecordedHit& hit) const {
  Route found = route(std::move(hit.capture.request), options_.platforms, options_.hosts);
  hit.capture.request = std::move(found.request);
  if (found.platform == nullptr) {
    hit.capture.guess = std::move(found.guess);
    return !hit.capture.guess.empty() || !found.problem.empty();
  }
  const auto url = parse_url(hit.capture.request.url);
  const std::string_view host = url ? url->host : std::string_view();
  const auto is_host_of = [&](const Endpoint& endpoint) {
    return std::ranges::any_of(split(endpoint.hosts, ' '), [&](std::string_view glob) {
      return !glob.empty() && matches_glob(host, glob);
    });
  };
  const auto is_mapped = [&](const HostRoute& one) {
    return equals_ignoring_case(host, std::string_view(one.host).substr(0, one.host.find(':')));
  };
  return std::ranges::any_of(found.platform->endpoints, is_host_of) ||
         std::ranges::any_of(options_.hosts, is_mapped) ||
         (found.platform->looks_like != nullptr &&
          !found.platform->looks_like(hit.capture.request).empty());
}

RecordedSession& Reading::session(const std::string& name) {
  auto& all = recording_.sessions;
  if (first_ == SIZE_MAX) first_ = all.size();
  if (current_ < all.size() && all[current_].name == name) return all[current_];
  // A named one belongs to its file: two runs may hold the same scenario.
  const bool shared = name == kUnnamed;
  const auto from = all.begin() + (shared ? 0 : static_cast<std::ptrdiff_t>(first_));
  auto it =
      std::find_if(from, all.end(), [&](const RecordedSession& one) { return one.name == name; });
  if (it == all.end()) it = all.insert(all.end(), RecordedSession{.name = name, .file = shown_});
  current_ = static_cast<std::size_t>(it - all.begin());
  return *it;
}

void Reading::take(RecordedHit hit, const std::string& name, bool from_browser) {
  hit.index = recording_.requests++;
  if (!relate(hit)) {
    ++recording_.unrelated;
    if (options_.list_unrelated) {
      recording_.unrelated_requests.push_back(
          {.index = hit.index,
           .method = hit.capture.request.method,
           .url = std::string(without_query(hit.capture.request.url))});
    }
    return;
  }
  RecordedSession& to = session(name);
  (from_browser ? to.has_browser_log : to.has_lines) = true;
  to.hits.push_back(std::move(hit));
}

void Reading::har(JsonStream& json) {
  HarReader har(json);
  const std::string name(kUnnamed);
  while (auto entry = har.next()) {
    RecordedHit hit;
    hit.capture.request = std::move(entry->request);
    hit.capture.time = entry->time;
    hit.unseen = std::move(entry->body_unseen);
    hit.not_sent = std::move(entry->not_sent);
    take(std::move(hit), name, true);
  }
  const HarFacts& facts = har.facts();
  const std::uint64_t lost = facts.too_large + facts.unreadable;
  recording_.requests += lost;
  recording_.unreadable += lost;
  if (facts.too_large > 0)
    remark(fmt::format("{} requests of more than {} MB were skipped", facts.too_large,
                       kMaxHarRequest >> 20U));
  if (facts.unreadable > 0) remark(fmt::format("{} entries can't be read", facts.unreadable));
  if (!json.ok()) remark(json.problem() + "; what stands before it was read");
  if (facts.entries == 0) return;
  RecordedSession& of = session(name);
  of.was_cut = of.was_cut || lost > 0 || !json.ok();
  of.has_browser_log = true;
  of.one_page = of.one_page || facts.pages <= 1;
  if (facts.with_cookies == 0)
    recording_.unknown.push_back(
        {"privacy.clear-text",
         fmt::format("{}: no request shows a cookie, as browsers strip them from what they export; "
                     "what stands in cookies can't be seen",
                     shown_)});
}

void Reading::lines(JsonStream& json) {
  std::uint64_t too_long = 0;
  std::uint64_t unreadable = 0;
  std::string first_problem;
  std::uint64_t number = 0;
  while (const auto line = json.line(kMaxRecordedLine)) {
    ++number;
    if (line->too_long) {
      ++too_long;
      continue;
    }
    if (trim(line->text).empty()) continue;
    auto capture = read_capture(line->text);
    if (!capture) {
      ++unreadable;
      if (first_problem.empty())
        first_problem = fmt::format("line {}: {}", number, capture.error().message);
      continue;
    }
    RecordedHit hit{.capture = std::move(*capture)};
    std::string name = hit.capture.scenario.empty() ? std::string(kUnnamed) : hit.capture.scenario;
    if (hit.capture.truncated) hit.unseen = "a limit cut it";
    take(std::move(hit), name, false);
  }
  recording_.requests += too_long + unreadable;
  recording_.unreadable += too_long + unreadable;
  if (too_long > 0)
    remark(
        fmt::format("{} lines of more than {} MB were skipped", too_long, kMaxRecordedLine >> 20U));
  if (unreadable > 0)
    remark(fmt::format("{} line{} can't be read; the first: {}", unreadable,
                       unreadable == 1 ? "" : "s", first_problem));
  if (too_long + unreadable > 0 && first_ < recording_.sessions.size()) {
    for (std::size_t i = first_; i < recording_.sessions.size(); ++i)
      recording_.sessions[i].was_cut = true;
  }
}

}  // namespace

Result<bool> read_recording(const std::string& path, const std::string& shown,
                            const RecordingOptions& options, Recording& recording) {
  InputFile file(path);
  if (!file.problem().empty()) return error(file.problem());
  JsonStream json([&](char* to, std::size_t size) {
    const std::size_t got = file.read(to, size);
    if (options.progress) options.progress(file.bytes_read());
    return got;
  });
  const std::uint64_t before = recording.requests;
  const std::uint64_t unreadable_before = recording.unreadable;
  const char first = json.peek();
  if (first != '{')
    return error("no recording: a HAR, or a line of JSON for each request, was expected");
  Reading reading(shown, options, recording);
  const bool is_har = looks_like_har(json.ahead());
  if (is_har) {
    reading.har(json);
  } else {
    reading.lines(json);
  }
  if (!file.problem().empty()) return error(file.problem());
  const bool nothing_read = recording.requests - before == recording.unreadable - unreadable_before;
  if (nothing_read && (recording.requests != before || !is_har || !json.ok()))
    return error(
        reading.last_remark().empty()
            ? "no request in it"
            : fmt::format("no request in it that can be read ({})", reading.last_remark()));
  return true;
}

}  // namespace tagproof
