#include <string>

#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/microsoft/microsoft.h"

namespace tagproof::microsoft {
namespace {

using conversion_api::first_refusal;
using conversion_api::json_answer;
using conversion_api::refusal_of;

std::string_view last_part(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string_view code_of(int status) {
  return status == 401 ? std::string_view("Unauthorized") : std::string_view("ValidationError");
}

/// A 200 too may carry details: what was refused of a request that was told to go on. Source:
/// kSegment, kShware (its types)
Response events_answer(const Decoded& hit, const AnswerContext& context) {
  const auto* refused = first_refusal(hit);
  const auto taken = conversion_api::taken(hit);
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  JsonWriter json(body);
  json.begin_object();
  json.key("eventsReceived").number(static_cast<std::int64_t>(taken));
  if (refused != nullptr) {
    json.key("error").begin_object();
    json.key("code").string(code_of(refused->rule->code));
    json.key("message").string(refused->rule->text);
    json.key("details").begin_array();
    for (std::size_t i = 0; i < hit.events.size(); ++i) {
      const auto* seen = refusal_of(hit, i);
      if (seen == nullptr || seen->event < 0) continue;
      json.begin_object();
      json.key("index").number(static_cast<std::int64_t>(i));
      json.key("propertyName").string(last_part(seen->field));
      json.key("attemptedValue").string(seen->detail);
      json.key("errorMessage").string(seen->rule->text);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.key("traceId").string(context.nonce.text()).end_object();
  return json_answer(refused == nullptr || taken > 0 ? 200 : refused->rule->code, std::move(body));
}

/// Source: kSdk (ApplyOnlineConversionAdjustmentsResponse, BatchError)
Response adjustments_answer(const Decoded& hit, const AnswerContext& context) {
  const auto* refused = first_refusal(hit);
  const bool whole = refused != nullptr && refused->event < 0;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  if (whole) {
    json.key("TrackingId").string(context.nonce.text());
    json.key("Type").string("AdApiFaultDetail");
    json.key("Errors").begin_array().begin_object();
    json.key("Message").string(refused->rule->text);
    json.end_object().end_array();
  } else {
    json.key("PartialErrors").begin_array();
    for (std::size_t i = 0; i < hit.events.size(); ++i) {
      const auto* seen = refusal_of(hit, i);
      if (seen == nullptr) continue;
      json.begin_object();
      json.key("FieldPath").string(last_part(seen->field));
      json.key("Index").number(static_cast<std::int64_t>(i));
      json.key("Message").string(seen->rule->text);
      json.key("Type").string("BatchError");
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return json_answer(whole ? refused->rule->code : 200, std::move(body));
}

}  // namespace

Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext& context) {
  if (endpoint.channel == Channel::browser) return conversion_api::page_answer(request, 204);
  return endpoint.id == "adjustments" ? adjustments_answer(hit, context)
                                      : events_answer(hit, context);
}

}  // namespace tagproof::microsoft
