#include <array>

#include <fmt/core.h>

#include "harness/wire/json_writer.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

/// What the validation server says of a rule. `enforced`: only under ENFORCE_RECOMMENDATIONS.
struct Message {
  const Rule* rule{};
  std::string_view code{};
  std::string_view text{};  // {0}: the event's index, {1}: what stood there, {2}: "(events[0]) "
  bool enforced = false;
};

// The codes are documented; the texts as far as the documentation and captures show them ("invalid
// name", "requires a client_id", "invalid format", "Cannot find field"), the others in their
// manner; which rule raises which code is inferred. Source:
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events
constexpr std::array kMessages{
    Message{&rule("ga4.mp.secret-missing"), "VALUE_REQUIRED",
            "Measurement requires an api_secret."},
    Message{&rule("ga4.mp.stream-missing"), "VALUE_REQUIRED",
            "Measurement requires a measurement_id or a firebase_app_id."},
    Message{&rule("ga4.mp.body-unreadable"), "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. {1}"},
    Message{&rule("ga4.mp.unknown-field"), "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. {2}{1}: Cannot find field."},
    Message{&rule("ga4.mp.events-missing"), "VALUE_REQUIRED", "Measurement requires events."},
    Message{&rule("ga4.mp.event-shape"), "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. (events[{0}]): no object."},
    Message{&rule("ga4.mp.client-missing"), "VALUE_REQUIRED", "Measurement requires a client_id."},
    Message{&rule("ga4.mp.app-instance-missing"), "VALUE_REQUIRED",
            "Measurement requires an app_instance_id."},
    Message{&rule("ga4.mp.too-many-events"), "EXCEEDED_MAX_ENTITIES",
            "Measurement has {1} events. At most 25 are allowed."},
    Message{&rule("ga4.mp.body-too-large"), "EXCEEDED_MAX_ENTITIES", "The payload exceeds 130 kB."},
    Message{&rule("ga4.mp.behavior-invalid"), "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. (validation_behavior): invalid "
            "value \"{1}\"."},
    Message{&rule("ga4.mp.consent-invalid"), "VALUE_INVALID",
            "Unable to parse Measurement Protocol JSON payload. (consent): invalid value \"{1}\"."},
    Message{&rule("ga4.user-property.too-many"), "EXCEEDED_MAX_ENTITIES",
            "Measurement has more than 25 user properties."},
    Message{&rule("ga4.user-property.first-letter"), "NAME_INVALID",
            "User property has invalid name [{1}]. Names must start with an alphabetic character."},
    Message{
        &rule("ga4.user-property.invalid"), "NAME_INVALID",
        "User property has invalid name [{1}]. Only alphanumeric characters and underscores are "
        "allowed."},
    Message{&rule("ga4.user-property.too-long"), "NAME_INVALID",
            "User property has invalid name [{1}]. At most 24 characters are allowed."},
    Message{&rule("ga4.user-property.reserved"), "NAME_RESERVED",
            "User property has name [{1}] which is reserved."},
    Message{&rule("ga4.user-property.prefix"), "NAME_RESERVED",
            "User property has name [{1}] whose prefix is reserved."},
    Message{&rule("ga4.user-property.duplicated"), "NAME_DUPLICATED",
            "User property [{1}] is given more than once."},
    Message{&rule("ga4.user-property.value-missing"), "VALUE_REQUIRED",
            "User property [{1}] requires a value."},
    Message{&rule("ga4.name.missing"), "NAME_INVALID",
            "Event at index: [{0}] has invalid name [{1}]. Names must start with an alphabetic "
            "character."},
    Message{&rule("ga4.name.first-letter"), "NAME_INVALID",
            "Event at index: [{0}] has invalid name [{1}]. Names must start with an alphabetic "
            "character."},
    Message{&rule("ga4.name.invalid"), "NAME_INVALID",
            "Event at index: [{0}] has invalid name [{1}]. Only alphanumeric characters and "
            "underscores are allowed."},
    Message{&rule("ga4.name.too-long"), "NAME_INVALID",
            "Event at index: [{0}] has invalid name [{1}]. At most 40 characters are allowed."},
    Message{&rule("ga4.name.reserved"), "NAME_RESERVED",
            "Event at index: [{0}] has name [{1}] which is reserved."},
    Message{&rule("ga4.name.reserved-on-web"), "NAME_RESERVED",
            "Event at index: [{0}] has name [{1}] which is reserved."},
    Message{&rule("ga4.name.duplicated"), "NAME_DUPLICATED",
            "Event at index: [{0}] has param [{1}] more than once."},
    Message{&rule("ga4.items.price-text"), "INTERNAL_ERROR",
            "Event at index: [{0}] has items that could not be read."},
    Message{&rule("ga4.mp.client-form"), "VALUE_INVALID",
            "client_id [{1}] has invalid format. It should be in <number>.<number> format.", true},
    Message{&rule("ga4.mp.app-instance-form"), "VALUE_INVALID",
            "app_instance_id [{1}] has invalid format. It should have 32 hexadecimal digits.",
            true},
    Message{&rule("ga4.name.param-first-letter"), "NAME_INVALID",
            "Event at index: [{0}] has param with invalid name [{1}]. Names must start with an "
            "alphabetic character.",
            true},
    Message{&rule("ga4.name.param-invalid"), "NAME_INVALID",
            "Event at index: [{0}] has param with invalid name [{1}]. Only alphanumeric characters "
            "and underscores are allowed.",
            true},
    Message{&rule("ga4.name.param-too-long"), "NAME_INVALID",
            "Event at index: [{0}] has param with invalid name [{1}]. At most 40 characters are "
            "allowed.",
            true},
    Message{&rule("ga4.name.param-prefix"), "NAME_RESERVED",
            "Event at index: [{0}] has param [{1}] whose prefix is reserved.", true},
    Message{&rule("ga4.name.param-reserved"), "NAME_RESERVED",
            "Event at index: [{0}] has param [{1}] which is reserved.", true},
    Message{&rule("ga4.params.too-many"), "EXCEEDED_MAX_ENTITIES",
            "Event at index: [{0}] has more than 25 params.", true},
    Message{&rule("ga4.value.param-too-long"), "VALUE_OUT_OF_BOUNDS",
            "Event at index: [{0}] has param [{1}] whose value is too long.", true},
    Message{&rule("ga4.value.page-title-too-long"), "VALUE_OUT_OF_BOUNDS",
            "Event at index: [{0}] has param [{1}] whose value is too long.", true},
    Message{&rule("ga4.value.page-referrer-too-long"), "VALUE_OUT_OF_BOUNDS",
            "Event at index: [{0}] has param [{1}] whose value is too long.", true},
    Message{&rule("ga4.value.page-location-too-long"), "VALUE_OUT_OF_BOUNDS",
            "Event at index: [{0}] has param [{1}] whose value is too long.", true},
    Message{&rule("ga4.value.param-nested"), "VALUE_INVALID",
            "Event at index: [{0}] has param [{1}] of the wrong type.", true},
    Message{&rule("ga4.user-property.value-too-long"), "VALUE_OUT_OF_BOUNDS",
            "User property [{1}] has a value that is too long.", true},
    Message{&rule("ga4.mp.user-id-too-long"), "VALUE_OUT_OF_BOUNDS", "user_id is too long.", true},
    Message{&rule("ga4.value.text-on-server"), "VALUE_INVALID",
            "Event at index: [{0}] has param [value] of the wrong type.", true},
    Message{&rule("ga4.value.malformed"), "VALUE_INVALID",
            "Event at index: [{0}] has param [value] of the wrong type.", true},
    Message{&rule("ga4.value.amount-as-text"), "VALUE_INVALID",
            "Event at index: [{0}] has an amount of the wrong type.", true},
    Message{&rule("ga4.dedup.transaction-number"), "VALUE_INVALID",
            "Event at index: [{0}] has param [transaction_id] of the wrong type.", true},
    Message{&rule("ga4.items.not-a-list"), "VALUE_INVALID",
            "Event at index: [{0}] has param [items] of the wrong type.", true},
    Message{&rule("ga4.items.too-many"), "EXCEEDED_MAX_ENTITIES",
            "Event at index: [{0}] has more than 200 items.", true},
    Message{&rule("ga4.items.too-many-params"), "EXCEEDED_MAX_ENTITIES",
            "Event at index: [{0}] has an item with too many params.", true},
    Message{&rule("ga4.items.param-name"), "NAME_INVALID",
            "Event at index: [{0}] has an item with a param of invalid name.", true},
    Message{&rule("ga4.items.value-too-long"), "VALUE_OUT_OF_BOUNDS",
            "Event at index: [{0}] has an item with a value that is too long.", true},
    Message{&rule("ga4.value.currency-missing"), "VALUE_REQUIRED",
            "Event at index: [{0}] has param [value] without [currency].", true},
    Message{&rule("ga4.value.currency-alone"), "VALUE_REQUIRED",
            "Event at index: [{0}] has param [currency] without [value].", true},
    Message{&rule("ga4.value.currency-invalid"), "VALUE_INVALID",
            "Event at index: [{0}] has invalid currency [{1}].", true},
    Message{&rule("ga4.mp.time-old-enforced"), "VALUE_INVALID",
            "Measurement timestamp_micros has timestamp {1}, more than 72 hours before now.", true},
    Message{&rule("ga4.mp.time-malformed"), "VALUE_INVALID",
            "Measurement timestamp_micros is of the wrong type.", true},
};

