#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/tiktok/tiktok.h"

namespace tagproof::tiktok {
namespace {

constexpr std::string_view kOk = R"("code":0,"message":"OK")";
constexpr int kPartly = 20001;  // connectors take it for a success. Source: kRudderStack

/// "data.0.properties.contents.0.content_id" of "data[0].properties.contents[0].content_id": as the
/// API names a parameter.
std::string dotted(std::string_view path) {
  return replace_all(replace_all(path, "[", "."), "]", "");
}

/// `decided`: the members that say what was decided.
Response answer_with(std::string_view decided, const AnswerContext& context) {
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  body.append("{").append(decided).append(R"(,"request_id":)");
  JsonWriter(body).string(context.nonce.text());
  body.append(R"(,"data":{}})");
  return conversion_api::json_answer(200, std::move(body));
}

Response code_answer(int code, std::string_view message, const AnswerContext& context) {
  std::string decided;
  JsonWriter(decided).key("code").number(std::int64_t{code}).key("message").string(message);
  return answer_with(decided, context);
}

}  // namespace

/// HTTP 200 whatever was decided; the code says it. Source: kRudderStack (its fixtures)
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext& context) {
  if (endpoint.channel == Channel::browser) return conversion_api::page_answer(request, 200);
  const auto* refused = conversion_api::first_refusal(hit);
  if (refused == nullptr) return answer_with(kOk, context);
  if (conversion_api::taken(hit) > 0) return code_answer(kPartly, "Partial success", context);
  std::string message = dotted(refused->field);
  if (!message.empty()) message.append(": ");
  return code_answer(refused->rule->code, message.append(refused->rule->text), context);
}

}  // namespace tagproof::tiktok
