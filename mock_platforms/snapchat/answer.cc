#include <string>

#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/snapchat/rules.h"
#include "mock_platforms/snapchat/snapchat.h"

namespace tagproof::snapchat {

/// `status`, `reason` and `request_id` as callers of the API log them; of a refusal the shape is
/// assumed. Source: kUsing
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext& context) {
  if (endpoint.channel == Channel::browser) return conversion_api::page_answer(request, 200);
  const auto* refused = conversion_api::first_refusal(hit);
  std::string reason{"Events have been processed successfully."};
  if (refused != nullptr) {
    reason = refused->field;
    if (!reason.empty()) reason.append(": ");
    reason.append(refused->rule->text);
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("status").string(refused == nullptr ? "VALID" : "INVALID");
  json.key("reason").string(reason);
  json.key("request_id").string(context.nonce);
  json.end_object();
  return conversion_api::json_answer(refused == nullptr ? 200 : refused->rule->code,
                                     std::move(body));
}

}  // namespace tagproof::snapchat
