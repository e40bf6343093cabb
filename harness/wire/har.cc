#include "harness/wire/har.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/har_body.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

constexpr std::size_t kMaxScalar = 4096;
constexpr std::size_t kMaxList = std::size_t{4} << 20U;  // pages; of their number only

/// What a browser says of a request that it never sent. A cancelled one (a page that was left) may
/// well have arrived.
/// Source: https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h
constexpr std::string_view kNeverSent[] = {
    "net::ERR_BLOCKED_BY_CLIENT",  "net::ERR_BLOCKED_BY_CSP",
    "net::ERR_BLOCKED_BY_ORB",     "net::ERR_BLOCKED_BY_ADMINISTRATOR",
    "net::ERR_NAME_NOT_RESOLVED",  "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_CONNECTION_REFUSED", "net::ERR_ADDRESS_UNREACHABLE",
    "NS_ERROR_CONTENT_BLOCKED",    "NS_ERROR_UNKNOWN_HOST",
    "NS_ERROR_CONNECTION_REFUSED",
};

void read_headers(JsonView list, Request& request) {
  std::string authority;
  request.headers.reserve(list.size());
  for (const JsonView one : list) {
    std::string name = text_in_har(one["name"]);
    if (name.empty()) continue;
    if (name.front() == ':') {  // HTTP/2: ":authority", ":method", ":path", ":scheme"
      if (name == ":authority") authority = text_in_har(one["value"]);
      continue;
    }
    request.headers.emplace_back(std::move(name), text_in_har(one["value"]));
  }
  if (!authority.empty() && find_header(request.headers, "Host") == nullptr)
    request.headers.emplace(request.headers.begin(), "Host", std::move(authority));
}

}  // namespace

std::optional<HarEntry> read_har_request(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  if (!document) return std::nullopt;
  const JsonView root = document->root();
  HarEntry entry;
  Request& request = entry.request;
  request.url = text_in_har(root["url"]);
  if (request.url.empty()) return std::nullopt;
  if (const auto fragment = request.url.find('#'); fragment != std::string::npos)
    request.url.resize(fragment);  // never on the wire
  if (const JsonView method = root["method"]; method.is(JsonKind::string))
    request.method = upper_ascii(method.text());
  read_headers(root["headers"], request);
  entry.has_cookies =
      root["cookies"].size() > 0 || find_header(request.headers, "Cookie") != nullptr;
  read_har_body(root, entry);
  return entry;
}

std::string HarReader::text_member() {
  const auto taken = json_.take(kMaxScalar);
  if (!taken) return {};
  const auto document = JsonDocument::parse(*taken);
  return document && document->root().is(JsonKind::string) ? document->root().text()
                                                           : std::string();
}

void HarReader::log_member() {
  const std::string key(json_.key());
  if (key == "entries" && json_.peek() == '[') {
    json_.enter('[');
    place_ = Place::entries;
  } else if (key == "creator") {
    const auto taken = json_.take(kMaxScalar);
    const auto document = JsonDocument::parse(taken.value_or("{}"));
    if (document) facts_.creator = text_in_har(document->root()["name"]);
  } else if (key == "pages") {
    const auto taken = json_.take(kMaxList);
    const auto document = JsonDocument::parse(taken.value_or("[]"));
    if (document) facts_.pages = document->root().size();
  } else {
    json_.skip();
  }
}

bool HarReader::request_member(HarEntry& entry) {
  const auto taken = json_.take(kMaxHarRequest);
  if (!taken) {
    if (json_.ok()) ++facts_.too_large;
    return false;
  }
  auto read = read_har_request(*taken);
  if (!read) {
    ++facts_.unreadable;
    return false;
  }
  entry.request = std::move(read->request);
  entry.body_unseen = std::move(read->body_unseen);
  entry.has_cookies = read->has_cookies;
  return true;
}

void HarReader::response_member(HarEntry& entry) {
  if (json_.peek() != '{') {
    json_.skip();
    return;
  }
  json_.enter('{');
  while (json_.next('}')) {
    const std::string_view key = json_.key();
    if (key == "_error" || key == "statusText") {
      const std::string why = text_member();
      if (std::ranges::find(kNeverSent, why) != std::end(kNeverSent)) entry.not_sent = why;
    } else {
      json_.skip();
    }
  }
}

// An object is at hand. Members may come in any order.
std::optional<HarEntry> HarReader::entry() {
  HarEntry entry;
  bool readable = false;
  bool told = false;
  json_.enter('{');
  while (json_.next('}')) {
    const std::string_view key = json_.key();
    if (key == "request") {
      readable = request_member(entry);
      told = true;
    } else if (key == "startedDateTime") {
      entry.time = parse_rfc3339(text_member());
    } else if (key == "response") {
      response_member(entry);
    } else if (key == "_fromCache") {
      // Taken from the browser's cache: nothing left the machine.
      if (const std::string cache = text_member(); cache == "memory" || cache == "disk")
        entry.not_sent = "answered from the browser's " + cache + " cache";
    } else {
      json_.skip();
    }
  }
  if (!told && json_.ok()) ++facts_.unreadable;
  // An entry that the file ends in counts when its request is whole.
  if (!readable) return std::nullopt;
  if (entry.has_cookies) ++facts_.with_cookies;
  return entry;
}

std::optional<HarEntry> HarReader::next() {
  while (json_.ok()) {
    switch (place_) {
      case Place::before:
        if (json_.enter('{')) place_ = Place::root;
        break;
      case Place::root:
        if (!json_.next('}')) {
          place_ = Place::behind;
        } else if (json_.key() == "log" && json_.peek() == '{') {
          json_.enter('{');
          place_ = Place::log;
        } else {
          json_.skip();
        }
        break;
      case Place::log:
        if (json_.next('}')) {
          log_member();
        } else {
          place_ = Place::root;
        }
        break;
      case Place::entries:
        if (!json_.next(']')) {
          place_ = Place::log;
          break;
        }
        ++facts_.entries;
        if (json_.peek() != '{') {
          if (json_.skip()) ++facts_.unreadable;
        } else if (auto read = entry()) {
          return read;
        }
        break;
      case Place::behind:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

bool looks_like_har(std::string_view beginning) {
  // Its own small walk: the beginning may end anywhere, and `log` need not come first.
  std::size_t at = 0;
  const auto give = [&](char* to, std::size_t size) {
    const std::string_view part = beginning.substr(at, size);
    std::ranges::copy(part, to);
    at += part.size();
    return part.size();
  };
  JsonStream json(give);
  if (json.peek() != '{') return false;
  json.enter('{');
  while (json.next('}')) {
    if (json.key() == "log" && json.peek() == '{') return true;
    json.skip();
  }
  return false;
}

}  // namespace tagproof
