#include "mock_platforms/reddit/reddit.h"

#include <algorithm>
#include <string>

#include "harness/wire/url.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/writer.h"
#include "mock_platforms/reddit/fields.h"
#include "mock_platforms/reddit/settings.h"

namespace tagproof::reddit {
namespace {

constexpr std::string_view kApiHost = "ads-api.reddit.com";

constexpr Endpoint kEndpoints[] = {
    {.id = "v3",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/api/v3/pixels/*/conversion_events",
     .source = kApiV3},
    {.id = "v2",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/api/v2.0/conversions/events/*",
     .source = kSegment},
    {.id = "pixel",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = "alb.reddit.com",
     .path = "/rp.gif",
     .source = kOmnibug},
};

/// Source: kSegment, whose server connector does it.
void observe_hashed_ids(Decoded& hit) {
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const auto& id = hit.events[i].event_id;
    if (id.has_value() && datum_form(*id) == DatumForm::sha256)
      hit.observe(rule("reddit.event-id.hashed"), static_cast<int>(i), "conversion_id", *id);
  }
}

/// Of a hit's opt_out a right sender says nothing here (dpm limits it), so no row writes it.
Decoded decode(const Request& request, const Endpoint& endpoint) {
  auto hit = conversion_api::decode(kApi, request, endpoint);
  observe_hashed_ids(hit);
  if (hit.channel != Channel::browser || hit.events.empty()) return hit;
  const auto url = parse_url(request.url);
  const auto query = url ? parse_query(url->query) : Params{};
  const auto* opt_out = find_param(query, "opt_out");
  if (opt_out == nullptr || *opt_out != "1") return hit;
  hit.events.front().consent_said = true;
  hit.events.front().consent.limited = true;
  hit.observe(rule("reddit.opt-out"), 0, "opt_out");
  return hit;
}

std::string looks_like(const Request& request) {
  const auto has = [&](std::string_view word) {
    return request.body.find(word) != std::string::npos;
  };
  if (has("\"tracking_type\"") && (has("\"event_at\"") || has("\"event_metadata\"")))
    return "looks like Reddit: `tracking_type` and `event_at`";
  if (request.url.find("/rp.gif?") != std::string::npos &&
      request.url.find("m.") != std::string::npos)
    return "looks like Reddit: `/rp.gif`";
  return {};
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  conversion_api::accept(kApi, hit, state, now);
  conversion_api::lose_batch(hit, rule("reddit.batch"));
}

// Reddit's wire has no consent but LDU, which is counted.
const Platform kPlatform{
    .id = "reddit",
    .title = "Reddit Pixel and Conversions API",
    .real_host = kApiHost,
    .traits = {.name = "Reddit",
               .click_parameters = "rdt_cid",
               .click_ids = "click_id",
               .person_ids = "click_id browser_id",
               .click_cookie = "_rdt_cid",
               .browser_cookie = "_rdt_uuid",
               .matches_visits = true,
               // Source: kSegment; whether the address is hashed, sources disagree
               .raw = "user_agent",
               .either = "ip",
               .email = EmailForm::bare,
               .phone = PhoneForm::plus},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,  // reddit.batch says whose fault it is
    .decode = [](const Request& request, const Endpoint& endpoint,
                 const Settings&) { return decode(request, endpoint); },
    .accept = accept,
    .answer = answer,
    .encode = [](const Emission& emission) { return encode(kApi, emission); },
    .looks_like = looks_like,
};

}  // namespace tagproof::reddit
