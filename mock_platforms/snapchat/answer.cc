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
  if (refused == nullptr) {
    body = R"({"status":"VALID","reason":"Events have been processed successfully.")";
  } else {
    body = R"({"status":"INVALID","reason":)";
    JsonWriter(body).string(reason_of(*refused));
  }
  body += R"(,"request_id":)";
  JsonWriter(body).string(context.nonce.text());
  body += '}';
  return conversion_api::json_answer(refused == nullptr ? 200 : refused->rule->code,
                                     std::move(body));
}

}  // namespace tagproof::snapchat
