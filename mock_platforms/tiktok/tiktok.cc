#include "mock_platforms/tiktok/tiktok.h"

#include <string>

#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/writer.h"
#include "mock_platforms/tiktok/fields.h"
#include "mock_platforms/tiktok/settings.h"

namespace tagproof::tiktok {
namespace {

constexpr std::string_view kApiHost = "business-api.tiktok.com";
constexpr std::string_view kPixelHost = "analytics.tiktok.com";

constexpr Endpoint kEndpoints[] = {
    {.id = "events",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/open_api/v*/event/track",
     .source = kApi2},
    {.id = "track",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/open_api/v*/pixel/track",
     .source = kRudderStack},
    {.id = "batch",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/open_api/v*/pixel/batch",
     .source = kRudderStack},
    {.id = "pixel",
     .channel = Channel::browser,
     .method = "POST",
     .hosts = kPixelHost,
     .path = "/api/v2/pixel",
     .source = kOmnibug},
    {.id = "pixel_part",
     .channel = Channel::browser,
     .method = "POST",
     .hosts = kPixelHost,
     .path = "/api/v2/pixel/*",
     .source = kOmnibug},
    {.id = "pixel_v1",
     .channel = Channel::browser,
     .method = "POST",
     .hosts = kPixelHost,
     .path = "/api/v1/track",
     .source = kOmnibug},
};

std::string looks_like(const Request& request) {
  const auto has = [&](std::string_view word) {
    return request.body.find(word) != std::string::npos;
  };
  if (has("\"event_source_id\"") && has("\"event_source\""))
    return "looks like TikTok: `event_source_id` and `event_source`";
  if (has("\"pixel_code\"") && has("\"event\"")) return "looks like TikTok: `pixel_code`";
  if (has("\"analytics_uniq_id\"")) return "looks like TikTok: `analytics_uniq_id`";
  return {};
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  conversion_api::accept(kApi, hit, state, now);
  if (state.settings().of(kBadEvent) == "batch")
    conversion_api::lose_batch(hit, rule("tiktok.batch"));
}

// TikTok's wire has no consent but limited_data_use, which is counted.
const Platform kPlatform{
    .id = "tiktok",
    .title = "TikTok Pixel and Events API",
    .real_host = kApiHost,
    .traits = {.name = "TikTok",
               .click_parameters = "ttclid",
               .click_ids = "click_id",
               .person_ids = "click_id browser_id",
               .click_cookie = "ttclid",
               .browser_cookie = "_ttp",
               .matches_visits = true,
               // Source: kSegment (its formatter)
               .raw = "ip user_agent city region country",
               .either = "",
               .phone = PhoneForm::plus},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,  // the setting tiktok.bad_event decides
    .decode = [](const Request& request, const Endpoint& endpoint,
                 const Settings&) { return decode(kApi, request, endpoint); },
    .accept = accept,
    .answer = answer,
    .encode = [](const Emission& emission) { return encode(kApi, emission); },
    .looks_like = looks_like,
};

}  // namespace tagproof::tiktok
