#include "mock_platforms/snapchat/snapchat.h"

#include <algorithm>
#include <string>

#include "harness/base/decimal.h"
#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/writer.h"
#include "mock_platforms/snapchat/fields.h"
#include "mock_platforms/snapchat/settings.h"

namespace tagproof::snapchat {
namespace {

constexpr std::string_view kHost = "tr.snapchat.com";
constexpr std::string_view kValidate = "validate";

constexpr Endpoint kEndpoints[] = {
    {.id = "events",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kHost,
     .path = "/v3/*/events",
     .source = kUsing},
    {.id = kValidate,
     .channel = Channel::server,
     .method = "POST",
     .hosts = kHost,
     .path = "/v3/*/events/validate",
     .source = kUsing},
    {.id = "pixel",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = "tr.snapchat.com tr6.snapchat.com",
     .path = "/p",
     .source = kOmnibug},
};

/// The validating endpoint says what is wrong and records nothing. Source: kUsing
Decoded read(const Request& request, const Endpoint& endpoint, const Settings&) {
  auto hit = decode(kApi, request, endpoint);
  if (endpoint.id == kValidate) {
    hit.counts = false;
    hit.observe(rule("snapchat.validate"));
  }
  return hit;
}

/// Where milliseconds are taken: they were read as seconds, and noted with their text.
void take_milliseconds(Decoded& hit) {
  std::erase_if(hit.observations, [&](const Observation& seen) {
    if (seen.rule != &rule("snapchat.event-time.unit") || seen.event < 0) return false;
    const auto number = Decimal::parse(seen.detail);
    if (!number || !(Decimal{0} < *number)) return false;
    const auto millis = number->rounded(0, RoundingMode::down).minor(0);
    hit.events[static_cast<std::size_t>(seen.event)].time = from_unix_millis(millis);
    return true;
  });
}

std::string looks_like(const Request& request) {
  if (request.body.find("\"sc_cookie1\"") != std::string::npos ||
      request.body.find("\"sc_click_id\"") != std::string::npos)
    return "looks like Snapchat: `sc_cookie1` or `sc_click_id`";
  const auto url = parse_url(request.url);
  if (!url) return {};
  const auto query = parse_query(url->query);
  const auto has = [&](std::string_view key) { return find_param(query, key) != nullptr; };
  if (has("pid") && has("ev") && (has("u_c1") || has("e_pr") || has("cdid")))
    return "looks like Snapchat: `pid`, `ev` and `u_c1`, `e_pr` or `cdid`";
  return {};
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  if (state.settings().of(kMilliseconds) == "accept") take_milliseconds(hit);
  conversion_api::accept(kApi, hit, state, now);
  if (state.settings().of(kBadEvent) == "batch")
    conversion_api::lose_batch(hit, rule("snapchat.batch"));
}

// Snapchat's wire has no consent but data_processing_options, which is counted.
const Platform kPlatform{
    .id = "snapchat",
    .title = "Snap Pixel and Conversions API",
    .real_host = kHost,
    .traits = {.name = "Snapchat",
               .click_parameters = "ScCid",
               .click_ids = "click_id",
               .person_ids = "click_id browser_id",
               .click_cookie = "_scclid",
               .browser_cookie = "_scid",
               .matches_visits = true},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,  // the setting snapchat.bad_event decides
    .decode = read,
    .accept = accept,
    .answer = answer,
    .encode = [](const Emission& emission) { return encode(kApi, emission); },
    .secret_names = {.query = {&kTokenParameter, 1}},
    .looks_like = looks_like,
};

}  // namespace tagproof::snapchat
