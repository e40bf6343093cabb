#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/tiktok/tiktok.h"

namespace tagproof::tiktok {
namespace {

constexpr int kOk = 0;
constexpr int kPartly = 20001;  // connectors take it for a success. Source: kRudderStack

/// "data.0.properties.contents.0.content_id" of "data[0].properties.contents[0].content_id": as the
/// API names a parameter.
std::string dotted(std::string_view path) {
  return replace_all(replace_all(path, "[", "."), "]", "");
}

Response code_answer(int code, std::string_view message, const AnswerContext& context) {
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  JsonWriter json(body);
  json.begin_object();
  json.key("code").number(std::int64_t{code});
  json.key("message").string(message);
  json.key("request_id").string(context.nonce);
  json.key("data").begin_object().end_object();
  json.end_object();
  return conversion_api::json_answer(200, std::move(body));
}

}  // namespace

/// HTTP 200 whatever was decided; the code says it. Source: kRudderStack (its fixtures)
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext& context) {
  if (endpoint.channel == Channel::browser) return conversion_api::page_answer(request, 200);
  const auto* refused = conversion_api::first_refusal(hit);
  if (refused == nullptr) return code_answer(kOk, "OK", context);
  if (conversion_api::taken(hit) > 0) return code_answer(kPartly, "Partial success", context);
  std::string message = dotted(refused->field);
  if (!message.empty()) message.append(": ");
  return code_answer(refused->rule->code, message.append(refused->rule->text), context);
}

}  // namespace tagproof::tiktok
