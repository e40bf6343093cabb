#include <algorithm>
#include <string>

#include "harness/wire/json.h"
#include "harness/wire/json_body.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/conversion_api/wire_value.h"
#include "mock_platforms/reddit/reddit.h"

namespace tagproof::reddit {
namespace {

using conversion_api::json_answer;
using conversion_api::refusal_of;

Response message_answer(int status, std::string_view message) {
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  JsonWriter json(body);
  json.begin_object().key("message").string(message).end_object();
  return json_answer(status, std::move(body));
}

Response no_access(const Rule& refused) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("success").boolean(false);
  json.key("error").begin_object();
  json.key("reason").string(refused.code == 401 ? "UNAUTHORIZED" : "FORBIDDEN");
  json.key("explanation").string(refused.text);
  json.end_object().end_object();
  return json_answer(refused.code, std::move(body));
}

bool is_invalid(const Observation* seen) {
  return seen != nullptr && seen->event >= 0 && !seen->rule->id.ends_with(".batch");
}

/// All of the request is lost, and the invalid ones are sent back.
Response invalid_events(const Request& request, const Decoded& hit) {
  const auto document = json_body(request);
  const auto root = document ? document->root() : JsonView{};
  const auto list = root["events"].exists() ? root["events"] : root["data"]["events"];
  std::int64_t count = 0;
  std::string body;
  std::string events;
  JsonWriter json(events);
  json.begin_array();
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const auto* seen = refusal_of(hit, i);
    if (!is_invalid(seen)) continue;
    ++count;
    json.begin_object().key("error_message").string(seen->rule->text);
    if (const auto event = list.at(i); event.exists()) json.key("event").raw(event.source());
    json.end_object();
  }
  json.end_array();
  JsonWriter whole(body);
  whole.begin_object();
  whole.key("message").string("There were " + std::to_string(count) +
                              " invalid conversion events. None were processed.");
  whole.key("invalid_events").raw(events);
  whole.end_object();
  return json_answer(400, std::move(body));
}

}  // namespace

/// Source: kRudderStack (its fixtures)
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext&) {
  if (endpoint.channel == Channel::browser) return conversion_api::image_answer(request);
  const auto* refused = conversion_api::first_refusal(hit);
  if (refused == nullptr) {
    return message_answer(
        200, "Successfully processed " + std::to_string(hit.events.size()) + " conversion events.");
  }
  if (refused->rule->code != 400) return no_access(*refused->rule);
  if (refused->event < 0) return message_answer(400, refused->rule->text);
  return invalid_events(request, hit);
}

}  // namespace tagproof::reddit
