#include "mock_platforms/google_ads/google_ads.h"

#include <string>

#include "harness/wire/url.h"
#include "mock_platforms/google_ads/endpoints.h"
#include "mock_platforms/google_ads/ingest.h"
#include "mock_platforms/google_ads/rules.h"
#include "mock_platforms/google_ads/settings.h"

namespace tagproof::google_ads {
namespace {

Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  if (endpoint.channel == Channel::browser) return decode_tag(request, endpoint);
  if (endpoint.id == kIngest) return decode_ingest(request, settings);
  if (endpoint.id == kRequestStatus) return decode_status(request);
  return decode_upload(request, endpoint, settings);
}

Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext& context) {
  if (endpoint.channel == Channel::browser) return answer_tag(request, endpoint);
  if (endpoint.id == kIngest) return answer_ingest(hit, context);
  if (endpoint.id == kRequestStatus) return answer_status(request, hit, context);
  return answer_upload(request, endpoint, hit, context);
}

std::string looks_like(const Request& request) {
  const auto url = parse_url(request.url);
  if (!url) return {};
  for (const std::string_view path : {"/pagead/", "/ccm/conversion/", "/ccm/collect"}) {
    if (url->path.find(path) != std::string_view::npos)
      return "looks like Google Ads: a path with `" + std::string(path) + "`";
  }
  if (url->path.find("/customers/") != std::string_view::npos &&
      url->path.find(":upload") != std::string_view::npos)
    return "looks like Google Ads: a path with `customers/…:upload…`";
  if (url->path.ends_with("/events:ingest"))
    return "looks like Google Ads (Data Manager): a path with `events:ingest`";
  return {};
}

}  // namespace

const Platform kPlatform{
    .id = "google_ads",
    .title = "Google Ads",
    .real_host = "www.googleadservices.com",
    .traits = {.name = "Google Ads",
               .click_parameters = "gclid gbraid wbraid",
               .click_ids = "gclid gbraid wbraid",
               .person_ids = "gclid",
               .raw = "city region zip country ip user_agent",
               .email = EmailForm::google,
               .phone = PhoneForm::plus,
               .keeps_signs_in_names = true,
               .takes_base64 = true,
               .order_key = "order_id",
               .counts_limited = false,
               .consent_signals = true},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,
    .decode = decode,
    .accept = accept,
    .unconsented = unconsented,
    .answer = answer,
    .encode = encode,
    .looks_like = looks_like,
};

}  // namespace tagproof::google_ads
