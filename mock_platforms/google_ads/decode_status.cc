#include <string>
#include <utility>

#include "harness/wire/url.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/google_ads/endpoints.h"
#include "mock_platforms/google_ads/ingest.h"
#include "mock_platforms/google_ads/upload.h"

/// `requestStatus:retrieve`: the request whose status is asked for.
namespace tagproof::google_ads {

std::string asked_id(const Request& request) {
  const auto url = parse_url(request.url);
  if (!url) return {};
  for (const std::string_view name : {"requestId", "request_id"}) {
    if (auto id = find_in_query(url->query, name)) return std::move(*id);
  }
  return {};
}

Decoded decode_status(const Request& request) {
  Decoded hit;
  hit.channel = Channel::server;
  hit.endpoint = kRequestStatus;
  hit.counts = false;
  if (const auto token = bearer(request); !token.empty()) hit.secrets.push_back(fingerprint(token));
  if (hit.secrets.empty())
    hit.observe(rule("google_ads.ingest.token-missing"), -1, "Authorization");
  const auto id = asked_id(request);
  if (id.empty()) {
    hit.observe(rule("google_ads.status.request-id-missing"), -1, "request_id");
  } else if (!read_request_id(id)) {
    hit.observe(rule("google_ads.status.request-id-unknown"), -1, "request_id", id);
  }
  return hit;
}

}  // namespace tagproof::google_ads