const Message* message_of(const Rule& about) {
  for (const auto& message : kMessages) {
    if (message.rule == &about) return &message;
  }
  return nullptr;
}

bool is_unreadable(const Message* message) {
  return message != nullptr && message->text.starts_with("Unable to parse");
}

/// `events` for a name, as documented, the members of the request by their name; a parameter by its
/// whole path (assumed). None where the body can't be parsed, as captures show.
std::string field_path(const Observation& seen) {
  const std::string_view field = seen.field;
  const bool whole =
      seen.event < 0 || field.empty() || field == "events" || field == "timestamp_micros";
  if (whole) return std::string(field);
  const bool prefixed = field.starts_with("params");
  return fmt::format("events[{}].{}{}", seen.event, prefixed ? "" : "params.", field);
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
  bool unreadable = false;  // then nothing else is looked at, as captures show
  for (const auto& seen : decoded.observations) {
    enforced = enforced || seen.rule == &rule("ga4.mp.enforced");
    unreadable = unreadable || is_unreadable(message_of(*seen.rule));
  }
  std::string body;
  JsonWriter w(body);
  w.begin_object().key("validationMessages").begin_array();
  for (const auto& seen : decoded.observations) {
    const auto* message = message_of(*seen.rule);
    if (message == nullptr || (message->enforced && !enforced)) continue;
    if (unreadable && !is_unreadable(message)) continue;
    w.begin_object();
    if (const auto path = field_path(seen); !path.empty()) w.key("fieldPath").string(path);
    const auto place = seen.event < 0 ? std::string{} : fmt::format("(events[{}]) ", seen.event);
    w.key("description")
        .string(fmt::format(fmt::runtime(message->text), seen.event < 0 ? 0 : seen.event,
                            seen.detail, place));
    w.key("validationCode").string(message->code).end_object();
  }
  w.end_array().end_object();
  return body;
}

Response answer(const Request& request, const Endpoint& endpoint, const Decoded& decoded,
                const PlatformState&, const AnswerContext&) {
  Response response;
  response.headers.reserve(4);
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
