#include <string>

#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/pinterest/pinterest.h"
#include "mock_platforms/pinterest/rules.h"

namespace tagproof::pinterest {
namespace {

int status_of(int code) {
  switch (code) {
    case kUnauthorized:
      return 401;
    case kForbidden:
      return 403;
    default:
      return 400;
  }
}

std::string message_of(const Observation& seen) {
  std::string message = seen.field;
  if (!message.empty()) message.append(": ");
  return message.append(seen.rule->text);
}

/// ConversionApiResponse: what became of each event, in the request's order. Source: kSpec
void write_result(JsonWriter& json, const Decoded& hit) {
  constexpr std::string_view kProcessed =
      R"({"status":"processed","error_message":null,"warning_message":null})";
  json.begin_object();
  json.key("num_events_received").number(static_cast<std::int64_t>(hit.events.size()));
  json.key("num_events_processed").number(static_cast<std::int64_t>(conversion_api::taken(hit)));
  json.key("events").begin_array();
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const auto* refused = conversion_api::refusal_of(hit, i);
    if (refused == nullptr) {
      json.raw(kProcessed);
    } else {
      json.begin_object();
      json.key("status").string("failed");
      json.key("error_message").string(message_of(*refused));
      json.key("warning_message").null();
      json.end_object();
    }
  }
  json.end_array().end_object();
}

}  // namespace

/// Source: kSpec (events/create: 200, 400, 401, 403 and 422). The code of a 422 and what its
/// `details` hold are assumed.
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext&) {
  if (endpoint.channel == Channel::browser) return conversion_api::image_answer(request);
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  JsonWriter json(body);
  const auto* refused = conversion_api::first_refusal(hit);
  if (refused == nullptr) {
    write_result(json, hit);
    return conversion_api::json_answer(200, std::move(body));
  }
  const int code = refused->rule->code;
  const bool of_all = conversion_api::taken(hit) == 0 && code != 0;
  json.begin_object();
  json.key("code").number(std::int64_t{of_all ? code : kInvalid});
  json.key("message").string(of_all ? message_of(*refused)
                                    : "Not all events were successfully processed.");
  if (!of_all) {
    json.key("details");
    write_result(json, hit);
  }
  json.end_object();
  return conversion_api::json_answer(of_all ? status_of(code) : 422, std::move(body));
}

}  // namespace tagproof::pinterest
