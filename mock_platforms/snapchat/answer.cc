#include <string>

#include "harness/wire/json_writer.h"
#include "mock_platforms/conversion_api/accept.h"
#include "mock_platforms/snapchat/rules.h"
#include "mock_platforms/snapchat/snapchat.h"

namespace tagproof::snapchat {
namespace {

std::string reason_of(const Observation& refused) {
  std::string reason = refused.field;
  if (!reason.empty()) reason.append(": ");
  return reason.append(refused.rule->text);
}

}  // namespace

/// `status`, `reason` and `request_id` as callers of the API log them; of a refusal the shape is
/// assumed. Source: kUsing
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState&, const AnswerContext& context) {
  if (endpoint.channel == Channel::browser) return conversion_api::page_answer(request, 200);
  const auto* refused = conversion_api::first_refusal(hit);
  std::string body;
  body.reserve(conversion_api::kUsualAnswer);
  JsonWriter json(body);
  json.begin_object();
  json.key("status").string(refused == nullptr ? "VALID" : "INVALID");
  json.key("reason");
  if (refused == nullptr) {
    json.string("Events have been processed successfully.");
  } else {
    json.string(reason_of(*refused));
  }
  json.key("request_id").string(context.nonce);
  json.end_object();
  return conversion_api::json_answer(refused == nullptr ? 200 : refused->rule->code,
                                     std::move(body));
}

}  // namespace tagproof::snapchat
