#include "mock_platforms/host_index.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"

namespace tagproof {
namespace {

bool is_version(std::string_view segment) {
  return segment.size() > 1 && segment.front() == 'v' &&
         segment.find_first_not_of("0123456789.*?", 1) == std::string_view::npos;
}

std::string_view without_slashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

Glob::Glob(std::string_view text)
    : pattern(text), is_plain(text.find_first_of("*?") == std::string_view::npos) {
  if (!is_plain && text.find('?') == std::string_view::npos && std::ranges::count(text, '*') == 1)
    star = text.find('*');
}

bool Glob::matches(std::string_view text) const {
  if (is_plain) return text == pattern;
  if (!star) return matches_glob(text, pattern);
  return text.size() + 1 >= pattern.size() && text.starts_with(pattern.substr(0, *star)) &&
         text.ends_with(pattern.substr(*star + 1));
}

Segments::Segments(std::string_view path) {
  path = without_slashes(path);
  while (!path.empty() && count_ < parts_.size()) parts_[count_++] = next_part(path, '/');
  is_whole_ = path.empty();
}

EndpointPattern::EndpointPattern(const Endpoint& of) : endpoint(&of) {
  for (auto all = of.hosts; !all.empty();) {
    if (const auto host = next_part(all, ' '); !host.empty()) hosts.emplace_back(host);
  }
  const Segments segments(of.path);
  for (const auto segment : segments.parts()) path.emplace_back(segment);
  named = static_cast<int>(std::ranges::count_if(
      path, [](const Glob& one) { return one.is_plain && !is_version(one.pattern); }));
}

bool EndpointPattern::has_host(std::string_view host) const {
  return std::ranges::any_of(hosts, [&](const Glob& one) { return one.matches(host); });
}

bool EndpointPattern::has_path(std::span<const std::string_view> segments) const {
  return std::ranges::equal(segments, path, [](std::string_view segment, const Glob& wanted) {
    return wanted.matches(segment);
  });
}

HostIndex::HostIndex(std::span<const Platform* const> platforms) : platforms_(platforms) {
  for (const auto* platform : platforms)
    patterns_.emplace_back(platform->endpoints.begin(), platform->endpoints.end());
  for (const auto& patterns : patterns_) {
    for (const auto& endpoint : patterns) {
      for (const auto& host : endpoint.hosts) {
        if (host.is_plain) named_.try_emplace(host.pattern, find_owners(host.pattern));
      }
    }
  }
}

std::span<const EndpointPattern> HostIndex::patterns(const Platform& platform) const {
  const auto it = std::ranges::find(platforms_, &platform);
  return patterns_[static_cast<std::size_t>(it - platforms_.begin())];
}

HostIndex::Owners HostIndex::find_owners(std::string_view host) const {
  Owners found;
  for (std::size_t place = 0; place < platforms_.size(); ++place) {
    HostOwner owner{.platform = platforms_[place]};
    for (const auto& endpoint : patterns_[place]) {
      if (endpoint.has_host(host)) owner.endpoints.push_back(&endpoint);
    }
    if (!owner.endpoints.empty()) found.push_back(std::move(owner));
  }
  return found;
}

std::span<const HostOwner> HostIndex::owners(std::string_view host, Owners& storage) const {
  if (const auto it = named_.find(host); it != named_.end()) return it->second;
  storage = find_owners(host);
  return storage;
}

}  // namespace tagproof
