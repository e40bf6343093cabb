#include "harness/http/transport.h"

#include "harness/http/exchange.h"
#include "harness/http/head.h"

namespace tagproof {

Result<Response> DirectTransport::send(const Request& request) {
  const auto sent = request_to_send(request);
  if (!sent) return sent.error();
  const RequestHead head = parse_head(head_bytes(*sent), ListenerLimits{});
  // A listener would say the same.
  if (!head.refused.empty()) return response_to_send({.status = head.status}, sent->method);
  return response_to_send(answer_({.method = head.method,
                                   .url = absolute_url(head, sent->host),
                                   .headers = head.headers,
                                   .body = request.body}),
                          head.method);
}

}  // namespace tagproof
