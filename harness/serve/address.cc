#include "harness/serve/address.h"

#include "harness/base/text.h"

namespace tagproof {
namespace {

constexpr std::string_view kSessionPrefix = "/s/";
constexpr std::string_view kControlPrefix = "/_tagproof";

bool is_loopback_name(std::string_view host) {
  const std::string name = lower_ascii(host);
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name == "::1";
}

// "127.0.0.1:8080", "[::1]:8080", "localhost".
std::string_view without_port(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    return end == std::string_view::npos ? authority : authority.substr(0, end + 1);
  }
  return authority.substr(0, authority.find(':'));
}

bool begins_segment(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

std::string with_path(const UrlView& url, std::string_view path) {
  std::string text;
  text.append(url.scheme).append("://").append(url.host);
  if (!url.port.empty()) text.append(":").append(url.port);
  text.append(path.empty() ? "/" : path);
  if (!url.query.empty()) text.append("?").append(url.query);
  return text;
}

}  // namespace

ServedAddress read_address(Request& request) {
  ServedAddress address;
  const auto url = parse_url(request.url);
  if (!url) return address;
  std::string_view path = url->path;
  bool below_session = false;
  std::string without_session;
  if (path.starts_with(kSessionPrefix) && path.size() > kSessionPrefix.size()) {
    const std::string_view rest = path.substr(kSessionPrefix.size());
    const std::string_view id = rest.substr(0, rest.find('/'));
    if (!id.empty()) {
      address.session = std::string(id);
      path = rest.substr(id.size());
      below_session = true;
    }
  }
  if (begins_segment(path, kControlPrefix)) {
    address.kind = ServedAddress::Kind::control;
    std::string_view endpoint = path.substr(kControlPrefix.size());
    while (endpoint.starts_with('/')) endpoint.remove_prefix(1);
    while (endpoint.ends_with('/')) endpoint.remove_suffix(1);
    // `DELETE /s/{id}` works under the control API's own prefix, too.
    if (request.method == "DELETE" && endpoint.starts_with("s/")) {
      address.kind = ServedAddress::Kind::end;
      address.session = std::string(endpoint.substr(2));
      return address;
    }
    address.endpoint = std::string(endpoint);
    address.query = parse_query(url->query);
  } else if (path.empty() || path == "/") {
    if (request.method == "DELETE" && below_session) {
      address.kind = ServedAddress::Kind::end;
    } else if (request.method == "GET" && url->query.empty() &&
               is_loopback_name(without_port(url->host))) {
      address.kind = ServedAddress::Kind::page;
    }
  }
  if (below_session) {
    without_session = with_path(*url, path);
    request.url = std::move(without_session);
  }
  return address;
}

bool may_control(const Request& request) {
  const auto url = parse_url(request.url);
  if (!url || !is_loopback_name(url->host)) return false;
  const std::string* host = find_header(request.headers, "Host");
  if (host != nullptr && !is_loopback_name(without_port(*host))) return false;
  const std::string* origin = find_header(request.headers, "Origin");
  if (origin == nullptr) return true;
  const auto from = parse_url(*origin);
  return from && is_loopback_name(from->host) && from->port == url->port;
}

void drop_loopback_port(Request& request) {
  const auto url = parse_url(request.url);
  if (!url || url->port.empty() || !is_loopback_name(url->host)) return;
  const std::string host(url->host);
  const UrlView bare{.scheme = url->scheme, .host = host, .query = url->query};
  request.url = with_path(bare, std::string(url->path));
  set_header(request.headers, "Host", host);
}

}  // namespace tagproof
