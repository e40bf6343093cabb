#include <array>

#include <fmt/core.h>

#include "harness/wire/json_writer.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

/// What the validation server says of a rule. `enforced`: only under ENFORCE_RECOMMENDATIONS.
struct Message {
  std::string_view rule{};
  std::string_view code{};
  std::string_view text{};  // {0}: the event's index, {1}: what stood there
  bool enforced = false;
};

// The codes are documented, the texts as far as captures show them; which rule raises which code is
// inferred. Source:
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events
constexpr std::array kMessages{
    Message{"ga4.mp.secret-missing", "VALUE_REQUIRED", "Measurement requires an api_secret."},
    Message{"ga4.mp.stream-missing", "VALUE_REQUIRED",
            "Measurement requires a measurement_id or a firebase_app_id."},
    Message{"ga4.mp.body-unreadable", "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. {1}"},
    Message{"ga4.mp.events-missing", "VALUE_REQUIRED", "Measurement requires events."},
    Message{"ga4.mp.client-missing", "VALUE_REQUIRED", "Measurement requires a client_id."},
    Message{"ga4.mp.too-many-events", "EXCEEDED_MAX_ENTITIES",
            "Measurement has {1} events. At most 25 are allowed."},
    Message{"ga4.mp.body-too-large", "VALUE_OUT_OF_BOUNDS", "The payload exceeds 130 kB."},
    Message{"ga4.mp.too-many-user-properties", "EXCEEDED_MAX_ENTITIES",
            "Measurement has more than 25 user properties."},
    Message{"ga4.name.invalid", "NAME_INVALID",
            "Event at index: [{0}] has invalid name [{1}]. Names must start with an alphabetic "
            "character, hold only alpha-numeric characters and underscores, and be at most 40 "
            "characters long."},
    Message{"ga4.name.reserved", "NAME_RESERVED",
            "Event at index: [{0}] has name [{1}] which is reserved."},
    Message{"ga4.name.duplicated", "NAME_DUPLICATED",
            "Event at index: [{0}] has param [{1}] more than once."},
    Message{"ga4.items.price-text", "INTERNAL_ERROR",
            "Event at index: [{0}] has items that could not be read."},
    Message{"ga4.name.param-invalid", "NAME_INVALID",
            "Event at index: [{0}] has param with invalid name [{1}].", true},
    Message{"ga4.name.param-reserved", "NAME_RESERVED",
            "Event at index: [{0}] has param [{1}] whose prefix is reserved.", true},
    Message{"ga4.mp.too-many-params", "EXCEEDED_MAX_ENTITIES",
            "Event at index: [{0}] has more than 25 params.", true},
    Message{"ga4.value.param-too-long", "VALUE_OUT_OF_BOUNDS",
            "Event at index: [{0}] has param [{1}] with a value longer than 100 characters.", true},
    Message{"ga4.mp.user-id-too-long", "VALUE_OUT_OF_BOUNDS", "user_id is too long.", true},
    Message{"ga4.value.text-on-server", "VALUE_INVALID",
            "Event at index: [{0}] has param [value] of the wrong type.", true},
    Message{"ga4.value.malformed", "VALUE_INVALID",
            "Event at index: [{0}] has param [value] of the wrong type.", true},
    Message{"ga4.value.missing", "VALUE_REQUIRED", "Event at index: [{0}] lacks the param [value].",
            true},
    Message{"ga4.value.currency-missing", "VALUE_REQUIRED",
            "Event at index: [{0}] has param [value] without [currency].", true},
    Message{"ga4.value.currency-invalid", "VALUE_INVALID",
            "Event at index: [{0}] has invalid currency [{1}].", true},
    Message{"ga4.mp.time-old-enforced", "VALUE_INVALID",
            "Event at index: [{0}] has timestamp_micros older than 72 hours.", true},
    Message{"ga4.mp.time-malformed", "VALUE_INVALID",
            "Event at index: [{0}] has timestamp_micros of the wrong type.", true},
};

const Message* message_of(const Rule& about) {
  for (const auto& message : kMessages) {
    if (message.rule == about.id) return &message;
  }
  return nullptr;
}

void set_cors(Response& response, const Request& request) {
  if (const auto* origin = find_header(request.headers, "Origin")) {
    set_header(response.headers, "Access-Control-Allow-Origin", *origin);
    set_header(response.headers, "Access-Control-Allow-Credentials", "true");
  }
}

}  // namespace

std::string validation_messages(const Decoded& decoded) {
  bool enforced = false;
  for (const auto& seen : decoded.observations) {
    enforced = enforced || seen.rule == &rule("ga4.mp.enforced");
  }
  std::string body;
  JsonWriter w(body);
  w.begin_object().key("validationMessages").begin_array();
  for (const auto& seen : decoded.observations) {
    const auto* message = message_of(*seen.rule);
    if (message == nullptr || (message->enforced && !enforced)) continue;
    w.begin_object();
    if (!seen.field.empty()) w.key("fieldPath").string(seen.field);
    w.key("description")
        .string(
            fmt::format(fmt::runtime(message->text), seen.event < 0 ? 0 : seen.event, seen.detail));
    w.key("validationCode").string(message->code).end_object();
  }
  w.end_array().end_object();
  return body;
}

Response answer(const Request& request, const Endpoint& endpoint, const Decoded& decoded,
                const PlatformState&, const AnswerContext&) {
  Response response;
  set_cors(response, request);
  if (endpoint.id != "collect" && request.method != "POST") {
    response.status = 405;
    set_header(response.headers, "Allow", "POST");
    return response;
  }
  if (endpoint.id == "debug") {
    response.status = 200;
    set_header(response.headers, "Content-Type", "application/json; charset=utf-8");
    response.body = validation_messages(decoded);
    return response;
  }
  // 204 to anything, as long as it arrived: what became of it is said nowhere.
  // Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
  response.status = 204;
  set_header(response.headers, "Content-Type", "text/plain");
  set_header(response.headers, "Cache-Control", "no-cache, no-store, must-revalidate");
  return response;
}

}  // namespace tagproof::ga4
