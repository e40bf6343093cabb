#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/url.h"
#include "mock_platforms/engine.h"

namespace tagproof {
namespace {

/// The parts of a request's address that routing looks at; views into the request.
struct Address {
  std::string_view host{};  // without port
  std::string_view port{};
  std::string_view path{"/"};
  std::string_view query{};
};

Address address_of(const Request& request) {
  if (const auto url = parse_url(request.url)) {
    return {url->host, url->port, url->path.empty() ? "/" : url->path, url->query};
  }
  // A bare path, as a server reads it off the request line: the Host header says the rest.
  Address address;
  std::string_view rest = request.url;
  rest = rest.substr(0, rest.find('#'));
  const auto mark = rest.find('?');
  if (mark != std::string_view::npos) address.query = rest.substr(mark + 1);
  address.path = rest.substr(0, mark);
  if (address.path.empty()) address.path = "/";
  if (const auto* host = find_header(request.headers, "Host")) {
    address.host = *host;
    const auto colon = address.host.rfind(':');
    if (colon != std::string_view::npos &&
        address.host.find(']', colon) == std::string_view::npos) {
      address.port = address.host.substr(colon + 1);
      address.host = address.host.substr(0, colon);
    }
  }
  return address;
}

bool method_matches(std::string_view method, std::string_view methods) {
  while (!methods.empty()) {
    if (next_part(methods, ' ') == method) return true;
  }
  return false;
}

/// "v=2": that pair is there; "id": that key is.
bool query_matches(std::string_view query, std::string_view needed) {
  while (!query.empty()) {
    const auto pair = next_part(query, '&');
    if (pair == needed || pair.substr(0, pair.find('=')) == needed) return true;
  }
  return false;
}

struct Candidate {
  const Platform* platform{};
  const Endpoint* endpoint{};
  int rank = 0;
};

constexpr int kAnotherPath = -1;

/// How near an endpoint is to what is asked for. Method and query only prefer: an endpoint that is
/// called wrongly still answers as the platform does.
int rank_of(const EndpointPattern& pattern, const Segments& segments, const Address& address,
            std::string_view method) {
  if (!segments.is_whole() || !pattern.has_path(segments.parts())) return kAnotherPath;
  const auto& endpoint = *pattern.endpoint;
  const bool asked = !endpoint.query.empty() && query_matches(address.query, endpoint.query);
  return pattern.named * 8 + (asked ? 4 : 0) + (method_matches(method, endpoint.method) ? 1 : 0);
}

/// The best of a platform's endpoints for that path.
Candidate best_endpoint(const Platform& platform, const HostIndex& index, const Address& address,
                        std::string_view path, std::string_view method) {
  Candidate best{&platform, nullptr, kAnotherPath};
  const Segments segments(path);
  for (const auto& pattern : index.patterns(platform)) {
    auto rank = rank_of(pattern, segments, address, method);
    if (rank == kAnotherPath) continue;
    if (pattern.has_host(address.host)) rank += 2;
    if (rank > best.rank) best = {&platform, pattern.endpoint, rank};
  }
  return best;
}

/// The best of those that bear the address's host.
Candidate best_endpoint(const HostOwner& owner, const Address& address, std::string_view method) {
  Candidate best{owner.platform, nullptr, kAnotherPath};
  const Segments segments(address.path);
  for (const auto* pattern : owner.endpoints) {
    const auto rank = rank_of(*pattern, segments, address, method);
    if (rank > best.rank) best = {owner.platform, pattern->endpoint, rank};
  }
  return best;
}

/// A prefix of whole segments: "/g/" and "/g" hold for "/g/collect", not for "/google".
bool has_path_prefix(std::string_view path, std::string_view prefix) {
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

/// Addresses that only say where tagproof listens, so that nobody's evidence is changed by taking
/// them off.
bool is_stand_in(const Address& address) {
  const auto host = lower_ascii(address.host);
  return host.empty() || host == "localhost" || host.ends_with(".localhost") ||
         host.starts_with("127.") || host == "::1" || host == "[::1]" || !address.port.empty() ||
         host.find('.') == std::string::npos;
}

/// The real address that a prefix or base-URL address stands for.
void map_back(Request& request, const Platform& platform, const Endpoint* endpoint,
              std::string_view path, std::string_view query) {
  std::string_view host = platform.real_host;
  if (endpoint != nullptr) {
    auto hosts = endpoint->hosts;
    const auto first = next_part(hosts, ' ');
    if (!first.empty() && first.find_first_of("*?") == std::string_view::npos) host = first;
  }
  std::string url{"https://"};
  url.append(host).append(path.empty() ? "/" : path);
  if (!query.empty()) url.append("?").append(query);
  request.url = std::move(url);
  set_header(request.headers, "Host", host);
}

/// A request that keeps its own name is recorded under it: absolute, and over TLS without a port
/// where the name is known to be somebody's (a port is then the one on which tagproof listens).
void keep_name(Request& request, const Address& address, bool known, bool with_port) {
  if (address.host.empty()) return;
  if (!known && parse_url(request.url)) return;  // it says itself what it is
  const bool keeps_port = !address.port.empty() && (with_port || !known);
  // The port stands behind its host, in the url as in the Host header.
  const std::string_view authority(
      address.host.data(), address.host.size() + (keeps_port ? 1 + address.port.size() : 0));
  if (known && find_header(request.headers, "Host") != nullptr) {
    set_header(request.headers, "Host", authority);
  }
  constexpr std::string_view kTls = "https://", kPlain = "http://";
  const auto query_size = address.query.empty() ? 0 : 1 + address.query.size();
  const auto size = authority.size() + address.path.size() + query_size;
  // The parts are views into the url: where nothing else is in it, it stands already, but for the
  // scheme.
  const auto stands_behind = [&](std::string_view scheme) {
    return request.url.size() == scheme.size() + size && request.url.starts_with(scheme) &&
           address.path.data() == request.url.data() + scheme.size() + authority.size();
  };
  if (stands_behind(kTls)) return;
  if (stands_behind(kPlain)) {
    request.url.insert(kPlain.find(':'), "s");
    return;
  }
  std::string url;
  url.reserve(kTls.size() + size);
  url.append(kTls).append(authority).append(address.path);
  if (!address.query.empty()) url.append("?").append(address.query);
  request.url = std::move(url);
}

std::string guess_of(const Request& request, std::span<const Platform* const> platforms) {
  for (const auto* platform : platforms) {
    if (platform->looks_like == nullptr) continue;
    if (auto guess = platform->looks_like(request); !guess.empty()) return guess;
  }
  return {};
}

/// The best of the candidates that it is shown.
class BestCandidate {
 public:
  void consider(const Candidate& candidate) {
    if (best_.endpoint == nullptr || candidate.rank / 2 > best_.rank / 2) {
      best_ = candidate;
      rival_ = nullptr;
    } else if (candidate.rank / 2 == best_.rank / 2) {
      rival_ = candidate.platform;
    }
  }
  /// Nobody, where two platforms are equally near: they are named in `problem`.
  [[nodiscard]] Candidate found(std::string_view path, std::string& problem) const {
    if (rival_ == nullptr) return best_;
    const auto& first = best_.platform->id;
    const auto& other = rival_->id;
    problem.assign("two platforms claim ").append(path).append(": ").append(first);
    problem.append(" and ").append(other).append("; put /").append(first).append("/ or /");
    problem.append(other).append("/ in front, or map its host");
    return {};
  }

 private:
  Candidate best_{};
  const Platform* rival_{};
};

}  // namespace

Route route(Request&& request, std::span<const Platform* const> platforms,
            std::span<const HostRoute> hosts) {
  return route(std::move(request), platforms, hosts, HostIndex(platforms));
}

Route route(Request&& request, std::span<const Platform* const> platforms,
            std::span<const HostRoute> hosts, const HostIndex& index) {
  Route result;
  result.request = std::move(request);
  const auto address = address_of(result.request);
  const auto& method = result.request.method;

  // 1. The prefix.
  auto rest = address.path.substr(1);
  const auto first = next_part(rest, '/');
  for (const auto* platform : platforms) {
    if (platform->id != first) continue;
    const auto path = address.path.substr(1 + first.size());
    const auto found = best_endpoint(*platform, index, address, path, method);
    result.platform = platform;
    result.endpoint = found.endpoint;
    const std::string own_path(path);
    const std::string query(address.query);
    map_back(result.request, *platform, found.endpoint, own_path, query);
    return result;
  }

  // 2. The Host: the shop's own names first, the longest path first.
  const HostRoute* mapped = nullptr;
  for (const auto& entry : hosts) {
    const auto colon = entry.host.find(':');
    const bool same_port =
        colon == std::string::npos || entry.host.substr(colon + 1) == address.port;
    if (!equals_ignoring_case(address.host, std::string_view(entry.host).substr(0, colon)) ||
        !same_port || !has_path_prefix(address.path, entry.path)) {
      continue;
    }
    if (mapped == nullptr || entry.path.size() > mapped->path.size()) mapped = &entry;
  }
  if (mapped != nullptr) {
    for (const auto* platform : platforms) {
      if (platform->id != mapped->platform.view()) continue;
      auto found = best_endpoint(*platform, index, address, address.path, method);
      if (found.endpoint == nullptr) {
        // "/metrics/g/collect" of { path: /metrics/ }
        auto prefix = std::string_view(mapped->path);
        while (prefix.ends_with('/')) prefix.remove_suffix(1);
        found =
            best_endpoint(*platform, index, address, address.path.substr(prefix.size()), method);
      }
      result.platform = platform;
      result.endpoint = found.endpoint;
      keep_name(result.request, address, true, mapped->host.find(':') != std::string::npos);
      return result;
    }
  }
  BestCandidate candidates;
  HostIndex::Owners storage;
  const auto owners = index.owners(address.host, storage);
  for (const auto& owner : owners) {
    const auto found = best_endpoint(owner, address, method);
    if (found.endpoint != nullptr) candidates.consider(found);
  }

  // 3. The path, where the Host says nothing.
  const bool by_path = owners.empty();
  if (by_path) {
    for (const auto* platform : platforms) {
      if (platform->relay) continue;  // its paths are another platform's
      const auto found = best_endpoint(*platform, index, address, address.path, method);
      if (found.endpoint == nullptr) continue;
      // A page of somebody's site ("https://shop.example/tr/") is no hit: what is only fetched must
      // look like one.
      const bool looks =
          platform->looks_like == nullptr || !platform->looks_like(result.request).empty();
      if (!is_stand_in(address) && method == "GET" && !looks) continue;
      candidates.consider(found);
    }
  }
  const auto best = candidates.found(address.path, result.problem);
  if (best.endpoint != nullptr) {
    result.platform = best.platform;
    result.endpoint = best.endpoint;
    if (by_path && is_stand_in(address)) {
      const std::string path(address.path);
      const std::string query(address.query);
      map_back(result.request, *best.platform, best.endpoint, path, query);
    } else {
      keep_name(result.request, address, !by_path, false);
    }
    return result;
  }
  keep_name(result.request, address, false, true);
  if (result.problem.empty()) result.guess = guess_of(result.request, platforms);
  return result;
}

}  // namespace tagproof
