#include "mock_platforms/collector/cookies.h"

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/url.h"
#include "mock_platforms/collector/rules.h"

namespace tagproof::collector {
namespace {

/// "FPID2.2.<random>.<unix seconds>": the client id is the last two parts, as in `_ga`.
constexpr std::string_view kFpidPrefix = "FPID2.2.";

/// The id of a browser that has none of the container's yet: its own, or one made of it.
std::string first_id(std::string_view cid, const Settings& settings) {
  if (settings.of(kClientId) != "server") return std::string(cid);
  const auto dot = cid.rfind('.');
  const std::string_view since = dot == std::string_view::npos ? cid : cid.substr(dot + 1);
  std::string id = std::to_string(fnv1a(cid) % 10'000'000'000ULL);
  return id.append(".").append(since);
}

/// "shop.acme.example" -> "acme.example": the cookie is the whole site's. A registry of public
/// suffixes would know better.
std::string_view site_of(std::string_view host) {
  auto dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return host;
  dot = host.rfind('.', dot - 1);
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

}  // namespace

std::string cookie(const Request& request, std::string_view name) {
  const auto* all = find_header(request.headers, "Cookie");
  if (all == nullptr) return {};
  for (const auto part : split(*all, ';')) {
    const auto pair = trim(part);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    return percent_decode(pair.substr(equals + 1), false);
  }
  return {};
}

std::string client_id(const Request& request, std::string_view cid, bool may_store,
                      const Settings& settings) {
  if (!may_store || settings.of(kClientId) == "javascript") return std::string(cid);
  const auto fpid = cookie(request, "FPID");
  if (fpid.empty()) return cid.empty() ? std::string{} : first_id(cid, settings);
  const auto last = fpid.rfind('.');
  const auto before = last == std::string::npos || last == 0 ? last : fpid.rfind('.', last - 1);
  return before == std::string::npos ? fpid : fpid.substr(before + 1);
}

std::vector<std::string> new_cookies(const Request& request, std::string_view cid,
                                     const Settings& settings, std::string_view token) {
  if (settings.of(kClientId) == "javascript" || cid.empty()) return {};
  const auto url = parse_url(request.url);
  const std::string site = url ? "; Domain=" + std::string(site_of(url->host)) : std::string{};
  std::vector<std::string> lines;
  if (cookie(request, "FPID").empty()) {
    lines.push_back("FPID=" + std::string(kFpidPrefix) + first_id(cid, settings) +
                    "; Max-Age=63072000" + site + "; Path=/; Secure; HttpOnly; SameSite=Lax");
  }
  if (cookie(request, "FPLC").empty()) {
    lines.push_back("FPLC=" + std::string(token) + "; Max-Age=72000" + site + "; Path=/; Secure");
  }
  return lines;
}

}  // namespace tagproof::collector
