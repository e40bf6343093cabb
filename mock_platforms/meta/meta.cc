#include "mock_platforms/meta/meta.h"

#include <memory>
#include <string>

#include "harness/base/text.h"
#include "harness/wire/url.h"
#include "mock_platforms/meta/notes.h"
#include "mock_platforms/meta/quality.h"
#include "mock_platforms/meta/rules.h"
#include "mock_platforms/meta/settings.h"

namespace tagproof::meta {
namespace {

constexpr std::string_view kPixelHosts = "www.facebook.com facebook.com www.instagram.com";

constexpr Endpoint kEndpoints[] = {
    {.id = kEndpointPixel,
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = kPixelHosts,
     .path = "/tr",
     .source = kPixelReference},
    {.id = kEndpointCapi,
     .channel = Channel::server,
     .method = "POST",
     .hosts = "graph.facebook.com",
     .path = "/v*/*/events",
     .source = kApi},
    {.id = kEndpointGateway,
     .channel = Channel::server,
     .method = "POST",
     .path = "/capi/*/events",
     .source = "https://developers.facebook.com/documentation/ads-commerce/gateway-products/"
               "non-web-server-events"},
    {.id = kEndpointTrigger,
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = kPixelHosts,
     .path = "/privacy_sandbox/pixel/register/trigger",
     .source = kPixelLibrary},
    {.id = kEndpointUnversioned,
     .channel = Channel::server,
     .method = "POST",
     .hosts = "graph.facebook.com",
     .path = "/*/events",
     .source = kVersioning},
    {.id = kEndpointQuality,
     .channel = Channel::server,
     .method = "GET",
     .hosts = "graph.facebook.com",
     .path = "/v*/dataset_quality",
     .source = kDatasetQuality},
};

std::unique_ptr<PlatformNotes> begin_notes() { return std::make_unique<Notes>(); }

std::string looks_like(const Request& request) {
  const auto url = parse_url(request.url);
  if (!url) return {};
  const auto query = parse_query(url->query);
  const auto* id = find_param(query, "id");
  const auto* name = find_param(query, "ev");
  if (id != nullptr && name != nullptr)
    return "looks like Meta: `id=" + *id + "`, `ev=" + *name + "`";
  if (url->path.ends_with("/events") && request.body.find("event_name") != std::string::npos &&
      request.body.find("action_source") != std::string::npos) {
    return "looks like Meta: `event_name` and `action_source` to /events";
  }
  return {};
}

}  // namespace

Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  if (endpoint.id == kEndpointQuality) return decode_quality(request, endpoint);
  return endpoint.channel == Channel::browser ? decode_pixel(request, endpoint)
                                              : decode_capi(request, endpoint, settings);
}

// Meta's wire has no consent field: a server event of a shopper who refused is taken and counted.
const Platform kPlatform{
    .id = "meta",
    .title = "Meta Pixel and Conversions API",
    .real_host = "graph.facebook.com",
    .traits = {.name = "Meta",
               .click_parameters = "fbclid",
               .click_ids = "fbc",
               .person_ids = "fbp fbc",
               .matches_visits = true},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = true,
    .decode = decode,
    .accept = accept,
    .answer = answer,
    .encode = encode,
    .secret_names = {.query = kSecretKeys, .body = kSecretKeys},
    .looks_like = looks_like,
    .notes = begin_notes,
};

}  // namespace tagproof::meta
