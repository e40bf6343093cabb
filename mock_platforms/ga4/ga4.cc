#include "mock_platforms/ga4/ga4.h"

#include "harness/base/text.h"
#include "harness/wire/url.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/hit.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

constexpr std::string_view kApiHosts = "www.google-analytics.com region1.google-analytics.com";

constexpr Endpoint kEndpoints[] = {
    {.id = "collect",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = kTagHosts,
     .path = "/g/collect",
     .query = "v=2",
     .source = kParser},
    {.id = "mp",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHosts,
     .path = "/mp/collect",
     .source = kReference},
    {.id = "debug",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHosts,
     .path = "/debug/mp/collect",
     .source = kValidating},
};

Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  return endpoint.id == "collect" ? decode_collect(request, endpoint, settings)
                                  : decode_mp(request, endpoint, settings);
}

const Rule* unconsented(const TrackedEvent& event, const Settings&) {
  const bool denied =
      event.channel == Channel::browser && event.consent.analytics_storage == Signal::denied;
  return denied ? &rule("ga4.consent.analytics-denied") : nullptr;
}

bool has_revenue(const TrackedEvent& event, const Settings& settings) {
  return event.value.kind() != WireKind::text || settings.of(kTextValue) == "number";
}

std::string looks_like(const Request& request) {
  const auto query = ParamViews::of_address(request.url);
  const auto* version = find_param(query, "v");
  const auto* stream = find_param(query, "tid");
  if (version != nullptr && *version == "2" && stream != nullptr && stream->starts_with("G-")) {
    return "looks like GA4: `v=2`, `tid=" + std::string(*stream) + "`; map its host";
  }
  const auto* measurement = find_param(query, "measurement_id");
  if (measurement != nullptr && find_param(query, "api_secret") != nullptr) {
    return "looks like GA4: `measurement_id=" + std::string(*measurement) + "`; map its host";
  }
  return {};
}

}  // namespace

const Platform kPlatform{
    .id = "ga4",
    .title = "Google Analytics 4",
    .real_host = "www.google-analytics.com",
    .traits = {.name = "GA4",
               .click_parameters = "gclid gbraid wbraid",
               .click_ids = "gclid gbraid wbraid",
               .credits_landing = true,
               .raw = "city region zip country ip user_agent",
               .email = EmailForm::google,
               .phone = PhoneForm::plus,
               .keeps_signs_in_names = true,
               .takes_base64 = true,
               .order_key = "transaction_id",
               .consent_signals = true},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = dedup_rules(),
    .settings = kSettings,
    .refuses_whole_request = true,
    .decode = decode,
    .accept = judge,
    .unconsented = unconsented,
    .answer = answer,
    .encode = encode,
    .secret_names = {.query = {&kSecretParameter, 1}},
    .looks_like = looks_like,
    .has_revenue = has_revenue,
};

}  // namespace tagproof::ga4
