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

std::string failure(const Observation& refused) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object();
  writer.key("status").string("failed");
  writer.key("error_message").string(message_of(refused));
  writer.key("warning_message").null();
  writer.end_object();
  return json;
}

/// ConversionApiResponse: what became of each event, in the request's order. Source: kSpec
std::string result_of(const Decoded& hit) {
  constexpr std::string_view kProcessed =
      R"({"status":"processed","error_message":null,"warning_message":null})";
  std::string json;
  json.reserve(conversion_api::kUsualAnswer);
  json.append(R"({"num_events_received":)").append(std::to_string(hit.events.size()));
  json.append(R"(,"num_events_processed":)").append(std::to_string(conversion_api::taken(hit)));
  json.append(R"(,"events":[)");
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const auto* refused = conversion_api::refusal_of(hit, i);
    if (i > 0) json.push_back(',');
    if (refused == nullptr) {
      json.append(kProcessed);
    } else {
      json.append(failure(*refused));
    }
  }
  json.append("]}");
  return json;
}

}  // namespace

/// Source: kSpec (events/create: 200, 400, 401, 403 and 422). The code of a 422 and what its
/// `details` hold are assumed.
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext&) {
  if (endpoint.channel == Channel::browser) return conversion_api::image_answer(request);
  const auto* refused = conversion_api::first_refusal(hit);
  if (refused == nullptr) return conversion_api::json_answer(200, result_of(hit));
  const int code = refused->rule->code;
  const bool of_all = conversion_api::taken(hit) == 0 && code != 0;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("code").number(std::int64_t{of_all ? code : kInvalid});
  json.key("message").string(of_all ? message_of(*refused)
                                    : "Not all events were successfully processed.");
  if (!of_all) json.key("details").raw(result_of(hit));
  json.end_object();
  return conversion_api::json_answer(of_all ? status_of(code) : 422, std::move(body));
}

}  // namespace tagproof::pinterest
