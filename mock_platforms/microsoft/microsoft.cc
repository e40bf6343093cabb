#include "mock_platforms/microsoft/microsoft.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "harness/wire/json.h"
#include "harness/wire/json_body.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/json_object.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/conversion_api/writer.h"
#include "mock_platforms/microsoft/fields.h"
#include "mock_platforms/microsoft/settings.h"

namespace tagproof::microsoft {

// ---- What no row says

/// A custom event is called by its name, a page load by its kind.
void read_kind_of_event(EventReader& reader, JsonView json) {
  auto& event = reader.event();
  const auto type = json["eventType"];
  std::string storage;
  if (conversion_api::word_of({.json = type}, storage) == kPageLoad) {
    event.name = EventName::page_view;
    event.platform_name = observed_text(type);
    if (!event.page_url.has_value())
      reader.observe(&rule("microsoft.page-load.url-missing"), "eventSourceUrl");
  } else if (!event.platform_name.has_value() || *event.platform_name == kCustom) {
    reader.observe(&rule("microsoft.event-name.missing"), "eventName");
  }
}

void read_kind_of_hit(EventReader& reader, JsonView) {
  auto& event = reader.event();
  if (!event.platform_name.has_value() || *event.platform_name == kCustom) {
    reader.observe(&rule("microsoft.hit.unreadable"), "ea");
  } else if (*event.platform_name == kPageLoad) {
    event.name = EventName::page_view;
  }
}

void read_adjustment(EventReader& reader, JsonView adjustment) {
  auto& event = reader.event();
  event.name = EventName::refund;
  const bool restates = observed_text(adjustment["AdjustmentType"]).value_or({}) == "Restate";
  event.adjustment = restates ? AdjustmentKind::restate : AdjustmentKind::retract;
  if (restates && event.value.says_nothing())
    reader.observe(&rule("microsoft.adjust.amount.missing"), "AdjustmentValue");
  if (!restates && event.value.has_value())
    reader.observe(&rule("microsoft.adjust.amount.unwanted"), "AdjustmentValue");
}

void write_adjustment(const Emission& emission, JsonObject& event) {
  const bool restates = emission.adjustment == AdjustmentKind::restate ||
                        emission.adjustment == AdjustmentKind::refund_partial;
  event.put("AdjustmentType", restates ? R"("Restate")" : R"("Retract")");
}

namespace {

constexpr std::string_view kCapiHost = "capi.uet.microsoft.com";

constexpr Endpoint kEndpoints[] = {
    {.id = "events",
     .channel = Channel::server,
     .method = "POST",
     .hosts = kCapiHost,
     .path = "/v1/*/events",
     .source = kSegment},
    {.id = "adjustments",
     .channel = Channel::server,
     .method = "POST",
     .hosts = "campaign.api.bingads.microsoft.com",
     .path = "/CampaignManagement/v13/OnlineConversionAdjustments/Apply",
     .source = kSdk},
    {.id = "tag",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = "bat.bing.com bat.bing.net",
     .path = "/action/0",
     .source = kOmnibug},
};

/// Beside the list, as kWalker says it, or in each event, as kSegment does.
bool goes_on_after_errors(const Request& request) {
  const auto document = json_body(request);
  if (!document) return false;
  constexpr std::string_view kKey = "continueOnValidationError";
  const auto root = document->root();
  const auto flag = root[kKey].exists() ? root[kKey] : root["data"].at(0)[kKey];
  return flag.is(JsonKind::boolean) && flag.boolean();
}

Decoded decode(const Request& request, const Endpoint& endpoint) {
  auto hit = conversion_api::decode(kApi, request, endpoint);
  if (endpoint.id == "events" && conversion_api::first_refusal(hit) != nullptr &&
      !goes_on_after_errors(request)) {
    conversion_api::lose_batch(hit, rule("microsoft.batch"));
  }
  return hit;
}

/// A goal is an account's action: its label is the event's name. Null: nobody said which there are.
const Rule* unknown_goal(const TrackedEvent& event, std::span<const Account> accounts) {
  bool any = false;
  for (const auto& account : accounts) {
    if (event.account.has_value() && account.id != *event.account) continue;
    for (const auto& goal : account.actions) {
      any = true;
      if (event.platform_name.has_value() && goal.label == *event.platform_name) return nullptr;
    }
  }
  return any ? &rule("microsoft.goal.unknown") : nullptr;
}

void check_adjustment(Decoded& hit, std::size_t index, const PlatformState& state) {
  const auto& event = hit.events[index];
  const auto observe = [&](const Rule& broken, std::string field) {
    hit.observe(broken, static_cast<int>(index), std::move(field));
  };
  if (event.platform_name.has_value() && unknown_goal(event, state.accounts()) != nullptr)
    observe(rule("microsoft.adjust.goal.unknown"), "ConversionName");
  if (!event.order_id.has_value()) return;
  const auto* conversion = state.conversion(*event.order_id);
  if (conversion == nullptr) {
    if (state.settings().of(kAdjustUnknown) == "refuse")
      observe(rule("microsoft.adjust.conversion-not-found"), "TransactionId");
    return;
  }
  // A tag's hit carries no time, and how Microsoft dates its conversion isn't published: it may
  // have been held until the shopper chose, long after it happened.
  using std::chrono::seconds;
  if (event.time && conversion->time &&
      std::chrono::floor<seconds>(*event.time) < std::chrono::floor<seconds>(*conversion->time)) {
    observe(rule("microsoft.adjust.time.early"), "AdjustmentTime");
  }
}

const Rule* unconsented(const TrackedEvent& event, const Settings& settings) {
  const bool denied = event.consent.ad_storage == Signal::denied;
  return denied && settings.of(kDenied) == "unconsented" ? &rule("microsoft.consent.denied")
                                                         : nullptr;
}

std::string looks_like(const Request& request) {
  const auto has = [&](std::string_view word) {
    return request.body.find(word) != std::string::npos;
  };
  if (has("\"eventType\"") && has("\"adStorageConsent\""))
    return "looks like Microsoft: `eventType` and `adStorageConsent`";
  if (has("\"OnlineConversionAdjustments\""))
    return "looks like Microsoft: `OnlineConversionAdjustments`";
  const auto query =
      std::string_view(request.url).substr(std::min(request.url.find('?'), request.url.size()));
  const auto asks = [&](std::string_view word) {
    return query.find(word) != std::string_view::npos;
  };
  if (asks("ti=") && asks("&Ver=2") && asks("&evt="))
    return "looks like Microsoft: `ti`, `Ver=2` and `evt`";
  return {};
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    if (hit.endpoint == "adjustments") {
      check_adjustment(hit, i, state);
    } else if (!hit.events[i].is(EventName::page_view)) {
      if (const auto* unknown = unknown_goal(hit.events[i], state.accounts()))
        hit.observe(*unknown, static_cast<int>(i), "eventName",
                    hit.events[i].platform_name.value_or({}));
    }
  }
  conversion_api::accept(kApi, hit, state, now);
}

const Platform kPlatform{
    .id = "microsoft",
    .title = "Microsoft Advertising UET tag and Conversion API",
    .real_host = kCapiHost,
    .traits = {.name = "Microsoft",
               .click_parameters = "msclkid",
               .click_ids = "click_id",
               .person_ids = "click_id browser_id",
               .click_cookie = "_uetmsclkid",
               .matches_visits = true,
               .email = EmailForm::bare,
               .phone = PhoneForm::plus_or_digits,
               .consent_signals = true},
    .endpoints = kEndpoints,
    .rules = kRules,
    .dedup = kDedup,
    .settings = kSettings,
    .refuses_whole_request = false,  // continueOnValidationError decides
    .decode = [](const Request& request, const Endpoint& endpoint,
                 const Settings&) { return decode(request, endpoint); },
    .accept = accept,
    .unconsented = unconsented,
    .answer = answer,
    .encode = [](const Emission& emission) { return encode(kApi, emission); },
    .secret_names = {.headers = {&kDeveloperToken, 1}},
    .looks_like = looks_like,
};

}  // namespace tagproof::microsoft
