#include <algorithm>
#include <string>

#include "harness/wire/json_writer.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/quality.h"
#include "mock_platforms/meta/rules.h"

namespace tagproof::meta {
namespace {

/// Graph answers with one error: that of the first row of kRules.
const Observation* first_refusal(const Decoded& hit) {
  const Observation* first = nullptr;
  for (const auto& observation : hit.observations) {
    if (observation.rule->severity != RuleSeverity::refuse) continue;
    if (first == nullptr || observation.rule < first->rule) first = &observation;
  }
  return first;
}

struct Wording {
  std::string_view rule{};
  int status = 400;
  bool transient = false;
  std::string_view message{"Invalid parameter"};
  std::string_view title{};
  std::string_view user_message{};
  std::string_view type{"OAuthException"};
};

// Titles and messages are localised in the real answers: clients compare codes, and so do we.
constexpr Wording kWordings[] = {
    {.rule = "meta.token.missing",
     .message = "An access token is required to request this resource."},
    {.rule = "meta.token.unknown",
     .status = 401,
     .message = "Invalid OAuth access token - Cannot parse access token"},
    {.rule = "meta.token.permission",
     .status = 403,
     .message = "(#200) The token has no permission to send events for this pixel"},
    {.rule = "meta.version.missing",
     .message = "(#2635) You are calling a deprecated version of the Ads API. Please name a "
                "version in the path"},
    {.rule = "meta.method",
     .message = "Unsupported request. Object does not support this operation",
     .type = "GraphMethodException"},
    {.rule = "meta.appsecret-proof.invalid",
     .message = "Invalid appsecret_proof provided in the API argument",
     .type = "GraphMethodException"},
    {.rule = "meta.event-time.too-old-in-store",
     .title = "Event Timestamp Too Old",
     .user_message = "The timestamp for this event is too far in the past. Events in a shop need "
                     "to be sent within 62 days of when they occurred."},
    {.rule = "meta.app.os-version-empty",
     .title = "Missing OS Version",
     .user_message = "The extinfo of this app event names no version of the operating system."},
    {.rule = "meta.pixel.unknown",
     .message =
         "Unsupported post request. Object with ID '{}' does not exist, cannot be loaded due "
         "to missing permissions, or does not support this operation. Please read the Graph "
         "API documentation at https://developers.facebook.com/docs/graph-api",
     .type = "GraphMethodException"},
    {.rule = "meta.event-time.too-old",
     .title = "Event Timestamp Too Old",
     .user_message = "The timestamp for this event is too far in the past. Events need to be sent "
                     "from your server within 7 days of when they occurred. Enter a timestamp that "
                     "has occurred within the last 7 days."},
    {.rule = "meta.event-time.future",
     .title = "Event Timestamp In The Future",
     .user_message = "The timestamp for this event is in the future. Enter the time at which the "
                     "event occurred, in seconds."},
    {.rule = "meta.user-data.missing",
     .title = "Not Enough Customer Information",
     .user_message = "This event doesn't have enough customer information parameters. Include at "
                     "least one key in user_data."},
    {.rule = "meta.user-data.too-broad",
     .title = "Customer Information Too Broad",
     .user_message =
         "The customer information parameters of this event are too broad to be matched "
         "with accounts."},
    {.rule = "meta.purchase.value-missing",
     .title = "Missing Value for Purchase Event",
     .user_message = "Your Purchase event is missing a required value parameter. Add a value."},
    {.rule = "meta.purchase.currency-missing",
     .title = "Missing Currency for Purchase Event",
     .user_message = "Your Purchase event is missing a required currency parameter. Add a code of "
                     "ISO 4217."},
    {.rule = "meta.quality.dataset-missing",
     .message = "(#100) The parameter dataset_id is required"},
    {.rule = "meta.quality.field-unknown",
     .message = "(#100) Tried accessing nonexisting field ({})"},
    {.rule = "meta.data.missing", .message = "(#100) The parameter data is required"},
    {.rule = "meta.data.too-many",
     .message = "(#100) Too many events: at most 1000 in one request"},
};

Wording wording_of(const Rule& refused) {
  for (const auto& error : kStateErrors) {
    if (error.id == refused.id)
      return {.status = error.status,
              .transient = error.transient,
              .message = error.message,
              .type = error.type};
  }
  const auto* const it = std::ranges::find(kWordings, refused.id, &Wording::rule);
  return it == std::end(kWordings) ? Wording{} : *it;
}

std::string pixel_of(const Decoded& hit) {
  return hit.events.empty() ? std::string{} : hit.events.front().account.value_or({});
}

Response json_answer(int status, std::string body) {
  return {status, {{"Content-Type", "application/json; charset=UTF-8"}}, std::move(body)};
}

Response error_answer(const Decoded& hit, const Observation& refused, const std::string& trace) {
  const auto wording = wording_of(*refused.rule);
  if (refused.rule->code == 0) {
    // A proxy before Graph: clients that expect JSON must not fall over it.
    return {wording.status,
            {{"Content-Type", "text/html; charset=utf-8"}},
            "<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went "
            "wrong.</body></html>"};
  }
  std::string message(wording.message);
  if (const auto at = message.find("{}"); at != std::string::npos)
    message.replace(at, 2, refused.detail.empty() ? pixel_of(hit) : refused.detail);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("error").begin_object();
  json.key("message").string(message);
  json.key("type").string(wording.type);
  json.key("code").number(std::int64_t{refused.rule->code});
  if (refused.rule->subcode != 0)
    json.key("error_subcode").number(std::int64_t{refused.rule->subcode});
  json.key("is_transient").boolean(wording.transient);
  if (!wording.title.empty()) {
    json.key("error_user_title").string(wording.title);
    json.key("error_user_msg").string(wording.user_message);
  } else if (refused.rule->code == 100 && refused.rule->subcode == 0 &&
             wording.message == "Invalid parameter") {
    json.key("error_user_title").string("Invalid parameter");
    json.key("error_user_msg").string(refused.rule->text);
  }
  if (!refused.field.empty() && refused.event >= 0) {
    json.key("error_data").begin_object().key("blame_field_specs").begin_array();
    json.begin_array().string(refused.field).end_array();
    json.end_array().end_object();
  }
  json.key("fbtrace_id").string(trace);
  json.end_object().end_object();
  return json_answer(wording.status, std::move(body));
}

/// 200, empty, the page's origin echoed: as captures of real hits show.
Response pixel_answer(const Request& request) {
  Response answer;
  set_header(answer.headers, "Content-Type", "text/plain");
  if (const auto* origin = find_header(request.headers, "Origin")) {
    set_header(answer.headers, "Access-Control-Allow-Origin", *origin);
    set_header(answer.headers, "Access-Control-Allow-Credentials", "true");
  }
  return answer;
}

}  // namespace

Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context) {
  if (hit.channel == Channel::browser) return pixel_answer(request);
  if (const auto* refused = first_refusal(hit))
    return error_answer(hit, *refused, context.nonce.text());
  if (endpoint.id == kEndpointQuality) {
    const auto* notes = dynamic_cast<const Notes*>(state.notes());
    return json_answer(200, quality_body(request, notes == nullptr ? Notes{} : *notes));
  }
  std::string body;
  constexpr std::size_t kUsualSize = 128;
  body.reserve(kUsualSize);
  JsonWriter json(body);
  json.begin_object();
  // Before deduplication, and before what a restriction drops.
  json.key("events_received").number(static_cast<std::int64_t>(hit.events.size()));
  json.key("messages").begin_array().end_array();
  json.key("fbtrace_id").string(context.nonce.text());
  json.end_object();
  return json_answer(200, std::move(body));
}

}  // namespace tagproof::meta
