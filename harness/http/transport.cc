#include "harness/http/transport.h"

#include <utility>

#include "harness/http/exchange.h"
#include "harness/http/head.h"

namespace tagproof {

Result<Response> DirectTransport::send(const Request& request) {
  const auto sent = request_to_send(request);
  if (!sent) return sent.error();
  RequestHead head = parse_head(head_bytes(*sent), ListenerLimits{});
  // A listener would say the same.
  if (!head.refused.empty()) return response_to_send({.status = head.status}, sent->method);
  auto url = absolute_url(head, sent->host);
  return response_to_send(answer_({.method = head.method,
                                   .url = std::move(url),
                                   .headers = std::move(head.headers),
                                   .body = request.body}),
                          head.method);
}

}  // namespace tagproof
