#include <string>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/linkedin/linkedin.h"

namespace tagproof::linkedin {
namespace {

constexpr std::int64_t kInvalidToken = 65600;  // serviceErrorCode. Source: kRudderStack

/// "/user/userIds" of "elements[0].user.userIds".
std::string path_in_event(std::string_view path) {
  const auto dot = path.find('.');
  return dot == std::string_view::npos ? "/" : "/" + replace_all(path.substr(dot + 1), ".", "/");
}

/// The places of the refused events, with what is wrong, as the API's two messages say them.
/// Source: kRudderStack (its fixtures)
std::string message_of(const Decoded& hit, const Observation& first) {
  if (first.event < 0) return std::string(first.rule->text);
  const bool by_path = first.rule->code == 422;
  std::string indices;
  std::string errors;
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const auto* seen = conversion_api::refusal_of(hit, i);
    if (seen == nullptr || seen->event < 0 || seen->rule->id.ends_with(".batch")) continue;
    indices.append(indices.empty() ? "" : ", ").append(std::to_string(i));
    errors.append("Index: ").append(std::to_string(i)).append(", ERROR :: ");
    errors.append(path_in_event(seen->field)).append(" :: ").append(seen->rule->text).append("\n");
  }
  return by_path ? errors : std::string(first.rule->text) + ", indices [" + indices + "]";
}

Response refusal(const Decoded& hit, const Observation& refused) {
  const auto status = refused.rule->code;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("status").number(std::int64_t{status});
  if (status == 401) {
    json.key("serviceErrorCode").number(kInvalidToken);
    json.key("code").string("INVALID_ACCESS_TOKEN");
    json.key("message").string("Invalid access token");
  } else {
    if (status == 426) json.key("code").string("NONEXISTENT_VERSION");
    json.key("message").string(message_of(hit, refused));
  }
  json.end_object();
  return conversion_api::json_answer(status, std::move(body));
}

}  // namespace

Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext&) {
  if (endpoint.channel == Channel::browser) return conversion_api::image_answer(request);
  if (const auto* refused = conversion_api::first_refusal(hit)) return refusal(hit, *refused);
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  JsonWriter json(body);
  json.begin_object().key("elements").begin_array();
  for (std::size_t i = 0; i < hit.events.size(); ++i)
    json.begin_object().key("status").number(std::int64_t{201}).end_object();
  json.end_array().end_object();
  return conversion_api::json_answer(200, std::move(body));
}

}  // namespace tagproof::linkedin
