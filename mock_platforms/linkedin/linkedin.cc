#include "mock_platforms/linkedin/linkedin.h"

#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/writer.h"
#include "mock_platforms/linkedin/fields.h"
#include "mock_platforms/linkedin/settings.h"

namespace tagproof::linkedin {
namespace {

constexpr std::string_view kApiHost = "api.linkedin.com";

constexpr Endpoint kEndpoints[] = {
    {.id = "events",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kApiHost,
     .path = "/rest/conversionEvents",
     .source = kRudderStack},
    {.id = "tag",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = "px.ads.linkedin.com",
     .path = "/collect",
     .source = kOmnibug},
};

/// Headers stand for the whole request.
void check_headers(const Request& request, const Settings& settings, Decoded& hit) {
  if (hit.channel != Channel::server) return;
  const auto* version = find_header(request.headers, "LinkedIn-Version");
  if (version == nullptr || version->empty()) {
    hit.observe(rule("linkedin.version.missing"), -1, "LinkedIn-Version");
  } else if (*version < settings.of(kOldestVersion)) {
    hit.observe(rule("linkedin.version.sunset"), -1, "LinkedIn-Version", *version);
  }
  const auto* method = find_header(request.headers, "X-RestLi-Method");
  if (method == nullptr || !equals_ignoring_case(*method, "BATCH_CREATE"))
    hit.observe(rule("linkedin.method.missing"), -1, "X-RestLi-Method");
}

Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  auto hit = conversion_api::decode(kApi, request, endpoint);
  check_headers(request, settings, hit);
  return hit;
}

/// Whose rules an event is held against: the hit names its account, a call's token tells it.
const Account* account_of(const Decoded& hit, const TrackedEvent& event,
                          std::span<const Account> accounts) {
  const auto it = std::ranges::find_if(accounts, [&](const Account& account) {
    if (hit.channel == Channel::browser)
      return event.account.has_value() && account.id == *event.account;
    return std::ranges::any_of(account.secrets, [&](const std::string& secret) {
      return std::ranges::find(hit.secrets, secret) != hit.secrets.end();
    });
  });
  return it == accounts.end() ? nullptr : &*it;
}

void check_conversion(Decoded& hit, std::size_t index, const PlatformState& state) {
  auto& event = hit.events[index];
  const auto* account = account_of(hit, event, state.accounts());
  if (account == nullptr) return;
  event.account = Observed<std::string>::of(account->id);
  if (account->actions.empty() || !event.platform_name.has_value()) return;
  if (std::ranges::find(account->actions, *event.platform_name, &ConversionAction::id) !=
      account->actions.end())
    return;
  if (hit.channel == Channel::browser) {
    hit.observe(rule("linkedin.hit.conversion-unknown"), static_cast<int>(index), "conversionId",
                *event.platform_name);
  } else {
    hit.observe(rule("linkedin.conversion.unknown"), static_cast<int>(index),
                "elements[" + std::to_string(index) + "].conversion", *event.platform_name);
  }
}

std::string looks_like(const Request& request) {
  if (request.body.find(kRuleUrn) != std::string::npos)
    return "looks like LinkedIn: `urn:lla:llaPartnerConversion`";
  return {};
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  for (std::size_t i = 0; i < hit.events.size(); ++i) check_conversion(hit, i, state);
  conversion_api::accept(kApi, hit, state, now);
  conversion_api::lose_batch(hit, rule("linkedin.batch"));
}

// LinkedIn's wire has no consent: what must not be sent is held back.
const Platform kPlatform{
    .id = "linkedin",
    .title = "LinkedIn Insight Tag and Conversions API",
    .real_host = kApiHost,
    .traits = {.name = "LinkedIn",
               .click_parameters = "li_fat_id",
               .click_ids = "click_id",
               .person_ids = "click_id",
               .click_cookie = "li_fat_id",
               // Source: kWalker (names), kShware (an address has an idType of either form)
               .raw = "user_agent first_name last_name country",
               .either = "external_id ip"},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,  // linkedin.batch says whose fault it is
    .decode = decode,
    .accept = accept,
    .answer = answer,
    .encode = [](const Emission& emission) { return encode(kApi, emission); },
    .looks_like = looks_like,
};

}  // namespace tagproof::linkedin
