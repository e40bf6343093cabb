#include "mock_platforms/pinterest/pinterest.h"

#include <string>

#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/writer.h"
#include "mock_platforms/pinterest/fields.h"
#include "mock_platforms/pinterest/settings.h"

namespace tagproof::pinterest {
namespace {

constexpr std::string_view kApiHost = "api.pinterest.com";
constexpr std::string_view kTagHost = "ct.pinterest.com";

constexpr Endpoint kEndpoints[] = {
    {.id = "events",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/v5/ad_accounts/*/events",
     .source = kSpec},
    {.id = "tag",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = kTagHost,
     .path = "/v3",
     .source = kOmnibug},
    // Asks who the visitor is; holds no event.
    {.id = "user",
     .channel = Channel::browser,
     .method = "GET",
     .hosts = kTagHost,
     .path = "/user",
     .query = "tid",
     .source = kOmnibug},
};

/// `test=true` is answered alike and records nothing. Source: kSpec
bool is_test(const Request& request) {
  if (request.url.find('?') == std::string::npos) return false;
  const auto url = parse_url(request.url);
  if (!url) return false;
  return find_in_query(url->query, "test") == "true";
}

Decoded read(const Request& request, const Endpoint& endpoint, const Settings&) {
  auto hit = decode(kApi, request, endpoint);
  if (endpoint.channel == Channel::server && is_test(request)) {
    hit.counts = false;
    hit.observe(rule("pinterest.test"), -1, "test");
  }
  return hit;
}

std::string looks_like(const Request& request) {
  const auto url = parse_url(request.url);
  if (!url) return {};
  if (url->path.find("/ad_accounts/") != std::string_view::npos && url->path.ends_with("/events"))
    return "looks like Pinterest: `/ad_accounts/…/events`";
  const auto query = parse_query(url->query);
  const auto has = [&](std::string_view key) { return find_param(query, key) != nullptr; };
  if (has("tid") && has("event") && (has("ed") || has("pd") || has("ad")))
    return "looks like Pinterest: `tid`, `event` and `ed`, `pd` or `ad`";
  return {};
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  conversion_api::accept(kApi, hit, state, now);
  if (state.settings().of(kBadEvent) == "batch")
    conversion_api::lose_batch(hit, rule("pinterest.batch"));
}

// Pinterest's wire has no consent but opt_out, which is counted.
const Platform kPlatform{
    .id = "pinterest",
    .title = "Pinterest tag and Conversions API",
    .real_host = kApiHost,
    .traits = {.name = "Pinterest",
               .click_parameters = "epik",
               .click_ids = "click_id",
               .person_ids = "click_id browser_id",
               .click_cookie = "_epik",
               .browser_cookie = "_pin_unauth",
               .matches_visits = true,
               .either = ""},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,  // the setting pinterest.bad_event decides
    .decode = read,
    .accept = accept,
    .answer = answer,
    .encode = [](const Emission& emission) { return encode(kApi, emission); },
    .looks_like = looks_like,
};

}  // namespace tagproof::pinterest
